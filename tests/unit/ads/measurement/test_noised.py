"""The published figures of the attribution API, and that what is drawn can be taken out again."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations_with_replacement
from math import exp, inf, nan, sqrt
from random import Random

import pytest

from pixel.ads.measurement.attribution import attribute
from pixel.ads.measurement.noised import (
    LIMITS,
    Limits,
    Report,
    Source,
    SourceKind,
    State,
    Trigger,
    answer,
    draw_state,
    estimate_counts,
    find_sources,
    find_state,
    find_triggers,
    flip_probability,
    to_data,
)
from pixel.ads.measurement.rows import Click, Conversion, Shown

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
DAY = timedelta(days=1)
BLINK = timedelta(microseconds=1)
CLICK, VIEW = Source("click", "1", NOON), Source("view", "1", NOON)  # ids of two tables


def list_states(limits: Limits) -> list[State]:
    """All of them, one by one: each place holds a report or none."""
    cells = [Report(window, data) for window in range(len(limits.windows)) for data in range(limits.values)]
    filled = combinations_with_replacement([None, *cells], limits.most_reports)
    return [tuple(report for report in places if report) for places in filled]


@pytest.mark.parametrize(
    ("kind", "states", "percent", "digits"),
    [pytest.param("click", 2925, 0.24, 2, id="click"), pytest.param("view", 3, 0.00025, 5, id="view")],
)
def test_the_published_figures(kind: SourceKind, states: int, percent: float, digits: int) -> None:
    assert LIMITS[kind].states == states == len(set(list_states(LIMITS[kind])))
    assert round(100 * flip_probability(states), digits) == percent


@pytest.mark.parametrize(
    ("epsilon", "probability"),
    [
        pytest.param(0.0, 1.0, id="all is drawn"),
        pytest.param(1.0, 3 / (2 + exp(1)), id="the formula as published"),
        pytest.param(5_000.0, 0.0, id="more than e can be raised to"),
        pytest.param(inf, 0.0, id="no noise at all"),
    ],
)
def test_flip_probability(epsilon: float, probability: float) -> None:
    assert flip_probability(3, epsilon) == pytest.approx(probability)


@pytest.mark.parametrize("epsilon", [-1.0, nan])
def test_an_epsilon_that_is_none_is_refused(epsilon: float) -> None:
    with pytest.raises(ValueError):
        flip_probability(3, epsilon)


def test_two_sources_are_never_told_apart_by_more_than_epsilon() -> None:
    """The likeliest state of a source is e^ε times as likely as any other: that is the promise."""
    p, k = flip_probability(2925, 2.0), 2925
    assert (1 - p + p / k) / (p / k) == pytest.approx(exp(2.0))


def triggered(*given: tuple[timedelta, int], source: Source = CLICK) -> list[Trigger]:
    return [Trigger(source.kind, source.id, data, NOON + after) for after, data in given]


@pytest.mark.parametrize(
    ("source", "triggers", "state", "untold"),
    [
        pytest.param(CLICK, [], (), 0, id="nothing"),
        pytest.param(CLICK, triggered((timedelta(0), 5)), (Report(0, 5),), 0, id="at once"),
        pytest.param(CLICK, triggered((2 * DAY - BLINK, 5)), (Report(0, 5),), 0, id="the first window's last moment"),
        pytest.param(CLICK, triggered((2 * DAY, 5)), (Report(1, 5),), 0, id="the second window"),
        pytest.param(CLICK, triggered((7 * DAY, 5)), (Report(2, 5),), 0, id="the third"),
        pytest.param(CLICK, triggered((30 * DAY, 5)), (), 1, id="too late"),
        pytest.param(CLICK, triggered((-BLINK, 5)), (), 1, id="before the click"),
        pytest.param(CLICK, triggered((DAY, 13)), (Report(0, 5),), 0, id="three bits: 13 is told as 5"),
        pytest.param(
            CLICK,
            triggered((3 * DAY, 1), (DAY, 7), (4 * DAY, 2), (DAY, 7)),
            (Report(0, 7), Report(0, 7), Report(1, 1)),
            1,
            id="three reports, the earliest",
        ),
        pytest.param(VIEW, triggered((29 * DAY, 3), source=VIEW), (Report(0, 1),), 0, id="a view: one bit"),
        pytest.param(VIEW, triggered((DAY, 0), (DAY, 1), source=VIEW), (Report(0, 0),), 1, id="a view: one report"),
    ],
)
def test_what_is_truthfully_said(source: Source, triggers: list[Trigger], state: State, untold: int) -> None:
    assert find_state(source, triggers) == (state, untold)


@pytest.mark.parametrize(
    ("event", "cents", "kind", "data"),
    [
        pytest.param("Purchase", 0, "click", 0, id="the lowest band"),
        pytest.param("Purchase", 19_999, "click", 0, id="just below the second"),
        pytest.param("Purchase", 20_000, "click", 1, id="the second"),
        pytest.param("Purchase", 10**12, "click", 7, id="the highest"),
        pytest.param("Purchase", 10**12, "view", 1, id="a view: a purchase"),
        pytest.param("Lead", 10**12, "view", 0, id="a view: anything less"),
    ],
)
def test_what_a_conversion_is_told_as(event: str, cents: int, kind: SourceKind, data: int) -> None:
    assert to_data(Conversion("x", "ana", event, cents, NOON), kind) == data


def test_credits_become_reports() -> None:
    """Ana clicked and booked; Bo only looked at the ad, and booked; Cy was shown it and did neither."""
    shown = [Shown(name, name, "beach", "spring", NOON, 500, name != "cy", True) for name in ("ana", "bo", "cy")]
    clicks = [Click("ana", "ana", "ana", "beach", NOON)]
    bookings = [Conversion(name, name, "Purchase", 89_900, NOON + DAY) for name in ("ana", "bo", "cy")]
    credits_given = attribute(bookings, shown, clicks, "7d-click+1d-view")
    answers = answer(find_sources(shown, clicks), find_triggers(credits_given), Random(1), inf)
    assert {(a.source.kind, a.source.id): a.state for a in answers} == {
        ("view", "ana"): (),
        ("view", "bo"): (Report(0, 1),),
        ("click", "ana"): (Report(0, 3),),
    }


@pytest.mark.parametrize(
    "limits",
    [pytest.param(LIMITS["view"], id="view"), pytest.param(Limits(1, 2, (DAY, 2 * DAY)), id="a small click")],
)
def test_every_state_is_drawn_as_often(limits: Limits) -> None:
    random, draws = Random(1), 6_000
    drawn = Counter(draw_state(limits, random) for _ in range(draws))
    assert set(drawn) == set(list_states(limits))
    expected = draws / limits.states
    assert all(abs(count - expected) < 4 * sqrt(expected) for count in drawn.values())


def test_drawn_states_of_a_click_are_states() -> None:
    random, states = Random(2), set(list_states(LIMITS["click"]))
    assert all(draw_state(LIMITS["click"], random) in states for _ in range(500))


def test_with_no_noise_the_truth_is_told() -> None:
    triggers = [*triggered((DAY, 6), (31 * DAY, 1)), Trigger("view", "of somebody else", 1, NOON)]
    found = answer([CLICK, VIEW], triggers, Random(3), inf)
    assert [(a.source, a.state, a.is_drawn, a.untold) for a in found] == [
        (CLICK, (Report(0, 6),), False, 1),
        (VIEW, (), False, 0),
    ]


def test_the_same_seed_tells_the_same() -> None:
    sources = [Source("click", str(number), NOON) for number in range(50)]
    first, again = (answer(sources, [], Random(7), 8.0) for _ in range(2))
    assert first == again
    assert {a.is_drawn for a in first} == {True, False}


@pytest.mark.parametrize("kind", LIMITS)
def test_the_estimate_is_the_truth_on_average(kind: SourceKind) -> None:
    """Of 1,000 sources that all say 0, (1 - p) are told and p are drawn from states counted one by one here: what is
    received on average makes an estimate of 1,000. The estimate being a line, two points of it are enough."""
    limits, epsilon, n = LIMITS[kind], 3.0, 1_000
    p = flip_probability(limits.states, epsilon)
    nothing, all_of_them = (estimate_counts(kind, [state] * n, epsilon) for state in ((), (Report(0, 0),)))
    drawn = Counter(report.data for state in list_states(limits) for report in state)
    for least, most in zip(nothing, all_of_them, strict=True):
        truth = n if most.data == 0 else 0
        received = (1 - p) * truth + p * n * drawn[most.data] / limits.states
        slope = (most.estimate - least.estimate) / n if most.data == 0 else 1 / (1 - p)
        assert least.estimate + slope * received == pytest.approx(truth, abs=1e-6)


@pytest.mark.parametrize(("kind", "epsilon"), [("click", 7.0), ("view", 1.0)])
def test_the_estimate_is_near_the_truth(kind: SourceKind, epsilon: float) -> None:
    """A third of 3,000 sources say 1: received counts are far off, estimates within four standard deviations."""
    sources = [Source(kind, str(number), NOON) for number in range(3_000)]
    triggers = [Trigger(kind, source.id, 1, NOON) for source in sources[::3]]
    answers = answer(sources, triggers, Random(11), epsilon)
    counts = estimate_counts(kind, [a.state for a in answers], epsilon)
    truth = {1: 1_000}
    p = flip_probability(LIMITS[kind].states, epsilon)
    for count in counts:
        lost = sqrt(truth.get(count.data, 0) * p * (1 - p)) / (1 - p)  # true reports that draws took away
        assert abs(count.estimate - truth.get(count.data, 0)) < 4 * (count.deviation + lost)
    assert max(abs(count.received - truth.get(count.data, 0)) for count in counts) > 200


def test_what_says_nothing_of_the_truth_has_no_estimate() -> None:
    with pytest.raises(ValueError):
        estimate_counts("click", [()], 0.0)


@pytest.mark.parametrize("kind", LIMITS)
def test_the_deviation_is_that_of_drawn_states(kind: SourceKind) -> None:
    """By hand over all states: of one source, the variance of what it adds when drawn with probability p."""
    states, epsilon = list_states(LIMITS[kind]), 6.0
    p = flip_probability(len(states), epsilon)
    said = [sum(report.data == 0 for report in state) for state in states]
    mean = sum(said) / len(states)
    square = sum(number**2 for number in said) / len(states)
    (count, *_) = estimate_counts(kind, [()], epsilon)
    assert count.deviation == pytest.approx(sqrt(p * square - (p * mean) ** 2) / (1 - p))
