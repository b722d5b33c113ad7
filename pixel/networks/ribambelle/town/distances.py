"""How far places are from each other, and how much distance thins out ties. The stages of the generator ask."""

from functools import cache
from math import asin, cos, radians, sin, sqrt

from pixel.networks.ribambelle.town.model import Place

EARTH_KM = 6371.0088
OFFSET_KM = 10.0


@cache
def distance_km(one: Place, other: Place) -> float:
    """Great-circle distance in km (haversine), rounded to 100 m: platforms differ far behind that."""
    south, north = radians(one.latitude), radians(other.latitude)
    across = radians(other.longitude - one.longitude)
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(across / 2) ** 2
    return round(2 * EARTH_KM * asin(sqrt(half)), 1)


def decay(one: Place, other: Place) -> float:
    """The relative probability of a tie over a distance, 1/(distance + offset), per km.

    After Backstrom, Sun, Marlow 2010 (Find me if you can), whose fit falls off with about the power -1 of distance plus
    an offset. The offset is ours: a town here is a point.
    """
    return 1.0 / (distance_km(one, other) + OFFSET_KM)
