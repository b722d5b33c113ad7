"""The lesson's steps as the teacher's page lists them: which is open, which were, how many students are at each, how
the class voted. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pixel.classroom.attendance.roster import RosterLine
from pixel.classroom.lesson.model import Lesson, Step
from pixel.classroom.lesson.progress import count_votes
from pixel.store.queries.classroom.classes import LogEntry


@dataclass(frozen=True)
class StepLine:
    """A step: its number in the lesson; `here`: students who were at it last; `votes`: how many want it, where the
    class is voting on it."""

    step: Step
    label: str
    is_open: bool
    was_open: bool
    here: int
    votes: int | None


@dataclass(frozen=True)
class Steps:
    """All of them, the one that is open, and the one that comes after it: the first, before any; on a vote the one that
    most want."""

    lines: Sequence[StepLine]
    current: StepLine | None
    following: StepLine | None
    voted: int


def list_steps(lesson: Lesson, current: str, roster: Iterable[RosterLine], entries: Iterable[LogEntry]) -> Steps:
    """The steps, as the class stands now."""
    log = list(entries)
    here = Counter(line.facts.step for line in roster)
    was_open = {entry.step for entry in log if entry.kind == "opened"}
    step = lesson.find(current)
    is_vote = step is not None and step.kind == "vote"
    votes = Counter(count_votes(log, current)) if is_vote else Counter()
    lines = [
        StepLine(
            each,
            lesson.label(each),
            each.id == current,
            each.id in was_open,
            here[each.id],
            votes[each.id] if is_vote and each.part_of == current else None,
        )
        for each in lesson.steps
    ]
    opened = next((line for line in lines if line.is_open), None)
    return Steps(lines, opened, _following(lines, opened), votes.total())


def _following(lines: Sequence[StepLine], opened: StepLine | None) -> StepLine | None:
    if opened is None:
        return next((line for line in lines if not line.was_open), None)
    wanted = [line for line in lines if line.votes]
    if wanted:
        return max(wanted, key=lambda line: line.votes or 0)
    after = lines[lines.index(opened) + 1 :]
    return after[0] if after else None
