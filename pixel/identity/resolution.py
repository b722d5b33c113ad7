"""Identity resolution: which person a visitor is, and which other visitors are the same person.

What joins two visitors here is a login: whoever opens the same seat in two browsers is known in both. Backstage and
API ask.
"""

from dataclasses import dataclass

from pixel.store import Connection
from pixel.store.queries.identity import list_seats_of, list_visitors
from pixel.store.records import Seat


@dataclass(frozen=True)
class Identity:
    """Somebody at a browser: the cookie's visitor, who that is on the networks, and all visitors of that person."""

    visitor_id: str | None
    seats: tuple[Seat, ...]
    visitors: tuple[str, ...]

    @property
    def seat(self) -> Seat | None:
        """The account that was opened last; None for somebody who is nobody on any network yet."""
        return next(iter(self.seats), None)


NOBODY = Identity(None, (), ())


def resolve_visitor(connection: Connection, visitor_id: str) -> Identity:
    """Who a visitor is."""
    seats = list_seats_of(connection, visitor_id)
    others = (visitor for seat in seats for visitor, _ in list_visitors(connection, seat.id))
    return Identity(visitor_id, tuple(seats), tuple(dict.fromkeys((visitor_id, *others))))
