"""Charts of a class's totals: which bars there are, and where each is drawn. Pure; `totals` shows them.

A bar's label stands above it, so that no name is too long on a phone; the template writes it in the reader's language.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pixel.classroom.lesson.outcome_table import family_of
from pixel.store.queries.classroom.totals import HitCount

WIDTH = 360.0  # of a drawing, in its own units; it grows to whatever it stands in
ROW, BAR, GAP = 46.0, 16.0, 3.0
BESIDE, ROOM_FOR_NUMBER = 6.0, 64.0
MOST = 8  # bars that a chart shows; its table has all


@dataclass(frozen=True)
class Bar:
    """What is counted: `key` says what of, `parts` how many of each kind."""

    key: tuple[str, ...]
    parts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.parts)


@dataclass(frozen=True)
class DrawnPart:
    """A piece of a bar: where it is, and which kind it is of."""

    kind: int
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class DrawnNumber:
    """How many, beside a bar; `y`: its baseline."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class DrawnBar:
    """A bar with the place of its label (`y`: its baseline)."""

    bar: Bar
    y: float
    parts: tuple[DrawnPart, ...]
    numbers: tuple[DrawnNumber, ...]


@dataclass(frozen=True)
class Chart:
    """The bars of a chart, the most first, those that are drawn, and the drawing's height."""

    bars: tuple[Bar, ...]
    drawn: tuple[DrawnBar, ...]
    height: float


def draw(bars: Iterable[Bar], *, side_by_side: bool = False) -> Chart:
    """A chart; the parts of a bar follow one another, or stand one under the other (`side_by_side`)."""
    ordered = tuple(sorted(bars, key=lambda bar: (-bar.total, bar.key)))
    shown = ordered[:MOST]
    longest = max((max(bar.parts) if side_by_side else bar.total for bar in shown), default=0)
    scale = (WIDTH - ROOM_FOR_NUMBER) / max(longest, 1)
    kinds = max((len(bar.parts) for bar in shown), default=1) if side_by_side else 1
    row = ROW + (kinds - 1) * (BAR + GAP)
    drawn = tuple(_draw_bar(bar, place * row, scale, side_by_side=side_by_side) for place, bar in enumerate(shown))
    return Chart(ordered, drawn, len(shown) * row)


def _draw_bar(bar: Bar, top: float, scale: float, *, side_by_side: bool) -> DrawnBar:
    parts, numbers, x, y = [], [], 0.0, top + 20.0
    for kind, number in enumerate(bar.parts):
        width = round(number * scale, 1)
        parts.append(DrawnPart(kind, x, y, width))
        if side_by_side:
            numbers.append(DrawnNumber(width + BESIDE, y + BAR - GAP, str(number)))
            y += BAR + GAP
        else:
            x = round(x + width, 1)
    if not side_by_side:
        told = [str(number) for place, number in enumerate(bar.parts) if number or not place]
        numbers.append(DrawnNumber(x + BESIDE, y + BAR - GAP, " + ".join(told)))
    return DrawnBar(bar, top + 14.0, tuple(parts), tuple(numbers))


def count_sites(hits: Iterable[HitCount]) -> list[Bar]:
    """Hits by site: those of students, and those that nothing ties to anybody."""
    return _count(hits, lambda hit: [(hit.pixel_id,)])


def count_destinations(hits: Iterable[HitCount]) -> list[Bar]:
    """Hits about destinations, in the same two kinds."""
    return _count(hits, lambda hit: [(content,) for content in hit.contents])


def count_cookies(hits: Iterable[HitCount]) -> list[Bar]:
    """Hits by browser and by what it did with the cookie."""
    bars = _count(hits, lambda hit: [(family_of(hit.browser), hit.cookie)])
    return [Bar(bar.key, (bar.total,)) for bar in bars]


def count_ads(shown: Mapping[str, int], hits: Iterable[HitCount], is_network: Callable[[str], bool]) -> list[Bar]:
    """Ads by advertiser: shown, and clicked; that an ad was clicked is told by a page view that came from a network."""
    clicked = Counter[str]()
    for hit in hits:
        if hit.referrer and is_network(hit.referrer):
            clicked[hit.pixel_id] += hit.number
    return [Bar((name,), (shown.get(name, 0), clicked[name])) for name in {**shown, **clicked}]


def count_refusals(refusals: Mapping[str, int]) -> list[Bar]:
    """Ignored hits by reason."""
    return [Bar((reason,), (number,)) for reason, number in refusals.items()]


def _count(hits: Iterable[HitCount], keys_of: Callable[[HitCount], Sequence[tuple[str, ...]]]) -> list[Bar]:
    counts: dict[tuple[str, ...], list[int]] = {}
    for hit in hits:
        for key in keys_of(hit):
            counts.setdefault(key, [0, 0])[0 if hit.is_tied else 1] += hit.number
    return [Bar(key, (tied, untied)) for key, (tied, untied) in counts.items()]
