"""A lesson's figures: what the server worked out about the invented town when that was made. The lesson's pages, the
class's table and the worksheet ask.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pixel.classroom.lesson.model import Figure, Lesson, Range
from pixel.classroom.lesson.progress import Progress
from pixel.networks.guesses.figures import read_figure
from pixel.origins import FIRST_NETWORK
from pixel.store import Connection


@dataclass(frozen=True)
class Found:
    """A figure beside what somebody predicted of it. `figure` None: nothing can be worked out, as in an empty town."""

    predicted: Range | None
    figure: float | None

    @property
    def came_true(self) -> bool | None:
        """Whether the prediction is what was found; None where one of them is missing."""
        if self.predicted is None or self.figure is None:
            return None
        return self.predicted.holds(self.figure)


@dataclass(frozen=True)
class FigureTable:
    """One figure in the class's table: how many predicted what."""

    step: Figure
    figure: float | None
    predicted: Mapping[str, int]

    @property
    def students(self) -> int:
        return sum(self.predicted.values())

    @property
    def came_true(self) -> int:
        """How many were right."""
        if self.figure is None:
            return 0
        right = [choice.id for choice in self.step.choices if choice.holds(self.figure)]
        return sum(self.predicted.get(choice, 0) for choice in right)


def find_figure(connection: Connection, step: Figure) -> float | None:
    """A step's figure, as it stands with the town that is there now."""
    return read_figure(connection, FIRST_NETWORK, step.figure, step.about)


def find_figures(connection: Connection, lesson: Lesson) -> dict[str, float | None]:
    """All of a lesson's, by step."""
    return {step.id: find_figure(connection, step) for step in lesson.steps if isinstance(step, Figure)}


def choice_of(step: Figure, progress: Progress) -> Range | None:
    """What somebody predicted."""
    return next((choice for choice in step.choices if choice.id == progress.predicted.get(step.id)), None)


def make_figure_tables(
    lesson: Lesson, progress: Iterable[Progress], figures: Mapping[str, float | None]
) -> Sequence[FigureTable]:
    """The figures that somebody has predicted, in the lesson's order."""
    everybody, tables = list(progress), []
    for step in lesson.steps:
        if isinstance(step, Figure):
            chosen = [choice.id for done in everybody if (choice := choice_of(step, done))]
            if chosen:
                tables.append(FigureTable(step, figures.get(step.id), Counter(chosen)))
    return tables
