"""Where a chart's lines and bars are drawn, in the units of its drawing. Pure; templates draw them."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 360.0, 150.0  # of a line chart; it grows to whatever it stands in
ABOVE = 8.0  # room for the thickness of a line at its highest
ROW, BAR, ROOM_FOR_NUMBER = 42.0, 16.0, 70.0


@dataclass(frozen=True)
class Lines:
    """`points`: of each line, as SVG's `points` has them; `most`: the number at the top."""

    points: tuple[str, ...]
    most: int


@dataclass(frozen=True)
class DrawnBar:
    """A bar with its label above (`y`: the label's baseline) and its number beside it."""

    label: str
    number: int
    text: str
    y: float
    width: float


@dataclass(frozen=True)
class Bars:
    """`height`: of the whole drawing."""

    bars: tuple[DrawnBar, ...]
    height: float


def draw_lines(steps: int, *series: Sequence[int]) -> Lines:
    """Lines that begin at nothing and have each of their values at the end of a step; `steps`: how many the width has,
    whether there are values for them yet or not."""
    most = max((number for values in series for number in values), default=0)
    scale = (HEIGHT - ABOVE) / most if most else 0.0
    points = []
    for values in series:
        spots = ((WIDTH * at / max(steps, 1), HEIGHT - number * scale) for at, number in enumerate((0, *values)))
        points.append(" ".join(f"{x:.1f},{y:.1f}" for x, y in spots) if values else "")
    return Lines(tuple(points), most)


def draw_bars(rows: Sequence[tuple[str, int, str]]) -> Bars:
    """A bar for each label, number and what is written beside it."""
    most = max((number for _, number, _ in rows), default=0)
    scale = (WIDTH - ROOM_FOR_NUMBER) / most if most else 0.0
    bars = (
        DrawnBar(label, number, text, at * ROW + 14, round(number * scale, 1))
        for at, (label, number, text) in enumerate(rows)
    )
    return Bars(tuple(bars), len(rows) * ROW)
