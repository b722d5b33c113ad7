"""Who is in an audience, by which lines of their profile, and how many are."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pixel.ads.audience.facets import (
    AgeFacet,
    AudienceRule,
    BuyersFacet,
    CustomerListFacet,
    EmployerFacet,
    EventFacet,
    Facet,
    GroupFacet,
    InterestFacet,
    LanguageFacet,
    LookalikeFacet,
    RadiusFacet,
    RegionFacet,
    SectorFacet,
    SexFacet,
    TownFacet,
    hash_email,
    line_of,
)
from pixel.ads.audience.match import match, read_lines
from pixel.ads.audience.person import (
    AudiencePerson,
    InterestLevel,
    SourceInterests,
    Surroundings,
    average_interests,
    read_interests,
)
from pixel.ads.audience.size import AudienceSize, estimate, tell_size
from pixel.profile.inference.places import Place
from pixel.profile.interests import build_profile, sort_products
from pixel.store.records import Product, Signal, Tally

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
AROUND = Surroundings(
    {
        "laval": Place("laval", "Laval", 45.583, -73.750),
        "montreal": Place("montreal", "Montréal", 45.509, -73.554),
        "gaspe": Place("gaspe", "Gaspé", 48.833, -64.487),
    },
    {"sailors": SourceInterests({"beach": 0.6, "islands": 0.8}), "nobody": SourceInterests({})},
)


def saw(event: str, content: str, days: float, pixel: str = "soleil") -> Tally:
    at = NOW - timedelta(days=days)
    return Tally("v", pixel, content, event, 2, at, at)


INES = AudiencePerson(
    town="laval",
    region="laval-region",
    age=34,
    sex="f",
    language="fr",
    employer="Studio Virgule",
    sector="office",
    interests={"beach": InterestLevel(0.6, "reported"), "ski": InterestLevel(0.8, "declared")},
    groups=frozenset({"pagaie-douce"}),
    tallies=[
        saw("ViewContent", "", 3),
        saw("ViewContent", "bahamas", 3),
        saw("ViewContent", "cuba", 40),
        saw("Search", "", 1),
        saw("Purchase", "", 10, "nordet"),
    ],
    email_hash=hash_email("ines@exemple.test"),
)
STRANGER = AudiencePerson()


@pytest.mark.parametrize(
    ("facet", "keys", "basis"),
    [
        pytest.param(TownFacet("laval"), ("town",), "declared", id="town"),
        pytest.param(TownFacet("gaspe"), None, "", id="another town"),
        pytest.param(RegionFacet("laval-region"), ("town",), "declared", id="region"),
        pytest.param(RegionFacet("gaspesie"), None, "", id="another region"),
        pytest.param(RadiusFacet("montreal", 20), ("town",), "declared", id="near a town"),
        pytest.param(RadiusFacet("montreal", 10), None, "", id="not that near"),
        pytest.param(RadiusFacet("laval", 1), ("town",), "declared", id="the very town"),
        pytest.param(RadiusFacet("atlantis", 1000), None, "", id="near a town that nobody knows"),
        pytest.param(AgeFacet(34, 34), ("age",), "declared", id="this age"),
        pytest.param(AgeFacet(18, 33), None, "", id="a year too old"),
        pytest.param(AgeFacet(35, 60), None, "", id="a year too young"),
        pytest.param(SexFacet("f"), ("sex",), "declared", id="sex"),
        pytest.param(SexFacet("m"), None, "", id="the other sex"),
        pytest.param(LanguageFacet("fr"), ("language",), "observed", id="language"),
        pytest.param(LanguageFacet("en"), None, "", id="another language"),
        pytest.param(EmployerFacet("Studio Virgule"), ("employer",), "declared", id="employer"),
        pytest.param(SectorFacet("office"), ("employer",), "declared", id="sector"),
        pytest.param(SectorFacet("care"), None, "", id="another sector"),
        pytest.param(InterestFacet("beach"), ("interest:beach",), "reported", id="interest"),
        pytest.param(InterestFacet("beach", 0.6), ("interest:beach",), "reported", id="interest, at just that level"),
        pytest.param(InterestFacet("beach", 0.61), None, "", id="not that interested"),
        pytest.param(InterestFacet("music"), None, "", id="another interest"),
        pytest.param(GroupFacet("pagaie-douce"), ("group:pagaie-douce",), "observed", id="group"),
        pytest.param(GroupFacet("vent-de-face"), None, "", id="another group"),
        pytest.param(CustomerListFacet(frozenset([INES.email_hash])), ("email",), "declared", id="on a list"),
        pytest.param(CustomerListFacet(frozenset([hash_email("x")])), None, "", id="not on it"),
        pytest.param(EventFacet("soleil", "ViewContent", 30), ("hit:soleil:bahamas",), "reported", id="any trip"),
        pytest.param(
            EventFacet("soleil", "ViewContent", 40),
            ("hit:soleil:bahamas", "hit:soleil:cuba"),
            "reported",
            id="each trip of the window, to its last moment",
        ),
        pytest.param(
            EventFacet("soleil", "ViewContent", 30, frozenset(["bahamas", "banff"])),
            ("hit:soleil:bahamas",),
            "reported",
            id="one of two trips",
        ),
        pytest.param(EventFacet("soleil", "ViewContent", 39, frozenset(["cuba"])), None, "", id="too long ago"),
        pytest.param(EventFacet("soleil", "Search", 7), ("hit:soleil",), "reported", id="an event about no trip"),
        pytest.param(EventFacet("nordet", "ViewContent", 180), None, "", id="another pixel"),
        pytest.param(BuyersFacet("nordet"), ("hit:nordet",), "reported", id="bought there"),
        pytest.param(BuyersFacet("soleil"), None, "", id="only looked"),
        pytest.param(LookalikeFacet("sailors", 0.36), ("interest:beach",), "inferred", id="cosine .36 / (1 × 1)"),
        pytest.param(LookalikeFacet("sailors", 0.37), None, "", id="not so alike"),
        pytest.param(LookalikeFacet("nobody", 0.0), None, "", id="like nobody"),
        pytest.param(LookalikeFacet("unheard-of", 0.0), None, "", id="like whom nobody knows"),
    ],
)
def test_each_facet_reads_its_line(facet: Facet, keys: tuple[str, ...] | None, basis: str) -> None:
    lines = read_lines(facet, INES, NOW, AROUND)
    assert lines == (keys and (keys, basis))
    assert all(key.startswith(line_of(facet)) for key in keys or ())
    assert read_lines(facet, STRANGER, NOW, AROUND) is None


def test_a_line_that_was_guessed_says_so() -> None:
    guessed = AudiencePerson(town="gaspe", bases={"town": "inferred"})
    lines = read_lines(TownFacet("gaspe"), guessed, NOW)
    assert lines
    assert lines.basis == "inferred"


def test_a_visit_that_is_still_to_come_counts_as_now() -> None:
    early = AudiencePerson(tallies=[saw("ViewContent", "bahamas", -2)])
    assert match(AudienceRule(((EventFacet("soleil", "ViewContent", 1),),)), early, NOW).is_in


BEACH, SKI, LAVAL, MUSIC = InterestFacet("beach"), InterestFacet("ski"), TownFacet("laval"), InterestFacet("music")


@pytest.mark.parametrize(
    ("rule", "outcome", "matched", "failed", "excluded_by"),
    [
        pytest.param(AudienceRule(), "in", [], None, None, id="everybody"),
        pytest.param(
            AudienceRule(((BEACH, MUSIC, SKI), (LAVAL,)), (MUSIC,)),
            "in",
            ["include.0.0", "include.0.2", "include.1.0"],
            None,
            None,
            id="every facet that matches is told",
        ),
        pytest.param(
            AudienceRule(((BEACH,), (MUSIC,), (LAVAL,))), "group-failed", ["include.0.0"], 1, None, id="one group fails"
        ),
        pytest.param(AudienceRule(((),)), "group-failed", [], 0, None, id="a group without facets"),
        pytest.param(
            AudienceRule(((BEACH,),), (MUSIC, LAVAL)), "excluded", ["include.0.0"], None, "exclude.1", id="excluded"
        ),
    ],
)
def test_a_rule_tells_what_matched_and_what_did_not(
    rule: AudienceRule, outcome: str, matched: list[str], failed: int | None, excluded_by: str | None
) -> None:
    found = match(rule, INES, NOW, AROUND)
    assert found.outcome == outcome
    assert found.is_in == (outcome == "in")
    assert [each.where for each in found.matched] == matched
    assert found.failed_group == failed
    assert (found.excluded_by and found.excluded_by.where) == excluded_by


def test_who_looked_at_a_trip_and_did_not_book_is_found() -> None:
    rule = AudienceRule(((EventFacet("soleil", "ViewContent", 30),),), (BuyersFacet("soleil"),))
    buyer = AudiencePerson(tallies=[*INES.tallies, saw("Purchase", "bahamas", 100)])
    assert match(rule, INES, NOW).is_in
    found = match(rule, buyer, NOW)
    assert found.excluded_by
    assert found.excluded_by.lines.keys == ("hit:soleil:bahamas",)


slugs = st.sampled_from(
    ["laval", "gaspe", "beach", "ski", "soleil", "ViewContent", "Purchase", "fr", "f", "sailors", ""]
)
ANY_FACET: st.SearchStrategy[Facet] = st.one_of(
    st.builds(TownFacet, slugs),
    st.builds(RadiusFacet, slugs, st.integers()),
    st.builds(AgeFacet, st.integers(), st.integers()),
    st.builds(InterestFacet, slugs, st.floats()),
    st.builds(GroupFacet, slugs),
    st.builds(EventFacet, slugs, slugs, st.integers(-(10**6), 10**6), st.frozensets(slugs, max_size=2)),
    st.builds(CustomerListFacet, st.frozensets(slugs, max_size=2)),
    st.builds(LookalikeFacet, slugs, st.floats()),
    st.builds(BuyersFacet, slugs),
)
MOMENTS = st.datetimes(timezones=st.just(UTC))
PEOPLE = st.builds(
    AudiencePerson,
    town=slugs,
    age=st.none() | st.integers(),
    interests=st.dictionaries(slugs, st.builds(InterestLevel, st.floats(0, 1), st.just("reported"))),
    groups=st.frozensets(slugs, max_size=2),
    tallies=st.lists(
        st.builds(Tally, st.just("v"), slugs, slugs, slugs, st.integers(1, 9), MOMENTS, MOMENTS), max_size=4
    ),
)


@settings(deadline=None, database=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(
    include=st.lists(st.lists(ANY_FACET, max_size=3).map(tuple), max_size=2).map(tuple),
    exclude=st.lists(ANY_FACET, max_size=2).map(tuple),
    person=PEOPLE,
    now=MOMENTS,
)
def test_matching_never_raises_and_its_reasons_hold(
    include: tuple[tuple[Facet, ...], ...], exclude: tuple[Facet, ...], person: AudiencePerson, now: datetime
) -> None:
    rule = AudienceRule(include, exclude)
    found = match(rule, person, now, AROUND)
    placed = dict(rule.placed())
    assert all(placed[each.where] == each.facet for each in found.matched)
    groups = [any(read_lines(facet, person, now, AROUND) for facet in group) for group in include]
    is_excluded = any(read_lines(facet, person, now, AROUND) for facet in exclude)
    assert found.is_in == (all(groups) and not is_excluded)


TEXTS = {"fr": "x", "en": "x"}
BAHAMAS = Product("soleil", "Soleil", "bahamas", TEXTS, TEXTS, "BS", "", "caribbean", ("beach",), 1, "CAD", "/x")


def test_an_interest_rests_on_what_gave_it_most_points() -> None:
    tallies, likes = [saw("ViewContent", "bahamas", 0)], [Signal("like", "p1", ("ski",), NOW)]
    profile = build_profile(tallies, likes, ["ski", "beach", "music"], sort_products([BAHAMAS]), NOW)
    found = read_interests(profile)
    bases = {slug: interest.basis for slug, interest in found.items()}
    assert bases == {
        "bahamas": "reported",
        "caribbean": "reported",
        "beach": "reported",
        "ski": "observed",
        "music": "declared",
    }
    assert found["ski"].level == profile.level("ski")


def test_a_source_audience_is_its_mean_and_whoever_is_just_so_is_wholly_like_it() -> None:
    people = [AudiencePerson(interests={"beach": InterestLevel(0.3, "declared")}), STRANGER, INES]
    source = average_interests(people)
    assert source.levels == pytest.approx({"beach": 0.3, "ski": 0.8 / 3})
    twin = AudiencePerson(interests={slug: InterestLevel(level, "observed") for slug, level in source.levels.items()})
    around = Surroundings(sources={"them": source})
    assert read_lines(LookalikeFacet("them", 1.0), twin, NOW, around)
    assert average_interests([]).levels == {}


@pytest.mark.parametrize(
    ("count", "about"),
    [(0, None), (1, None), (19, None), (20, 20), (57, 57), (104, 100), (105, 110), (1234, 1200), (99_600, 100_000)],
)
def test_few_people_are_never_counted_exactly_and_many_are_rounded(count: int, about: int | None) -> None:
    assert tell_size(count) == AudienceSize(about)
    assert tell_size(count).is_too_small == (about is None)


@pytest.mark.parametrize(
    ("people", "about"),
    [
        pytest.param([INES] * 25 + [STRANGER] * 5, 25, id="those who match"),
        pytest.param([INES] * 19 + [STRANGER] * 50, None, id="few of many"),
        pytest.param([], None, id="of nobody"),
    ],
)
def test_an_audience_has_the_size_of_those_who_match(people: Sequence[AudiencePerson], about: Any) -> None:
    assert estimate(AudienceRule(((LAVAL,),)), iter(people), NOW).about == about
