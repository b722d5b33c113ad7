"""What a worksheet says of predictions and ads."""

from datetime import UTC, datetime

import pytest

from pixel.classroom.guide.worksheet import AdLine, PredictionLine, count_ads, list_lines
from pixel.classroom.lesson.outcomes import Outcome
from pixel.classroom.lesson.reader import find_lesson
from pixel.store.queries.classroom.lesson import AdShown
from pixel.store.records import AdReason

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
LESSON = find_lesson("class")


def line_of(step: str, predicted: str, outcome: Outcome | None) -> PredictionLine:
    lines = list_lines(LESSON, {step: predicted}, {step: outcome} if outcome else {}, {})
    return next(line for line in lines if line.step.id == step)


@pytest.mark.parametrize(
    ("step", "predicted", "outcome", "words", "is_right"),
    [
        pytest.param("ad", "bahamas", Outcome("tied", "ad"), ("tied", "ad"), True, id="as predicted"),
        pytest.param("ad", "same", Outcome("tied", "ad"), ("tied", "ad"), False, id="otherwise"),
        pytest.param("blocked", "nobodys", Outcome("nobodys", "no-ad"), ("nobodys", "no-ad"), True, id="both parts"),
        pytest.param("consent", "nothing", Outcome("nothing", "not-watched"), ("nothing",), True, id="no ad watched"),
        pytest.param("ad", "same", Outcome("waiting", "not-looked"), (), None, id="not known yet"),
        pytest.param("ad", "same", None, (), None, id="not done"),
    ],
)
def test_a_line_has_what_was_predicted_and_what_happened(
    step: str, predicted: str, outcome: Outcome | None, words: tuple[str, ...], is_right: bool | None
) -> None:
    line = line_of(step, predicted, outcome)
    assert line.choice is not None
    assert (line.words, line.is_right) == (words, is_right)


def test_without_a_prediction_nothing_is_right_or_wrong() -> None:
    line = line_of("ad", "", Outcome("tied", "ad"))
    assert (line.choice, line.words, line.is_right) == (None, ("tied", "ad"), None)


@pytest.mark.parametrize(
    ("predicted", "figure", "is_right"),
    [("few", 2.0, True), ("most", 2.0, False), ("few", None, None), ("", 2.0, None)],
)
def test_a_figure_shows_once_it_was_predicted(predicted: str, figure: float | None, is_right: bool | None) -> None:
    lines = list_lines(find_lesson("member"), {"wrong": predicted}, {}, {"wrong": figure})
    line = next(line for line in lines if line.step.id == "wrong")
    assert (line.is_right, line.figure) == (is_right, figure if is_right is not None else None)


def test_ads_for_everybody_are_not_counted() -> None:
    def shown(content: str, reason: AdReason) -> AdShown:
        return AdShown(content, reason, NOW)

    ads = [shown("cuba", "interest"), shown("bahamas", "retargeting"), shown("bread", "default")]
    assert count_ads([*ads, shown("bahamas", "retargeting")]) == [
        AdLine("bahamas", "retargeting", 2),
        AdLine("cuba", "interest", 1),
    ]
