"""The walk: its steps, when each really happened, what became of a hit that should have come. Pure; `walk` asks.

A browser that keeps the cookie back, or a signal that says no, shows the other outcome: that is as real, and ticks the
same steps. What cannot be seen on this server or in this mode is not counted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from pixel.pages.walk_bar import NOTHING_TO_CLEAR, OWN_LINE, TOWN_GUESSED, StepId
from pixel.store.records import AdReason, Event, Refusal

Arrival = Literal[
    "not-opened",
    "waiting",
    "arrived",
    "cleared",
    "gpc",
    "opted-out",
    "ignored",
    "own-jar",
    "refused",
    "untied",
    "nothing",
    "unclear",
]
# What a browser does with the cookie, as two of them differ: the visit is tied to the person, or it is not.
Outcome = Literal["tied", "apart"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
NotCounted = Literal["one-address", "not-alone", "no-town"]
APART: frozenset[Arrival] = frozenset({"gpc", "opted-out", "ignored", "own-jar", "refused", "untied", "unclear"})
PATIENCE = timedelta(seconds=5)
DONE = "done-"  # what was once seen to be done stays so, even when the evidence is cleared away
SEEN = "seen-"  # and so does an outcome that was once seen
HIDER = "josianne"  # an invented resident, who hides her home town; a guest is shown hers, and nothing of themselves


@dataclass(frozen=True)
class Step:
    """A step and where it leads; `pixel_id`: whose hits tell what happened there."""

    id: StepId
    site: str
    path: str
    pixel_id: str = ""


STEPS: tuple[Step, ...] = (
    Step("meet", "network", "/"),
    Step("before", "network", "/"),
    Step("look", "soleil", "/destinations/bahamas", "soleil"),
    Step("return", "network", "/"),
    Step("why", "network", "/"),
    Step("behind", "backstage", "/inspector"),
    Step("control", "discrete", "/destinations/azores", "discrete"),  # a trip that nobody else sells
    Step("refuse", "nordet", "/destinations/iceland", "nordet"),
    Step("like", "network", "/"),
    Step("guess", "network", f"/guesses/home-town?of={HIDER}"),
    Step("clear", "network", "/activity"),
    Step("other", "start", "/"),
)
LOOK = next(step for step in STEPS if step.id == "look")


@dataclass(frozen=True)
class Facts:
    """What the store and the request tell of one visitor.

    `noted`: steps opened or done, and when. `shown`: when an ad for each reason was shown last. `own`: hits of the
    person's visitors. `untied` and `refusals`: hits that nothing ties to anybody, read only where the person is alone
    with the server (`is_alone`). `has_hider`: HIDER lives in the town, which may be empty.
    """

    now: datetime
    noted: Mapping[str, datetime]
    has_seat: bool
    browsers: int
    shown: Mapping[AdReason, datetime]
    own: Sequence[Event]
    untied: Sequence[Event]
    refusals: Sequence[Refusal]
    is_gpc: bool
    is_alone: bool
    is_one_address: bool = False
    has_hider: bool = True


def why_not_counted(step: Step, facts: Facts) -> NotCounted | None:
    """Why a step cannot be seen here; None where it can."""
    if step.id == "guess":
        return None if facts.has_hider else "no-town"
    if step.id != "other":
        return None
    if facts.is_one_address:
        return "one-address"
    return None if facts.is_alone or find_outcomes(facts) == set(OUTCOMES) else "not-alone"


def counted_steps(facts: Facts) -> tuple[Step, ...]:
    """The steps that can be done here, in order."""
    return tuple(step for step in STEPS if why_not_counted(step, facts) is None)


def find_done(facts: Facts) -> frozenset[StepId]:
    """The steps that really happened, now or at an earlier look."""
    noted = {step.id for step in STEPS if DONE + step.id in facts.noted}
    return frozenset(noted | {step.id for step in STEPS if _happened(step, facts)})


def find_next(facts: Facts, done: frozenset[StepId]) -> Step | None:
    """The first step that is still to do; None at the end of the walk."""
    return next((step for step in counted_steps(facts) if step.id not in done), None)


def find_outcomes(facts: Facts) -> frozenset[Outcome]:
    """Which outcomes have been seen since the walk began, now or at an earlier look."""
    now: dict[Outcome, bool] = {"tied": _is_tied(facts), "apart": _is_apart(facts)}
    return frozenset(outcome for outcome in OUTCOMES if now[outcome] or SEEN + outcome in facts.noted)


def find_arrival(step: Step, facts: Facts) -> Arrival:
    """What became of the hit that a step's page should have sent since it was opened from the walk."""
    opened = facts.noted.get(step.id)
    if opened is None or not step.pixel_id:
        return "not-opened"
    if _since(opened, step.pixel_id, facts.own):
        return "arrived"
    if facts.noted.get("cleared", opened) > opened:
        return "cleared"
    if facts.is_gpc:
        return "gpc"
    refused = next((r for r in facts.refusals if r.pixel_id == step.pixel_id and r.at >= opened), None)
    if refused:
        return "gpc" if refused.reason == "gpc" else "opted-out" if refused.reason == "opted-out" else "ignored"
    untied = _since(opened, step.pixel_id, facts.untied)
    if untied:
        outcomes = {event.hit.cookie for event in untied}
        return "own-jar" if "own-jar" in outcomes else "refused" if "refused" in outcomes else "untied"
    if facts.now - opened < PATIENCE:
        return "waiting"
    return "nothing" if facts.is_alone else "unclear"


