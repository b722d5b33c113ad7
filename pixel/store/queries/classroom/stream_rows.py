"""SQL for the rows of the live stream: hits, ignored hits, ads, entries of the class's log, between two numbers.

`stream` asks. Whichever way they are read (the newest, or one page after the other), they come in order of number.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from typing import Any, NamedTuple

from pixel import clock
from pixel.store.connection import Connection
from pixel.store.queries.classroom.classes import LogEntry, read_log_entry
from pixel.store.records import AdReason, CookieOutcome


class Numbers(NamedTuple):
    """After one number up to another, so many at most."""

    after: int
    until: int
    most: int


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


# A visitor may be somebody on several networks, and a student on one.
STUDENT = (
    "(SELECT students.seat_id FROM identities JOIN students ON students.seat_id = identities.seat_id"
    " WHERE identities.visitor_id = {visitor} LIMIT 1)"
)
HITS = (
    "SELECT id, received_at, pixel_id, event, cookie, visitor_id, page_url, content_ids, consent,"
    f" {STUDENT.format(visitor='events.visitor_id')} AS student FROM events"
    " WHERE {whose} id > :after AND id <= :until ORDER BY id {order} LIMIT :most"
)
ADS = (
    "SELECT number, shown_at, impressions.id AS id, campaign_id, advertiser, content_id, reason, visitor_id,"
    " students.seat_id AS student FROM impressions LEFT JOIN students ON students.seat_id = impressions.seat_id"
    " WHERE {whose} number > :after AND number <= :until ORDER BY number {order} LIMIT :most"
)
OF_VISITOR = "visitor_id = :visitor AND"


def read_hits(connection: Connection, numbers: Numbers) -> list[HitRow]:
    """The newest recorded hits of everybody."""
    rows = connection.execute(HITS.format(whose="", order="DESC"), numbers._asdict())
    return [_hit(row) for row in rows][::-1]


def read_hits_of(connection: Connection, numbers: Numbers, visitors: Iterable[str]) -> list[HitRow]:
    """The first recorded hits of some visitors."""
    return _merge((_hit(row) for row in rows) for rows in _of_each(connection, HITS, numbers, visitors))[: numbers.most]


def read_refusals(connection: Connection, numbers: Numbers) -> list[HitRow]:
    """The newest ignored hits."""
    rows = connection.execute(
        "SELECT id, at, pixel_id, reason FROM refusals WHERE id > :after AND id <= :until ORDER BY id DESC LIMIT :most",
        numbers._asdict(),
    )
    return [HitRow(row["id"], clock.from_text(row["at"]), row["pixel_id"], row["reason"]) for row in rows][::-1]


def read_ads(connection: Connection, numbers: Numbers) -> list[AdRow]:
    """The newest ads shown to anybody."""
    rows = connection.execute(ADS.format(whose="", order="DESC"), numbers._asdict())
    return [_ad(row) for row in rows][::-1]


def read_ads_of(connection: Connection, numbers: Numbers, visitors: Iterable[str]) -> list[AdRow]:
    """The first ads shown in the browsers of some visitors."""
    return _merge((_ad(row) for row in rows) for rows in _of_each(connection, ADS, numbers, visitors))[: numbers.most]


def read_log(connection: Connection, numbers: Numbers) -> list[LogEntry]:
    """The first entries of the class's log."""
    rows = connection.execute(
        "SELECT * FROM class_log WHERE number > :after AND number <= :until ORDER BY number LIMIT :most",
        numbers._asdict(),
    )
    return [read_log_entry(row) for row in rows]


def count_hits(connection: Connection, events: Numbers, refusals: Numbers) -> dict[str, int]:
    """How many there are, by verdict (`recorded` or a reason)."""
    recorded = connection.execute(
        "SELECT count(*) AS n FROM events WHERE id > :after AND id <= :until", events._asdict()
    ).fetchone()
    ignored = connection.execute(
        "SELECT reason, count(*) AS n FROM refusals WHERE id > :after AND id <= :until GROUP BY reason",
        refusals._asdict(),
    )
    counts = {"recorded": int(recorded["n"])} | {row["reason"]: int(row["n"]) for row in ignored}
    return {verdict: number for verdict, number in counts.items() if number}


def count_ads(connection: Connection, numbers: Numbers) -> int:
    """How many ads were shown."""
    row = connection.execute(
        "SELECT count(*) AS n FROM impressions WHERE number > :after AND number <= :until", numbers._asdict()
    ).fetchone()
    return int(row["n"])


def find_owners(connection: Connection, events: Numbers, impressions: Numbers) -> frozenset[str]:
    """Whose hits and ads these are: visitors, and the students that they are."""
    owners = set[str]()
    for table, number, span in (("events", "id", events), ("impressions", "number", impressions)):
        rows = connection.execute(
            f"SELECT visitor_id, {STUDENT.format(visitor='whose.visitor_id')} AS student FROM"
            f" (SELECT DISTINCT visitor_id FROM {table} WHERE {number} > :after AND {number} <= :until) AS whose",
            span._asdict(),
        )
        owners.update(owner for row in rows for owner in (row["visitor_id"], row["student"]) if owner)
    return frozenset(owners)


def _of_each(
    connection: Connection, sql: str, numbers: Numbers, visitors: Iterable[str]
) -> Iterator[Iterable[Mapping[str, Any]]]:
    """A visitor at a time: so each is read in the order of an index, however many hits there are."""
    for visitor in visitors:
        yield connection.execute(sql.format(whose=OF_VISITOR, order="ASC"), {**numbers._asdict(), "visitor": visitor})


def _merge(sorted_rows: Iterable[Iterable[Any]]) -> list[Any]:
    return list(merge(*map(list, sorted_rows), key=lambda row: row.number))


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


def _ad(row: Mapping[str, Any]) -> AdRow:
    return AdRow(
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
