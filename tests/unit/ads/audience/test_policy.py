"""What may not be sold is refused with the rule that says so; our words have the numbers that were published."""

from typing import Any, get_args

import pytest

from pixel.ads.audience.facets import (
    AgeFacet,
    AudienceRule,
    BuyersFacet,
    CustomerListFacet,
    EventFacet,
    Facet,
    GroupFacet,
    InterestFacet,
    LanguageFacet,
    LookalikeFacet,
    RadiusFacet,
    SexFacet,
    TownFacet,
    hash_email,
)
from pixel.ads.audience.policy import POLICY, SENSITIVE, PolicyProblem, RuleId, review
from pixel.ads.audience.size import AudienceSize
from pixel.ads.audience.taxonomy import ROWS, SEGMENTS, TRAVEL, find_segment, path_of, slugs_of
from pixel.ads.campaigns import load_campaigns
from pixel.profile.invented import NOT_OF_GUESTS
from pixel.profile.vocabulary import REGIONS, THEMES

TEXTS = {
    "fr": {"title": "Cinq jours de sable", "text": "À partir de {price}.", "button": "Voir"},
    "en": {"title": "Five days of sand", "text": "From {price}.", "button": "See"},
}
ADULTS, YOUNG, ALL_AGES = AgeFacet(18), AgeFacet(18, 35), AgeFacet()


def including(*facets: Facet) -> AudienceRule:
    return AudienceRule((facets,))


def excluding(*facets: Facet) -> AudienceRule:
    return AudienceRule((), facets)


def broken(rule: AudienceRule, category: str = "ordinary", **more: Any) -> list[tuple[str, str, str]]:
    return [(problem.rule, problem.where, problem.topic) for problem in review(rule, TEXTS, category, **more)]


def of_topic(topic: str) -> tuple[str, str, str]:
    return "sensitive-topic", "include.0.0", topic


def few(number: int) -> CustomerListFacet:
    return CustomerListFacet(frozenset(hash_email(f"{n}@exemple.test") for n in range(number)))


@pytest.mark.parametrize(
    ("rule", "problems"),
    [
        pytest.param(AudienceRule(), [], id="everybody"),
        pytest.param(
            AudienceRule(
                ((EventFacet("soleil", "ViewContent", 30), InterestFacet("beach")), (YOUNG,), (LanguageFacet("fr"),)),
                (BuyersFacet("soleil"), SexFacet("m"), LookalikeFacet("x")),
            ),
            [],
            id="what travel agencies do",
        ),
        pytest.param(including(InterestFacet("romance")), [of_topic("love")], id="love"),
        pytest.param(excluding(InterestFacet("expecting")), [("sensitive-topic", "exclude.0", "health")], id="a trait"),
        pytest.param(including(InterestFacet("Politique")), [of_topic("politics")], id="how one votes"),
        pytest.param(including(GroupFacet("amis-de-l-église")), [of_topic("religion")], id="a group's name"),
        pytest.param(including(GroupFacet("a-deux")), [of_topic("love")], id="a group's theme"),
        pytest.param(including(GroupFacet("pagaie-douce"), InterestFacet("fishing")), [], id="hobbies"),
        pytest.param(including(few(19)), [("too-small", "include.0.0", "")], id="a list of few"),
        pytest.param(including(few(19), few(19)), [("too-small", "include.0.0", "")], id="the same few twice"),
        pytest.param(including(few(20)), [], id="a list of enough"),
        pytest.param(including(few(3), TownFacet("gaspe")), [], id="a few, or a whole town"),
    ],
)
def test_an_audience_is_refused_with_the_rule_it_breaks(
    rule: AudienceRule, problems: list[tuple[str, str, str]]
) -> None:
    assert broken(rule, themes={"a-deux": ("romance",), "pagaie-douce": ("diving", "cruise")}) == problems


@pytest.mark.parametrize("category", ["housing", "jobs", "credit"])
@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        pytest.param(including(YOUNG), ("special-age", "include.0.0", ""), id="young people only"),
        pytest.param(including(AgeFacet(40)), ("special-age", "include.0.0", ""), id="nobody young"),
        pytest.param(including(TownFacet("gaspe"), YOUNG), ("special-age", "include.0.1", ""), id="or young people"),
        pytest.param(excluding(AgeFacet(65)), ("special-age", "exclude.0", ""), id="no old people"),
        pytest.param(excluding(ALL_AGES), ("special-age", "exclude.0", ""), id="nobody whose age is known"),
        pytest.param(including(SexFacet("m")), ("special-sex", "include.0.0", ""), id="men only"),
        pytest.param(excluding(SexFacet("f")), ("special-sex", "exclude.0", ""), id="no women"),
        pytest.param(including(LookalikeFacet("x")), ("special-lookalike", "include.0.0", ""), id="people alike"),
        pytest.param(including(RadiusFacet("gaspe", 5)), ("special-radius", "include.0.0", ""), id="a quarter"),
        pytest.param(excluding(RadiusFacet("gaspe", 90)), ("special-radius", "exclude.0", ""), id="all but around it"),
        pytest.param(including(ADULTS), None, id="all adults"),
        pytest.param(including(ALL_AGES), None, id="all ages"),
        pytest.param(including(TownFacet("gaspe"), RadiusFacet("gaspe", 25)), None, id="a town and around it"),
    ],
)
def test_homes_jobs_and_credit_are_offered_to_all(
    category: str, rule: AudienceRule, problem: tuple[str, str, str] | None
) -> None:
    assert broken(rule, category) == ([problem] if problem else [])
    assert broken(rule) == []


