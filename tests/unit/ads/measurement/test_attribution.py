"""Which ad has the credit: each border by hand, and what holds of any rows."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixel.ads.measurement.attribution import Setting, attribute
from pixel.ads.measurement.rows import Click, Conversion, Shown

BOOKED = datetime(2026, 3, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
BLINK = timedelta(microseconds=1)
BOTH: Setting = "7d-click+1d-view"
SETTINGS: tuple[Setting, ...] = get_args(Setting)


def view(before: timedelta, name: str = "v", is_viewed: bool = True, is_measured: bool = True) -> Shown:
    return Shown(name, "ana", f"ad {name}", "spring", BOOKED - before, 500, is_viewed, is_measured)


def click(before: timedelta, name: str = "c") -> Click:
    return Click(name, "v", "ana", f"ad {name}", BOOKED - before)


def booking(person: str = "ana", cents: int = 89_900) -> Conversion:
    return Conversion(f"of {person}", person, "Purchase", cents, BOOKED)


@pytest.mark.parametrize(
    ("touch", "setting", "reason"),
    [
        pytest.param(click(DAY), "1d-click", "last-click", id="a click a day before, to the microsecond"),
        pytest.param(click(DAY + BLINK), "1d-click", "window-closed", id="a microsecond more"),
        pytest.param(click(DAY + BLINK), "7d-click", "last-click", id="the same, within seven days"),
        pytest.param(click(7 * DAY), "7d-click", "last-click", id="a click seven days before"),
        pytest.param(click(7 * DAY + BLINK), "7d-click", "window-closed", id="a microsecond more than seven days"),
        pytest.param(click(7 * DAY), BOTH, "last-click", id="a click seven days before, views beside"),
        pytest.param(click(7 * DAY + BLINK), BOTH, "window-closed", id="a microsecond more, views beside"),
        pytest.param(view(DAY), BOTH, "last-view", id="a view a day before"),
        pytest.param(view(DAY + BLINK), BOTH, "window-closed", id="a view a microsecond older"),
        pytest.param(view(DAY), "7d-click", "views-do-not-count", id="the view, where clicks alone count"),
        pytest.param(view(DAY + BLINK), "7d-click", "window-closed", id="a view that no setting takes"),
        pytest.param(view(DAY, is_viewed=False), BOTH, "not-viewed", id="served, never seen"),
        pytest.param(view(DAY, is_measured=False), BOTH, "last-view", id="viewed because it was served"),
        pytest.param(click(timedelta(0)), "1d-click", "last-click", id="a click at that very moment"),
        pytest.param(click(-BLINK), BOTH, "only-afterwards", id="a click a microsecond after"),
        pytest.param(view(-BLINK), BOTH, "only-afterwards", id="a view a microsecond after"),
        pytest.param(view(-BLINK, is_viewed=False), BOTH, "only-afterwards", id="shown after, unseen"),
        pytest.param(None, BOTH, "never-shown", id="no ad at all"),
    ],
)
def test_windows_and_their_borders(touch: Shown | Click | None, setting: Setting, reason: str) -> None:
    shown = [touch] if isinstance(touch, Shown) else []
    clicks = [touch] if isinstance(touch, Click) else []
    (credit,) = attribute([booking()], shown, clicks, setting).credits
    assert credit.reason == reason
    assert (credit.touch and credit.touch.id) == (touch.id if touch and reason in ("last-click", "last-view") else None)


@pytest.mark.parametrize(
    ("shown", "clicks", "touch"),
    [
        pytest.param([view(BLINK)], [click(6 * DAY)], "c", id="an old click before a fresh view"),
        pytest.param([view(BLINK)], [click(8 * DAY)], "v", id="a view, where the click is too old"),
        pytest.param([], [click(DAY, "a"), click(2 * DAY, "b")], "a", id="the later of two clicks"),
        pytest.param([view(DAY, "x"), view(BLINK, "y")], [], "y", id="the later of two views"),
        pytest.param([], [click(DAY, "b"), click(DAY, "c"), click(DAY, "a")], "c", id="of one moment, the last id"),
        pytest.param([], [click(-DAY, "late"), click(DAY, "early")], "early", id="one after it is no touch"),
    ],
)
def test_which_of_several_touches_has_it(shown: list[Shown], clicks: list[Click], touch: str) -> None:
    (credit,) = attribute([booking()], shown, clicks, BOTH).credits
    assert credit.touch
    assert (credit.touch.id, credit.touch.ad) == (touch, f"ad {touch}")


def test_a_view_without_a_script_is_marked_so() -> None:
    (credit,) = attribute([booking()], [view(DAY, is_measured=False)], [], BOTH).credits
    assert credit.touch
    assert not credit.touch.is_measured


def test_totals_of_a_setting() -> None:
    bookings = [booking("ana", 1_000), booking("bo", 500), booking("ana", 70)]
    found = attribute(bookings, [view(DAY)], [click(2 * DAY)], "7d-click")
    assert (found.credited, found.value_cents) == (2, 1_070)
    assert found.by_ad == {"ad c": 2}
    assert found.reasons == {"last-click": 2, "never-shown": 1}
    assert [credit.conversion for credit in found.credits] == bookings


PEOPLE = st.sampled_from(["ana", "bo", "cy"])
MOMENTS = st.integers(-24, 24 * 9).map(lambda hours: BOOKED - timedelta(hours=hours))
SHOWN = st.lists(
    st.builds(
        Shown,
        st.uuids().map(str),
        PEOPLE,
        st.sampled_from("xyz"),
        st.just("spring"),
        MOMENTS,
        st.just(1),
        st.booleans(),
        st.booleans(),
    ),
    max_size=6,
)
CLICKS = st.lists(
    st.builds(Click, st.uuids().map(str), st.just("v"), PEOPLE, st.sampled_from("xyz"), MOMENTS), max_size=6
)
CONVERSIONS = st.lists(
    st.builds(Conversion, st.uuids().map(str), PEOPLE, st.just("Lead"), st.just(5), MOMENTS), max_size=5
)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(CONVERSIONS, SHOWN, CLICKS)
def test_a_conversion_is_credited_once_at_most_and_to_its_own_person(
    conversions: list[Conversion], shown: list[Shown], clicks: list[Click]
) -> None:
    people = {row.id: row.person for row in shown} | {row.id: row.person for row in clicks}
    found = {setting: attribute(conversions, shown, clicks, setting) for setting in SETTINGS}
    for attribution in found.values():
        assert [credit.conversion for credit in attribution.credits] == conversions
        assert sum(attribution.by_ad.values()) == attribution.credited <= len(conversions)
        assert sum(attribution.reasons.values()) == len(conversions)
        for credit in attribution.credits:
            assert (credit.touch is not None) == (credit.reason in ("last-click", "last-view"))
            if credit.touch:
                assert people[credit.touch.id] == credit.conversion.person
                assert timedelta(0) <= credit.conversion.at - credit.touch.at <= 7 * DAY
    credited = [found[setting].credited for setting in ("1d-click", "7d-click", BOTH)]
    assert credited == sorted(credited)  # a wider setting never credits fewer: not because ads did more
