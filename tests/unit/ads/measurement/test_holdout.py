"""Who is held out, and what is concluded of it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from pixel.ads.measurement.holdout import HoldoutResult, assign, measure
from pixel.ads.measurement.intervals import Estimate, Proportion
from pixel.ads.measurement.rows import Arm, Assignment, Conversion

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def assigned(person: str, arm: Arm, hours: int = 0, ad_set: str = "spring") -> Assignment:
    return Assignment(person, ad_set, arm, NOON + hours * HOUR)


def booking(person: str, hours: int = 1) -> Conversion:
    return Conversion(f"{person} {hours}", person, "Purchase", 89_900, NOON + hours * HOUR)


def result(shown: tuple[int, int], held_out: tuple[int, int]) -> HoldoutResult:
    return HoldoutResult(Proportion(*shown), Proportion(*held_out), 0, 0, 0)


PEOPLE = [f"person {number}" for number in range(2000)]


def held_out(seed: str, percent: int) -> set[str]:
    return {person for person in PEOPLE if assign(seed, person, percent) == "held-out"}


def test_arms_are_drawn_by_seed_and_person_alone() -> None:
    ten = held_out("spring", 10)
    assert ten == held_out("spring", 10)
    assert len(ten) == pytest.approx(200, abs=45)  # more than three standard deviations of a fair draw
    assert ten < held_out("spring", 30)
    assert len(ten & held_out("summer", 10)) == pytest.approx(20, abs=14)  # another seed, other people


def test_which_people_are_held_out_does_not_change_with_a_release() -> None:
    """A change here would move people between arms in the middle of a flight."""
    assert [person for person in PEOPLE[:40] if assign("spring", person, 10) == "held-out"] == [
        "person 2",
        "person 3",
        "person 23",
    ]


@pytest.mark.parametrize(("percent", "people"), [(0, 0), (100, 2000)])
def test_nobody_and_everybody(percent: int, people: int) -> None:
    assert len(held_out("spring", percent)) == people


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_share_that_is_none_is_refused(percent: int) -> None:
    with pytest.raises(ValueError):
        assign("spring", "ana", percent)


@pytest.mark.parametrize("text", ["", "é" * 300, "\ud800", "\0"], ids=["empty", "long", "half a character", "NUL"])
def test_seeds_and_people_of_any_text(text: str) -> None:
    assert assign(text, text, 50) in ("shown", "held-out")


@pytest.mark.parametrize(
    ("assignments", "conversions", "expected"),
    [
        pytest.param(
            [assigned("ana", "shown"), assigned("bo", "shown"), assigned("cy", "held-out")],
            [booking("ana"), booking("ana", 2), booking("cy")],
            HoldoutResult(Proportion(1, 2), Proportion(1, 1), 0, 0, 0),
            id="a person counts once, shown an ad or not",
        ),
        pytest.param(
            [assigned("ana", "shown", 2), assigned("bo", "held-out")],
            [booking("ana", 1), booking("ana", 2), booking("bo", -1), booking("zoe")],
            HoldoutResult(Proportion(1, 1), Proportion(0, 1), 2, 1, 0),
            id="booked before, and by somebody in no arm",
        ),
        pytest.param(
            [assigned("ana", "held-out", 3), assigned("ana", "shown"), assigned("ana", "shown", 1)],
            [booking("ana")],
            HoldoutResult(Proportion(1, 1), Proportion(0, 0), 0, 0, 1),
            id="the first assignment stands",
        ),
        pytest.param([], [booking("ana")], HoldoutResult(Proportion(0, 0), Proportion(0, 0), 0, 1, 0), id="nobody"),
    ],
)
def test_what_is_counted(
    assignments: Iterable[Assignment], conversions: Iterable[Conversion], expected: HoldoutResult
) -> None:
    assert measure(assignments, conversions) == expected


def test_ad_sets_are_not_mixed() -> None:
    with pytest.raises(ValueError):
        measure([assigned("ana", "shown"), assigned("ana", "shown", ad_set="summer")], [])


@pytest.mark.parametrize(
    ("shown", "kept", "verdict"),
    [
        pytest.param((56, 70), (48, 80), "more-with-ads", id="more"),
        pytest.param((48, 80), (56, 70), "fewer-with-ads", id="fewer"),
        pytest.param((40, 900), (4, 100), "cannot-tell", id="the interval holds zero"),
        pytest.param((20, 20), (0, 20), "more-with-ads", id="just enough people"),
        pytest.param((20, 20), (0, 19), "too-few-people", id="one too few, however clear it looks"),
        pytest.param((5, 10), (0, 0), "too-few-people", id="nobody held out"),
    ],
)
def test_what_is_concluded(shown: tuple[int, int], kept: tuple[int, int], verdict: str) -> None:
    assert result(shown, kept).verdict == verdict


def test_how_many_would_have_booked_anyway() -> None:
    """Of 900 shown ads 45 booked; of 100 held out 4. Last touch might credit all 45; by the rates 36 of them would have
    booked anyway."""
    found = result((45, 900), (4, 100))
    assert found.anyway
    assert found.incremental
    assert (found.anyway.value, found.incremental.value) == pytest.approx((36.0, 9.0))
    assert (found.anyway.low, found.anyway.high) == pytest.approx((14.1, 88.6), abs=0.1)
    assert found.incremental.low < 0 < found.incremental.high
    assert found.comparison
    assert found.incremental == found.comparison.difference.times(900)


def test_without_an_arm_nothing_is_estimated() -> None:
    found = result((5, 10), (0, 0))
    assert (found.anyway, found.incremental, found.comparison) == (None, None, None)
    assert result((0, 0), (5, 10)).anyway == Estimate(0.0, 0.0, 0.0)  # of nobody, nobody
