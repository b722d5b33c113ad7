"""The same conversions, told as a browser would that hides single people: event-level reports of the Attribution
Reporting API (WICG/attribution-reporting-api, EVENT.md, "Data limits and noise", "Differential privacy").

A click may report three times, in one of three windows each, three bits at a time; a view once, in one window, one bit.
All that a source (a click or a view) may come to say is one of k *states*. With probability p = k / (k + e^ε - 1) its
state is not the true one but any of the k, drawn evenly: k-randomised response, ε-differentially private for each
source. With the proposal's ε = 14 that is 2,925 states and 0.24 % for a click, 3 states and 0.00025 % for a view.

The proposal is history: Chrome gave up most of its Privacy Sandbox in October 2025. It stands here to show how much can
be told without telling of anybody.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import comb, exp, sqrt
from random import Random
from typing import Literal, NamedTuple

from pixel.ads.measurement.attribution import Attribution
from pixel.ads.measurement.rows import Click, Conversion, Shown

EPSILON = 14.0
DAY = timedelta(days=1)
BANDS = (20_000, 40_000, 80_000, 120_000, 180_000, 260_000, 400_000)  # ours: cents from which the next of eight begins


@dataclass(frozen=True)
class Limits:
    """What a source may say. `windows`: after how long each closes; what comes at that very moment is in the next."""

    bits: int
    most_reports: int
    windows: tuple[timedelta, ...]

    @property
    def values(self) -> int:
        """How many different data a report can have."""
        return 1 << self.bits

    @property
    def cells(self) -> int:
        """How many reports can be told apart: window × data."""
        return len(self.windows) * self.values

    @property
    def states(self) -> int:
        """How many states there are: ways to fill `most_reports` places, in no order, with a report or with none. Stars
        and bars: C(cells + most_reports, most_reports)."""
        return comb(self.cells + self.most_reports, self.most_reports)


SourceKind = Literal["click", "view"]
LIMITS: Mapping[SourceKind, Limits] = {
    "click": Limits(bits=3, most_reports=3, windows=(2 * DAY, 7 * DAY, 30 * DAY)),
    "view": Limits(bits=1, most_reports=1, windows=(30 * DAY,)),
}


class Report(NamedTuple):
    """`window`: 0 for the first; `data`: what is said of the conversion, 0 to 2^bits - 1."""

    window: int
    data: int


State = tuple[Report, ...]  # sorted, at most `most_reports`


@dataclass(frozen=True)
class Source:
    """A click, or a view, that conversions may be credited to; `id`: of the click, or of the impression viewed."""

    kind: SourceKind
    id: str
    at: datetime


@dataclass(frozen=True)
class Trigger:
    """A conversion that was credited to a source, by its kind and id; `data` is taken modulo what that has room for."""

    kind: SourceKind
    source: str
    data: int
    at: datetime


@dataclass(frozen=True)
class Answer:
    """What is reported of a source. `is_drawn`: whether the state was drawn, which nobody outside the browser learns:
    it is for a class that looks inside. `untold`: true triggers there was no room for (too many, or out of time)."""

    source: Source
    state: State
    is_drawn: bool
    untold: int


@dataclass(frozen=True)
class Count:
    """How many reports say `data`: as received, and with the noise taken out on average. The estimate may be below
    zero. `deviation`: one standard deviation of what drawn states alone add to it."""

    data: int
    received: int
    estimate: float
    deviation: float


def flip_probability(states: int, epsilon: float = EPSILON) -> float:
    """With which probability a state is drawn instead of told. 1 for ε = 0; raises ValueError for ε below zero."""
    if not epsilon >= 0:
        raise ValueError(f"ε = {epsilon}")
    shrunk = exp(-epsilon)  # k / (k + e^ε - 1), both sides times e^-ε: no ε is too large for it
    return states * shrunk / (1 + (states - 1) * shrunk)


def to_data(conversion: Conversion, kind: SourceKind) -> int:
    """What a conversion is worth saying of (ours; the API leaves it to the advertiser): after a click the band of its
    value, 0 to 7; after a view 1 for a purchase, 0 for anything less."""
    if kind == "view":
        return int(conversion.event == "Purchase")
    return sum(conversion.value_cents >= band for band in BANDS)


def find_sources(shown: Iterable[Shown], clicks: Iterable[Click]) -> list[Source]:
    """Every ad viewed and every click: those that say nothing count as well as those that report."""
    return [
        *(Source("view", row.id, row.at) for row in shown if row.is_viewed),
        *(Source("click", click.id, click.at) for click in clicks),
    ]


def find_triggers(attribution: Attribution) -> list[Trigger]:
    """What was credited, to be told instead of the credits themselves."""
    return [
        Trigger(touch.kind, touch.id, to_data(credit.conversion, touch.kind), credit.conversion.at)
        for credit in attribution.credits
        if (touch := credit.touch)
    ]


def find_state(source: Source, triggers: Iterable[Trigger]) -> tuple[State, int]:
    """What a source would truthfully say, and how many of its triggers that leaves out: the earliest ones are told."""
    limits = LIMITS[source.kind]
    reports: list[Report] = []
    untold = 0
    for trigger in sorted(triggers, key=lambda trigger: trigger.at):
        window = sum(trigger.at - source.at >= length for length in limits.windows)
        if trigger.at < source.at or window == len(limits.windows) or len(reports) == limits.most_reports:
            untold += 1
        else:
            reports.append(Report(window, trigger.data % limits.values))
    return tuple(sorted(reports)), untold


def draw_state(limits: Limits, random: Random) -> State:
    """Any state, each as likely. `most_reports` stars are drawn among as many places more than there are cells; the
    bars to the left of a star say which cell it is in, and with none it reports nothing."""
    places = sorted(random.sample(range(limits.cells + limits.most_reports), limits.most_reports))
    cells = (place - stars - 1 for stars, place in enumerate(places))
    return tuple(Report(*divmod(cell, limits.values)) for cell in cells if cell >= 0)


def answer(
    sources: Iterable[Source], triggers: Iterable[Trigger], random: Random, epsilon: float = EPSILON
) -> tuple[Answer, ...]:
    """What is reported of each source, in their order: its true state, or a drawn one. Triggers whose source is not
    among `sources` are of others, and left alone."""
    by_source: dict[tuple[SourceKind, str], list[Trigger]] = {}
    for trigger in triggers:
        by_source.setdefault((trigger.kind, trigger.source), []).append(trigger)
    answers: list[Answer] = []
    for source in sources:
        limits = LIMITS[source.kind]
        state, untold = find_state(source, by_source.get((source.kind, source.id), ()))
        is_drawn = random.random() < flip_probability(limits.states, epsilon)
        answers.append(Answer(source, draw_state(limits, random) if is_drawn else state, is_drawn, untold))
    return tuple(answers)


def estimate_counts(kind: SourceKind, states: Sequence[State], epsilon: float = EPSILON) -> tuple[Count, ...]:
    """How many reports truly say each data, from the states of all sources of a kind (also those that say nothing: how
    many they are is known). Unbiased: of n sources, n·p are drawn, and a drawn state holds on average
    `most_reports · windows / (cells + 1)` reports of each data; what is left is scaled by 1 / (1 - p). Raises
    ValueError for ε = 0, where states say nothing of the truth."""
    limits = LIMITS[kind]
    p = flip_probability(limits.states, epsilon)
    if p >= 1:
        raise ValueError(f"ε = {epsilon}")
    received = Counter(report.data for state in states for report in state)
    mean, variance = _describe_drawn(limits)
    drawn = len(states) * p
    deviation = sqrt(drawn * (variance + (1 - p) * mean**2)) / (1 - p)
    return tuple(
        Count(data, received[data], (received[data] - drawn * mean) / (1 - p), deviation)
        for data in range(limits.values)
    )


def _describe_drawn(limits: Limits) -> tuple[float, float]:
    """Mean and variance of how many reports of one data a drawn state holds. States being equally likely, that number
    follows a beta-binomial law (Pólya's urn with a ball for each cell, and one for "no report")."""
    ours, all_kinds, n = len(limits.windows), limits.cells + 1, limits.most_reports
    mean = n * ours / all_kinds
    return mean, mean * (all_kinds - ours) / all_kinds * (all_kinds + n) / (all_kinds + 1)
