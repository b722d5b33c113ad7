"""What a story expects against what was seen: each word of an expectation, come true and not."""

import pytest

from pixel.stories.actions.expectations import Expectation
from pixel.stories.drivers.driver import SeenAd, SeenHit
from pixel.stories.play.assertions import Facts, judge
from pixel.stories.play.narration import list_hits

VIEW = SeenHit("recorded", True, {"ev": "ViewContent"})
AGAIN = SeenHit("duplicate", True, {"ev": "Purchase"})
BOUGHT = SeenHit("recorded", True, {"ev": "Purchase"})
AD = SeenAd("soleil-retour", "soleil", "bahamas", "retargeting", "i1")
AUCTION = {
    "winner": {"campaign_id": "a", "content_id": "x", "outcome": "won"},
    "runner_up": None,
    "others": [{"campaign_id": "b", "content_id": "bahamas", "outcome": "capped"}],
}

GUESSED_TOWN = {"key": "home_town", "kind": "guessed", "value": "rimouski", "confidence": 0.9, "error_km": 49.9}
DECLARED_TOWN = {"key": "home_town", "kind": "declared", "value": "gaspe", "confidence": 1.0, "error_km": None}


@pytest.mark.parametrize(
    ("expected", "facts", "is_ok"),
    [
        ({"verdict": "recorded"}, Facts(hits=[VIEW]), True),
        ({"verdict": "recorded"}, Facts(hits=[VIEW, AGAIN]), False),
        ({"verdict": "recorded"}, Facts(), False),
        ({"hits": 0}, Facts(), True),
        ({"hits": 2}, Facts(hits=[VIEW]), False),
        ({"hits": {"Purchase": "duplicate"}}, Facts(hits=[BOUGHT, VIEW, AGAIN]), True),
        ({"hits": {"Search": "recorded"}}, Facts(hits=[VIEW]), False),
        ({"cookie": "sent-back"}, Facts(rows=[{"cookie": "sent-back"}]), True),
        ({"cookie": ["refused", "unknown"]}, Facts(rows=[{"cookie": "unknown"}]), True),
        ({"cookie": "sent-back"}, Facts(rows=[{"cookie": "sent-back"}, {"cookie": "refused"}]), False),
        ({"cookie": "sent-back"}, Facts(hits=[VIEW]), False),
        ({"ad": {"content": "bahamas", "reason": "retargeting"}}, Facts(ads=[AD]), True),
        ({"ad": {"content": "bahamas", "reason": "interest"}}, Facts(ads=[AD]), False),
        ({"no_ad": {"content": "cuba"}}, Facts(ads=[AD]), True),
        ({"no_ad": {}}, Facts(ads=[AD]), False),
        ({"lost": {"content": "bahamas", "outcome": "capped"}}, Facts(auctions=[AUCTION]), True),
        ({"lost": {"content": "bahamas", "outcome": "purchased"}}, Facts(auctions=[AUCTION]), False),
        ({"interests": {"beach": {"above": 0.2}}}, Facts(levels={"beach": 0.3}), True),
        ({"interests": {"beach": {"above": 0.3}}}, Facts(levels={"beach": 0.3}), False),
        ({"interests": {"beach": {"below": 0.1}}}, Facts(levels=None), True),
        ({"lines": {"home_town": {"kind": "guessed", "within_km": 50}}}, Facts(lines=[GUESSED_TOWN]), True),
        ({"lines": {"home_town": {"within_km": 49.9}}}, Facts(lines=[GUESSED_TOWN]), True),
        ({"lines": {"home_town": {"within_km": 49.8}}}, Facts(lines=[GUESSED_TOWN]), False),
        ({"lines": {"home_town": {"within_km": 50, "value": "gaspe"}}}, Facts(lines=[GUESSED_TOWN]), False),
        ({"lines": {"home_town": {"within_km": 0}}}, Facts(lines=[GUESSED_TOWN | {"error_km": 0.0}]), True),
        ({"lines": {"home_town": {"within_km": 50}}}, Facts(lines=[DECLARED_TOWN]), False),
        ({"lines": {"home_town": {"within_km": 50}}}, Facts(lines=[DECLARED_TOWN, GUESSED_TOWN]), True),
        ({"lines": {"home_town": {"within_km": 50}}}, Facts(), False),
        ({"events": 2, "kept": {"above": 2}, "browsers": 1}, Facts(events=2, kept=3, browsers=1), True),
        ({"events": 0}, Facts(events=2), False),
        ({"students": 2}, Facts(students=("Zoé", "Comet")), True),
        ({"students": 0}, Facts(students=None), False),
        ({"students": ["Comet", "Zoé"]}, Facts(students=("Zoé", "Comet")), True),
        ({"students": ["Zoé"]}, Facts(students=("Zoé", "Comet")), False),
        ({"students": "no-class"}, Facts(students=None), True),
        ({"students": "no-class"}, Facts(students=()), False),
        ({"told": {"recorded": 2, "frozen": 0}}, Facts(told={"recorded": 2}), True),
        ({"told": {"frozen": 1}}, Facts(told={"recorded": 2}), False),
        ({"left": "nothing"}, Facts(), True),
        ({"left": "nothing"}, Facts(left=("a class", "2 hits")), False),
    ],
)
def test_an_expectation_comes_true_or_not(expected: dict[str, object], facts: Facts, is_ok: bool) -> None:
    findings = judge(Expectation.model_validate(expected), facts)
    assert findings
    assert all(finding.is_ok for finding in findings) is is_ok


def test_a_finding_tells_what_was_expected_and_what_was_found() -> None:
    [finding] = judge(Expectation.model_validate({"ad": {"content": "cuba"}}), Facts(ads=[AD]))
    assert finding.sentence == "expected an ad (content cuba); found bahamas by soleil (retargeting)"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([GUESSED_TOWN], "guessed rimouski (0.90), 49.9 km from the truth"),
        ([DECLARED_TOWN], "declared gaspe (1.00), not told how far from the truth"),
        ([], "there is none"),
    ],
)
def test_a_guess_that_is_too_far_off_says_how_far(lines: list[dict[str, object]], found: str) -> None:
    expect = Expectation.model_validate({"lines": {"home_town": {"kind": "guessed", "within_km": 25}}})
    [finding] = judge(expect, Facts(lines=lines))
    assert finding.sentence == f"expected a line home_town (guessed, within 25 km of the truth); found {found}"


def test_hits_alike_are_counted() -> None:
    assert list_hits([VIEW, VIEW, AGAIN]) == "2 × ViewContent recorded, Purchase duplicate"
    assert list_hits([]) == "nothing was sent"
