"""The walk: its steps, when each really happened, what became of a hit that should have come. Pure; `routes` asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pixel.store.records import AdReason, Event, Refusal

StepId = Literal["meet", "before", "look", "return", "why", "behind", "control", "refuse", "clear", "other"]
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
PATIENCE = timedelta(seconds=5)
DONE = "done-"  # what was once seen to be done stays so, even when the evidence is cleared away


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
    Step("control", "discrete", "/destinations/bahamas", "discrete"),
    Step("refuse", "nordet", "/destinations/iceland", "nordet"),
    Step("clear", "network", "/activity"),
    Step("other", "start", "/"),
)


@dataclass(frozen=True)
class Facts:
    """What the store and the request tell of one visitor.

    `noted`: steps opened or done, and when. `own`: hits of the person's visitors. `untied` and `refusals`: hits that
    nothing ties to anybody, read only where the person is alone with the server (`is_alone`).
    """

    now: datetime
    noted: Mapping[str, datetime]
    has_seat: bool
    browsers: int
    reasons_shown: frozenset[AdReason]
    own: Sequence[Event]
    untied: Sequence[Event]
    refusals: Sequence[Refusal]
    is_gpc: bool
    is_alone: bool


def find_done(facts: Facts) -> frozenset[StepId]:
    """The steps that really happened, now or at an earlier look."""
    noted = {step.id for step in STEPS if DONE + step.id in facts.noted}
    return frozenset(noted | {step.id for step in STEPS if _happened(step, facts)})


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
            return "default" in facts.reasons_shown
        case "look":
            return any(event.hit.pixel_id == "soleil" and event.hit.event == "ViewContent" for event in facts.own)
        case "return":
            return "retargeting" in facts.reasons_shown
        case "why":
            return "why-retargeting" in facts.noted
        case "behind":
            return "inspector" in facts.noted
        case "control":
            return find_arrival(step, facts) != "not-opened"
        case "refuse":
            return find_arrival(step, facts) in ("nothing", "unclear")
        case "clear":
            return "cleared" in facts.noted
        case "other":
            return _both_outcomes(facts)


def _both_outcomes(facts: Facts) -> bool:
    """A hit that is tied to this person, and one, since the walk began, that the browser or a signal kept apart."""
    began = min(facts.noted.values(), default=facts.now)
    tied = any(event.hit.cookie == "sent-back" for event in facts.own)
    apart = any(e.hit.cookie in ("refused", "own-jar") and e.hit.received_at >= began for e in facts.untied)
    ignored = any(refusal.reason == "gpc" and refusal.at >= began for refusal in facts.refusals)
    return (tied or facts.browsers > 1) and (apart or ignored)


def _since(opened: datetime, pixel_id: str, events: Iterable[Event]) -> list[Event]:
    return [event for event in events if event.hit.pixel_id == pixel_id and event.hit.received_at >= opened]