def _happened(step: Step, facts: Facts) -> bool:
    match step.id:
        case "meet":
            return facts.has_seat
        case "before":
            return "default" in facts.shown
        case "look":
            return _has_looked(facts) or find_arrival(LOOK, facts) in APART
        case "return":
            return "retargeting" in facts.shown or _came_after_look(facts, facts.shown.get("default"))
        case "why":
            return "why-retargeting" in facts.noted or _came_after_look(facts, facts.noted.get("why-default"))
        case "behind":
            return "inspector" in facts.noted
        case "control":
            return find_arrival(step, facts) != "not-opened"
        case "refuse":
            return _has_refused(step, facts)
        case "like":
            return OWN_LINE in facts.noted
        case "guess":
            return TOWN_GUESSED in facts.noted
        case "clear":
            return "cleared" in facts.noted or _came_after_look(facts, facts.noted.get(NOTHING_TO_CLEAR))
        case "other":
            return find_outcomes(facts) == set(OUTCOMES)


def _has_looked(facts: Facts) -> bool:
    return any(event.hit.pixel_id == "soleil" and event.hit.event == "ViewContent" for event in facts.own)


def _has_refused(step: Step, facts: Facts) -> bool:
    """Nothing came within some seconds; where the browser itself says no, nothing will."""
    opened = facts.noted.get(step.id)
    is_over = opened is not None and facts.now - opened >= PATIENCE
    return is_over and find_arrival(step, facts) in ("nothing", "unclear", "gpc")


def _came_after_look(facts: Facts, moment: datetime | None) -> bool:
    """Whether something happened after a look that nothing ties to the person: no ad came, and there it can be seen."""
    opened = facts.noted.get("look")
    is_apart = find_arrival(LOOK, facts) in APART and not _has_looked(facts)
    return is_apart and opened is not None and moment is not None and moment >= opened


def _is_tied(facts: Facts) -> bool:
    """A hit from another site that came with a cookie: this person's, or, where nobody else could have sent it, one of
    another browser's on this machine."""
    own = any(event.hit.cookie == "sent-back" for event in facts.own)
    return own or any(event.hit.cookie == "sent-back" for event in _since_the_beginning(facts))


def _is_apart(facts: Facts) -> bool:
    """A hit that the browser or a signal kept apart from the person."""
    kept_apart = any(event.hit.cookie in ("refused", "own-jar") for event in _since_the_beginning(facts))
    ignored = any(refusal.reason == "gpc" and refusal.at >= _beginning(facts) for refusal in facts.refusals)
    return kept_apart or ignored or find_arrival(LOOK, facts) in ("gpc", "own-jar", "refused", "untied")


def _since_the_beginning(facts: Facts) -> list[Event]:
    return [event for event in facts.untied if event.hit.received_at >= _beginning(facts)]


def _beginning(facts: Facts) -> datetime:
    return min(facts.noted.values(), default=facts.now)


def _since(opened: datetime, pixel_id: str, events: Iterable[Event]) -> list[Event]:
    return [event for event in events if event.hit.pixel_id == pixel_id and event.hit.received_at >= opened]
