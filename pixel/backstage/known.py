"""What the network knows of a person, on one snapshot of the database. The API's profiles and exports ask."""

from dataclasses import dataclass
from datetime import datetime

from pixel.network.catalogue import read_catalogue
from pixel.network.session import as_me
from pixel.profile.interests import Profile, build_profile
from pixel.store import Connection
from pixel.store.api import list_tallies_of
from pixel.store.profile import find_seat_of, list_disconnections, list_signals, list_tallies, list_visitors
from pixel.store.records import Seat


@dataclass(frozen=True)
class Known:
    """A person, or a visitor that is nobody yet; all its visitors, its profile, the sites that it refuses."""

    seat: Seat | None
    visitors: tuple[str, ...]
    profile: Profile
    disconnected: tuple[str, ...]

    @property
    def is_nobody(self) -> bool:
        return self.seat is None and not self.visitors


def know_visitor(connection: Connection, visitor_id: str, now: datetime) -> Known:
    """Who a visitor is; for one that is nobody yet, what its own hits say."""
    seat = find_seat_of(connection, visitor_id)
    return know_seat(connection, seat, now) if seat else _know_stranger(connection, visitor_id, now)


def know_seat(connection: Connection, seat: Seat, now: datetime) -> Known:
    """A person, as the network knows them when it chooses an ad."""
    products = tuple(read_catalogue(connection).products.values())
    tallies, signals = list_tallies(connection, seat.id), list_signals(connection, seat.id)
    profile = build_profile(tallies, signals, as_me(seat).declared, products, now)
    visitors = tuple(visitor for visitor, _ in list_visitors(connection, seat.id))
    return Known(seat, visitors, profile, tuple(sorted(list_disconnections(connection, seat.id))))


def _know_stranger(connection: Connection, visitor_id: str, now: datetime) -> Known:
    tallies = list_tallies_of(connection, visitor_id)
    products = tuple(read_catalogue(connection).products.values())
    return Known(None, (visitor_id,) if tallies else (), build_profile(tallies, (), (), products, now), ())
