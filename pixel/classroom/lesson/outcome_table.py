"""The class's table: for each experiment, by browser, what was predicted, what arrived, whether the ad came. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pixel.classroom.lesson.model import Choice, Experiment, Lesson
from pixel.classroom.lesson.outcomes import Outcome, came_true, is_settled
from pixel.classroom.lesson.progress import Progress

NO_BROWSER = ""  # somebody who predicted, and has not followed a link yet


@dataclass(frozen=True)
class Line:
    """One student's experiment; `came_true` None while nothing is settled."""

    student_id: str
    browser: str
    choice: Choice
    outcome: Outcome | None
    came_true: bool | None


@dataclass(frozen=True)
class Group:
    """All with one kind of browser."""

    browser: str
    students: int
    predicted: Mapping[str, int]
    arrived: Mapping[str, int]
    ads: Mapping[str, int]


@dataclass(frozen=True)
class StepTable:
    """One experiment's part of the table."""

    step: Experiment
    groups: Sequence[Group]
    lines: Sequence[Line]

    @property
    def came_true(self) -> int:
        return sum(bool(line.came_true) for line in self.lines)

    @property
    def settled(self) -> int:
        return sum(line.came_true is not None for line in self.lines)


def make_table(lesson: Lesson, progress: Mapping[str, Progress]) -> list[StepTable]:
    """The experiments that somebody has predicted, in the lesson's order; `progress` by student."""
    tables = []
    for step in lesson.steps:
        if not isinstance(step, Experiment):
            continue
        lines = [line for student, done in progress.items() if (line := _line(step, student, done))]
        if lines:
            lines.sort(key=lambda line: (line.browser, line.student_id))
            browsers = dict.fromkeys(line.browser for line in lines)
            groups = [_group(browser, [line for line in lines if line.browser == browser]) for browser in browsers]
            tables.append(StepTable(step, groups, lines))
    return tables


def family_of(browser: str) -> str:
    """A browser's name without its version."""
    name, _, version = browser.rpartition(" ")
    return name if name and version.replace(".", "").isdigit() else browser


def _line(step: Experiment, student_id: str, done: Progress) -> Line | None:
    choice = next((choice for choice in step.choices if choice.id == done.predicted.get(step.id)), None)
    if choice is None:
        return None
    outcome = done.found.get(step.id)
    is_over = outcome is not None and is_settled(step, outcome)
    latest = next(reversed(tuple(done.browser.values())), NO_BROWSER)
    browser = family_of(done.browser.get(step.id, latest))
    return Line(student_id, browser, choice, outcome, came_true(choice, outcome) if is_over and outcome else None)


def _group(browser: str, lines: Sequence[Line]) -> Group:
    outcomes = [line.outcome for line in lines if line.outcome]
    return Group(
        browser=browser,
        students=len(lines),
        predicted=Counter(line.choice.id for line in lines),
        arrived=Counter(outcome.arrival for outcome in outcomes),
        ads=Counter(outcome.ad for outcome in outcomes if outcome.ad in ("ad", "no-ad")),
    )
