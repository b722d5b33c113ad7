"""A profile line by line: which rows make which lines, how sure they are, and what corrections and objections do."""

from datetime import UTC, datetime, timedelta

import pytest

from pixel.profile.corrections import Choices, find_problem
from pixel.profile.data_privacy import DPV, label_line
from pixel.profile.evidence import Evidence, point_to
from pixel.profile.facts import LineFacts
from pixel.profile.guesses import Guess, Guesses
from pixel.profile.inference.places import Place
from pixel.profile.interests import build_profile, sort_products
from pixel.profile.line import MOST_EVIDENCE, Line, Worth
from pixel.profile.lines import draw_lines
from pixel.profile.person import PersonProfile
from pixel.store.queries.lines import AdRow, HitRow, ResidentRow, SaidRow
from pixel.store.queries.members import Declaration
from pixel.store.records import Product, Seat, Signal, Tally

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
TEXTS = {"fr": "Bahamas", "en": "Bahamas"}
BAHAMAS = Product(
    "soleil", "Soleil", "bahamas", TEXTS, TEXTS, "BS", "Nassau", "caribbean", ("beach",), 1000, "CAD", "/x"
)
ASSORTMENT = sort_products([BAHAMAS])
PLACES = {
    slug: Place(slug, name, latitude, -68.5)
    for slug, name, latitude in (("rimouski", "Rimouski", 48.4), ("gaspe", "Gaspé", 48.8))
}
FACE = ResidentRow(
    "marcel", "rimouski", None, 58, "m", "École du Phare", "Autobus", {"fr": "chauffeur", "en": "driver"}, ()
)
MARCEL = Seat("s", "marcel", None, NOW, declared=("fishing",))
GUEST = Seat("g", None, "Lou", NOW)
LIKE = Signal("like", "p1", ("beach",), NOW)
TALLY = Tally("v", "soleil", "bahamas", "ViewContent", 2, NOW, NOW)
HIT = HitRow(7, "soleil", "ViewContent", ("bahamas",), "phone", "Firefox 153", NOW)


def person(
    seat: Seat | None = MARCEL,
    tallies: tuple[Tally, ...] = (),
    signals: tuple[Signal, ...] = (),
    choices: Choices | None = None,
) -> PersonProfile:
    profile = build_profile(tallies, signals, seat.declared if seat else (), ASSORTMENT, NOW)
    known = PersonProfile(seat, (("v", NOW),), tallies, signals, profile, (), Choices(), tallies, profile)
    return known.choosing(choices or Choices(), ASSORTMENT)


def draw(facts: LineFacts, **worths: Worth) -> list[Line]:
    return draw_lines(facts, PLACES, {f"interest:{slug}": worth for slug, worth in worths.items()})


def find(lines: list[Line], key: str, kind: str | None = None) -> Line:
    (found,) = [line for line in lines if line.key == key and kind in (None, line.kind)]
    return found


@pytest.mark.parametrize(
    ("signal", "row"),
    [
        pytest.param(LIKE, Evidence("likes", "s/p1"), id="a like"),
        pytest.param(Signal("comment", "p1", ("beach",), NOW, 4), Evidence("comments", "4"), id="a comment"),
        pytest.param(Signal("post", "9", ("beach",), NOW, 9), Evidence("posts", "9"), id="a post of one's own"),
        pytest.param(Signal("group", "g1", ("beach",), NOW), Evidence("memberships", "s/g1"), id="a group joined"),
        pytest.param(Signal("page", "f1", ("beach",), NOW), Evidence("follows", "s/f1"), id="a page followed"),
    ],
)
def test_what_is_done_on_the_network_is_observed_by_its_own_row(signal: Signal, row: Evidence) -> None:
    line = find(draw(LineFacts(person(signals=(signal,)))), "interest:beach")
    assert (line.kind, line.value, line.evidence) == ("observed", "beach", (row,))


def test_what_a_site_reports_rests_on_the_very_hits() -> None:
    line = find(draw(LineFacts(person(tallies=(TALLY,)), hits=(HIT,))), "interest:caribbean")
    assert (line.kind, line.evidence) == ("reported", (Evidence("events", "7"),))
    assert line.confidence == pytest.approx(2 / (2 + 2))  # two looks now are two points


