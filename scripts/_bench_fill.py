"""Fills a new database with many events at once, by plain SQL: events, their sums, and who is whom, all consistent.

`_bench_targets` calls it. What a hit's transaction keeps current must be filled here too: a migration that adds to that
adds here.
"""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from _bench_servers import KEY

from pixel import clock
from pixel.collect.visitor import mint_visitor, sign_visitor

EVENTS_A_VISITOR = 100
FEWEST_VISITORS = 1_000
LIGHT, HEAVY = 10, 2_000  # events of the two visitors whose pages are timed
CHUNK = 200_000
LASTS = timedelta(days=25)
ENDED = timedelta(hours=2)  # nobody has been here within the last hour, as on any morning

HEADERS = {
    "cookie": "visitor=…",
    "referer": "http://soleil.localhost:8000/",
    "sec-fetch-dest": "image",
    "sec-fetch-mode": "no-cors",
    "sec-fetch-site": "cross-site",
    "sec-fetch-storage-access": "active",
}
DATA = {"content_type": "destination", "city": "Nassau", "region": "caribbean", "value": "1899", "currency": "CAD"}
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"

# 7919 is prime: each visitor comes back all along, as people do. The second part keeps the heavy visitor's share from
# being taken from the same others each time.
VALUES = {
    "event_id": "'b' || i",
    "visitor_id": "people.id",
    "pixel_id": "places.advertiser",
    "event": "CASE WHEN i % 10 < 6 THEN 'ViewContent' WHEN i % 10 < 9 THEN 'PageView' ELSE 'AddToWishlist' END",
    "page_url": "places.page",
    "referrer": "''",
    "content_ids": "CASE WHEN i % 10 IN (6, 7, 8) THEN '[]' ELSE json_array(places.content_id) END",
    "data": ":data",
    "consent": "''",
    "is_noscript": "0",
    "request": "'id=' || places.advertiser || '&eid=b' || i || :query",
    "headers": ":headers",
    "user_agent": ":agent",
    "device": "'computer'",
    "browser": "'Chrome 156'",
    "system": "'Linux'",
    "language": "'fr-CA,fr;q=0.9'",
    "screen": "'1280×900'",
    "ip": "'127.0.0.0'",
    "cookie": "'sent-back'",
    "cookie_evidence": "'Sec-Fetch-Storage-Access: active; Cookie: visitor'",
    "received_at": "strftime('%Y-%m-%dT%H:%M:%fZ', :start + i * :step, 'unixepoch')",
}
INSERT = f"""
    WITH RECURSIVE numbers (i) AS (SELECT :first UNION ALL SELECT i + 1 FROM numbers WHERE i < :last)
    INSERT INTO events ({", ".join(VALUES)})
    SELECT {", ".join(VALUES.values())}
    FROM numbers
    JOIN people ON people.n = CASE
        WHEN i % (:events / {HEAVY}) = 1 THEN -2 WHEN i % (:events / {LIGHT}) = 0 THEN -1
        ELSE (i * 7919 + i / :visitors) % :visitors END
    JOIN places ON places.n = i / 7 % (SELECT count(*) FROM places)"""  # noqa: S608 (our own constants)
TALLIES = """
    INSERT INTO tallies (visitor_id, pixel_id, content_id, event, hits, first_at, last_at)
    SELECT visitor_id, pixel_id, content_id, event, count(*), min(received_at), max(received_at)
    FROM (SELECT visitor_id, pixel_id, '' AS content_id, event, received_at FROM events
          UNION ALL SELECT visitor_id, pixel_id, value, event, received_at FROM events, json_each(content_ids))
    GROUP BY visitor_id, pixel_id, content_id, event"""
PLACES = """
    CREATE TEMP TABLE places AS
    SELECT row_number() OVER (ORDER BY advertiser, content_id) - 1 AS n, advertiser, content_id,
        'http://' || advertiser || '.localhost:8000' || json_extract(item, '$.link') AS page
    FROM products"""


