"""Shares and their differences: the published examples, and the house's other Wilson interval."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixel.ads.measurement.intervals import Estimate, Proportion, compare
from pixel.profile.inference.evaluation import Rate


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        pytest.param((56, 70), (48, 80), 0.0524, 0.3339, id="56 of 70, 48 of 80"),
        pytest.param((9, 10), (3, 10), 0.1705, 0.8090, id="9 of 10, 3 of 10"),
        pytest.param((6, 7), (2, 7), 0.0582, 0.8062, id="6 of 7, 2 of 7"),
        pytest.param((5, 56), (0, 29), -0.0381, 0.1926, id="5 of 56, none of 29"),
        pytest.param((0, 10), (0, 20), -0.1611, 0.2775, id="none of 10, none of 20"),
        pytest.param((0, 10), (0, 10), -0.2775, 0.2775, id="none of 10, none of 10"),
        pytest.param((10, 10), (0, 20), 0.6791, 1.0, id="all of 10, none of 20"),
        pytest.param((10, 10), (0, 10), 0.6075, 1.0, id="all of 10, none of 10"),
    ],
)
def test_newcombe_s_examples(first: tuple[int, int], second: tuple[int, int], low: float, high: float) -> None:
    """The eight pairs on which the paper compares its methods, with the ends of method 10 (quoted: we have not had the
    paper itself in hand; the formula agrees with the R package contingencytables)."""
    found = compare(Proportion(*first), Proportion(*second))
    assert found
    assert (found.difference.low, found.difference.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("first", "second", "z", "p_value"),
    [
        pytest.param((60, 100), (40, 100), 2.828, 0.0047, id="60 and 40 of 100"),
        pytest.param((40, 100), (60, 100), -2.828, 0.0047, id="the other way round"),
        pytest.param((5, 10), (50, 100), 0.0, 1.0, id="the same share"),
        pytest.param((10, 10), (7, 7), 0.0, 1.0, id="all of both"),
    ],
)
def test_two_proportions(first: tuple[int, int], second: tuple[int, int], z: float, p_value: float) -> None:
    found = compare(Proportion(*first), Proportion(*second))
    assert found
    assert found.z == pytest.approx(z, abs=5e-4)
    assert found.p_value == pytest.approx(p_value, abs=5e-5)


def test_of_nobody_there_is_nothing_to_compare() -> None:
    assert (Proportion(0, 0).share, Proportion(0, 0).estimate) == (None, None)
    assert compare(Proportion(0, 0), Proportion(1, 2)) is None
    assert compare(Proportion(1, 2), Proportion(0, 0)) is None


@pytest.mark.parametrize(("hits", "of"), [(-1, 5), (6, 5), (1, 0)])
def test_no_more_of_people_than_there_are(hits: int, of: int) -> None:
    with pytest.raises(ValueError):
        Proportion(hits, of)


def test_a_share_of_people_is_a_number_of_them() -> None:
    assert Estimate(0.5, 0.25, 0.75).times(8) == Estimate(4.0, 2.0, 6.0)


PROPORTIONS = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: Proportion(min(pair), max(pair)))


@settings(deadline=None, derandomize=True, max_examples=60)
@given(PROPORTIONS, PROPORTIONS)
def test_intervals_hold_what_was_found(first: Proportion, second: Proportion) -> None:
    one, found, back = first.estimate, compare(first, second), compare(second, first)
    assert (one and (one.low, one.high)) == pytest.approx(Rate(first.hits, first.of).interval)
    if one:
        assert 0 <= one.low <= one.value <= one.high <= 1
    if found and back:
        assert -1 <= found.difference.low <= found.difference.value <= found.difference.high <= 1
        assert (back.difference.low, back.difference.high) == pytest.approx(
            (-found.difference.high, -found.difference.low)
        )
        assert 0 <= found.p_value <= 1
