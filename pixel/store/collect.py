"""SQL for the collector: a hit is kept or known already, its sums with it; what is ignored is noted."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TypeVar

from pixel import clock
from pixel.store.batch import Kept
from pixel.store.records import Hit, Refusal

T = TypeVar("T")
REFUSALS_LAST = timedelta(hours=1)
Row = tuple[str | int | None, ...]
_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode

COLUMNS = (
    "event_id",
    "visitor_id",
    "pixel_id",
    "event",
    "page_url",
    "referrer",
    "content_ids",
    "data",
    "consent",
    "is_noscript",
    "request",
    "headers",
    "user_agent",
    "device",
    "browser",
    "system",
    "language",
    "screen",
    "ip",
    "cookie",
    "cookie_evidence",
    "received_at",
)
# Many rows go in one statement: one by one, each would give up Python's lock and stand in line for it again behind
# the requests, which cost more than the writing itself. Their values are positional: there are 22 a row.
MOST_ROWS = 32  # as many texts of each statement are there at most, so that the database's cache holds them


@lru_cache(maxsize=MOST_ROWS)
def _insert_sql(rows: int) -> str:
    return f"""
        INSERT INTO events ({", ".join(COLUMNS)}) VALUES {_places(rows, len(COLUMNS))}
        ON CONFLICT (visitor_id, pixel_id, event, event_id) DO NOTHING"""


@lru_cache(maxsize=MOST_ROWS)
def _count_sql(rows: int) -> str:
    return f"""
        INSERT INTO tallies (visitor_id, pixel_id, content_id, event, hits, first_at, last_at)
        VALUES {_places(rows, 7)}
        ON CONFLICT (visitor_id, pixel_id, content_id, event) DO UPDATE SET
            hits = tallies.hits + excluded.hits,
            first_at = CASE WHEN excluded.first_at < tallies.first_at THEN excluded.first_at ELSE tallies.first_at END,
            last_at = CASE WHEN excluded.last_at > tallies.last_at THEN excluded.last_at ELSE tallies.last_at END"""


@lru_cache(maxsize=MOST_ROWS)
def _disconnected_sql(visitors: int) -> str:
    return f"""
        SELECT visitor_id, pixel_id FROM identities JOIN disconnections USING (seat_id)
        WHERE visitor_id IN {_places(1, visitors)}"""


def _places(rows: int, columns: int) -> str:
    return ", ".join(["(" + ", ".join("?" * columns) + ")"] * rows)


def keep_batch(connection: sqlite3.Connection, entries: Sequence[Hit | Refusal]) -> list[Kept]:
    """Keeps hits and refusals in the one transaction that is open; what became of each, in their order."""
    refusals = [entry for entry in entries if isinstance(entry, Refusal)]
    kept = iter(keep_hits(connection, [entry for entry in entries if isinstance(entry, Hit)]))
    if refusals:
        drop_old_refusals(connection, refusals[-1].at)
    for refusal in refusals:
        keep_refusal(connection, refusal)
    return ["noted" if isinstance(entry, Refusal) else next(kept) for entry in entries]


def keep_hits(connection: sqlite3.Connection, hits: Sequence[Hit]) -> list[Kept]:
    """Keeps hits and their sums, unless their person disconnected the site or they are here already.

    In the order of visitors: two servers that write the same rows in different orders would lock each other out.
    """
    if not hits:
        return []
    disconnected = _find_disconnected(connection, hits)
    kept: list[Kept] = ["opted-out"] * len(hits)
    in_order = sorted(enumerate(hits), key=lambda numbered: numbered[1].visitor_id)
    welcome = [(number, hit) for number, hit in in_order if disconnected.isdisjoint(_sites_of(hit))]
    rows = [_row(hit) for _, hit in welcome]
    news = _insert_news(connection, rows)
    for (number, _), is_news in zip(welcome, news, strict=True):
        kept[number] = "recorded" if is_news else "duplicate"
    _count(
        connection, [(hit, str(row[-1])) for (_, hit), row, is_news in zip(welcome, rows, news, strict=True) if is_news]
    )
    return kept


def keep_hit(connection: sqlite3.Connection, hit: Hit) -> Kept:
    """Keeps one hit and its sums."""
    return keep_hits(connection, [hit])[0]


def _sites_of(hit: Hit) -> tuple[tuple[str, str], ...]:
    """What may be disconnected: the hit's site, or all of them."""
    return (hit.visitor_id, hit.pixel_id), (hit.visitor_id, "*")


