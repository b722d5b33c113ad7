"""SQL for what a whole class brought about: sums for the charts, and rows for its export. Nobody's name is in it.

A class's hits are those that came while it was open and belong to one of its students, or to nobody.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pixel import clock
from pixel.origins import FIRST_NETWORK
from pixel.store.connection import Connection
from pixel.store.queries.classroom.classes import Class, LogEntry, list_log, list_students
from pixel.store.records import AdReason, CookieOutcome

OF_CLASS = (
    "FROM events LEFT JOIN identities ON identities.visitor_id = events.visitor_id AND identities.network = :network"
    " LEFT JOIN students ON students.seat_id = identities.seat_id AND students.class_id = :class_id"
    " WHERE received_at >= :since AND (identities.seat_id IS NULL OR students.seat_id IS NOT NULL)"
)


@dataclass(frozen=True)
class HitCount:
    """How many hits were alike in all this; `is_tied`: whether they are a student's; `referrer`: of page views."""

    pixel_id: str
    contents: tuple[str, ...]
    cookie: CookieOutcome
    browser: str
    referrer: str
    is_tied: bool
    number: int


@dataclass(frozen=True)
class Totals:
    """What a class brought about. `ads`: how many were shown, by advertiser; `refusals`: by reason."""

    students: int
    hits: Sequence[HitCount]
    ads: Mapping[str, int]
    refusals: Mapping[str, int]


@dataclass(frozen=True)
class HitLine:
    """A hit, as a class's export tells it; `student_id` None: nothing ties it to anybody. Ignored ones have a reason,
    and no more than that."""

    at: datetime
    student_id: str | None
    site: str
    event: str = ""
    contents: tuple[str, ...] = ()
    reason: str = ""
    cookie: CookieOutcome | None = None
    browser: str = ""


@dataclass(frozen=True)
class AdLine:
    """An ad that a student was shown."""

    at: datetime
    student_id: str
    advertiser: str
    content_id: str
    reason: AdReason


@dataclass(frozen=True)
class ClassRows:
    """All that a class's export is made of; `students`: their ids, in the order in which they came."""

    students: Sequence[str]
    hits: Sequence[HitLine]
    ads: Sequence[AdLine]
    log: Sequence[LogEntry]


def read_totals(connection: Connection, opened: Class) -> Totals:
    """The sums of the class that is open."""
    of_class = _values(opened)
    referrer = "CASE WHEN event = 'PageView' THEN referrer ELSE '' END"
    tied = "CASE WHEN students.seat_id IS NULL THEN 0 ELSE 1 END"
    kinds = f"pixel_id, content_ids, cookie, browser, {referrer}, {tied}"
    rows = connection.execute(
        f"SELECT pixel_id, content_ids, cookie, browser, {referrer} AS came_from, {tied} AS is_tied, count(*) AS n"
        f" {OF_CLASS} GROUP BY {kinds} ORDER BY pixel_id, browser, cookie, content_ids",
        of_class,
    )
    ads = connection.execute(
        "SELECT advertiser, count(*) AS n FROM impressions JOIN students USING (seat_id)"
        " WHERE class_id = :class_id AND shown_at >= :since GROUP BY advertiser ORDER BY advertiser",
        of_class,
    )
    refusals = connection.execute(
        "SELECT reason, count(*) AS n FROM refusals WHERE at >= :since GROUP BY reason ORDER BY reason", of_class
    )
    return Totals(
        len(list_students(connection, opened.id)),
        [_hit_count(row) for row in rows],
        {row["advertiser"]: int(row["n"]) for row in ads},
        {row["reason"]: int(row["n"]) for row in refusals},
    )


def read_class_rows(connection: Connection, opened: Class) -> ClassRows:
    """All rows of the class that is open, on one snapshot."""
    of_class = _values(opened)
    recorded = connection.execute(
        "SELECT received_at, students.seat_id AS student, pixel_id, event, content_ids, cookie, browser"
        f" {OF_CLASS} ORDER BY events.id",
        of_class,
    )
    ignored = connection.execute("SELECT at, pixel_id, reason FROM refusals WHERE at >= :since ORDER BY id", of_class)
    ads = connection.execute(
        "SELECT shown_at, impressions.seat_id, advertiser, content_id, reason FROM impressions"
        " JOIN students USING (seat_id) WHERE class_id = :class_id AND shown_at >= :since ORDER BY number",
        of_class,
    )
    hits = [_hit_line(row) for row in recorded]
    hits += [HitLine(clock.from_text(row["at"]), None, row["pixel_id"], reason=row["reason"]) for row in ignored]
    return ClassRows(
        [student.id for student in list_students(connection, opened.id)],
        hits,
        [
            AdLine(
                clock.from_text(row["shown_at"]), row["seat_id"], row["advertiser"], row["content_id"], row["reason"]
            )
            for row in ads
        ],
        list_log(connection, opened.id),
    )


def _values(opened: Class) -> dict[str, str]:
    return {"class_id": opened.id, "since": clock.to_text(opened.opened_at), "network": FIRST_NETWORK}


def _hit_count(row: Mapping[str, Any]) -> HitCount:
    return HitCount(
        row["pixel_id"],
        tuple(json.loads(row["content_ids"])),
        row["cookie"],
        row["browser"],
        row["came_from"],
        bool(row["is_tied"]),
        int(row["n"]),
    )


def _hit_line(row: Mapping[str, Any]) -> HitLine:
    return HitLine(
        clock.from_text(row["received_at"]),
        row["student"],
        row["pixel_id"],
        row["event"],
        tuple(json.loads(row["content_ids"])),
        "",
        row["cookie"],
        row["browser"],
    )
