"""Fills a new database with many events at once, by plain SQL: events, their sums, and who is whom, all consistent.

`growth` calls it. The rows are the same on SQLite and on PostgreSQL; how each takes many of them in stands in
`fill_sqlite` and `fill_postgres`. What a hit's transaction keeps current must be filled here too: a
migration that adds to that adds here.
"""

import json
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from benchmarks.fill_sqlite import SqliteFilling
from benchmarks.progress import time_left
from pixel import clock
from pixel.identity.visitor_cookie import mint_visitor

EVENTS_A_VISITOR = 100
FEWEST_VISITORS = 1_000
LIGHT, HEAVY = 10, 2_000  # events of the two visitors whose pages are timed
CHUNK = 200_000
ROWS_SHARE, INDEXES_SHARE, SUMS_SHARE = 0.4, 0.3, 0.2  # of the time, about; the rest is the way on to disk
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

VALUES = {
    "id": "i + 1",
    "event_id": "'b' || i",
    "visitor_id": "people.id",
    "pixel_id": "places.advertiser",
    "event": "CASE WHEN i % 10 < 6 THEN 'ViewContent' WHEN i % 10 < 9 THEN 'PageView' ELSE 'AddToWishlist' END",
    "page_url": "places.page",
    "referrer": "''",
    "content_ids": "CASE WHEN i % 10 IN (6, 7, 8) THEN '[]' ELSE '[\"' || places.content_id || '\"]' END",
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
}
# 7919 is prime: each visitor comes back all along, as people do. The second part keeps the heavy visitor's share from
# being taken from the same others each time. Rows go in as they would have come.
EVENTS = f"""
    INSERT INTO events ({", ".join(VALUES)}, received_at)
    SELECT {", ".join(VALUES.values())}, {{received_at}}
    FROM {{numbers}}
    JOIN people ON people.n = CASE
        WHEN i % (:events / {HEAVY}) = 1 THEN -2 WHEN i % (:events / {LIGHT}) = 0 THEN -1
        ELSE (i * 7919 + i / :visitors) % :visitors END
    JOIN places ON places.n = i / 7 % (SELECT count(*) FROM places)
    ORDER BY i"""  # noqa: S608 (our own constants)
# `content_ids` holds one at most, as VALUES says.
TALLIES = """
    INSERT INTO tallies (visitor_id, pixel_id, content_id, event, hits, first_at, last_at)
    SELECT visitor_id, pixel_id, content_id, event, count(*), min(received_at), max(received_at)
    FROM (SELECT visitor_id, pixel_id, '' AS content_id, event, received_at FROM events
          UNION ALL SELECT visitor_id, pixel_id, trim(content_ids, '["]'), event, received_at FROM events
          WHERE content_ids != '[]') AS counted
    GROUP BY visitor_id, pixel_id, content_id, event
    ORDER BY visitor_id, pixel_id, content_id, event"""
# Every other visitor is somebody on the network.
SEATS = (
    "INSERT INTO seats (id, first_name, created_at) SELECT 's' || n, 'Zoé', :at FROM people WHERE n >= 0 AND n % 2 = 1",
    "INSERT INTO identities (visitor_id, network, seat_id, linked_at)"
    " SELECT id, 'ribambelle', 's' || n, :at FROM people WHERE n >= 0 AND n % 2 = 1",
)


class Filling(Protocol):
    """An open database while it is being filled. `numbers` yields i from :first to :last; `received_at` is the moment
    of i, from :start on by :step seconds."""

    @property
    def numbers(self) -> str: ...

    @property
    def received_at(self) -> str: ...

    def execute(self, sql: str, values: dict[str, Any]) -> None:
        """Runs one statement, committed on return. Ctrl-C breaks it off."""

    def list_products(self) -> list[tuple[str, str, str]]:
        """Advertiser, content id and item of each, in that order."""

    def make_list(self, table: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """A temporary table; its rows are found by their first column, `n`."""

    def drop_indexes(self) -> dict[str, str]:
        """Takes the indexes off `events`; the statement that makes each again."""

    def settle(self) -> None:
        """Leaves the database as a server has it in its daily work, all of it on disk."""


@dataclass(frozen=True)
class Filled:
    """A filled database: some of its visitors, and those with LIGHT and HEAVY events, who are on no seat yet."""

    database: Path | str
    visitors: tuple[str, ...]
    light: str
    heavy: str


def fill(database: Path | str, events: int, tell: Callable[[str], None]) -> Filled:
    """Fills a migrated and seeded database with `events` (a multiple of 10,000)."""
    end = clock.now() - ENDED
    count = max(FEWEST_VISITORS, events // EVENTS_A_VISITOR)
    people = [(n, mint_visitor(end - LASTS + LASTS * (n / count))) for n in range(count)]
    special = [(-1, mint_visitor(end - LASTS)), (-2, mint_visitor(end - LASTS))]
    with _open(database) as filling:
        filling.make_list("people", "n INTEGER PRIMARY KEY, id TEXT", people + special)
        filling.make_list(
            "places", "n INTEGER PRIMARY KEY, advertiser TEXT, content_id TEXT, page TEXT", _list_places(filling)
        )
        for statement in SEATS:
            filling.execute(statement, {"at": clock.to_text(end)})
        _fill_events(filling, _values(events, count, end), tell)
    step = max(count // FEWEST_VISITORS, 1)
    return Filled(database, tuple(person for _, person in people[::step]), special[0][1], special[1][1])


def _open(database: Path | str) -> AbstractContextManager[Filling]:
    if isinstance(database, Path):
        return SqliteFilling.open(database)
    from benchmarks.fill_postgres import PostgresFilling

    return PostgresFilling.open(database)


def _list_places(filling: Filling) -> list[tuple[int, str, str, str]]:
    return [
        (n, advertiser, content_id, f"http://{advertiser}.localhost:8000{json.loads(item)['link']}")
        for n, (advertiser, content_id, item) in enumerate(filling.list_products())
    ]


def _fill_events(filling: Filling, values: dict[str, Any], tell: Callable[[str], None]) -> None:
    """The indexes are made again at the end, which is many times faster than keeping them current."""
    began, events = time.monotonic(), int(values["events"])
    indexes = filling.drop_indexes()
    sql = EVENTS.format(numbers=filling.numbers, received_at=filling.received_at)
    for first in range(0, events, CHUNK):
        stored = min(first + CHUNK, events)
        filling.execute(sql, values | {"first": first, "last": stored - 1})
        tell(f"{stored:,} of {events:,} events stored, {time_left(began, stored / events * ROWS_SHARE)}")
    for number, (name, make) in enumerate(indexes.items()):
        tell(f"index {name}, {time_left(began, ROWS_SHARE + INDEXES_SHARE * number / len(indexes))}")
        filling.execute(make, {})
    tell(f"sums, {time_left(began, ROWS_SHARE + INDEXES_SHARE)}")
    filling.execute(TALLIES, {})
    tell(f"on to disk, {time_left(began, ROWS_SHARE + INDEXES_SHARE + SUMS_SHARE)}")
    filling.settle()


def _values(events: int, visitors: int, end: datetime) -> dict[str, str | int | float]:
    """What EVENTS names; times in seconds since 1970."""
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
