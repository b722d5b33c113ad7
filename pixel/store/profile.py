"""SQL for profiles: who is who, what was received of whom, and its erasure."""

import json
from datetime import datetime

from pixel import clock
from pixel.store.connection import Connection, among
from pixel.store.events import read_newest
from pixel.store.records import Event, Seat, Signal, Tally

# Of a visitor's events on one site no more are looked through than this, however many there are of other sites.
LAST_LOOKED_AT = 2_000


def keep_seat(connection: Connection, seat: Seat) -> None:
    """A new person on the network."""
    connection.execute(
        "INSERT INTO seats (id, member_id, first_name, created_at) VALUES (:id, :member_id, :first_name, :created_at)",
        {
            "id": seat.id,
            "member_id": seat.member_id,
            "first_name": seat.first_name,
            "created_at": clock.to_text(seat.created_at),
        },
    )


def find_seat(connection: Connection, seat_id: str) -> Seat | None:
    """A person by id."""
    row = connection.execute("SELECT * FROM seats WHERE id = :id", {"id": seat_id}).fetchone()
    return Seat(row["id"], row["member_id"], row["first_name"], clock.from_text(row["created_at"])) if row else None


def find_seat_of(connection: Connection, visitor_id: str) -> Seat | None:
    """The person that a visitor is known to be."""
    row = connection.execute("SELECT seat_id FROM identities WHERE visitor_id = :id", {"id": visitor_id}).fetchone()
    return find_seat(connection, row["seat_id"]) if row else None


def link_visitor(connection: Connection, visitor_id: str, seat_id: str, now: datetime) -> None:
    """From now on this visitor is this person: the last to log in in a browser has its visits."""
    connection.execute(
        "INSERT INTO identities (visitor_id, seat_id, linked_at) VALUES (:visitor_id, :seat_id, :at)"
        " ON CONFLICT (visitor_id) DO UPDATE SET seat_id = excluded.seat_id, linked_at = excluded.linked_at",
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


def list_tallies(connection: Connection, seat_id: str) -> list[Tally]:
    """The sums of all of a person's visitors."""
    of_visitors, named = _of_seat(connection, seat_id)
    rows = connection.execute(f"SELECT * FROM tallies WHERE {of_visitors}", named)
    return [
        Tally(
            row["visitor_id"],
            row["pixel_id"],
            row["content_id"],
            row["event"],
            row["hits"],
            clock.from_text(row["first_at"]),
            clock.from_text(row["last_at"]),
        )
        for row in rows
    ]


def list_signals(connection: Connection, seat_id: str) -> list[Signal]:
    """A person's likes and comments, with what they were about."""
    rows = connection.execute(
        "SELECT 'like' AS source, post_id, interests, at FROM likes WHERE seat_id = :seat_id"
        " UNION ALL SELECT 'comment', post_id, interests, at FROM comments WHERE seat_id = :seat_id ORDER BY at",
        {"seat_id": seat_id},
    )
    return [
        Signal(row["source"], row["post_id"], tuple(json.loads(row["interests"])), clock.from_text(row["at"]))
        for row in rows
    ]


def list_events_of_seat(connection: Connection, seat_id: str, pixel_id: str, limit: int) -> list[Event]:
    """A person's latest hits on one site, newest first."""
    latest = (
        "id >= coalesce((SELECT id FROM events WHERE visitor_id = :visitor_id"
        " ORDER BY id DESC LIMIT 1 OFFSET :last), 0) AND pixel_id = :pixel_id"
    )
    visitors = [visitor for visitor, _ in list_visitors(connection, seat_id)]
    return read_newest(connection, visitors, latest, {"pixel_id": pixel_id, "last": LAST_LOOKED_AT - 1}, limit)


def list_disconnections(connection: Connection, seat_id: str) -> dict[str, datetime]:
    """The sites that a person disconnected (`*`: all), and when."""
    rows = connection.execute("SELECT pixel_id, at FROM disconnections WHERE seat_id = :seat_id", {"seat_id": seat_id})
    return {row["pixel_id"]: clock.from_text(row["at"]) for row in rows}


def disconnect(connection: Connection, seat_id: str, pixel_id: str, now: datetime) -> None:
    """From now on this site's hits (`*`: any site's) are opted-out for this person."""
    connection.execute(
        "INSERT INTO disconnections (seat_id, pixel_id, at) VALUES (:seat_id, :pixel_id, :at) ON CONFLICT DO NOTHING",
        {"seat_id": seat_id, "pixel_id": pixel_id, "at": clock.to_text(now)},
    )


def reconnect(connection: Connection, seat_id: str, pixel_id: str) -> None:
    """Takes a disconnection back."""
    connection.execute(
        "DELETE FROM disconnections WHERE seat_id = :seat_id AND pixel_id = :pixel_id",
        {"seat_id": seat_id, "pixel_id": pixel_id},
    )


def clear_activity(connection: Connection, seat_id: str) -> int:
    """Deletes what was received of a person off the network, and each ad shown because of it; how many hits."""
    of_visitors, named = _of_seat(connection, seat_id)
    cleared = connection.execute(f"DELETE FROM events WHERE {of_visitors}", named).rowcount
    connection.execute(f"DELETE FROM tallies WHERE {of_visitors}", named)
    connection.execute("DELETE FROM impressions WHERE seat_id = :seat_id", {"seat_id": seat_id})
    return cleared


def erase_seat(connection: Connection, seat_id: str) -> None:
    """Deletes a person: activity, likes, comments, choices, visitors and all."""
    clear_activity(connection, seat_id)
    of_visitors, named = _of_seat(connection, seat_id)
    connection.execute(f"DELETE FROM walk WHERE {of_visitors}", named)
    connection.execute("DELETE FROM seats WHERE id = :seat_id", {"seat_id": seat_id})


def _of_seat(connection: Connection, seat_id: str) -> tuple[str, dict[str, str]]:
    """SQL that asks for a person's visitors, by name: fetched first, so that a database that spreads rows by visitor
    knows where to look."""
    return among("visitor_id", [visitor for visitor, _ in list_visitors(connection, seat_id)])
