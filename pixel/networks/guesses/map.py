"""Towns as dots on a drawing, by longitude and latitude. Pure; the page of the home town draws it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from math import cos, radians, sqrt

from pixel.profile.inference.places import Place, distance_km

WIDTH, HEIGHT, MARGIN = 640, 400, 48
LABEL_SIZE = 15
FAR_KM = 2000.0  # an ocean away: drawn beyond a line, or the near ones would fall on one spot
FAR_BAND = 200


@dataclass(frozen=True)
class TownDot:
    """A town in the drawing. `radius` grows with the square root of the friends who show it; `label`: whether its name
    stands beside it, to the left of it where it would run out of the drawing on the right; `edge`: for a town too far
    off to be drawn to scale, where the line stands beyond which it lies."""

    name: str
    x: float
    y: float
    radius: float
    friends: int
    is_guess: bool
    is_truth: bool
    is_left: bool
    has_label: bool = False
    edge: float | None = None


def draw_map(
    places: Collection[Place], friends: Mapping[Place, int], guess: Place | None, truth: Place
) -> list[TownDot]:
    """The towns that matter (guess, truth, friends' towns), and what lies between them; those that matter most last, so
    that they lie on top. Degrees of longitude are as wide as they are in the middle of the map. Towns more than FAR_KM
    from most of these lie beyond a line, east or west. A name stands beside a town that matters, if it covers no
    other."""
    shown = {truth, *([guess] if guess else []), *(place for place in places if friends.get(place))}
    near = _find_near(shown, friends)
    west, east = min(p.longitude for p in near), max(p.longitude for p in near)
    south, north = min(p.latitude for p in near), max(p.latitude for p in near)
    far = sorted(shown - near, key=lambda place: (-place.latitude, place.slug))
    left = FAR_BAND if any(p.longitude < west for p in far) else 0
    right = WIDTH - (FAR_BAND if any(p.longitude > east for p in far) else 0)
    narrow = cos(radians((south + north) / 2))
    scale = min(
        (right - left - 2 * MARGIN) / max((east - west) * narrow, 0.1), (HEIGHT - 2 * MARGIN) / max(north - south, 0.1)
    )
    across, down = (left + right - (east - west) * narrow * scale) / 2, (HEIGHT - (north - south) * scale) / 2

    def draw(place: Place) -> TownDot:
        count = friends.get(place, 0)
        x, y = across + (place.longitude - west) * narrow * scale, down + (north - place.latitude) * scale
        is_left, edge = x > left + (right - left) * (0.5 if far else 0.72), None
        if place in far:
            is_left = place.longitude > east
            x, edge = (WIDTH - MARGIN, right) if is_left else (MARGIN, left)
            y = HEIGHT * (far.index(place) + 1) / (len(far) + 1)
        radius = round(4 + 4 * sqrt(count), 1)
        dot = TownDot(
            place.name, round(x, 1), round(y, 1), radius, count, place == guess, place == truth, is_left, edge=edge
        )
        has_label = place in shown and not any(_covers(dot, other) for other in labelled)
        return replace(dot, has_label=has_label)

    within = {p for p in places if west <= p.longitude <= east and south <= p.latitude <= north}
    towns = sorted(
        within | shown, key=lambda place: (place in (guess, truth), friends.get(place, 0), place.slug), reverse=True
    )
    labelled: list[TownDot] = []
    dots: list[TownDot] = []
    for place in towns:
        dots.append(draw(place))
        if dots[-1].has_label:
            labelled.append(dots[-1])
    return dots[::-1]


def _find_near(shown: Collection[Place], friends: Mapping[Place, int]) -> set[Place]:
    """Those around the town that has the most friends within FAR_KM."""

    def reached(middle: Place) -> set[Place]:
        return {place for place in shown if distance_km(middle, place) <= FAR_KM}

    return max(
        (reached(middle) for middle in sorted(shown, key=lambda place: place.slug)),
        key=lambda group: sum(1 + friends.get(place, 0) for place in group),
    )


def _covers(one: TownDot, other: TownDot) -> bool:
    (left, right), (other_left, other_right) = _span(one), _span(other)
    return abs(one.y - other.y) < LABEL_SIZE + 2 and left < other_right and other_left < right


def _span(dot: TownDot) -> tuple[float, float]:
    reach = dot.radius + 6 + len(dot.name) * LABEL_SIZE * 0.6
    return (dot.x - reach, dot.x + dot.radius) if dot.is_left else (dot.x - dot.radius, dot.x + reach)
