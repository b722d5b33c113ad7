"""Figures, timeline and funnel: recounted by hand, and true of any rows."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixel.ads.measurement.figures import Figures, Frequency, count, to_cents
from pixel.ads.measurement.funnel import find_funnel
from pixel.ads.measurement.rows import Click, Conversion, Shown
from pixel.ads.measurement.timeline import MOST_STEPS, draw_timeline

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def shown(person: str, hours: float = 0, price: int = 500, is_viewed: bool = True, is_measured: bool = True) -> Shown:
    at = NOON + hours * HOUR
    return Shown(f"{person} {at}", person, "beach", "spring", at, price, is_viewed, is_measured)


def click(person: str, hours: float = 0) -> Click:
    at = NOON + hours * HOUR
    return Click(f"{person} {at}", f"{person} {NOON}", person, "beach", at)


def event(person: str, hours: float, name: str) -> Conversion:
    return Conversion(f"{person} {hours}", person, name, 89_900, NOON + hours * HOUR)


ROWS = [
    shown("ana"),
    shown("ana", 1, 700, is_viewed=False),
    shown("ana", 2, 301),
    shown("bo", 2, is_measured=False),
    shown("cy", 3, is_viewed=False),
]
CLICKS = [click("ana", 1), click("ana", 2), click("bo", 3)]


def test_figures_counted_by_hand() -> None:
    figures = count(ROWS, CLICKS)
    assert figures == Figures(
        impressions=5,
        measured=4,
        measured_views=2,
        served_views=1,
        reach=3,
        frequencies=(Frequency(1, 2), Frequency(3, 1)),
        clicks=3,
        unique_clicks=2,
        spend_mc=2501,
    )
    assert figures.views == 3
    assert figures.view_rate == 2 / 4  # of those that a script watched
    assert figures.frequency == 5 / 3
    assert figures.click_rate == 3 / 5
    assert figures.spend_cents == 3
    assert figures.cost_per_thousand_mc == 500_200
    assert figures.cost_per_click_mc == 834
    assert figures.cost_per_person_mc == 834


def test_a_price_in_thousandths_of_a_cent_is_as_many_cents_a_thousand() -> None:
    figures = count([shown("ana", price=450), shown("bo", price=450)])
    assert to_cents(figures.cost_per_thousand_mc or 0) == 450


@pytest.mark.parametrize(
    "name",
    ["view_rate", "frequency", "click_rate", "cost_per_thousand_mc", "cost_per_click_mc", "cost_per_person_mc"],
)
def test_of_nothing_there_is_no_rate_and_no_cost(name: str) -> None:
    assert getattr(count([]), name) is None


def test_without_scripts_ads_are_viewed_but_have_no_view_rate() -> None:
    figures = count([shown("ana", is_measured=False)])
    assert (figures.views, figures.view_rate) == (1, None)


@pytest.mark.parametrize(
    ("thousandths", "cents"),
    [(0, 0), (499, 0), (500, 1), (1499, 1), (1500, 2), (12_000_000, 12_000)],
)
def test_to_the_nearest_cent(thousandths: int, cents: int) -> None:
    assert to_cents(thousandths) == cents


PEOPLE = st.sampled_from(["ana", "bo", "cy", "di"])
SHOWN = st.lists(
    st.builds(shown, PEOPLE, st.integers(0, 9), st.integers(0, 2000), st.booleans(), st.booleans()), max_size=12
)
CLICKED = st.lists(st.builds(click, PEOPLE, st.integers(0, 9)), max_size=6)
ADDED = ("impressions", "measured", "measured_views", "served_views", "views", "clicks", "spend_mc")


@settings(deadline=None, derandomize=True, max_examples=60)
@given(SHOWN, SHOWN, CLICKED, CLICKED)
def test_figures_are_sums_of_their_parts(
    some: list[Shown], others: list[Shown], few: list[Click], more: list[Click]
) -> None:
    whole, parts = count(some + others, few + more), (count(some, few), count(others, more))
    for name in ADDED:
        assert getattr(whole, name) == sum(getattr(part, name) for part in parts), name
    for name in ("reach", "unique_clicks"):
        numbers = [getattr(part, name) for part in parts]
        assert max(numbers) <= getattr(whole, name) <= sum(numbers), name


@settings(deadline=None, derandomize=True, max_examples=60)
@given(SHOWN, CLICKED)
def test_split_by_person_all_of_it_adds_up(rows: list[Shown], clicks: list[Click]) -> None:
    whole = count(rows, clicks)
    parts = [_only(person, rows, clicks) for person in {r.person for r in rows} | {c.person for c in clicks}]
    for name in (*ADDED, "reach", "unique_clicks"):
        assert getattr(whole, name) == sum(getattr(part, name) for part in parts), name
    assert sum(found.people for found in whole.frequencies) == whole.reach
    assert sum(found.people * found.times for found in whole.frequencies) == whole.impressions


def _only(person: str, rows: Iterable[Shown], clicks: Iterable[Click]) -> Figures:
    return count([r for r in rows if r.person == person], [c for c in clicks if c.person == person])


def test_a_timeline_by_hand() -> None:
    timeline = draw_timeline(ROWS, NOON, NOON + 2.5 * HOUR, HOUR)
    found = [(s.impressions, s.spend_mc, s.spent_mc, s.new_people, s.reach) for s in timeline.steps]
    assert found == [(1, 500, 500, 1, 1), (1, 700, 1200, 0, 1), (2, 801, 2001, 1, 2)]
    assert [(s.starts_at - NOON) / HOUR for s in timeline.steps] == [0, 1, 2]
    assert timeline.steps[-1].ends_at == NOON + 2.5 * HOUR
    assert timeline.outside == 1
    assert draw_timeline(ROWS, NOON, NOON + 3 * HOUR, HOUR).outside == 1  # what comes at the very end is after it


@pytest.mark.parametrize(
    ("hours", "step"),
    [
        pytest.param(1, timedelta(0), id="no step"),
        pytest.param(1, -HOUR, id="backwards"),
        pytest.param(MOST_STEPS + 1, HOUR, id="too many"),
    ],
)
def test_steps_that_lead_nowhere_are_refused(hours: int, step: timedelta) -> None:
    with pytest.raises(ValueError):
        draw_timeline([], NOON, NOON + hours * HOUR, step)


@settings(deadline=None, derandomize=True, max_examples=40)
@given(SHOWN, st.integers(1, 300))
def test_a_timeline_ends_where_the_figures_are(rows: list[Shown], minutes: int) -> None:
    timeline = draw_timeline(rows, NOON, NOON + 10 * HOUR, timedelta(minutes=minutes))
    figures = count(rows)
    assert (timeline.steps[-1].spent_mc, timeline.steps[-1].reach) == (figures.spend_mc, figures.reach)
    assert sum(step.impressions for step in timeline.steps) == figures.impressions
    assert timeline.outside == 0


LOOK, BOOK = "ViewContent", "Purchase"


@pytest.mark.parametrize(
    ("clicks", "events", "people", "aside"),
    [
        pytest.param([], [], [3, 2, 0, 0, 0], [0, 0, 0, 0, 0], id="shown, and nothing came of it"),
        pytest.param(
            [click("ana", 1)],
            [event("ana", 1, LOOK), event("ana", 5, BOOK)],
            [3, 2, 1, 1, 1],
            [0, 0, 0, 0, 0],
            id="all the way",
        ),
        pytest.param(
            [click("cy", 4)],
            [event("ana", 3, BOOK)],
            [3, 2, 0, 0, 0],
            [0, 0, 1, 0, 1],
            id="clicked unseen, booked alone",
        ),
        pytest.param(
            [click("ana", 4)],
            [event("ana", 3, LOOK), event("ana", 5, BOOK)],
            [3, 2, 1, 0, 0],
            [0, 0, 0, 1, 1],
            id="looked before the click",
        ),
        pytest.param(
            [click("ana", 1), click("ana", 3)],
            [event("ana", 2, LOOK), event("ana", 2, BOOK), event("ana", 0, BOOK)],
            [3, 2, 1, 1, 1],
            [0, 0, 0, 0, 0],
            id="one way through is enough, and the same moment counts",
        ),
        pytest.param([], [event("zoe", 3, "Lead")], [3, 2, 0, 0, 0], [0, 0, 0, 0, 0], id="an event of no stage"),
    ],
)
def test_the_funnel(clicks: list[Click], events: list[Conversion], people: list[int], aside: list[int]) -> None:
    funnel = find_funnel(ROWS, clicks, events)
    assert [stage.stage for stage in funnel] == ["shown", "viewed", "clicked", "looked", "booked"]
    assert [stage.people for stage in funnel] == people
    assert [stage.aside for stage in funnel] == aside
