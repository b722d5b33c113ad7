"""SQL for the live stream: what happened after a place in four tables: hits, ignored hits, ads, the class's log.

A place is a `Cursor`, the last number of each table. Only what is settled is read (see `queries.api`): so whoever goes
on from a cursor misses nothing and gets nothing twice, on either database.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from pixel import clock
from pixel.store.connection import Connection
from pixel.store.queries.classroom import LogEntry, read_log_entry
from pixel.store.records import AdReason, CookieOutcome

LOOKS_BACK = 2_000
TABLES = ("events", "refusals", "impressions", "class_log")


class Cursor(NamedTuple):
    """The last numbers of the four tables."""

    events: int = 0
    refusals: int = 0
    impressions: int = 0
    class_log: int = 0


@dataclass(frozen=True)
class HitRow:
    """A hit as the stream tells it: recorded (`reason` empty), or ignored and then about nobody."""

    number: int
    at: datetime
    site: str
    reason: str = ""
    event: str = ""
    cookie: CookieOutcome | None = None
    visitor_id: str | None = None
    student_id: str | None = None
    page: str = ""
    contents: tuple[str, ...] = ()
    consent: str = ""


@dataclass(frozen=True)
class AdRow:
    """An ad shown, as the stream tells it."""

    number: int
    at: datetime
    impression_id: str
    campaign_id: str
    advertiser: str
    content_id: str
    reason: AdReason
    visitor_id: str
    student_id: str | None


@dataclass(frozen=True)
class Batch:
    """What happened between two cursors; `names`: of the students, by id; `counts`: how many hits by verdict
    (`recorded` or a reason) came before those listed, where there were too many to list."""

    until: Cursor
    hits: tuple[HitRow, ...]
    ads: tuple[AdRow, ...]
    log: tuple[LogEntry, ...]
    names: Mapping[str, str]
    has_names_shown: bool
    counts: Mapping[str, int]


def read_newest(connection: Connection) -> Cursor:
    """The newest row of each table, settled or not."""
    row = connection.execute(
        "SELECT (SELECT max(id) FROM events) AS e, (SELECT max(id) FROM refusals) AS r,"
        " (SELECT max(number) FROM impressions) AS i, (SELECT max(number) FROM class_log) AS l"
    ).fetchone()
    return Cursor(*(int(row[name] or 0) for name in "eril"))


def find_past(connection: Connection, since: datetime) -> Cursor:
    """The place before whatever happened since a time: the last rows of each table from before it."""
    last = []
    for table, number, at in (
        ("events", "id", "received_at"),
        ("refusals", "id", "at"),
        ("impressions", "number", "shown_at"),
        ("class_log", "number", "at"),
    ):
        newest = connection.execute(f"SELECT max({number}) AS n FROM {table}").fetchone()["n"] or 0
        # Numbers follow times closely enough; no index leads from a time to a hit, so look back only so far.
        row = connection.execute(
            f"SELECT min({number}) AS n FROM {table} WHERE {number} > :floor AND {at} >= :since",
            {"floor": int(newest) - LOOKS_BACK, "since": clock.to_text(since)},
        ).fetchone()
        last.append(int(row["n"]) - 1 if row["n"] is not None else int(newest))
    return Cursor(*last)


def read_batch(connection: Connection, after: Cursor, until: Cursor, most: int) -> Batch:
    """What happened after one cursor up to another; of hits the latest `most`, those before them counted."""
    recorded = _read_hits(connection, after, until, most)
    ignored = _read_refusals(connection, after, until, most)
    hits = sorted((*recorded, *ignored), key=lambda hit: hit.at)[-most:]
    counts = {}
    if len(recorded) == most or len(ignored) == most or len(recorded) + len(ignored) > most:
        counts = _count(connection, after, until)
        for hit in hits:
            counts[hit.reason or "recorded"] -= 1
    opened = connection.execute("SELECT has_names_shown FROM classes").fetchone()
    return Batch(
        until,
        tuple(hits),
        tuple(_read_ads(connection, after, until, most)),
        tuple(_read_log(connection, after, until)),
        {row["seat_id"]: row["name"] for row in connection.execute("SELECT seat_id, name FROM students")},
        bool(opened and opened["has_names_shown"]),
        {verdict: number for verdict, number in counts.items() if number > 0},
    )


def _read_hits(connection: Connection, after: Cursor, until: Cursor, most: int) -> list[HitRow]:
    rows = connection.execute(
        "SELECT events.id, received_at, pixel_id, event, cookie, events.visitor_id, page_url, content_ids, consent,"
        " students.seat_id AS student"
        " FROM events LEFT JOIN identities ON identities.visitor_id = events.visitor_id"
        " LEFT JOIN students ON students.seat_id = identities.seat_id"
        " WHERE events.id > :after AND events.id <= :until ORDER BY events.id DESC LIMIT :most",
        {"after": after.events, "until": until.events, "most": most},
    )
    found: dict[int, HitRow] = {}
    for row in rows:  # a visitor that is somebody on several networks comes once for each
        if row["student"] or row["id"] not in found:
            found[row["id"]] = _hit(row)
    return list(found.values())


def _hit(row: Mapping[str, Any]) -> HitRow:
    return HitRow(
        row["id"],
        clock.from_text(row["received_at"]),
        row["pixel_id"],
        "",
        row["event"],
        row["cookie"],
        row["visitor_id"],
        row["student"],
        row["page_url"],
        tuple(json.loads(row["content_ids"])),
        row["consent"],
    )


def _read_refusals(connection: Connection, after: Cursor, until: Cursor, most: int) -> list[HitRow]:
    rows = connection.execute(
        "SELECT id, at, pixel_id, reason FROM refusals WHERE id > :after AND id <= :until ORDER BY id DESC LIMIT :most",
        {"after": after.refusals, "until": until.refusals, "most": most},
    )
    return [HitRow(row["id"], clock.from_text(row["at"]), row["pixel_id"], row["reason"]) for row in rows]


def _read_ads(connection: Connection, after: Cursor, until: Cursor, most: int) -> list[AdRow]:
    rows = connection.execute(
        "SELECT number, shown_at, id, campaign_id, advertiser, content_id, reason, visitor_id,"
        " students.seat_id AS student FROM impressions LEFT JOIN students USING (seat_id)"
        " WHERE number > :after AND number <= :until ORDER BY number DESC LIMIT :most",
        {"after": after.impressions, "until": until.impressions, "most": most},
    )
    return [
        AdRow(
            row["number"],
            clock.from_text(row["shown_at"]),
            row["id"],
            row["campaign_id"],
            row["advertiser"],
            row["content_id"],
            row["reason"],
            row["visitor_id"],
            row["student"],
        )
        for row in reversed(list(rows))
    ]


def _read_log(connection: Connection, after: Cursor, until: Cursor) -> list[LogEntry]:
    rows = connection.execute(
        "SELECT * FROM class_log WHERE number > :after AND number <= :until ORDER BY number",
        {"after": after.class_log, "until": until.class_log},
    )
    return [read_log_entry(row) for row in rows]


def _count(connection: Connection, after: Cursor, until: Cursor) -> dict[str, int]:
    recorded = connection.execute(
        "SELECT count(*) AS n FROM events WHERE id > :after AND id <= :until",
        {"after": after.events, "until": until.events},
    ).fetchone()
    ignored = connection.execute(
        "SELECT reason, count(*) AS n FROM refusals WHERE id > :after AND id <= :until GROUP BY reason",
        {"after": after.refusals, "until": until.refusals},
    )
    return {"recorded": int(recorded["n"])} | {row["reason"]: int(row["n"]) for row in ignored}