def test_a_category_that_there_is_not_is_taken_at_its_worst() -> None:
    expected = [("unknown-category", "category", ""), ("special-sex", "include.0.0", "")]
    assert broken(including(SexFacet("f")), "Housing") == expected


def test_an_audience_that_was_found_too_small_may_not_run() -> None:
    assert broken(AudienceRule(), size=AudienceSize(None)) == [("too-small", "", "")]
    assert broken(AudienceRule(), size=AudienceSize(20)) == []


@pytest.mark.parametrize(
    ("part", "text", "problem"),
    [
        pytest.param("title", "Vous êtes enceinte ? Partez !", ("text-sensitive", "health"), id="tells one's state"),
        pytest.param("text", "T’es célibataire. Nous aussi.", ("text-sensitive", "love"), id="to a friend"),
        pytest.param("text", "Le pape est catholique. Et vous ?", None, id="says it of another"),
        pytest.param("text", "Votre hiver finit ici.", None, id="speaks to a reader of winter"),
        pytest.param("title", " ", ("text-missing", ""), id="nothing"),
        pytest.param("button", "x" * 41, ("text-too-long", ""), id="a long button"),
        pytest.param("text", "a\0b", ("text-unreadable", ""), id="NUL"),
        pytest.param("text", "\ud83d", ("text-unreadable", ""), id="half a character"),
        pytest.param("text", "Une ligne.\nUne autre.", None, id="two lines"),
    ],
)
def test_a_text_is_refused_with_the_rule_it_breaks(part: str, text: str, problem: tuple[RuleId, str] | None) -> None:
    texts = TEXTS | {"fr": TEXTS["fr"] | {part: text}}
    expected = (PolicyProblem(problem[0], f"fr.{part}", None, problem[1]),) if problem else ()
    assert review(AudienceRule(), texts, "ordinary") == expected


def test_a_language_that_is_missing_misses_each_part() -> None:
    found = review(AudienceRule(), {"fr": TEXTS["fr"]}, "ordinary")
    assert [problem.where for problem in found] == ["en.title", "en.text", "en.button"]


@pytest.mark.parametrize("campaign", load_campaigns(), ids=lambda campaign: campaign.id)
def test_the_texts_of_the_agencies_pass(campaign: Any) -> None:
    assert review(AudienceRule(), campaign.creative, "ordinary") == ()


def test_the_policy_lists_every_rule_once_and_covers_what_guests_are_spared() -> None:
    assert sorted(rule.id for rule in POLICY) == sorted(get_args(RuleId))
    assert set(SENSITIVE) >= NOT_OF_GUESTS


@pytest.mark.parametrize(
    ("slug", "number", "path", "fit"),
    [
        ("beach", 724, ("Interest", "Travel", "Beach Travel"), "exact"),
        ("diving", 635, ("Interest", "Sports", "Extreme Sports", "Scuba Diving"), "exact"),
        ("canada", 729, ("Interest", "Travel", "North America Travel"), "broad"),
        ("hiking", 672, ("Interest", "Sports", "Walking"), "close"),
    ],
)
def test_an_interest_has_its_number_in_the_taxonomy(slug: str, number: int, path: tuple[str, ...], fit: str) -> None:
    segment = find_segment(slug)
    assert segment
    assert (segment.row.id, path_of(segment.row), segment.fit) == (number, path, fit)
    assert slug in slugs_of(number)


def test_the_taxonomy_covers_our_words_and_the_whole_of_travel() -> None:
    assert (THEMES | REGIONS) - set(SEGMENTS) == {"nature", "romance", "snow", "museums"}
    assert set(SEGMENTS) <= THEMES | REGIONS
    assert [row.id for row in TRAVEL] == [*range(719, 733)]
    assert all(path_of(row)[0] == "Interest" for row in ROWS.values())
    assert find_segment("bahamas") is None
    assert slugs_of(725) == ()
