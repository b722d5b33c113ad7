"""What a worksheet has in it: a line for each prediction, one's own events, and the ads that came of them. Pure.

`routes` asks the store and shows it. Without a student it is blank, to be written on.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pixel.classroom.lesson.model import Discussion, Experiment, Figure, Lesson
from pixel.classroom.lesson.outcomes import Outcome, came_true
from pixel.data_files.base_model import Texts
from pixel.store.queries.classroom.lesson import AdShown
from pixel.store.records import AdReason, Event

MOST_EVENTS = 10  # what a page has room for


@dataclass(frozen=True)
class PredictionLine:
    """An experiment, or a figure. `choice`: what was predicted, None before that; `words`: what happened, as far as it
    is known; `figure`: what the server had worked out, once it was predicted."""

    label: str
    step: Experiment | Figure
    choice: Texts | None = None
    words: tuple[str, ...] = ()
    is_right: bool | None = None
    figure: float | None = None


@dataclass(frozen=True)
class AdLine:
    """An ad that was shown: for what, why, how often."""

    content_id: str
    reason: AdReason
    times: int


@dataclass(frozen=True)
class Worksheet:
    """`events`: one's own, oldest first, the latest of them where there are more; `more`: how many are left out."""

    lines: Sequence[PredictionLine]
    questions: Sequence[Texts]
    events: Sequence[Event] = ()
    more: int = 0
    ads: Sequence[AdLine] = ()


def list_lines(
    lesson: Lesson,
    predictions: Mapping[str, str],
    outcomes: Mapping[str, Outcome],
    figures: Mapping[str, float | None],
) -> list[PredictionLine]:
    """A line for each experiment and each figure, in the lesson's order."""
    return [
        _line(lesson, step, predictions.get(step.id), outcomes.get(step.id))
        if isinstance(step, Experiment)
        else _figure_line(lesson, step, predictions.get(step.id), figures.get(step.id))
        for step in lesson.steps
        if isinstance(step, Experiment | Figure)
    ]


def list_questions(lesson: Lesson) -> list[Texts]:
    """What the lesson wants discussed."""
    return [question for step in lesson.steps if isinstance(step, Discussion) for question in step.questions]


def count_ads(shown: Iterable[AdShown]) -> list[AdLine]:
    """The ads that were meant for somebody, the most frequent first: those for everybody are left out."""
    counted = Counter((ad.content_id, ad.reason) for ad in shown if ad.reason not in ("default", "contextual"))
    return [AdLine(content, reason, times) for (content, reason), times in counted.most_common()]


def _line(lesson: Lesson, step: Experiment, predicted: str | None, outcome: Outcome | None) -> PredictionLine:
    choice = next((choice for choice in step.choices if choice.id == predicted), None)
    words = _words(outcome) if outcome else ()
    is_right = came_true(choice, outcome) if choice and outcome and words else None
    return PredictionLine(lesson.label(step), step, choice.text if choice else None, words, is_right)


def _figure_line(lesson: Lesson, step: Figure, predicted: str | None, figure: float | None) -> PredictionLine:
    choice = next((choice for choice in step.choices if choice.id == predicted), None)
    if choice is None or figure is None:
        return PredictionLine(lesson.label(step), step, choice.text if choice else None)
    return PredictionLine(lesson.label(step), step, choice.text, is_right=choice.holds(figure), figure=figure)


def _words(outcome: Outcome) -> tuple[str, ...]:
    return tuple(
        word
        for word in (outcome.arrival, outcome.ad)
        if word in ("tied", "nobodys", "ignored", "nothing", "ad", "no-ad")
    )
