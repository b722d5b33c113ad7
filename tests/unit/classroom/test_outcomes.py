"""What became of a student's act: the server's log decides, and says when it cannot tell."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from pixel.classroom.lesson.model import Choice, Experiment
from pixel.classroom.lesson.outcomes import (
    Facts,
    Outcome,
    came_true,
    has_acted,
    is_settled,
    outcome_of,
    read_outcome,
    strongest,
)
from pixel.store.queries.classroom.lesson import AdShown
from pixel.store.records import AdReason, Event, Refusal
from tests.support.backstage_hits import NOW, ago, make_event

T = {"fr": "a", "en": "b"}
STEP = Experiment.model_validate(
    {
        "id": "blocked",
        "kind": "experiment",
        "minutes": 4,
        **dict.fromkeys(("title", "aim", "text", "notes", "question"), T),
        "choices": [
            {"id": "tied", "text": T, "means": ["tied", "ad"]},
            {"id": "nobodys", "text": T, "means": ["nobodys", "no-ad"]},
        ],
        "go": {"site": "soleil", "path": "/destinations/bahamas", "words": T},
        "watch": {"pixel": "soleil", "content": "bahamas"},
        "outcomes": {"tied": T},
    }
)
WENT = Facts(now=NOW, went_at=ago(60), hits_since=ago(60), browser="Firefox 153")


def changed(**changes: Any) -> Experiment:
    return STEP.model_copy(update=changes)


def ad(content: str = "bahamas", reason: AdReason = "retargeting", seconds: float = 10) -> AdShown:
    return AdShown(content, reason, ago(seconds))


def refused(reason: str, pixel: str = "soleil", seconds: float = 50) -> Refusal:
    return Refusal(ago(seconds), pixel, reason, ())


def untied(seconds: float = 50, **changes: Any) -> Event:
    return make_event(seconds=seconds, **({"cookie": "refused"} | changes))


@pytest.mark.parametrize(
    ("facts", "arrival"),
    [
        pytest.param(replace(WENT, went_at=None, hits_since=None), "not-gone", id="the link was not followed"),
        pytest.param(replace(WENT, went_at=ago(3), hits_since=ago(3)), "waiting", id="three seconds are too soon"),
        pytest.param(WENT, "nothing", id="nothing in a minute"),
        pytest.param(replace(WENT, own=[make_event(seconds=50)]), "tied", id="tied to this student"),
        pytest.param(replace(WENT, own=[make_event(seconds=90)]), "nothing", id="from before the act"),
        pytest.param(
            replace(WENT, until=ago(40), own=[make_event(seconds=30)]), "nothing", id="from after the next act"
        ),
        pytest.param(replace(WENT, own=[make_event(seconds=50, pixel_id="nordet")]), "nothing", id="another site's"),
        pytest.param(
            replace(WENT, own=[make_event(seconds=50, content_ids=("cuba",))]), "nothing", id="about another trip"
        ),
        pytest.param(replace(WENT, untied=[untied()]), "nobodys", id="tied to nobody"),
        pytest.param(replace(WENT, browser="Chrome 140", untied=[untied()]), "nothing", id="of another browser"),
        pytest.param(
            replace(WENT, own=[make_event(seconds=50)], untied=[untied()]), "tied", id="what is tied counts for more"
        ),
        pytest.param(replace(WENT, is_gpc=True, refusals=[refused("gpc")]), "ignored", id="ignored for GPC"),
        pytest.param(replace(WENT, refusals=[refused("gpc")]), "nothing", id="another's GPC: this one sends none"),
        pytest.param(replace(WENT, is_gpc=True), "nothing", id="GPC, and yet nothing came"),
        pytest.param(
            replace(WENT, is_gpc=True, untied=[untied()], refusals=[refused("gpc")]), "ignored", id="a GPC among others"
        ),
        pytest.param(replace(WENT, refusals=[refused("opted-out")]), "ignored", id="ignored as opted out"),
        pytest.param(replace(WENT, refusals=[refused("bot")]), "nothing", id="no student is a robot"),
        pytest.param(replace(WENT, refusals=[refused("opted-out", "nordet")]), "nothing", id="ignored elsewhere"),
    ],
)
def test_what_became_of_the_hit(facts: Facts, arrival: str) -> None:
    assert outcome_of(STEP, facts).arrival == arrival


def test_another_browser_may_be_any() -> None:
    facts = replace(WENT, browser="Chrome 140", untied=[untied()], refusals=[refused("gpc")])
    assert outcome_of(changed(where="other-browser"), facts).arrival == "nobodys"
    assert outcome_of(changed(where="other-browser"), replace(facts, untied=[])).arrival == "ignored"


@pytest.mark.parametrize(
    "changes", [{"where": "private-window"}, {"go": STEP.go.model_copy(update={"site": "network"})}]
)
def test_where_the_link_does_not_lead_to_the_trip_nothing_is_said_for_a_while(changes: dict[str, Any]) -> None:
    assert outcome_of(changed(**changes), WENT).arrival == "waiting"
    assert outcome_of(changed(**changes), replace(WENT, went_at=ago(200), hits_since=ago(200))).arrival == "nothing"


def test_among_others_a_hit_of_nobody_may_be_anybodys() -> None:
    assert outcome_of(STEP, replace(WENT, untied=[untied()])).is_sure
    assert not outcome_of(STEP, replace(WENT, untied=[untied()], is_alone=False)).is_sure
    assert outcome_of(STEP, replace(WENT, own=[make_event(seconds=50)], is_alone=False)).is_sure


def test_the_reason_and_the_cookie_come_with_it() -> None:
    assert outcome_of(STEP, replace(WENT, is_gpc=True, refusals=[refused("gpc")])).reason == "gpc"
    assert outcome_of(STEP, replace(WENT, own=[make_event(seconds=50, cookie="first-party")])).cookie == "first-party"
    jars = [untied(40, cookie="own-jar"), untied(41, cookie="first-seen")]
    assert outcome_of(STEP, replace(WENT, untied=jars)).cookie == "own-jar"


@pytest.mark.parametrize(
    ("shown", "seen"),
    [
        pytest.param([], "not-looked", id="no feed since"),
        pytest.param([ad(seconds=70)], "not-looked", id="an ad from before"),
        pytest.param([ad("", "default")], "no-ad", id="the bakery"),
        pytest.param([ad("cuba")], "no-ad", id="another trip"),
        pytest.param([ad(reason="interest")], "no-ad", id="the same trip, for an interest"),
        pytest.param([ad("", "default"), ad()], "ad", id="the ad"),
    ],
)
def test_whether_the_ad_came(shown: list[AdShown], seen: str) -> None:
    assert outcome_of(STEP, replace(WENT, shown=shown)).ad == seen


def test_an_experiment_on_ads_is_settled_when_somebody_looked_at_the_feed() -> None:
    arrived = replace(WENT, own=[make_event(seconds=50)])
    assert not is_settled(STEP, outcome_of(STEP, arrived))
    assert is_settled(STEP, outcome_of(STEP, replace(arrived, shown=[ad()])))
    assert not is_settled(STEP, outcome_of(STEP, replace(WENT, went_at=ago(2), shown=[ad()])))


def test_one_on_arrivals_alone_needs_no_feed() -> None:
    step = changed(choices=(Choice.model_validate({"id": "tied", "text": T, "means": ["tied"]}), STEP.choices[1]))
    step = step.model_copy(update={"choices": step.choices[:1]})
    assert is_settled(step, outcome_of(step, replace(WENT, own=[make_event(seconds=50)])))


def test_what_another_step_sent_counts_from_then() -> None:
    facts = replace(WENT, went_at=ago(20), hits_since=ago(60), own=[make_event(seconds=50)], shown=[ad(seconds=30)])
    outcome = outcome_of(STEP, facts)
    assert (outcome.arrival, outcome.ad) == ("tied", "not-looked")


@pytest.mark.parametrize(
    ("cleared_at", "is_cleared", "seen"),
    [(None, False, "ad"), (ago(90), False, "ad"), (ago(5), True, "not-looked")],
)
def test_after_clearing_only_ads_since_then_count(cleared_at: datetime | None, is_cleared: bool, seen: str) -> None:
    step = changed(watch=STEP.watch.model_copy(update={"pixel": None, "cleared": True}))
    outcome = outcome_of(step, replace(WENT, cleared_at=cleared_at, shown=[ad()]))
    assert (outcome.is_cleared, outcome.ad) == (is_cleared, seen)
    assert not is_settled(step, outcome)


@pytest.mark.parametrize(
    ("facts", "is_late"),
    [
        pytest.param(replace(WENT, went_at=None, hits_since=None), False, id="nothing done"),
        pytest.param(WENT, True, id="the link was followed"),
        pytest.param(replace(WENT, went_at=None, hits_since=ago(60), shown=[ad()]), True, id="the ad was seen"),
        pytest.param(replace(WENT, went_at=None, hits_since=ago(5), shown=[ad()]), False, id="long ago"),
    ],
)
def test_a_prediction_after_the_act_is_none(facts: Facts, is_late: bool) -> None:
    assert has_acted(STEP, facts) is is_late


@pytest.mark.parametrize(
    ("means", "arrival", "seen", "is_right"),
    [
        (["tied", "ad"], "tied", "ad", True),
        (["tied", "ad"], "tied", "no-ad", False),
        (["tied", "ad"], "nobodys", "ad", False),
        (["nobodys", "nothing"], "nothing", "not-looked", True),
        (["no-ad"], "ignored", "no-ad", True),
    ],
)
def test_when_a_prediction_comes_true(means: list[str], arrival: Any, seen: Any, is_right: bool) -> None:
    choice = Choice.model_validate({"id": "mine", "text": T, "means": means})
    assert came_true(choice, Outcome(arrival, seen)) is is_right


def test_what_was_seen_once_stays_and_what_comes_later_is_added() -> None:
    kept, cleared = Outcome("tied", "ad", cookie="sent-back"), Outcome("nothing", "no-ad")
    assert strongest(None, cleared) == cleared
    assert strongest(kept, cleared) == kept
    linked = Outcome("tied", "not-looked", cookie="first-seen")
    assert strongest(Outcome("nobodys", "no-ad"), linked) == linked
    assert strongest(Outcome("tied", "no-ad"), Outcome("tied", "ad")).ad == "ad"


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome("tied", "ad", cookie="sent-back"),
        Outcome("ignored", "no-ad", reason="gpc"),
        Outcome("nobodys", "not-looked", cookie="own-jar", is_sure=False, is_cleared=False),
    ],
)
def test_an_outcome_is_kept_as_a_text(outcome: Outcome) -> None:
    assert read_outcome(str(outcome)) == outcome


@pytest.mark.parametrize("text", ["", "tied", "tide ad - - sure kept", "tied add - - sure kept", "a b c d e f g"])
def test_no_other_text_is_one(text: str) -> None:
    assert read_outcome(text) is None