@dataclass(frozen=True)
class Filled:
    """A filled database: some of its visitors, and those with LIGHT and HEAVY events, who are on no seat yet."""

    path: Path
    visitors: tuple[str, ...]
    light: str
    heavy: str


def fill(path: Path, events: int, tell: Callable[[str], None]) -> Filled:
    """Fills a migrated and seeded database with `events` (a multiple of 10,000)."""
    end = clock.now() - ENDED
    count = max(FEWEST_VISITORS, events // EVENTS_A_VISITOR)
    people = [(n, mint_visitor(end - LASTS + LASTS * (n / count))) for n in range(count)]
    special = [(-1, mint_visitor(end - LASTS)), (-2, mint_visitor(end - LASTS))]
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA cache_size = -200000")
        database.execute("CREATE TEMP TABLE people (n INTEGER PRIMARY KEY, id TEXT)")
        database.execute(PLACES)
        database.execute("BEGIN")
        database.executemany("INSERT INTO people VALUES (?, ?)", people + special)
        _give_seats(database, end)
        database.execute("COMMIT")
        _fill_events(database, events, count, end, tell)
    step = max(count // FEWEST_VISITORS, 1)
    return Filled(path, tuple(person for _, person in people[::step]), special[0][1], special[1][1])


def _give_seats(database: sqlite3.Connection, end: datetime) -> None:
    """Every other visitor is somebody on the network."""
    at = {"at": clock.to_text(end)}
    database.execute("INSERT INTO seats SELECT 's' || n, NULL, 'Zoé', :at FROM people WHERE n >= 0 AND n % 2", at)
    database.execute("INSERT INTO identities SELECT id, 's' || n, :at FROM people WHERE n >= 0 AND n % 2", at)


def _fill_events(
    database: sqlite3.Connection, events: int, visitors: int, end: datetime, tell: Callable[[str], None]
) -> None:
    """The indexes are made again at the end, which is many times faster than keeping them current."""
    indexes = database.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'events' AND sql IS NOT NULL"
    ).fetchall()
    values = _values(events, visitors, end)
    for name, _ in indexes:
        database.execute(f'DROP INDEX "{name}"')
    for first in range(0, events, CHUNK):
        last = min(first + CHUNK, events) - 1
        database.execute(INSERT, values | {"first": first, "last": last})
        tell(f"{last + 1:,} of {events:,} events stored")
    for name, sql in indexes:
        tell(f"index {name}")
        database.execute(sql)
    tell("sums")
    database.execute(TALLIES)
    tell("on to disk")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _values(events: int, visitors: int, end: datetime) -> dict[str, str | int | float]:
    """What INSERT names; times in seconds since 1970."""
    return {
        "events": events,
        "visitors": visitors,
        "start": (end - LASTS).timestamp(),
        "step": LASTS.total_seconds() / events,
        "headers": json.dumps(HEADERS, ensure_ascii=False),
        "data": json.dumps(DATA),
        "query": "&ev=ViewContent&sw=1280&sh=900" + "".join(f"&cd%5B{name}%5D={text}" for name, text in DATA.items()),
        "agent": AGENT,
    }


def seat_of(path: Path, visitor_id: str) -> str:
    """The seat that a visitor has been joined to."""
    with closing(sqlite3.connect(path, timeout=10)) as database:
        found = database.execute("SELECT seat_id FROM identities WHERE visitor_id = ?", (visitor_id,)).fetchone()
    return str(found[0])


def link(path: Path, visitor_id: str, seat_id: str) -> str:
    """Ties one more visitor to a seat, as if that person had come from another browser; its signed cookie."""
    with closing(sqlite3.connect(path, timeout=10)) as database, database:
        row = (visitor_id, seat_id, clock.to_text(clock.now()))
        database.execute("INSERT INTO identities (visitor_id, seat_id, linked_at) VALUES (?, ?, ?)", row)
    return sign_visitor(visitor_id, KEY.encode())


def last_event(path: Path) -> int:
    """The highest id among events: how many there are, as long as nobody erases any."""
    with closing(sqlite3.connect(path, timeout=10)) as database:
        return int(database.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()[0])
