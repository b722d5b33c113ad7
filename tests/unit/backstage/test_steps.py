"""The walk: what became of a hit that should have come, and which steps are done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest

from pixel.backstage.steps import (
    DONE,
    SEEN,
    STEPS,
    Arrival,
    Facts,
    Step,
    counted_steps,
    find_arrival,
    find_done,
    find_next,
    find_outcomes,
    why_not_counted,
)
from pixel.pages.walk_bar import NOTHING_TO_CLEAR, OWN_LINE, TOWN_GUESSED
from pixel.store.records import Event, Refusal
from tests.support.backstage_hits import NOW, ago, make_event

LOOK = next(step for step in STEPS if step.id == "look")
KNOWN_NOTHING = Facts(
    now=NOW,
    noted={},
    has_seat=False,
    browsers=1,
    shown={},
    own=(),
    untied=(),
    refusals=(),
    is_gpc=False,
    is_alone=True,
)

WALKING = replace(KNOWN_NOTHING, noted={"meet": ago(100)})


def refused(reason: str, pixel: str = "soleil", seconds: float = 5) -> Refusal:
    return Refusal(ago(seconds), pixel, reason, ())


@dataclass(frozen=True)
class Opened:
    """What is known when the Bahamas were opened from the walk ten seconds ago, unless it says otherwise."""

    then: Arrival
    noted: Mapping[str, datetime] = field(default_factory=lambda: {"look": ago(10)})
    own: Sequence[Event] = ()
    untied: Sequence[Event] = ()
    refusals: Sequence[Refusal] = ()
    is_gpc: bool = False
    is_alone: bool = True


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(Opened("not-opened", noted={}), id="never opened from the walk"),
        pytest.param(Opened("arrived", own=[make_event(seconds=8)]), id="the hit is there"),
        pytest.param(Opened("nothing", own=[make_event(seconds=60)]), id="an older hit says nothing"),
        pytest.param(Opened("nothing", own=[make_event(seconds=8, pixel_id="nordet")]), id="another site's neither"),
        pytest.param(Opened("waiting", noted={"look": ago(4)}), id="four seconds are too soon to tell"),
        pytest.param(Opened("nothing"), id="after five seconds: a blocker"),
        pytest.param(Opened("unclear", is_alone=False), id="among others nobody can tell"),
        pytest.param(Opened("gpc", is_gpc=True), id="the browser itself says GPC"),
        pytest.param(Opened("gpc", refusals=[refused("gpc")]), id="a hit ignored for GPC"),
        pytest.param(Opened("opted-out", refusals=[refused("opted-out")]), id="a site disconnected"),
        pytest.param(Opened("ignored", refusals=[refused("wrong-origin")]), id="ignored for another reason"),
        pytest.param(Opened("nothing", refusals=[refused("gpc", seconds=60)]), id="an older refusal says nothing"),
        pytest.param(Opened("nothing", refusals=[refused("gpc", "nordet")]), id="nor does another site's"),
        pytest.param(Opened("refused", untied=[make_event(seconds=8, cookie="refused")]), id="Chromium, blocked"),
        pytest.param(
            Opened(
                "own-jar", untied=[make_event(seconds=7, cookie="own-jar"), make_event(seconds=8, cookie="first-seen")]
            ),
            id="Firefox, by default",
        ),
        pytest.param(Opened("untied", untied=[make_event(seconds=8, cookie="unknown")]), id="no header says why"),
        pytest.param(
            Opened("refused", noted={"look": ago(2)}, untied=[make_event(seconds=1, cookie="refused")]),
            id="an untied hit need not be waited for",
        ),
        pytest.param(Opened("cleared", noted={"look": ago(100), "cleared": ago(50)}), id="cleared away since"),
        pytest.param(Opened("nothing", noted={"look": ago(50), "cleared": ago(100)}), id="cleared before"),
    ],
)
def test_what_became_of_the_hit(case: Opened) -> None:
    facts = replace(
        KNOWN_NOTHING,
        noted=case.noted,
        own=case.own,
        untied=case.untied,
        refusals=case.refusals,
        is_gpc=case.is_gpc,
        is_alone=case.is_alone,
    )
    assert find_arrival(LOOK, facts) == case.then


def test_a_step_without_a_pixel_waits_for_no_hit() -> None:
    step = Step("why", "network", "/")
    assert find_arrival(step, replace(KNOWN_NOTHING, noted={"why": ago(10)})) == "not-opened"


@pytest.mark.parametrize(
    ("step", "facts"),
    [
        pytest.param("meet", replace(KNOWN_NOTHING, has_seat=True), id="a seat"),
        pytest.param("before", replace(KNOWN_NOTHING, shown={"default": NOW}), id="an untargeted ad"),
        pytest.param("look", replace(KNOWN_NOTHING, own=[make_event()]), id="a look at a trip"),
        pytest.param("return", replace(KNOWN_NOTHING, shown={"retargeting": NOW}), id="the ad"),
        pytest.param("why", replace(KNOWN_NOTHING, noted={"why-retargeting": NOW}), id="its explanation"),
        pytest.param("behind", replace(KNOWN_NOTHING, noted={"inspector": NOW}), id="the inspector"),
        pytest.param("control", replace(KNOWN_NOTHING, noted={"control": NOW}), id="opened from the walk"),
        pytest.param("refuse", replace(KNOWN_NOTHING, noted={"refuse": ago(6)}), id="nothing after five seconds"),
        pytest.param("like", replace(KNOWN_NOTHING, noted={OWN_LINE: NOW}), id="a line of one's own doing"),
        pytest.param("guess", replace(KNOWN_NOTHING, noted={TOWN_GUESSED: NOW}), id="a hidden town, guessed"),
        pytest.param("clear", replace(KNOWN_NOTHING, noted={"cleared": NOW}), id="cleared"),
        pytest.param(
            "other",
            replace(WALKING, own=[make_event()], untied=[make_event(cookie="refused")]),
            id="both outcomes on one machine",
        ),
        pytest.param(
            "other",
            replace(WALKING, own=[make_event()], refusals=[refused("gpc")]),
            id="tied, and ignored for GPC",
        ),
        pytest.param("look", replace(KNOWN_NOTHING, noted={DONE + "look": NOW}), id="seen to be done before"),
    ],
)
def test_a_step_is_done_when_it_really_happened(step: str, facts: Facts) -> None:
    assert step in find_done(facts)
    assert step not in find_done(KNOWN_NOTHING)


@pytest.mark.parametrize(
    ("step", "facts"),
    [
        pytest.param("look", replace(KNOWN_NOTHING, noted={"look": NOW}), id="opening alone is not looking"),
        pytest.param("look", replace(KNOWN_NOTHING, own=[make_event(event="PageView")]), id="nor is the home page"),
        pytest.param("why", replace(KNOWN_NOTHING, noted={"why-default": NOW}), id="the why of another ad"),
        pytest.param("refuse", replace(KNOWN_NOTHING, noted={"refuse": ago(2)}), id="too soon"),
        pytest.param(
            "refuse",
            replace(KNOWN_NOTHING, noted={"refuse": ago(9)}, own=[make_event(seconds=3, pixel_id="nordet")]),
            id="a yes",
        ),
        pytest.param("like", replace(KNOWN_NOTHING, noted={"like": NOW}), id="opening the feed is not liking"),
        pytest.param("guess", replace(KNOWN_NOTHING, noted={"guess": NOW}), id="a page that never came"),
        pytest.param("other", replace(WALKING, own=[make_event()]), id="one outcome only"),
        pytest.param(
            "other",
            replace(WALKING, own=[make_event()], untied=[make_event(seconds=600, cookie="refused")]),
            id="the other outcome was before the walk",
        ),
    ],
)
def test_a_step_is_not_done_by_less(step: str, facts: Facts) -> None:
    assert step not in find_done(facts)


# The other outcome: the look was sent, and nothing ties it to the person.

APART_LOOKS = [
    pytest.param({"untied": [make_event(seconds=95, cookie="refused")]}, id="cookies blocked"),
    pytest.param({"untied": [make_event(seconds=95, cookie="own-jar")]}, id="one jar a site"),
    pytest.param({"refusals": [refused("gpc", seconds=95)]}, id="Global Privacy Control"),
    pytest.param({"is_alone": False}, id="among others, where nobody can tell"),
]
AFTER_A_LOOK = replace(KNOWN_NOTHING, noted={"meet": ago(200), "look": ago(100)}, has_seat=True)


@pytest.mark.parametrize("seen", APART_LOOKS)
@pytest.mark.parametrize(
    ("step", "facts"),
    [
        pytest.param("look", AFTER_A_LOOK, id="look"),
        pytest.param("return", replace(AFTER_A_LOOK, shown={"default": ago(50)}), id="return"),
        pytest.param("why", replace(AFTER_A_LOOK, noted={**AFTER_A_LOOK.noted, "why-default": ago(50)}), id="why"),
        pytest.param(
            "clear", replace(AFTER_A_LOOK, noted={**AFTER_A_LOOK.noted, NOTHING_TO_CLEAR: ago(50)}), id="clear"
        ),
    ],
)
def test_the_other_outcome_ticks_the_same_steps(step: str, facts: Facts, seen: Mapping[str, Any]) -> None:
    assert step in find_done(replace(facts, **seen))


@pytest.mark.parametrize(
    ("step", "facts"),
    [
        pytest.param("return", replace(AFTER_A_LOOK, shown={"default": ago(150)}), id="an ad from before the look"),
        pytest.param(
            "why", replace(AFTER_A_LOOK, noted={**AFTER_A_LOOK.noted, "why-default": ago(150)}), id="a why from before"
        ),
        pytest.param("return", AFTER_A_LOOK, id="no feed since"),
    ],
)
def test_it_ticks_nothing_that_came_before_the_look(step: str, facts: Facts) -> None:
    assert step not in find_done(replace(facts, untied=[make_event(seconds=95, cookie="refused")]))


def test_a_blocker_that_lets_nothing_through_leaves_the_look_open() -> None:
    facts = replace(AFTER_A_LOOK, shown={"default": ago(50)})
    assert find_arrival(LOOK, facts) == "nothing"
    assert not {"look", "return"} & find_done(facts)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({}, None, id="alone with the server"),
        pytest.param({"is_one_address": True}, "one-address", id="at one address no browser blocks"),
        pytest.param({"is_alone": False}, "not-alone", id="another's hits are nobody's to see"),
        pytest.param(
            {"is_alone": False, "noted": {SEEN + "tied": NOW, SEEN + "apart": NOW}}, None, id="seen all the same"
        ),
    ],
)
def test_a_step_that_cannot_be_seen_here_is_not_counted(changes: Mapping[str, Any], why: str | None) -> None:
    facts = replace(KNOWN_NOTHING, **changes)
    assert why_not_counted(STEPS[-1], facts) == why
    assert len(counted_steps(facts)) == (12 if why is None else 11)
    assert all(why_not_counted(step, facts) is None for step in STEPS[:-1])


def test_in_an_empty_town_nobody_can_be_guessed() -> None:
    facts = replace(KNOWN_NOTHING, has_hider=False)
    not_counted = {step.id: why for step in STEPS if (why := why_not_counted(step, facts))}
    assert not_counted == {"guess": "no-town"}
    assert "guess" not in {step.id for step in counted_steps(facts)}


def test_next_is_the_first_that_is_not_done_and_none_at_the_end() -> None:
    not_alone = replace(KNOWN_NOTHING, is_alone=False)
    assert find_next(KNOWN_NOTHING, frozenset()) == STEPS[0]
    assert find_next(KNOWN_NOTHING, frozenset({"meet", "before", "return"})) == LOOK
    assert find_next(not_alone, frozenset(step.id for step in STEPS[:-1])) is None


def test_an_outcome_that_was_seen_stays_when_what_showed_it_is_erased() -> None:
    facts = replace(WALKING, noted={**WALKING.noted, SEEN + "apart": ago(10)}, own=[make_event()])
    assert find_outcomes(facts) == {"tied", "apart"}
    assert "other" in find_done(facts)
