"""How a flight went: reach and spend by step of time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pixel.ads.measurement.rows import Shown

MOST_STEPS = 10_000  # a step of a minute over a year would be half a million rows of a table


@dataclass(frozen=True)
class Step:
    """From `starts_at` to just before `ends_at`. `impressions`, `spend_mc`, `new_people`: of this step (people not
    reached earlier on); `spent_mc`, `reach`: from the beginning to its end. Amounts in thousandths of a cent."""

    starts_at: datetime
    ends_at: datetime
    impressions: int
    spend_mc: int
    spent_mc: int
    new_people: int
    reach: int


@dataclass(frozen=True)
class Timeline:
    """`outside`: how many rows were before the first step or after the last, and so are in none."""

    steps: tuple[Step, ...]
    outside: int


def draw_timeline(shown: Iterable[Shown], start: datetime, end: datetime, step: timedelta) -> Timeline:
    """Reach and spend by step from `start` to just before `end`; the last step may be shorter. Raises ValueError where
    `step` is not above zero, or there would be more than MOST_STEPS of them."""
    if step <= timedelta(0) or (end - start) / step > MOST_STEPS:
        raise ValueError(f"from {start} to {end} by {step}")
    by_step: dict[int, list[Shown]] = {}
    outside = 0
    for row in shown:
        if start <= row.at < end:
            by_step.setdefault((row.at - start) // step, []).append(row)
        else:
            outside += 1
    steps: list[Step] = []
    reached: set[str] = set()
    spent = 0
    while (starts_at := start + len(steps) * step) < end:
        rows = by_step.get(len(steps), [])
        spend = sum(row.price for row in rows)
        spent += spend
        new = {row.person for row in rows} - reached
        reached |= new
        steps.append(Step(starts_at, min(starts_at + step, end), len(rows), spend, spent, len(new), len(reached)))
    return Timeline(tuple(steps), outside)
