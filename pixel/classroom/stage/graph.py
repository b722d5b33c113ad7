"""The graph: sites around the person, and what passed between them, in lanes. Pure; `page` draws it.

A lane is what became of a hit: `tied` (kept, and the network knows whose), `loose` (kept, but nobody's), `ignored`.
A site has a line for each lane, whose end says the same: at the person, at the ring around them, or short of both.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot, sqrt
from typing import Literal, get_args

from pixel.classroom.stage.what_if import Case, Switch, judge

Lane = Literal["tied", "loose", "ignored"]
LANES: tuple[Lane, ...] = get_args(Lane)
Shape = Literal["wide", "tall"]
Point = tuple[float, float]

# On which side of the straight way to the person a lane runs.
ASIDE: Mapping[Lane, int] = {"tied": 0, "loose": 1, "ignored": -1}


@dataclass(frozen=True)
class Passage:
    """A hit as the graph sees it."""

    site: str
    lane: Lane
    case: Case


@dataclass(frozen=True)
class Count:
    """How many hits passed along a line, and how many of them would have been left under a switch."""

    total: int = 0
    left: int = 0

    @property
    def is_faded(self) -> bool:
        return self.total > 0 and self.left == 0


@dataclass(frozen=True)
class Frame:
    """Sizes of a drawing: its own, where the person is, how big person and ring are, a site's card, how far lines are
    apart, and where on its line (0 to 1) each lane's number stands."""

    width: int
    height: int
    centre: Point
    person: float
    ring: float
    card: tuple[int, int]
    apart: float
    label_at: Mapping[Lane, float]
    corners: Sequence[Point]
    control: Point


FRAMES: Mapping[Shape, Frame] = {
    "wide": Frame(
        width=900,
        height=500,
        centre=(450, 205),
        person=58,
        ring=106,
        card=(200, 116),
        apart=38,
        label_at={"ignored": 0.33, "tied": 0.4, "loose": 0.33},
        corners=((115, 64), (115, 346), (785, 64), (785, 346)),
        control=(450, 454),
    ),
    "tall": Frame(
        width=360,
        height=620,
        centre=(180, 265),
        person=44,
        ring=76,
        card=(152, 76),
        apart=20,
        label_at={"ignored": 0.2, "tied": 0.42, "loose": 0.64},
        corners=((82, 44), (82, 486), (278, 44), (278, 486)),
        control=(180, 582),
    ),
}


@dataclass(frozen=True)
class Line:
    """One lane of a site: from where to where, and where its number stands."""

    lane: Lane
    start: Point
    end: Point
    label: Point


@dataclass(frozen=True)
class Node:
    """A site's card, by its middle, and its lines; none for one without a pixel."""

    site: str
    middle: Point
    lines: tuple[Line, ...]


def lane_of(verdict: str, *, is_tied: bool) -> Lane:
    """What became of a hit."""
    if verdict != "recorded":
        return "ignored"
    return "tied" if is_tied else "loose"


def count_passages(passages: Iterable[Passage], switch: Switch | None) -> dict[tuple[str, Lane], Count]:
    """The numbers on the lines. An ignored hit is as ignored under any switch."""
    counts: dict[tuple[str, Lane], Count] = {}
    for passage in passages:
        key = passage.site, passage.lane
        before = counts.get(key, Count())
        is_stopped = switch is not None and judge(passage.case, switch).is_stopped
        counts[key] = Count(before.total + 1, before.left + (not is_stopped))
    return counts


def lay_out(sites: Sequence[str], control: str, shape: Shape) -> tuple[Node, ...]:
    """Where each site stands: those with a pixel in the corners (four at most), the one without below the person."""
    frame = FRAMES[shape]
    nodes = [Node(site, corner, _draw_lines(corner, frame)) for site, corner in zip(sites, frame.corners, strict=False)]
    return (*nodes, Node(control, frame.control, ()))


def _draw_lines(corner: Point, frame: Frame) -> tuple[Line, ...]:
    return tuple(_draw_line(lane, corner, frame) for lane in LANES)


def _draw_line(lane: Lane, corner: Point, frame: Frame) -> Line:
    """Lines run side by side from the middle of the card, which hides where they begin, towards the person."""
    along = frame.centre[0] - corner[0], frame.centre[1] - corner[1]
    length = hypot(*along)
    step = along[0] / length, along[1] / length
    side = frame.apart * ASIDE[lane] * (1 if along[0] * along[1] > 0 else -1)

    def at(distance: float) -> Point:
        return round(corner[0] + step[0] * distance - step[1] * side, 1), round(
            corner[1] + step[1] * distance + step[0] * side, 1
        )

    begin = min(frame.card[0] / 2 / abs(step[0]), frame.card[1] / 2 / abs(step[1]))
    ring, person = (length - sqrt(radius**2 - side**2) for radius in (frame.ring, frame.person))
    end = {"tied": person, "loose": ring, "ignored": begin + (ring - begin) * 0.7}[lane]
    return Line(lane, at(begin / 2), at(end), at(begin + (ring - begin) * frame.label_at[lane]))
