"""The map: the stations of a hit's way, from a browser to the ad in the feed, and the two where it ends before. Pure.

The way is a circle: what was looked at comes back as an ad. Two layouts, for a projector and for a phone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pixel.classroom.stage.graph import Lane, Point, Shape

StationId = Literal["browsers", "agencies", "collector", "ignored", "nobody", "profile", "auction", "feed"]
WAY: tuple[StationId, ...] = ("browsers", "agencies", "collector", "profile", "auction", "feed")
# What a hit passes, by what becomes of it; an ad goes on from the profile.
WAYS: Mapping[Lane | Literal["ad"], tuple[StationId, ...]] = {
    "tied": ("browsers", "agencies", "collector", "profile"),
    "loose": ("browsers", "agencies", "collector", "nobody"),
    "ignored": ("browsers", "agencies", "collector", "ignored"),
    "ad": ("profile", "auction", "feed"),
}


@dataclass(frozen=True)
class Station:
    """A station's box."""

    id: StationId
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class Road:
    """An arrow from box to box; `angle`: where its head points (0: to the right, 90: down)."""

    start: Point
    end: Point
    angle: float
    is_end: bool = False  # whether it leads where a hit's way ends
    is_return: bool = False  # whether it is the ad, on its way back to the browser


@dataclass(frozen=True)
class MapLayout:
    """Stations and roads within a drawing of that size."""

    width: int
    height: int
    stations: tuple[Station, ...]
    roads: tuple[Road, ...]


def _wide() -> MapLayout:
    """Three and three, clockwise, and at the right the two ends."""
    box = (196, 142)
    top, bottom, columns = 8, 218, (8, 258, 508)
    ends = (768, 184, 110)
    return MapLayout(
        960,
        368,
        (
            Station("browsers", columns[0], top, *box),
            Station("agencies", columns[1], top, *box),
            Station("collector", columns[2], top, *box),
            Station("ignored", ends[0], top + 16, *ends[1:]),
            Station("nobody", ends[0], bottom + 16, *ends[1:]),
            Station("profile", columns[2], bottom, *box),
            Station("auction", columns[1], bottom, *box),
            Station("feed", columns[0], bottom, *box),
        ),
        (
            Road((206, 79), (254, 79), 0),
            Road((456, 79), (504, 79), 0),
            Road((606, 154), (606, 214), 90),
            Road((706, 79), (764, 79), 0, is_end=True),
            Road((706, 140), (764, 232), 58, is_end=True),
            Road((506, 289), (458, 289), 180),
            Road((256, 289), (208, 289), 180),
            Road((106, 216), (106, 156), 270, is_return=True),
        ),
    )


def _tall() -> MapLayout:
    """Down at the left, up at the right, and below the two ends."""
    box = (148, 116)
    left, right, rows = 6, 206, (8, 162, 316)
    return MapLayout(
        360,
        560,
        (
            Station("browsers", left, rows[0], *box),
            Station("agencies", left, rows[1], *box),
            Station("collector", left, rows[2], *box),
            Station("ignored", left, 470, 148, 86),
            Station("nobody", right, 470, 148, 86),
            Station("profile", right, rows[2], *box),
            Station("auction", right, rows[1], *box),
            Station("feed", right, rows[0], *box),
        ),
        (
            Road((80, 126), (80, 158), 90),
            Road((80, 280), (80, 312), 90),
            Road((156, 374), (202, 374), 0),
            Road((80, 434), (80, 466), 90, is_end=True),
            Road((148, 434), (206, 472), 33, is_end=True),
            Road((280, 314), (280, 282), 270),
            Road((280, 160), (280, 128), 270),
            Road((204, 66), (158, 66), 180, is_return=True),
        ),
    )


LAYOUTS: Mapping[Shape, MapLayout] = {"wide": _wide(), "tall": _tall()}
