"""Reading back what was collected: the one place that turns rows of `events`, `refusals` and `tallies` into records.

The SQL modules beside it call it.
"""

import json
from collections.abc import Iterable, Mapping
from heapq import merge
from itertools import islice
from typing import Any

from pixel import clock
from pixel.store.connection import Connection
from pixel.store.records import Device, Event, Hit, Refusal, Tally


def read_events(connection: Connection, clauses: str, values: Mapping[str, str | int]) -> list[Event]:
    """The rows of `events` that SQL `clauses` (WHERE … ORDER BY … LIMIT) choose."""
    return [_event(row) for row in connection.execute(f"SELECT * FROM events {clauses}", values)]


def read_newest(
    connection: Connection, visitors: Iterable[str], condition: str, values: Mapping[str, str | int], limit: int
) -> list[Event]:
    """The newest events of some visitors that meet an SQL `condition`, newest first. Of each at most `limit` are read,
    each from where that visitor's rows are."""
    clauses = f"WHERE visitor_id = :visitor_id AND {condition} ORDER BY id DESC LIMIT :limit"
    found = [read_events(connection, clauses, {**values, "visitor_id": v, "limit": limit}) for v in visitors]
    return list(islice(merge(*found, key=lambda event: event.id, reverse=True), limit))


def read_refusal(row: Mapping[str, Any]) -> Refusal:
    """The record of a row of `refusals`."""
    names = tuple(json.loads(row["header_names"]))
    return Refusal(clock.from_text(row["at"]), row["pixel_id"], row["reason"], names)


def read_tallies(rows: Iterable[Mapping[str, Any]]) -> list[Tally]:
    """The records of rows of `tallies`."""
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


def _event(row: Mapping[str, Any]) -> Event:
    hit = Hit(
        visitor_id=row["visitor_id"],
        pixel_id=row["pixel_id"],
        event=row["event"],
        event_id=row["event_id"],
        page_url=row["page_url"],
        referrer=row["referrer"],
        content_ids=tuple(json.loads(row["content_ids"])),
        data=json.loads(row["data"]),
        consent=row["consent"],
        is_noscript=bool(row["is_noscript"]),
        request=row["request"],
        headers=json.loads(row["headers"]),
        user_agent=row["user_agent"],
        device=Device(row["device"], row["browser"], row["system"], is_bot=False),
        language=row["language"],
        screen=row["screen"],
        ip=row["ip"],
        cookie=row["cookie"],
        cookie_evidence=row["cookie_evidence"],
        received_at=clock.from_text(row["received_at"]),
    )
    return Event(row["id"], hit)
