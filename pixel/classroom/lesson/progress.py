"""What a student did so far in the lesson, and what the teacher opened: told from the class's log. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pixel.classroom.lesson.model import Lesson, Step
from pixel.classroom.lesson.outcomes import Outcome, read_outcome
from pixel.store.queries.classroom.classes import LogEntry

OVERLAP = timedelta(minutes=10)  # for so long somebody may still look at the page that the link led to

GPC = "; gpc"  # after the browser with which a link was followed: it asks not to be followed


@dataclass(frozen=True)
class Progress:
    """By step id: what somebody predicted, when the link was followed last and in which browser, what was found to have
    become of it since, what was voted for and answered. `with_gpc`: steps whose link was
    followed by a browser that asks not to be followed. `acts`: each time a link was followed, in order."""

    predicted: Mapping[str, str]
    went_at: Mapping[str, datetime]
    browser: Mapping[str, str]
    with_gpc: frozenset[str]
    found: Mapping[str, Outcome]
    voted: Mapping[str, str]
    answered: Mapping[str, str]
    entered: frozenset[str]
    acts: Sequence[tuple[datetime, str]]
    entries: int

    def until(self, step_id: str) -> datetime | None:
        """When the student went on to something else after a step's act; None while that is still the last."""
        went = self.went_at.get(step_id)
        return next((at for at, other in self.acts if went and at > went and other != step_id), None)


def read_progress(entries: Iterable[LogEntry], student_id: str) -> Progress:
    """What one student did, of the log's entries in order."""
    of: dict[str, dict[str, str]] = {kind: {} for kind in ("predicted", "voted", "answered")}
    went_at: dict[str, datetime] = {}
    browser: dict[str, str] = {}
    with_gpc: set[str] = set()
    found: dict[str, Outcome] = {}
    entered: set[str] = set()
    acts, number = [], 0
    for entry in entries:
        if entry.student_id != student_id:
            continue
        number += 1
        if entry.kind == "went":
            went_at[entry.step], browser[entry.step] = entry.at, entry.value.removesuffix(GPC)
            (with_gpc.add if entry.value.endswith(GPC) else with_gpc.discard)(entry.step)
            found.pop(entry.step, None)  # tried again: what came of the first time no longer counts
            acts.append((entry.at, entry.step))
        elif entry.kind == "found" and (outcome := read_outcome(entry.value)):
            found[entry.step] = outcome
        elif entry.kind == "entered":
            entered.add(entry.step)
        elif entry.kind in of:
            of[entry.kind][entry.step] = entry.value
    return Progress(
        predicted=of["predicted"],
        went_at=went_at,
        browser=browser,
        with_gpc=frozenset(with_gpc),
        found=found,
        voted=of["voted"],
        answered=of["answered"],
        entered=frozenset(entered),
        acts=acts,
        entries=number,
    )


def list_opened(lesson: Lesson, entries: Iterable[LogEntry], current: str) -> list[Step]:
    """The steps that the teacher has opened so far, in the lesson's order."""
    opened = {entry.step for entry in entries if entry.kind == "opened" and entry.student_id is None} | {current}
    return [step for step in lesson.steps if step.id in opened]


def count_votes(entries: Iterable[LogEntry], step_id: str) -> dict[str, int]:
    """How many want which experiment; of each student the last vote counts."""
    votes = {e.student_id: e.value for e in entries if e.kind == "voted" and e.step == step_id}
    return {choice: list(votes.values()).count(choice) for choice in dict.fromkeys(votes.values())}


def list_answers(entries: Iterable[LogEntry], step_id: str) -> list[tuple[str, str]]:
    """What was written, with whose it is: of each student the last, the newest first."""
    answers: dict[str, str] = {}
    for entry in entries:
        if entry.kind == "answered" and entry.step == step_id and entry.student_id:
            answers.pop(entry.student_id, None)
            answers[entry.student_id] = entry.value
    return list(reversed(answers.items()))


def was_alone(entries: Iterable[LogEntry], student_id: str, step_id: str, went_at: datetime, until: datetime) -> bool:
    """Whether nobody else followed the same step's link while this student's act was open."""
    others = (e for e in entries if e.kind == "went" and e.step == step_id and e.student_id != student_id)
    return not any(went_at - OVERLAP <= other.at <= until for other in others)
