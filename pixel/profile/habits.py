"""What a browser tells without a word: which device and browser somebody uses, and at which hours. `lines` asks.

Pure.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import TypeVar

from pixel.profile.evidence import Evidence, point_to
from pixel.profile.line import MOST_EVIDENCE, Line
from pixel.store.queries.lines import AdRow, HitRow

HOURS_SHOWN = 3
T = TypeVar("T", str, int)


def draw_habits(hits: Sequence[HitRow], shown: Sequence[AdRow]) -> Iterator[Line]:
    """The device and browser of most hits, and the hours (UTC) of most hits and ads; confidence is their share."""
    for key, values in (("device", [hit.device for hit in hits]), ("browser", [hit.browser for hit in hits])):
        if values:
            value, times = _most(values)[0]
            rows = [point_to("events", hit.id) for hit, own in zip(hits, values, strict=True) if own == value]
            yield Line(key, value, "observed", times / len(values), tuple(rows[:MOST_EVIDENCE]))
    moments = [(hit.at.astimezone(UTC).hour, point_to("events", hit.id)) for hit in hits]
    moments += [(ad.at.astimezone(UTC).hour, point_to("impressions", ad.seat_id, ad.id)) for ad in shown]
    if moments:
        yield _draw_hours(moments)


def _draw_hours(moments: Sequence[tuple[int, Evidence]]) -> Line:
    busiest = {hour for hour, _ in _most([hour for hour, _ in moments])[:HOURS_SHOWN]}
    rows = [evidence for hour, evidence in moments if hour in busiest]
    value = ",".join(f"{hour:02}" for hour in sorted(busiest))
    return Line("hours", value, "observed", len(rows) / len(moments), tuple(rows[:MOST_EVIDENCE]))


def _most(values: Sequence[T]) -> list[tuple[T, int]]:
    """Values with how often each comes, the most frequent first; of equals in the order of their texts."""
    return sorted(Counter(values).items(), key=lambda pair: (-pair[1], str(pair[0]).zfill(2)))
