"""How often a guess is wrong: by hand, and against scikit-learn."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix, roc_auc_score

from pixel.profile.inference.evaluation import (
    Confusion,
    Rate,
    area_under_curve,
    confuse,
    predictive_value,
    sweep,
    threshold_for,
)

SCORED = st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.2, 0.5, 0.9, 1.0]) | st.floats(0, 1), st.booleans()))


@pytest.mark.parametrize(
    ("scores", "truths", "auc"),
    [
        pytest.param([0.1, 0.9], [False, True], 1.0, id="ranked rightly"),
        pytest.param([0.9, 0.1], [False, True], 0.0, id="ranked the wrong way round"),
        pytest.param([0.5, 0.5], [False, True], 0.5, id="a tie counts half"),
        pytest.param([0.1, 0.4, 0.35, 0.8], [False, False, True, True], 0.75, id="three of four pairs"),
        pytest.param([0.3, 0.3, 0.7], [False, True, True], 0.75, id="one pair, and a tie"),
        pytest.param([0.3, 0.7], [True, True], None, id="nobody without"),
        pytest.param([], [], None, id="nobody"),
    ],
)
def test_area_under_curve(scores: list[float], truths: list[bool], auc: float | None) -> None:
    assert area_under_curve(scores, truths) == auc


def test_scores_and_truths_must_match() -> None:
    with pytest.raises(ValueError):
        area_under_curve([0.5], [])


@settings(deadline=None, derandomize=True, max_examples=50)
@given(SCORED)
def test_scikit_learn_agrees(scored: list[tuple[float, bool]]) -> None:
    scores, truths = [score for score, _ in scored], [truth for _, truth in scored]
    if len(set(truths)) == 2:
        assert area_under_curve(scores, truths) == pytest.approx(roc_auc_score(truths, scores))
    for point in sweep(scores, truths):
        ((right, false), (missed, true)) = confusion_matrix(
            truths, [score >= point.threshold for score in scores], labels=[False, True]
        )
        assert point.confusion == Confusion(true, false, missed, right)
        assert confuse(scores, truths, point.threshold) == point.confusion


def test_a_sweep_names_each_threshold_that_changes_something() -> None:
    points = sweep([0.2, 0.9, 0.2, 0.4], [False, True, True, False])
    assert [(point.threshold, point.confusion.flagged) for point in points] == [(0.9, 1), (0.4, 2), (0.2, 4)]


@pytest.mark.parametrize(
    ("sensitivity", "specificity", "base_rate", "value"),
    [
        pytest.param(0.9, 0.9, 0.5, 0.9, id="as many with as without"),
        pytest.param(0.9, 0.9, 0.1, 0.5, id="one of ten has it: half of those flagged have not"),
        pytest.param(0.99, 0.95, 0.01, 0.16667, id="rare: five of six flagged are wrong, good as the test is"),
        pytest.param(0.0, 1.0, 0.1, None, id="nobody flagged"),
        pytest.param(None, 0.8, 0.0, 0.0, id="nobody has it: all flagged are wrong"),
        pytest.param(0.7, None, 1.0, 1.0, id="everybody has it"),
        pytest.param(None, None, None, None, id="nobody at all"),
    ],
)
def test_what_a_flag_is_worth_hangs_on_the_base_rate(
    sensitivity: float | None, specificity: float | None, base_rate: float | None, value: float | None
) -> None:
    found = predictive_value(sensitivity, specificity, base_rate)
    assert found == (None if value is None else pytest.approx(value, abs=1e-5))


def test_wrong_of_ten_worked_by_hand() -> None:
    """100 people, 10 have it; 8 of them flagged, and 12 of the others."""
    confusion = Confusion(8, 12, 2, 78)
    assert confusion.wrong_of_ten == pytest.approx(6.0)
    assert confusion.sensitivity.share == pytest.approx(0.8)
    assert confusion.specificity.share == pytest.approx(78 / 90)
    assert confusion.base_rate.share == pytest.approx(0.1)
    assert (confusion.flagged, confusion.people) == (20, 100)


def test_where_nobody_is_flagged_nothing_is_wrong_or_right() -> None:
    assert Confusion(0, 0, 10, 90).wrong_of_ten is None
    assert Confusion(0, 0, 0, 0).wrong_of_ten is None


@settings(deadline=None, derandomize=True, max_examples=60)
@given(*[st.integers(0, 50)] * 4)
def test_the_formula_is_the_share_of_flags_that_are_right(true: int, false: int, missed: int, right: int) -> None:
    value = Confusion(true, false, missed, right).predictive_value
    assert value == (pytest.approx(true / (true + false)) if true + false else None)


@pytest.mark.parametrize(
    ("rate", "interval"),
    [
        pytest.param(Rate(0, 10), (0.0, 0.2775), id="none of ten"),
        pytest.param(Rate(5, 10), (0.2366, 0.7634), id="half of ten"),
        pytest.param(Rate(10, 10), (0.7225, 1.0), id="all of ten"),
        pytest.param(Rate(500, 1000), (0.4691, 0.5309), id="half of a thousand"),
    ],
)
def test_wilson_s_interval(rate: Rate, interval: tuple[float, float]) -> None:
    assert rate.interval == pytest.approx(interval, abs=5e-5)


def test_of_nobody_there_is_no_rate() -> None:
    assert (Rate(0, 0).share, Rate(0, 0).interval) == (None, None)


@pytest.mark.parametrize(
    ("flagged", "threshold"),
    [(0, float("inf")), (1, 0.9), (2, 0.5), (3, 0.5), (4, 0.1), (9, 0.1)],
)
def test_a_threshold_flags_as_many_as_asked_and_who_ties(flagged: int, threshold: float) -> None:
    assert threshold_for([0.5, 0.1, 0.9, 0.5], flagged) == threshold
    assert threshold_for([], flagged) == float("inf")
