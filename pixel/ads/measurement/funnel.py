"""How many people came how far: shown an ad, viewed it, clicked, looked at a trip, booked one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pixel.ads.measurement.rows import Click, Conversion, Shown

Stage = Literal["shown", "viewed", "clicked", "looked", "booked"]
Times = Mapping[str, list[datetime]]  # by person

LOOKED, BOOKED = "ViewContent", "Purchase"  # the events of the agencies' pixel that the last two stages wait for


@dataclass(frozen=True)
class FunnelStage:
    """`people`: who came here by way of every stage before, in that order. `aside`: who did what the stage asks, but
    not so: booked without a click, say, or clicked only afterwards."""

    stage: Stage
    people: int
    aside: int


def find_funnel(
    shown: Iterable[Shown], clicks: Iterable[Click], conversions: Iterable[Conversion]
) -> tuple[FunnelStage, ...]:
    """The five stages. Nobody is in one who is not in the one before, so numbers never grow. A stage is reached by the
    first event that is not earlier than the one that reached the stage before; an ad that is viewed is viewed when it
    is shown. The order is no proof that one thing led to the next: see `holdout`."""
    shown, conversions = list(shown), list(conversions)
    stages: tuple[tuple[Stage, Times], ...] = (
        ("shown", _group(shown)),
        ("viewed", _group(row for row in shown if row.is_viewed)),
        ("clicked", _group(clicks)),
        ("looked", _group(row for row in conversions if row.event == LOOKED)),
        ("booked", _group(row for row in conversions if row.event == BOOKED)),
    )
    funnel: list[FunnelStage] = []
    reached = {person: min(times) for person, times in stages[0][1].items()}
    for stage, times in stages:
        reached = _go_on(reached, times)
        funnel.append(FunnelStage(stage, len(reached), len(times) - len(reached)))
    return tuple(funnel)


def _group(rows: Iterable[Shown | Click | Conversion]) -> Times:
    grouped: dict[str, list[datetime]] = {}
    for row in rows:
        grouped.setdefault(row.person, []).append(row.at)
    return grouped


def _go_on(reached: Mapping[str, datetime], times: Times) -> dict[str, datetime]:
    """When each person who had come so far did the next thing; without those who did not."""
    later = {person: [at for at in times.get(person, ()) if at >= since] for person, since in reached.items()}
    return {person: min(found) for person, found in later.items() if found}
