"""How far off the home town guessed of an invented member is. The API and the line's page ask: what is guessed comes
first, and without the truth; this is measured afterwards, for whoever judges the guess.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pixel.profile.inference.places import Place, distance_km
from pixel.profile.invented import is_invented
from pixel.profile.line import Line
from pixel.store import Connection
from pixel.store.queries.town.truths import find_truth
from pixel.store.records import Seat


class TownError(NamedTuple):
    """The town that is true, which the network does not have, and how many kilometres the guess is from it."""

    truth: Place
    km: float


def is_town_guess(line: Line) -> bool:
    """Whether a line is what this measures."""
    return (line.key, line.kind) == ("home_town", "guessed")


def measure_error(
    connection: Connection, seat: Seat | None, lines: Sequence[Line], places: Mapping[str, Place]
) -> TownError | None:
    """The error of the home town that is guessed among the lines of a seat; None where none is, or nobody knows the
    truth: of a guest nothing is guessed, and who is left of an earlier town has none."""
    guessed = next((places.get(line.value) for line in lines if is_town_guess(line)), None)
    if guessed is None or seat is None or not is_invented(seat):
        return None
    found = find_truth(connection, seat.network, seat.member_id or "")
    truth = places.get(found.home_town) if found else None
    return TownError(truth, distance_km(guessed, truth)) if truth else None
