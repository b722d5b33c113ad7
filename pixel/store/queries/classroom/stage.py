"""SQL for the stage: what arrived since a class began, and whose it is.

A hit is a student's where its visitor is known as that student's account; one that nothing ties to anybody is nobody's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any, Literal

from pixel import clock
from pixel.origins import FIRST_NETWORK
from pixel.store.connection import Connection, among
from pixel.store.queries.classroom.stream import Cursor

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


@dataclass(frozen=True)
class Span:
    """Which rows of each table: those after a place, up to another that is settled; the first or the last of them."""

    after: Cursor
    until: Cursor
    limit: int
    order: Literal["ASC", "DESC"] = "ASC"

    def values(self, table: str) -> dict[str, int]:
        return {"after": getattr(self.after, table), "until": getattr(self.until, table), "limit": self.limit}


def find_start(connection: Connection, since: datetime) -> Cursor:
    """What came last before a moment, as far as LOOKED_AT rows of each kind go back."""
    return Cursor(*(_find_before(connection, table, number, at, since) for table, number, at in _TIMED))


def list_newest(connection: Connection, scope: Scope, until: Cursor, limit: int) -> list[StageItem]:
    """The latest hits and ads up to a settled place, newest first."""
    kinds = _list_kinds(connection, scope, Span(find_start(connection, scope.since), until, limit, "DESC"))
    return list(islice(merge(*kinds, key=_in_time, reverse=True), limit))


def list_after(
    connection: Connection, scope: Scope, after: Cursor, until: Cursor, limit: int
) -> tuple[list[StageItem], Cursor, bool]:
    """The next hits and ads between two places, oldest first; the place behind them; whether there are more."""
    begin = Cursor(*map(max, after, find_start(connection, scope.since)))
    kinds = _list_kinds(connection, scope, Span(begin, until, limit + 1))
    # Merged, and not sorted: whatever the clock was moved to, of each kind the page ends where the cursor says.
    found = list(islice(merge(*kinds, key=_in_time), limit + 1))
    page = found[:limit]
    return page, _behind(page, begin), len(found) > limit


_TIMED = (("events", "id", "received_at"), ("refusals", "id", "at"), ("impressions", "number", "shown_at"))


def _find_before(connection: Connection, table: str, number: str, at: str, since: datetime) -> int:
    newest = connection.execute(f"SELECT max({number}) AS n FROM {table}").fetchone()["n"] or 0
    floor = max(int(newest) - LOOKED_AT, 0)
    row = connection.execute(
        f"SELECT {number} AS n FROM {table} WHERE {number} > :floor AND {at} < :since ORDER BY {number} DESC LIMIT 1",
        {"floor": floor, "since": clock.to_text(since)},
    ).fetchone()
    return int(row["n"]) if row else floor


def _list_kinds(connection: Connection, scope: Scope, span: Span) -> list[Sequence[StageItem]]:
    kinds: list[Sequence[StageItem]] = [_list_hits(connection, scope, span), _list_ads(connection, scope, span)]
    if scope.student_id is None:  # an ignored hit is kept without anything that says whose it was
        kinds.append(_list_refusals(connection, span))
    return kinds


def _list_hits(connection: Connection, scope: Scope, span: Span) -> list[StageHit]:
    whose, named = ("1 = 1", dict[str, str]())
    if scope.student_id is not None:
        whose, named = among("visitor_id", scope.visitors)
    rows = connection.execute(
        "SELECT seen.id, seen.received_at, pixel_id, event, page_url, cookie, consent, seen.visitor_id,"
        " students.seat_id, students.name FROM"
        f" (SELECT * FROM events WHERE id > :after AND id <= :until AND {whose}"
        f" ORDER BY id {span.order} LIMIT :limit) AS seen{OF_STUDENT} ORDER BY seen.id {span.order}",
        {**span.values("events"), **named},
    )
    return [_hit(row) for row in rows]


def _hit(row: Mapping[str, Any]) -> StageHit:
    return StageHit(
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


def _list_refusals(connection: Connection, span: Span) -> list[StageHit]:
    rows = connection.execute(
        f"SELECT * FROM refusals WHERE id > :after AND id <= :until ORDER BY id {span.order} LIMIT :limit",
        span.values("refusals"),
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


def _list_ads(connection: Connection, scope: Scope, span: Span) -> list[StageAd]:
    whose, named = ("", dict[str, str]())
    if scope.student_id is not None:
        whose, named = " AND impressions.seat_id = :seat_id", {"seat_id": scope.student_id}
    rows = connection.execute(
        "SELECT number, impressions.id, shown_at, campaign_id, advertiser, content_id, reason,"
        " impressions.seat_id, name FROM impressions JOIN students ON students.seat_id = impressions.seat_id"
        f" WHERE number > :after AND number <= :until{whose} ORDER BY number {span.order} LIMIT :limit",
        {**span.values("impressions"), **named},
    )
    return [_ad(row) for row in rows]


def _ad(row: Mapping[str, Any]) -> StageAd:
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