def test_hits_that_are_out_of_sight_leave_their_sums_as_evidence() -> None:
    line = find(draw(LineFacts(person(tallies=(TALLY,)))), "interest:bahamas")
    assert line.evidence == (point_to("tallies", "v", "soleil", "bahamas", "ViewContent"),)
    assert line.evidence[0].key == {
        "visitor_id": "v",
        "pixel_id": "soleil",
        "content_id": "bahamas",
        "event": "ViewContent",
    }


def test_one_interest_has_a_line_for_each_kind_of_source() -> None:
    told = person(Seat("s", "marcel", None, NOW, declared=("beach",)), (TALLY,), (LIKE,))
    kinds = [line.kind for line in draw(LineFacts(told, hits=(HIT,))) if line.key == "interest:beach"]
    assert kinds == ["declared", "observed", "reported"]


def test_before_a_sign_up_the_face_speaks_and_afterwards_the_answers_do() -> None:
    before = draw(LineFacts(person(), resident=FACE))
    assert find(before, "town").evidence == (Evidence("residents", "marcel"),)
    assert not [line for line in before if line.key in ("home_town", "kin")], "hidden, and none"
    answers = (Declaration("town", "gaspe", "own", False), Declaration("job", "", "own", False))
    after = draw(LineFacts(person(), answers, FACE))
    assert (find(after, "town").value, find(after, "town").evidence) == ("gaspe", (Evidence("declarations", "s/town"),))
    assert not [line for line in after if line.key in ("age", "job")], "not answered"


@pytest.mark.parametrize(
    ("comments", "town", "confidence"),
    [
        pytest.param(["Toi qui étais à Rimouski en troisième !"], "rimouski", 0.8, id="one comment"),
        pytest.param(["Toi qui étais à Rimouski"] * 2, "rimouski", 0.96, id="two that agree"),
        pytest.param(
            ["Toi qui étais à Rimouski"] * 2 + ["your years in Gaspé"], "rimouski", 0.64, id="two against one"
        ),
    ],
)
def test_a_friends_comment_gives_the_home_town_away(comments: list[str], town: str, confidence: float) -> None:
    said = tuple(SaidRow("town_comments", f"c{n}", "r1", (text,)) for n, text in enumerate(comments))
    line = find(
        draw(LineFacts(person(), said=(*said, SaidRow("comments", "3", "x", ("Le train pour Rimouski",))))), "home_town"
    )
    assert (line.kind, line.value) == ("told", town)
    assert line.confidence == pytest.approx(confidence)
    assert set(line.evidence) <= {Evidence("town_comments", row.id) for row in said}


def test_device_and_hours_are_those_of_most_hits_and_ads() -> None:
    evening = HIT._replace(id=8, at=NOW + timedelta(hours=8), device="computer")
    lines = draw(LineFacts(person(), hits=(evening, HIT, HIT._replace(id=6)), shown=(AdRow("s", "i", NOW),)))
    assert find(lines, "device").value == "phone"
    assert find(lines, "device").confidence == pytest.approx(2 / 3)
    hours = find(lines, "hours")
    assert (hours.value, hours.confidence, len(hours.evidence)) == ("12,20", 1.0, 4)
    assert Evidence("impressions", "s/i") in hours.evidence


def test_a_guest_has_the_harmless_part_and_their_own_word() -> None:
    guesses = Guesses(traits=(Guess("trait:fishing", "yes", 0.9, ()),))
    said = (SaidRow("comments", "3", "x", ("Toi qui étais à Rimouski",)),)
    facts = LineFacts(
        person(GUEST, (TALLY,)), (Declaration("town", "gaspe", "own", False),), hits=(HIT,), said=said, guesses=guesses
    )
    lines = draw(facts)
    assert {line.key for line in lines if line.kind in ("told", "guessed")} == set()
    assert {line.key for line in lines} == {"town", "device", "browser", "hours"} | {
        f"interest:{slug}" for slug in ("bahamas", "beach", "caribbean")
    }
    invented = LineFacts(person(tallies=(TALLY,)), said=said, guesses=guesses)
    assert {line.key for line in draw(invented) if line.kind in ("told", "guessed")} == {"home_town", "trait:fishing"}


