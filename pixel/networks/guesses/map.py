"""Towns as dots on a drawing, by longitude and latitude. Pure; the page of the home town draws it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import cos, radians, sqrt

from pixel.profile.inference.places import Place

WIDTH, HEIGHT, MARGIN = 640, 400, 48
LABEL_SIZE = 15


@dataclass(frozen=True)
class TownDot:
    """A town in the drawing. `radius` grows with the square root of the friends who show it; `label`: whether its name
    stands beside it, to the left of it where it would run out of the drawing on the right."""

    name: str
    x: float
    y: float
    radius: float
    friends: int
    is_guess: bool
    is_truth: bool
    is_left: bool
    has_label: bool


def draw_map(
    places: Collection[Place], friends: Mapping[Place, int], guess: Place | None, truth: Place
) -> list[TownDot]:
    """The towns that matter (guess, truth, friends' towns), and what lies between them; those that matter most last, so
    that they lie on top. Degrees of longitude are as wide as they are in the middle of the map. A name stands beside a
    town that matters, if it covers no other."""
    shown = [truth, *([guess] if guess else []), *(place for place in places if friends.get(place))]
    west, east = min(p.longitude for p in shown), max(p.longitude for p in shown)
    south, north = min(p.latitude for p in shown), max(p.latitude for p in shown)
    within = [p for p in places if west <= p.longitude <= east and south <= p.latitude <= north]
    towns = sorted(within, key=lambda place: (place in (guess, truth), friends.get(place, 0), place.slug))
    narrow = cos(radians((south + north) / 2))
    scale = min(
        (WIDTH - 2 * MARGIN) / max((east - west) * narrow, 0.1), (HEIGHT - 2 * MARGIN) / max(north - south, 0.1)
    )
    across, down = (WIDTH - (east - west) * narrow * scale) / 2, (HEIGHT - (north - south) * scale) / 2
    labelled: list[TownDot] = []
    dots: dict[Place, TownDot] = {}
    for place in reversed(towns):
        count = friends.get(place, 0)
        x = across + (place.longitude - west) * narrow * scale
        y = down + (north - place.latitude) * scale
        is_left = x > WIDTH * 0.72
        dot = TownDot(
            place.name, round(x, 1), round(y, 1), round(4 + 4 * sqrt(count), 1), count,
            place == guess, place == truth, is_left, False,
        )  # fmt: skip
        if (count or dot.is_guess or dot.is_truth) and not any(_covers(dot, other) for other in labelled):
            dot = TownDot(**(vars(dot) | {"has_label": True}))
            labelled.append(dot)
        dots[place] = dot
    return [dots[place] for place in towns]


def _covers(one: TownDot, other: TownDot) -> bool:
    (left, right), (other_left, other_right) = _span(one), _span(other)
    return abs(one.y - other.y) < LABEL_SIZE + 2 and left < other_right and other_left < right


def _span(dot: TownDot) -> tuple[float, float]:
    reach = dot.radius + 6 + len(dot.name) * LABEL_SIZE * 0.6
    return (dot.x - reach, dot.x + dot.radius) if dot.is_left else (dot.x - dot.radius, dot.x + reach)
