"""SQL for the backstage: one visitor's hits as they came, those that nothing ties to anybody, and the walk."""

from collections.abc import Sequence
from datetime import datetime

from pixel import clock
from pixel.store.connection import Connection, among
from pixel.store.queries.events import read_events, read_newest, read_refusal
from pixel.store.records import AdReason, Event, Refusal

LAST_LOOKED_AT = 500


def list_events_of(connection: Connection, visitors: Sequence[str], before: int, limit: int) -> list[Event]:
    """Hits of some visitors, newest first, below an id."""
    return read_newest(connection, visitors, "id < :before", {"before": before}, limit)


def list_untied_events(connection: Connection, visitors: Sequence[str], since: datetime, limit: int) -> list[Event]:
    """Recent hits whose cookie belongs to nobody on the network, the given visitors' apart; newest first.

    Only the last LAST_LOOKED_AT ids are looked at: no index leads from a time to its hits, nor need it.
    """
    given, named = among("visitor_id", visitors)
    return read_events(
        connection,
        "WHERE id > (SELECT max(id) FROM events) - :last AND received_at >= :since"
        " AND NOT EXISTS (SELECT 1 FROM identities WHERE identities.visitor_id = events.visitor_id)"
        f" AND NOT ({given}) ORDER BY id DESC LIMIT :limit",
        {"last": LAST_LOOKED_AT, "since": clock.to_text(since), "limit": limit, **named},
    )


def list_refusals(connection: Connection, since: datetime, limit: int) -> list[Refusal]:
    """Hits ignored since a moment, newest first."""
    rows = connection.execute(
        "SELECT * FROM refusals WHERE at >= :since ORDER BY at DESC, id DESC LIMIT :limit",
        {"since": clock.to_text(since), "limit": limit},
    )
    return [read_refusal(row) for row in rows]


def keep_step(connection: Connection, visitor_id: str, step: str, now: datetime) -> None:
    """Notes that a visitor opened a step of the walk; the latest time counts."""
    connection.execute(
        "INSERT INTO walk (visitor_id, step, at) VALUES (:visitor_id, :step, :at)"
        " ON CONFLICT (visitor_id, step) DO UPDATE SET at = excluded.at",
        {"visitor_id": visitor_id, "step": step, "at": clock.to_text(now)},
    )


def list_steps(connection: Connection, visitor_id: str) -> dict[str, datetime]:
    """The steps that a visitor opened, and when."""
    rows = connection.execute("SELECT step, at FROM walk WHERE visitor_id = :v", {"v": visitor_id})
    return {row["step"]: clock.from_text(row["at"]) for row in rows}


def list_last_shown(connection: Connection, seat_id: str) -> dict[AdReason, datetime]:
    """For which reasons a person was shown ads so far, and when last."""
    rows = connection.execute(
        "SELECT reason, max(shown_at) AS shown_at FROM impressions WHERE seat_id = :seat_id GROUP BY reason",
        {"seat_id": seat_id},
    )
    return {row["reason"]: clock.from_text(row["shown_at"]) for row in rows}
