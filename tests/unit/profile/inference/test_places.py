"""Places: distances on the sphere."""

import pytest

from pixel.profile.inference.places import EARTH_RADIUS_KM, Place, distance_km

RIMOUSKI = Place("rimouski", "Rimouski", 48.4489, -68.5241)
MONTREAL = Place("montreal", "Montréal", 45.5089, -73.5617)


def at(latitude: float, longitude: float) -> Place:
    return Place("somewhere", "Somewhere", latitude, longitude)


@pytest.mark.parametrize(
    ("one", "other", "kilometres"),
    [
        pytest.param(RIMOUSKI, RIMOUSKI, 0, id="a place to itself"),
        pytest.param(at(0, 0), at(0, 1), 111.195, id="a degree of the equator"),
        pytest.param(at(45, -73), at(46, -73), 111.195, id="a degree to the north"),
        pytest.param(at(60, 10), at(60, 11), 55.597, id="a degree to the east at 60° north: half as far"),
        pytest.param(at(0, 179.5), at(0, -179.5), 111.195, id="over the date line"),
        pytest.param(at(90, 0), at(90, 120), 0, id="the pole has one place only"),
        pytest.param(at(90, 0), at(-90, 0), 3.141592653589793 * EARTH_RADIUS_KM, id="pole to pole"),
        pytest.param(at(10, 20), at(-10, -160), 3.141592653589793 * EARTH_RADIUS_KM, id="the other side of the Earth"),
        pytest.param(RIMOUSKI, MONTREAL, 502.731, id="Rimouski to Montréal, by the spherical law of cosines"),
    ],
)
def test_distance(one: Place, other: Place, kilometres: float) -> None:
    assert distance_km(one, other) == pytest.approx(kilometres, abs=0.001)
    assert distance_km(other, one) == pytest.approx(distance_km(one, other))
