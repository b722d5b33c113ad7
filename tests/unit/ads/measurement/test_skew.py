"""Who was shown which of two ads."""

from datetime import UTC, datetime

import pytest

from pixel.ads.measurement.intervals import Proportion
from pixel.ads.measurement.rows import Shown
from pixel.ads.measurement.skew import find_skew

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
AUDIENCE = {f"{group} {number}": group for group in ("men", "women") for number in range(200)}


def shown(ad: str, **people: int) -> list[Shown]:
    return [
        Shown(f"{ad} {group} {number}", f"{group} {number}", ad, "jobs", NOON, 500, True, True)
        for group, count in people.items()
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        pytest.param({"men": 80, "women": 20}, {"men": 20, "women": 80}, "skewed", id="each to its own"),
        pytest.param({"men": 50, "women": 50}, {"men": 52, "women": 48}, "no-skew-shown", id="as chance would"),
        pytest.param({"men": 90, "women": 10}, {"men": 90, "women": 10}, "no-skew-shown", id="both skewed alike"),
        pytest.param({"men": 20}, {"women": 20}, "skewed", id="just enough people"),
        pytest.param({"men": 20}, {"women": 19}, "too-few-people", id="one too few, however clear it looks"),
        pytest.param({"men": 20}, {}, "too-few-people", id="an ad that nobody was shown"),
    ],
)
def test_verdict(first: dict[str, int], second: dict[str, int], verdict: str) -> None:
    found = find_skew([*shown("lumber", **first), *shown("nursing", **second)], AUDIENCE, "lumber", "nursing")
    assert found.verdict == verdict
    assert any(group.is_skewed for group in found.groups) == (verdict == "skewed")


def test_shares_are_of_people_beside_those_of_the_audience() -> None:
    rows = [*shown("lumber", men=30, women=10), *shown("lumber", men=30), *shown("nursing", men=10, women=30)]
    found = find_skew([*rows, *shown("other", women=200)], AUDIENCE, "lumber", "nursing")
    men, women = found.groups
    assert (men.group, women.group) == ("men", "women")
    assert (men.audience, men.first, men.second) == (Proportion(200, 400), Proportion(30, 40), Proportion(10, 40))
    assert men.comparison
    assert women.comparison
    assert men.comparison.difference.value == pytest.approx(0.5)
    assert men.comparison.p_value == pytest.approx(women.comparison.p_value)
    assert found.both == 20
    assert found.unknown == 0


def test_who_is_not_in_the_audience_is_counted_apart() -> None:
    found = find_skew(shown("lumber", men=30, strangers=3), AUDIENCE, "lumber", "nursing")
    assert found.unknown == 3
    assert found.groups[0].first == Proportion(30, 30)
    assert found.groups[0].comparison is None


def test_many_groups_are_many_tries_of_chance() -> None:
    """A difference with p = 0.03 is one among two groups, and none among four."""
    audience = {f"{group} {number}": group for group in "abcd" for number in range(60)}
    rows = [*shown("x", a=40, b=20, c=20, d=20), *shown("y", a=26, b=25, c=25, d=24)]
    four = find_skew(rows, audience, "x", "y")
    two = find_skew(rows, {person: "a" if group == "a" else "b" for person, group in audience.items()}, "x", "y")
    found = four.groups[0].comparison
    assert found
    assert 0.0125 < found.p_value < 0.05
    assert (four.verdict, two.verdict) == ("no-skew-shown", "skewed")


def test_an_audience_of_nobody() -> None:
    assert find_skew(shown("x", men=2), {}, "x", "y").groups == ()
