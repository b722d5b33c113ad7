"""SQL for the stage: what arrived since a class began, and whose it is.

A hit is a student's where its visitor is known as that student's account; one that nothing ties to anybody is nobody's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any, Literal

from pixel import clock
from pixel.origins import FIRST_NETWORK
from pixel.store.connection import Connection, among
from pixel.store.queries.stream import Cursor

# Of the newest rows no more are looked through for those since a moment: no index leads from a time to its hits.
LOOKED_AT = 20_000
OF_STUDENT = (
    f" LEFT JOIN identities ON identities.visitor_id = seen.visitor_id AND identities.network = '{FIRST_NETWORK}'"
    " LEFT JOIN students ON students.seat_id = identities.seat_id"
)


@dataclass(frozen=True)
class StageHit:
    """A hit as a list shows it. `id`: `e` or `r` (ignored) and its number; `reason`: why it was ignored, else empty;
    `cookie`, `consent`, `visitor_id`: empty for an ignored one, of which nothing of the kind is kept."""

    id: str
    at: datetime
    site: str
    event: str
    page: str
    reason: str
    cookie: str
    consent: str
    visitor_id: str
    student_id: str | None
    student_name: str | None

    @property
    def verdict(self) -> Literal["recorded", "ignored"]:
        return "ignored" if self.reason else "recorded"


@dataclass(frozen=True)
class StageAd:
    """An ad shown to a student as a list shows it, with its number."""

    number: int
    id: str
    at: datetime
    campaign_id: str
    advertiser: str
    content_id: str
    reason: str
    student_id: str
    student_name: str


StageItem = StageHit | StageAd


@dataclass(frozen=True)
class Scope:
    """Whose: everybody's since a moment, or one student's (`visitors` and account)."""

    since: datetime
    student_id: str | None = None
    visitors: tuple[str, ...] = ()


def find_start(connection: Connection, since: datetime) -> Cursor:
    """What came last before a moment, as far as LOOKED_AT rows of each kind go back."""
    return Cursor(*(_find_before(connection, table, number, at, since) for table, number, at in _TIMED))


def list_newest(connection: Connection, scope: Scope, limit: int) -> list[StageItem]:
    """The latest hits and ads, newest first."""
    start = find_start(connection, scope.since)
    kinds = _list_kinds(connection, scope, start, "DESC", limit)
    return list(islice(merge(*kinds, key=_in_time, reverse=True), limit))


def list_after(connection: Connection, scope: Scope, after: Cursor, limit: int) -> tuple[list[StageItem], Cursor, bool]:
    """The next hits and ads after a cursor, oldest first; the cursor behind them; whether there are more."""
    start = find_start(connection, scope.since)
    begin = Cursor(
        max(after.events, start.events),
        max(after.refusals, start.refusals),
        max(after.impressions, start.impressions),
        after.class_log,
    )
    kinds = _list_kinds(connection, scope, begin, "ASC", limit + 1)
    # Merged, and not sorted: whatever the clock was moved to, of each kind the page ends where the cursor says.
    found = list(islice(merge(*kinds, key=_in_time), limit + 1))
    page = found[:limit]
    return page, _behind(page, begin), len(found) > limit


_TIMED = (("events", "id", "received_at"), ("refusals", "id", "at"), ("impressions", "number", "shown_at"))


def _find_before(connection: Connection, table: str, number: str, at: str, since: datetime) -> int:
    row = connection.execute(
        f"SELECT max(number) AS last, min(number) AS first, count(*) AS n FROM"
        f" (SELECT {number} AS number, {at} AS at FROM {table} ORDER BY {number} DESC LIMIT :some) AS latest"
        " WHERE at < :since",
        {"some": LOOKED_AT, "since": clock.to_text(since)},
    ).fetchone()
    if row["last"] is not None:
        return int(row["last"])
    oldest = connection.execute(
        f"SELECT {number} AS number FROM {table} ORDER BY {number} DESC LIMIT 1 OFFSET :some", {"some": LOOKED_AT - 1}
    ).fetchone()
    return int(oldest["number"]) - 1 if oldest else 0


def _list_kinds(
    connection: Connection, scope: Scope, after: Cursor, order: Literal["ASC", "DESC"], limit: int
) -> list[Sequence[StageItem]]:
    kinds: list[Sequence[StageItem]] = [
        _list_hits(connection, scope, after.events, order, limit),
        _list_ads(connection, scope, after.impressions, order, limit),
    ]
    if scope.student_id is None:  # an ignored hit is kept without anything that says whose it was
        kinds.append(_list_refusals(connection, after.refusals, order, limit))
    return kinds


def _list_hits(connection: Connection, scope: Scope, after: int, order: str, limit: int) -> list[StageHit]:
    whose, named = ("1 = 1", dict[str, str]())
    if scope.student_id is not None:
        whose, named = among("visitor_id", scope.visitors)
    rows = connection.execute(
        "SELECT seen.id, seen.received_at, pixel_id, event, page_url, cookie, consent, seen.visitor_id,"
        " students.seat_id, students.name FROM"
        f" (SELECT * FROM events WHERE id > :after AND {whose} ORDER BY id {order} LIMIT :limit) AS seen{OF_STUDENT}",
        {"after": after, "limit": limit, **named},
    )
    return [
        StageHit(
            id=f"e{row['id']}",
            at=clock.from_text(row["received_at"]),
            site=row["pixel_id"],
            event=row["event"],
            page=row["page_url"],
            reason="",
            cookie=row["cookie"],
            consent=row["consent"],
            visitor_id=row["visitor_id"],
            student_id=row["seat_id"],
            student_name=row["name"],
        )
        for row in rows
    ]


def _list_refusals(connection: Connection, after: int, order: str, limit: int) -> list[StageHit]:
    rows = connection.execute(
        f"SELECT * FROM refusals WHERE id > :after ORDER BY id {order} LIMIT :limit", {"after": after, "limit": limit}
    )
    return [
        StageHit(
            id=f"r{row['id']}",
            at=clock.from_text(row["at"]),
            site=row["pixel_id"],
            event="",
            page="",
            reason=row["reason"],
            cookie="",
            consent="",
            visitor_id="",
            student_id=None,
            student_name=None,
        )
        for row in rows
    ]


def _list_ads(connection: Connection, scope: Scope, after: int, order: str, limit: int) -> list[StageAd]:
    whose, values = ("", dict[str, str]())
    if scope.student_id is not None:
        whose, values = " AND impressions.seat_id = :seat_id", {"seat_id": scope.student_id}
    rows = connection.execute(
        "SELECT number, impressions.id, shown_at, campaign_id, advertiser, content_id, reason,"
        " impressions.seat_id, name FROM impressions JOIN students ON students.seat_id = impressions.seat_id"
        f" WHERE number > :after{whose} ORDER BY number {order} LIMIT :limit",
        {"after": after, "limit": limit, **values},
    )
    return [_ad(row) for row in rows]


def _ad(row: Any) -> StageAd:
    return StageAd(
        row["number"],
        row["id"],
        clock.from_text(row["shown_at"]),
        row["campaign_id"],
        row["advertiser"],
        row["content_id"],
        row["reason"],
        row["seat_id"],
        row["name"],
    )


def _behind(page: Sequence[StageItem], begin: Cursor) -> Cursor:
    """The cursor behind some items: of each kind the last."""
    last = {"e": begin.events, "r": begin.refusals, "i": begin.impressions}
    for item in page:
        kind, number = ("i", item.number) if isinstance(item, StageAd) else (item.id[0], int(item.id[1:]))
        last[kind] = max(last[kind], number)
    return Cursor(last["e"], last["r"], last["i"], begin.class_log)


def _in_time(item: StageItem) -> tuple[datetime, str]:
    return item.at, item.id
