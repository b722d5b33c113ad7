"""One way to assemble a person: everything that is known of somebody, on the snapshot that a connection sees.

The ad server, the API and the exports ask. `assortment`: the catalogue, which gives contents their meaning.
"""

from dataclasses import dataclass
from datetime import datetime

from pixel.profile.interests import Assortment, Profile, build_profile
from pixel.store import Connection
from pixel.store.queries.identity import list_seats_of, list_visitors
from pixel.store.queries.profile import list_disconnections, list_signals, list_tallies
from pixel.store.records import Seat, Signal, Tally


@dataclass(frozen=True)
class PersonProfile:
    """A person, or a visitor that is nobody yet. `visitors`: all browsers of that person, each with the time of its
    recognition; `disconnected`: the sites that the person refuses (`*`: all)."""

    seat: Seat | None
    visitors: tuple[tuple[str, datetime], ...]
    tallies: tuple[Tally, ...]
    signals: tuple[Signal, ...]
    profile: Profile
    disconnected: tuple[str, ...]

    @property
    def visitor_ids(self) -> tuple[str, ...]:
        return tuple(visitor for visitor, _ in self.visitors)

    @property
    def is_nobody(self) -> bool:
        """Whether no hit and no account is known."""
        return self.seat is None and not self.visitors


def assemble_visitor(connection: Connection, visitor_id: str, assortment: Assortment, now: datetime) -> PersonProfile:
    """Who a visitor is; for one that is nobody yet, what its own hits say."""
    seat = next(iter(list_seats_of(connection, visitor_id)), None)
    if seat:
        return assemble_person(connection, seat, assortment, now)
    tallies = list_tallies(connection, [visitor_id])
    visitors = ((visitor_id, min(tally.first_at for tally in tallies)),) if tallies else ()
    profile = build_profile(tallies, (), (), assortment, now)
    return PersonProfile(None, visitors, tuple(tallies), (), profile, ())


def assemble_person(connection: Connection, seat: Seat, assortment: Assortment, now: datetime) -> PersonProfile:
    """Somebody with an account: all visitors, likes, comments and declared interests together."""
    visitors = list_visitors(connection, seat.id)
    tallies = list_tallies(connection, [visitor for visitor, _ in visitors])
    signals = list_signals(connection, seat.id)
    profile = build_profile(tallies, signals, seat.declared, assortment, now)
    disconnected = tuple(sorted(list_disconnections(connection, seat.id)))
    return PersonProfile(seat, tuple(visitors), tuple(tallies), tuple(signals), profile, disconnected)
