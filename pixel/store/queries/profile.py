"""SQL for profiles: what was received of a person and done by them, what they refuse, and the erasure of all that."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from pixel import clock
from pixel.store.connection import Connection, among
from pixel.store.queries.advertisers.companies import delete_companies_of_nobody
from pixel.store.queries.events import read_newest, read_tallies
from pixel.store.queries.identity import NETWORK_OF_SEAT, list_visitors
from pixel.store.queries.notifications import forget_mentions
from pixel.store.queries.posts import forget_answers
from pixel.store.records import Event, Signal, Tally
from pixel.store.tables import TABLES, Table

# Of a visitor's events on one site no more are looked through than this, however many there are of other sites.
LAST_LOOKED_AT = 2_000


def list_tallies(connection: Connection, visitors: Iterable[str]) -> list[Tally]:
    """The sums of some visitors."""
    of_visitors, named = among("visitor_id", visitors)
    rows = connection.execute(f"SELECT * FROM tallies WHERE {of_visitors}", named)
    return read_tallies(rows)


def list_signals(connection: Connection, seat_id: str) -> list[Signal]:
    """What a person did on the network, with what it was about, oldest first."""
    rows = connection.execute(
        "SELECT 'like' AS source, post_id, interests, at, NULL AS id FROM likes WHERE seat_id = :seat_id"
        " UNION ALL SELECT 'comment', post_id, interests, at, id FROM comments WHERE seat_id = :seat_id"
        " UNION ALL SELECT 'post', CAST(id AS TEXT), interests, at, id FROM posts WHERE seat_id = :seat_id"
        " UNION ALL SELECT 'group', group_id, interests, at, NULL FROM memberships WHERE seat_id = :seat_id"
        " UNION ALL SELECT 'page', page_id, interests, at, NULL FROM follows WHERE seat_id = :seat_id ORDER BY at",
        {"seat_id": seat_id},
    )
    return [
        Signal(
            row["source"], row["post_id"], tuple(json.loads(row["interests"])), clock.from_text(row["at"]), row["id"]
        )
        for row in rows
    ]


def list_site_events(connection: Connection, visitors: Sequence[str], pixel_id: str, limit: int) -> list[Event]:
    """The latest hits of some visitors on one site, newest first."""
    latest = (
        "id >= coalesce((SELECT id FROM events WHERE visitor_id = :visitor_id"
        " ORDER BY id DESC LIMIT 1 OFFSET :last), 0) AND pixel_id = :pixel_id"
    )
    return read_newest(connection, visitors, latest, {"pixel_id": pixel_id, "last": LAST_LOOKED_AT - 1}, limit)


def list_disconnections(connection: Connection, seat_id: str) -> dict[str, datetime]:
    """The sites that a person disconnected (`*`: all), and when."""
    rows = connection.execute("SELECT pixel_id, at FROM disconnections WHERE seat_id = :seat_id", {"seat_id": seat_id})
    return {row["pixel_id"]: clock.from_text(row["at"]) for row in rows}


def disconnect(connection: Connection, seat_id: str, pixel_id: str, now: datetime) -> None:
    """From now on this site's hits (`*`: any site's) are opted-out for this person."""
    connection.execute(
        "INSERT INTO disconnections (seat_id, network, pixel_id, at)"
        f" VALUES (:seat_id, {NETWORK_OF_SEAT}, :pixel_id, :at) ON CONFLICT DO NOTHING",
        {"seat_id": seat_id, "pixel_id": pixel_id, "at": clock.to_text(now)},
    )


def reconnect(connection: Connection, seat_id: str, pixel_id: str) -> None:
    """Takes a disconnection back."""
    connection.execute(
        "DELETE FROM disconnections WHERE seat_id = :seat_id AND pixel_id = :pixel_id",
        {"seat_id": seat_id, "pixel_id": pixel_id},
    )


def clear_activity(connection: Connection, seat_id: str) -> int:
    """Deletes what was received of a person off the network, what they liked and wrote, and each ad shown because of
    it; how many rows. What others answered to it goes too."""
    forget_answers(connection, seat_id)
    forget_mentions(connection, seat_id)
    return sum(_delete_rows(connection, seat_id, [table for table in TABLES if table.is_activity]).values())


def erase_seat(connection: Connection, seat_id: str) -> dict[str, int]:
    """Deletes a person: activity, choices, visitors and all; how many rows of each table. What others have of them goes
    too: friendship, answers, and notifications, which go with the seat; a company that is nobody's any more closes."""
    forget_answers(connection, seat_id)
    connection.execute("DELETE FROM friendships WHERE friend_id = :id AND kind = 'seat'", {"id": seat_id})
    deleted = _delete_rows(connection, seat_id, [table for table in TABLES if table.whose in ("visitor", "seat")])
    delete_companies_of_nobody(connection)
    return deleted


def _delete_rows(connection: Connection, seat_id: str, tables: Iterable[Table]) -> dict[str, int]:
    """Deletes a person's rows; those that others refer to come last, as they stand first in the register."""
    of_visitors, named = _of_seat(connection, seat_id)
    deleted: dict[str, int] = {}
    for table in reversed(list(tables)):
        if table.whose == "visitor":
            deleted[table.name] = connection.execute(f"DELETE FROM {table.name} WHERE {of_visitors}", named).rowcount
        else:
            owner = f"DELETE FROM {table.name} WHERE {table.owner} = :seat_id"
            deleted[table.name] = connection.execute(owner, {"seat_id": seat_id}).rowcount
    return deleted


def _of_seat(connection: Connection, seat_id: str) -> tuple[str, dict[str, str]]:
    """SQL that asks for a person's visitors, by name: fetched first, so that a database that spreads rows by visitor
    knows where to look."""
    return among("visitor_id", [visitor for visitor, _ in list_visitors(connection, seat_id)])
