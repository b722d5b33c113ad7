"""What the store tells of a student's act, for `outcomes`; and the keeping of what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pixel.classroom.lesson.model import Experiment, Visit, Watch
from pixel.classroom.lesson.outcomes import Facts, Outcome, is_settled, outcome_of, strongest
from pixel.classroom.lesson.progress import Progress, was_alone
from pixel.store import Connection
from pixel.store.queries.backstage import list_refusals, list_untied_events
from pixel.store.queries.classroom.classes import LogEntry, Student
from pixel.store.queries.classroom.lesson import find_cleared, list_hits_since, list_shown_since

MOST_UNTIED = 200


@dataclass(frozen=True)
class Act:
    """One student's act on a step, and the log that it stands in."""

    student: Student
    visitors: Sequence[str]
    step: Experiment | Visit
    progress: Progress
    entries: Sequence[LogEntry]
    now: datetime


def gather_facts(connection: Connection, act: Act) -> Facts:
    """All that decides on what became of the act."""
    watch, progress = act.step.watch or Watch(), act.progress
    went_at = progress.went_at.get(act.step.id)
    hits_since = progress.went_at.get(watch.since) if watch.since else went_at
    since = min(moment for moment in (went_at, hits_since, act.now) if moment)
    has_hits = hits_since is not None and watch.pixel is not None
    until = progress.until(act.step.id)
    return Facts(
        now=act.now,
        went_at=went_at,
        hits_since=hits_since,
        until=until,
        own=list_hits_since(connection, act.visitors, watch.pixel, since) if has_hits and watch.pixel else (),
        untied=list_untied_events(connection, act.visitors, since, MOST_UNTIED) if has_hits else (),
        refusals=list_refusals(connection, since, MOST_UNTIED) if has_hits else (),
        shown=list_shown_since(connection, act.student.id, since),
        browser=progress.browser.get(act.step.id, ""),
        is_gpc=act.step.id in progress.with_gpc,
        is_alone=was_alone(act.entries, act.student.id, act.step.id, went_at or act.now, until or act.now),
        cleared_at=find_cleared(connection, act.visitors),
    )


def find_outcome(connection: Connection, act: Act) -> Outcome:
    """What became of the act: as far as the log tells now, or as it was found before."""
    return strongest(act.progress.found.get(act.step.id), outcome_of(act.step, gather_facts(connection, act)))


def is_news(act: Act, outcome: Outcome) -> bool:
    """Whether an outcome is to be kept: all is known, and it was not kept so before."""
    return is_settled(act.step, outcome) and act.progress.found.get(act.step.id) != outcome