def _find_disconnected(connection: sqlite3.Connection, hits: Sequence[Hit]) -> set[tuple[str, str]]:
    visitors = list(dict.fromkeys(hit.visitor_id for hit in hits))
    return {
        (row["visitor_id"], row["pixel_id"])
        for some in _portions(visitors)
        for row in connection.execute(_disconnected_sql(len(some)), some)
    }


def _insert_news(connection: sqlite3.Connection, rows: Sequence[Row]) -> list[bool]:
    """Which of the rows were news. Only where one was not, each is inserted by itself."""
    connection.execute("SAVEPOINT together")
    if _insert(connection, rows) == len(rows):
        news = [True] * len(rows)
    else:
        connection.execute("ROLLBACK TO SAVEPOINT together")
        news = [_insert(connection, [row]) == 1 for row in rows]
    connection.execute("RELEASE SAVEPOINT together")
    return news


def _insert(connection: sqlite3.Connection, rows: Sequence[Row]) -> int:
    """How many were inserted."""
    return sum(
        connection.execute(_insert_sql(len(some)), [value for row in some for value in row]).rowcount
        for some in _portions(rows)
    )


def _count(connection: sqlite3.Connection, hits: Sequence[tuple[Hit, str]]) -> None:
    """Adds hits, each with its time, to their sums."""
    counts: dict[tuple[str, str, str, str], tuple[int, str, str]] = {}
    for hit, at in hits:
        for content_id in ("", *hit.content_ids):
            named = (hit.visitor_id, hit.pixel_id, content_id, hit.event)
            number, first, last = counts.get(named, (0, at, at))
            counts[named] = (number + 1, min(first, at), max(last, at))
    for some in _portions(sorted(counts)):
        connection.execute(_count_sql(len(some)), [value for named in some for value in named + counts[named]])


def _portions(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """At most MOST_ROWS at a time."""
    return (items[start : start + MOST_ROWS] for start in range(0, len(items), MOST_ROWS))


def keep_refusal(connection: sqlite3.Connection, refusal: Refusal) -> None:
    """Notes an ignored hit."""
    connection.execute(
        "INSERT INTO refusals (at, pixel_id, reason, header_names) VALUES (:at, :pixel_id, :reason, :header_names)",
        {
            "at": clock.to_text(refusal.at),
            "pixel_id": refusal.pixel_id,
            "reason": refusal.reason,
            "header_names": _to_json(refusal.header_names),
        },
    )


def drop_old_refusals(connection: sqlite3.Connection, now: datetime) -> None:
    """Deletes refusals older than an hour."""
    connection.execute("DELETE FROM refusals WHERE at < :oldest", {"oldest": clock.to_text(now - REFUSALS_LAST)})


def _row(hit: Hit) -> Row:
    """A hit's values in the order of COLUMNS."""
    return (
        hit.event_id,
        hit.visitor_id,
        hit.pixel_id,
        hit.event,
        hit.page_url,
        hit.referrer,
        _to_json(hit.content_ids),
        _to_json(hit.data),
        hit.consent,
        int(hit.is_noscript),
        hit.request,
        _to_json(hit.headers),
        hit.user_agent,
        hit.device.device,
        hit.device.browser,
        hit.device.system,
        hit.language,
        hit.screen,
        hit.ip,
        hit.cookie,
        hit.cookie_evidence,
        clock.to_text(hit.received_at),
    )