def test_a_removed_line_is_gone_and_a_corrected_one_is_ones_own_word() -> None:
    choices = Choices({"town": "gaspe", "age": None, "trait:fishing": None})
    guesses = Guesses(traits=(Guess("trait:fishing", "yes", 0.9, ()),))
    lines = draw(LineFacts(person(choices=choices), resident=FACE, guesses=guesses))
    assert not [line for line in lines if line.key in ("age", "trait:fishing")]
    town = find(lines, "town")
    assert (town.value, town.kind, town.evidence) == ("gaspe", "declared", (Evidence("corrections", "s/town"),))


def test_a_removed_interest_has_no_level_and_its_visits_are_not_read() -> None:
    known = person(tallies=(TALLY,), choices=Choices({"interest:bahamas": None}))
    assert known.profile.level("bahamas") == 0
    assert known.profile.level("beach") > 0
    assert (known.tallies, known.received) == ((), (TALLY,))


def test_another_interest_in_its_place_is_ones_own_word() -> None:
    known = person(tallies=(TALLY,), choices=Choices({"interest:beach": "ski"}))
    assert known.profile.level("beach") == 0
    assert known.profile.level("ski") == pytest.approx(0.5)
    line = find(draw(LineFacts(known, hits=(HIT,))), "interest:ski")
    assert (line.kind, line.evidence) == ("declared", (Evidence("corrections", "s/interest:beach"),))


def test_an_interest_that_was_removed_itself_is_put_in_no_others_place() -> None:
    known = person(choices=Choices({"interest:beach": "ski", "interest:ski": None}))
    assert known.profile.level("ski") == 0


def test_whoever_objects_keeps_the_file_and_nobody_may_use_it() -> None:
    worth = Worth(350.0, "c", "Soleil")
    facts = LineFacts(person(tallies=(TALLY,)), resident=FACE, hits=(HIT,))
    used = find(draw(facts, bahamas=worth), "interest:bahamas")
    assert (used.may_use, used.worth) == ("advertisers", worth)
    assert find(draw(facts), "town").may_use == "network"
    objected = LineFacts(person(tallies=(TALLY,), choices=Choices({}, NOW)), resident=FACE, hits=(HIT,))
    lines = draw(objected, bahamas=worth)
    assert {(line.may_use, line.worth) for line in lines} == {("nobody", None)}
    assert len(lines) == len(draw(facts))
    assert objected.person.targetable[0] == ()
    assert objected.person.targetable[1].interests == ()


def test_evidence_is_kept_within_bounds() -> None:
    signals = tuple(Signal("like", f"p{n}", ("beach",), NOW) for n in range(10_000))
    line = find(draw(LineFacts(person(signals=signals))), "interest:beach")
    assert len(line.evidence) == MOST_EVIDENCE
    assert line.evidence[0] == Evidence("likes", "s/p9999")


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        pytest.param("interest:beach", None, None, id="anything can be removed"),
        pytest.param("interest:beach", "ski", None, id="an interest for another"),
        pytest.param("interest:beach", "beach", "interest", id="an interest for itself"),
        pytest.param("interest:beach", "tulips", "interest", id="an interest that is none"),
        pytest.param("device", "phone", "only-remove", id="a device"),
        pytest.param("trait:parting", "no", "only-remove", id="a guess"),
        pytest.param("town", "gaspe", None, id="a town"),
        pytest.param("town", "", "length", id="nothing"),
        pytest.param("town", "x" * 81, "length", id="too much"),
        pytest.param("town", "a\x00b", "length", id="bytes that are no letters"),
        pytest.param("age", "58", None, id="an age"),
        pytest.param("age", "²", "age", id="a digit that is no number"),
        pytest.param("age", "121", "age", id="an age of nobody"),
        pytest.param("", "x", "key", id="no key"),
    ],
)
def test_which_corrections_can_be_kept(key: str, value: str | None, problem: str | None) -> None:
    assert find_problem(key, value) == problem


def test_labels_say_source_purpose_and_basis() -> None:
    line = Line("interest:beach", "beach", "reported", 0.5, (), "advertisers")
    assert label_line(line) == {
        "category": f"{DPV}ObservedPersonalData",
        "source": f"{DPV}ThirdParty",
        "purposes": [f"{DPV}ServicePersonalisation", f"{DPV}PersonalisedAdvertising"],
        "legal_basis": f"{DPV}LegitimateInterestOfController",
    }
    assert label_line(line._replace(may_use="nobody"))["purposes"] == []
