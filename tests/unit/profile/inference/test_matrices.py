"""The numerical mathematics: by hand, and against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import LogisticRegression

from pixel.profile.inference.matrices import Matrix, Vector, fill_matrix, logistic_regression, truncated_svd


def random_likes(seed: int, people: int = 80, pages: int = 30) -> Matrix:
    return (np.random.default_rng(seed).random((people, pages)) < 0.2).astype(np.float64)


def test_a_matrix_has_a_row_for_each_person_and_a_column_for_each_like() -> None:
    matrix = fill_matrix([["b", "unknown"], [], ["a", "b", "b"]], ["a", "b"])
    assert matrix.tolist() == [[0, 1], [0, 0], [1, 1]]


def test_a_small_svd_worked_by_hand() -> None:
    """Two people like x and y, a third z alone: strengths 2 and 1, directions (x + y)/√2 and z."""
    vectors, strengths = truncated_svd(np.array([[1.0, 1, 0], [1, 1, 0], [0, 0, 1]]), 3)
    assert strengths == pytest.approx([2, 1])
    assert pytest.approx(np.array([[0.5**0.5, 0.5**0.5, 0], [0, 0, 1]])) == vectors.T


@pytest.mark.parametrize("seed", [1, 2])
def test_scikit_learn_finds_the_same_factors_but_for_the_sign(seed: int) -> None:
    matrix = random_likes(seed)
    vectors, strengths = truncated_svd(matrix, 8)
    theirs = TruncatedSVD(8, algorithm="arpack", random_state=0).fit(matrix)
    assert strengths == pytest.approx(theirs.singular_values_)
    assert np.abs((vectors.T * theirs.components_).sum(axis=1)) == pytest.approx(np.ones(8))


def test_all_factors_together_give_the_matrix_back() -> None:
    matrix = random_likes(3)
    vectors, _ = truncated_svd(matrix, 30)
    assert matrix @ vectors @ vectors.T == pytest.approx(matrix)


@pytest.mark.parametrize(
    ("matrix", "factors"),
    [
        pytest.param(np.zeros((4, 3)), 0, id="nobody likes anything"),
        pytest.param(np.ones((4, 3)), 1, id="all like all"),
        pytest.param(np.ones((1, 1)), 1, id="one person, one like"),
    ],
)
def test_factors_that_say_nothing_are_left_out(matrix: Matrix, factors: int) -> None:
    vectors, strengths = truncated_svd(matrix, 3)
    assert (vectors.shape, strengths.shape) == ((matrix.shape[1], factors), (factors,))


def made_up(seed: int) -> tuple[Matrix, Vector]:
    numbers = np.random.default_rng(seed)
    features = numbers.normal(size=(200, 5)) * [1, 3, 0.1, 1, 10]
    return features, (features @ [1, -1, 0, 0.5, 0.1] + numbers.logistic(size=200) > 1).astype(np.float64)


@pytest.mark.parametrize("c", [0.01, 0.1, 1.0, 100.0])
def test_scikit_learn_finds_the_same_regression(c: float) -> None:
    features, truths = made_up(4)
    weights, intercept = logistic_regression(features, truths, c)
    theirs = LogisticRegression(C=c, tol=1e-10, max_iter=10_000).fit(features, truths)
    assert weights == pytest.approx(theirs.coef_[0], abs=1e-4)
    assert intercept == pytest.approx(theirs.intercept_[0], abs=1e-4)


def test_without_anything_to_tell_people_apart_the_chance_is_the_base_rate() -> None:
    weights, intercept = logistic_regression(np.zeros((10, 2)), np.array([1.0] * 2 + [0] * 8), 1.0)
    assert weights == pytest.approx([0, 0])
    assert 1 / (1 + np.exp(-intercept)) == pytest.approx(0.2)


@settings(deadline=None, derandomize=True, max_examples=30)
@given(st.integers(0, 10_000), st.sampled_from([1.0, 30.0, 1000.0]))
def test_the_slope_is_nought_where_it_stops_however_large_the_features(seed: int, scale: float) -> None:
    """Where the loss is least its slope is 0: w + c · Σ (chance - truth) x = 0, and Σ (chance - truth) = 0."""
    features, truths = made_up(seed)
    features = features * scale
    weights, intercept = logistic_regression(features, truths, 1.0)
    excess = 1 / (1 + np.exp(-(features @ weights + intercept))) - truths
    assert excess.sum() == pytest.approx(0, abs=1e-5)
    assert weights + features.T @ excess == pytest.approx(np.zeros(5), abs=1e-4 * scale)


def test_people_who_are_told_apart_perfectly_do_not_make_the_weights_endless() -> None:
    weights, _ = logistic_regression(np.array([[-1.0], [-2], [1], [2]]), np.array([0.0, 0, 1, 1]), 1.0)
    assert 0 < weights[0] < 2
