"""SQL for the API and for exports: rows page by page, in the order of their numbers, and visitors by name.

A number that is higher than another's may be committed first where several servers write (PostgreSQL): whoever asks
for the rows after the last it saw would then miss one. `find_settled` says up to which number none is missing any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pixel import clock
from pixel.store.connection import Connection, among
from pixel.store.database import Store
from pixel.store.queries.ads import IMPRESSION, read_impression
from pixel.store.queries.events import read_events, read_refusal
from pixel.store.queries.retention import REFUSALS_LAST
from pixel.store.records import Event, Impression, Refusal
from pixel.store.tables import NUMBERS

Numbered = Literal["events", "refusals", "impressions"]
HIGHEST = 2**63 - 1
# Of one site's events among all, no more are looked through for a page: it may be short, yet not the last.
LOOKED_AT = 10_000


@dataclass(frozen=True)
class Span:
    """Which rows: those after a number, up to another; `limit`: one more is read, to know whether there are more."""

    after: int = 0
    up_to: int = HIGHEST
    limit: int = 100

    @property
    def values(self) -> dict[str, int]:
        return {"after": self.after, "up_to": self.up_to, "limit": self.limit + 1}


@dataclass(frozen=True)
class VisitorSums:
    """A visitor: as whom it is known, and its hits so far, if any."""

    visitor_id: str
    seat_id: str | None
    first_at: datetime | None
    last_at: datetime | None
    hits: int


def find_settled(store: Store, table: Numbered) -> int:
    """A number up to which all rows that there will ever be are there; rows after it may be there too."""
    newest = store.read(_read_newest, table)
    store.settle(table)
    return newest


def _read_newest(connection: Connection, table: Numbered) -> int:
    row = connection.execute(f"SELECT max({NUMBERS[table]}) AS newest FROM {table}").fetchone()
    return int(row["newest"] or 0)


def page_events(
    connection: Connection, span: Span, visitors: Sequence[str] | None, pixel_id: str | None
) -> tuple[list[Event], int | None]:
    """Events in order (None: of all visitors), and the number after which to go on, if there may be more."""
    whose: list[tuple[str, dict[str, str | int]]] = [("1 = 1", {})]
    if visitors is not None:
        whose = [("visitor_id = :visitor_id", {"visitor_id": visitor}) for visitor in visitors]
    looked_to = _looked_to(connection, span, whose) if pixel_id else None
    named: dict[str, str | int] = {**span.values, "up_to": looked_to or span.up_to, "pixel_id": pixel_id or ""}
    found = [
        event
        for condition, values in whose
        for event in read_events(
            connection,
            f"WHERE {condition} AND id > :after AND id <= :up_to {'AND pixel_id = :pixel_id' if pixel_id else ''}"
            " ORDER BY id LIMIT :limit",
            {**named, **values},
        )
    ]
    events = sorted(found, key=lambda event: event.id)
    more = len(events) > span.limit
    return events[: span.limit], events[span.limit - 1].id if more else looked_to


def _looked_to(connection: Connection, span: Span, whose: Sequence[tuple[str, Mapping[str, str | int]]]) -> int | None:
    """The number up to which LOOKED_AT events lie, of the first of some visitors that has as many."""
    ends = []
    for condition, values in whose:
        row = connection.execute(
            f"SELECT id FROM events WHERE {condition} AND id > :after AND id <= :up_to"
            " ORDER BY id LIMIT 1 OFFSET :some",
            {"after": span.after, "up_to": span.up_to, "some": LOOKED_AT - 1, **values},
        ).fetchone()
        ends += [int(row["id"])] if row else []
    return min(ends, default=None)


def page_refusals(connection: Connection, span: Span, now: datetime) -> tuple[list[tuple[int, Refusal]], int | None]:
    """Ignored hits with their numbers, and the number after which to go on, if there are more; those that are old
    enough to go, though they are still there, are not told."""
    rows = connection.execute(
        "SELECT * FROM refusals WHERE id > :after AND id <= :up_to AND at >= :since ORDER BY id LIMIT :limit",
        {**span.values, "since": clock.to_text(now - REFUSALS_LAST)},
    )
    return _page(span, [(row["id"], read_refusal(row)) for row in rows])


def page_impressions(
    connection: Connection, span: Span, visitor_id: str | None, seat_id: str | None
) -> tuple[list[tuple[int, Impression]], int | None]:
    """Ads shown with their numbers, and the number after which to go on, if there are more."""
    conditions, values = ["number > :after", "number <= :up_to"], dict[str, str | int](span.values)
    for column, value in (("visitor_id", visitor_id), ("seat_id", seat_id)):
        if value is not None:
            conditions.append(f"{column} = :{column}")
            values[column] = value
    rows = connection.execute(
        f"SELECT number, {IMPRESSION} FROM impressions WHERE {' AND '.join(conditions)} ORDER BY number LIMIT :limit",
        values,
    )
    return _page(span, [(row["number"], read_impression(row)) for row in rows])


def _page(span: Span, found: list[tuple[int, Any]]) -> tuple[list[tuple[int, Any]], int | None]:
    return found[: span.limit], found[span.limit - 1][0] if len(found) > span.limit else None


def page_visitors(connection: Connection, after: str, limit: int) -> tuple[list[VisitorSums], str | None]:
    """Visitors by name, those that left a hit and those that are somebody; and the name after which to go on."""
    names = {
        row["visitor_id"]
        for table in ("tallies", "identities")
        for row in connection.execute(
            f"SELECT DISTINCT visitor_id FROM {table} WHERE visitor_id > :after ORDER BY visitor_id LIMIT :limit",
            {"after": after, "limit": limit + 1},
        )
    }
    page = sorted(names)[: limit + 1]
    return find_visitors(connection, page[:limit]), page[limit - 1] if len(page) > limit else None


def find_visitors(connection: Connection, visitors: Sequence[str]) -> list[VisitorSums]:
    """These visitors, in their order; also one that left nothing."""
    of_visitors, named = among("visitor_id", visitors)
    known = connection.execute(
        f"SELECT visitor_id, seat_id FROM identities WHERE {of_visitors} ORDER BY linked_at", named
    )
    seats = {row["visitor_id"]: row["seat_id"] for row in known}
    rows = connection.execute(
        "SELECT visitor_id, sum(hits) AS hits, min(first_at) AS first_at, max(last_at) AS last_at"
        f" FROM tallies WHERE {of_visitors} AND content_id = '' GROUP BY visitor_id",
        named,
    )
    sums = {
        row["visitor_id"]: (clock.from_text(row["first_at"]), clock.from_text(row["last_at"]), int(row["hits"]))
        for row in rows
    }
    return [VisitorSums(v, seats.get(v), *sums.get(v, (None, None, 0))) for v in visitors]
