"""Places, and how far they are from each other. `home_town` and `told` ask, and whoever gives them towns."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088  # mean radius of the Earth, IUGG


@dataclass(frozen=True)
class Place:
    """A town, taken as a point; latitude and longitude in degrees, north and east positive. `slug` tells it apart."""

    slug: str
    name: str
    latitude: float
    longitude: float


def distance_km(one: Place, other: Place) -> float:
    """Great-circle distance in kilometres, by the haversine formula on a sphere (off by 0.5 % at most)."""
    north, other_north = radians(one.latitude), radians(other.latitude)
    half_rise = sin((other_north - north) / 2) ** 2
    half_turn = sin(radians(other.longitude - one.longitude) / 2) ** 2
    chord = half_rise + cos(north) * cos(other_north) * half_turn
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(chord, 1.0)))
