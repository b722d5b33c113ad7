"""How far places are from each other, and how much distance thins out ties. The stages of the generator ask."""

from functools import cache

from pixel.networks.ribambelle.town.model import Place
from pixel.profile.inference import places

OFFSET_KM = 10.0


@cache
def distance_km(one: Place, other: Place) -> float:
    """Great-circle distance in km, rounded to 100 m: platforms differ far behind that."""
    return round(places.distance_km(one, other), 1)


def decay(one: Place, other: Place) -> float:
    """The relative probability of a tie over a distance, 1/(distance + offset), per km.

    After Backstrom, Sun, Marlow 2010 (Find me if you can), whose fit falls off with about the power -1 of distance plus
    an offset. The offset is ours: a town here is a point.
    """
    return 1.0 / (distance_km(one, other) + OFFSET_KM)
