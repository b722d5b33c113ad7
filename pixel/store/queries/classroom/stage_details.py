"""SQL for what opens on the stage: one hit or one ad in full, and what the same person did before or saw after."""

from collections.abc import Sequence
from datetime import datetime

from pixel import clock
from pixel.origins import FIRST_NETWORK
from pixel.store.connection import Connection, among
from pixel.store.queries.ads import IMPRESSION, read_impression
from pixel.store.queries.events import read_events, read_newest, read_refusal
from pixel.store.records import Event, Impression, Refusal


def find_event(connection: Connection, number: int) -> tuple[Event, str | None] | None:
    """A hit by number, and the student whose it is."""
    event = next(iter(read_events(connection, "WHERE id = :id", {"id": number})), None)
    if event is None:
        return None
    row = connection.execute(
        "SELECT students.seat_id FROM identities JOIN students ON students.seat_id = identities.seat_id"
        " WHERE visitor_id = :visitor_id AND network = :network",
        {"visitor_id": event.hit.visitor_id, "network": FIRST_NETWORK},
    ).fetchone()
    return event, row["seat_id"] if row else None


def find_refusal(connection: Connection, number: int) -> Refusal | None:
    """An ignored hit by number."""
    row = connection.execute("SELECT * FROM refusals WHERE id = :id", {"id": number}).fetchone()
    return read_refusal(row) if row else None


def find_shown_ad(connection: Connection, impression_id: str) -> Impression | None:
    """An ad shown, to whomever."""
    row = connection.execute(f"SELECT {IMPRESSION} FROM impressions WHERE id = :id", {"id": impression_id}).fetchone()
    return read_impression(row) if row else None


def list_ads_for(
    connection: Connection, seat_id: str, content_ids: Sequence[str], since: datetime, limit: int
) -> list[Impression]:
    """Ads for some contents that a person was shown from a moment on, first ones first."""
    of_contents, named = among("content_id", content_ids)
    rows = connection.execute(
        f"SELECT {IMPRESSION} FROM impressions WHERE seat_id = :seat_id AND {of_contents} AND shown_at >= :since"
        " ORDER BY number LIMIT :limit",
        {"seat_id": seat_id, "since": clock.to_text(since), "limit": limit, **named},
    )
    return [read_impression(row) for row in rows]


def list_hits_before(connection: Connection, visitors: Sequence[str], number: int, limit: int) -> list[Event]:
    """Hits of some visitors with a lower number, newest first."""
    return read_newest(connection, visitors, "id < :number", {"number": number}, limit)
