"""SQL for identity: people on the networks (seats), the visitors that they are, private links to a seat."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pixel import clock
from pixel.store.connection import Connection
from pixel.store.records import Seat

# SQL: the network that the seat `:seat_id` belongs to.
NETWORK_OF_SEAT = "(SELECT network FROM seats WHERE id = :seat_id)"


def keep_seat(connection: Connection, seat: Seat) -> None:
    """A new person on a network; one who is there already stays as they are."""
    connection.execute(
        "INSERT INTO seats (id, network, member_id, first_name, declared, created_at)"
        " VALUES (:id, :network, :member_id, :first_name, :declared, :created_at)"
        " ON CONFLICT DO NOTHING",
        {
            "id": seat.id,
            "network": seat.network,
            "member_id": seat.member_id,
            "first_name": seat.first_name,
            "declared": json.dumps(seat.declared),
            "created_at": clock.to_text(seat.created_at),
        },
    )


def read_seat(row: Mapping[str, Any]) -> Seat:
    """The record of a row of `seats`."""
    return Seat(
        id=row["id"],
        member_id=row["member_id"],
        first_name=row["first_name"],
        created_at=clock.from_text(row["created_at"]),
        network=row["network"],
        declared=tuple(json.loads(row["declared"])),
    )


def find_seat(connection: Connection, seat_id: str) -> Seat | None:
    """A person by id."""
    row = connection.execute("SELECT * FROM seats WHERE id = :id", {"id": seat_id}).fetchone()
    return read_seat(row) if row else None


def list_seats_of(connection: Connection, visitor_id: str) -> list[Seat]:
    """The people that a visitor is known to be, at most one a network, the latest to log in first."""
    rows = connection.execute(
        "SELECT seats.* FROM identities JOIN seats ON seats.id = seat_id WHERE visitor_id = :id"
        " ORDER BY linked_at DESC, seats.id",
        {"id": visitor_id},
    )
    return [read_seat(row) for row in rows]


def find_seat_of(connection: Connection, visitor_id: str, network: str) -> Seat | None:
    """The person that a visitor is known to be on one network."""
    row = connection.execute(
        "SELECT seats.* FROM identities JOIN seats ON seats.id = seat_id"
        " WHERE visitor_id = :id AND identities.network = :network",
        {"id": visitor_id, "network": network},
    ).fetchone()
    return read_seat(row) if row else None


def link_visitor(connection: Connection, visitor_id: str, seat_id: str, now: datetime) -> None:
    """From now on this visitor is this person on the person's network: whoever logs in last has its visits."""
    connection.execute(
        "INSERT INTO identities (visitor_id, network, seat_id, linked_at)"
        f" VALUES (:visitor_id, {NETWORK_OF_SEAT}, :seat_id, :at)"
        " ON CONFLICT (visitor_id, network) DO UPDATE SET seat_id = excluded.seat_id, linked_at = excluded.linked_at",
        {"visitor_id": visitor_id, "seat_id": seat_id, "at": clock.to_text(now)},
    )


def keep_seat_link(connection: Connection, token: str, seat_id: str, now: datetime, expires_at: datetime) -> None:
    """Keeps a private link to a seat; those that are too old go."""
    connection.execute("DELETE FROM seat_links WHERE expires_at < :now", {"now": clock.to_text(now)})
    connection.execute(
        "INSERT INTO seat_links (token, seat_id, expires_at) VALUES (:token, :seat_id, :expires_at)",
        {"token": token, "seat_id": seat_id, "expires_at": clock.to_text(expires_at)},
    )


def find_linked_seat(connection: Connection, token: str, now: datetime) -> Seat | None:
    """The seat that a private link opens, if it still does."""
    row = connection.execute(
        "SELECT seat_id FROM seat_links WHERE token = :token AND expires_at >= :now",
        {"token": token, "now": clock.to_text(now)},
    ).fetchone()
    return find_seat(connection, row["seat_id"]) if row else None


def use_seat_link(connection: Connection, token: str, now: datetime) -> Seat | None:
    """As `find_linked_seat`; the link opens nothing after that."""
    used = connection.execute(
        "DELETE FROM seat_links WHERE token = :token RETURNING seat_id, expires_at", {"token": token}
    ).fetchone()
    return find_seat(connection, used["seat_id"]) if used and used["expires_at"] >= clock.to_text(now) else None


def list_visitors(connection: Connection, seat_id: str) -> list[tuple[str, datetime]]:
    """A person's visitors (browsers, or jars of one), each with the time it was recognised."""
    rows = connection.execute(
        "SELECT visitor_id, linked_at FROM identities WHERE seat_id = :seat_id ORDER BY linked_at", {"seat_id": seat_id}
    )
    return [(row["visitor_id"], clock.from_text(row["linked_at"])) for row in rows]


def declare_interests(connection: Connection, network: str, declared: Mapping[str, Sequence[str]]) -> None:
    """Gives the seats of some members, by member id, the interests that these declare; not those who said themselves
    what they declare."""
    for member_id, interests in declared.items():
        connection.execute(
            "UPDATE seats SET declared = :declared WHERE network = :network AND member_id = :member_id"
            " AND NOT EXISTS (SELECT 1 FROM declarations WHERE seat_id = seats.id)",
            {"declared": json.dumps(list(interests)), "network": network, "member_id": member_id},
        )
