"""SQL for the live stream: what happened after a place in four tables: hits, ignored hits, ads, the class's log.

A place is a `Cursor`, the last number of each table. Only what is settled is read (see `queries.api`): so whoever goes
on from a cursor misses nothing and gets nothing twice, on either database.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from pixel import clock
from pixel.store.connection import Connection, among
from pixel.store.queries.classroom import stream_rows as rows
from pixel.store.queries.classroom.classes import LogEntry, find_class_id
from pixel.store.queries.classroom.stream_rows import AdRow, HitRow, Numbers

TABLES = ("events", "refusals", "impressions", "class_log")


class Cursor(NamedTuple):
    """The last numbers of the four tables."""

    events: int = 0
    refusals: int = 0
    impressions: int = 0
    class_log: int = 0

    def is_within(self, other: "Cursor") -> bool:
        """Whether it is nowhere further on than another."""
        return all(mine <= theirs for mine, theirs in zip(self, other, strict=True))

    def up_to(self, other: "Cursor") -> "Cursor":
        """As far as both are."""
        return Cursor(*map(min, self, other))


@dataclass(frozen=True)
class Counted:
    """What is not listed, since there was too much: how many hits by verdict (`recorded` or a reason) and ads, up to
    which place, and whose they were, by visitor and by student."""

    until: Cursor
    hits: Mapping[str, int]
    ads: int
    owners: frozenset[str]


@dataclass(frozen=True)
class Batch:
    """What happened between two cursors, each kind in order of number; `counted`: what came before that, where there
    was too much to list. `names`: of the students, by id."""

    after: Cursor
    until: Cursor
    hits: Sequence[HitRow] = ()
    ads: Sequence[AdRow] = ()
    log: Sequence[LogEntry] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    has_names_shown: bool = False
    counted: Counted | None = None


def read_newest(connection: Connection) -> Cursor:
    """The newest row of each table, settled or not."""
    row = connection.execute(
        "SELECT (SELECT max(id) FROM events) AS e, (SELECT max(id) FROM refusals) AS r,"
        " (SELECT max(number) FROM impressions) AS i, (SELECT max(number) FROM class_log) AS l"
    ).fetchone()
    return Cursor(*(int(row[name] or 0) for name in "eril"))


def read_newest_and_class(connection: Connection) -> tuple[Cursor, str | None]:
    """The same, and which class is open: what whoever follows looks at each time."""
    return read_newest(connection), find_class_id(connection)


def find_past(connection: Connection, since: datetime, newest: Cursor) -> Cursor:
    """The place before whatever happened since a time, up to a settled place."""
    columns = (("id", "received_at"), ("id", "at"), ("number", "shown_at"), ("number", "at"))
    then = clock.to_text(since)
    return Cursor(
        *(
            _find_last_before(connection, (table, number, at), then, last)
            for table, (number, at), last in zip(TABLES, columns, newest, strict=True)
        )
    )


def _find_last_before(connection: Connection, names: tuple[str, str, str], then: str, newest: int) -> int:
    """By halves, as no index leads from a time to a hit: numbers follow times closely enough."""
    table, number, at = names
    sql = f"SELECT {number} AS n, {at} AS at FROM {table} WHERE {number} >= :low AND {number} <= :high"
    last, high = 0, newest
    while last < high:
        middle = (last + high + 1) // 2
        row = connection.execute(f"{sql} ORDER BY {number} LIMIT 1", {"low": middle, "high": high}).fetchone()
        if row and row["at"] < then:
            last = int(row["n"])
        else:
            high = middle - 1
    return last


def read_batch(connection: Connection, after: Cursor, until: Cursor, most: int, few: int) -> Batch:
    """What happened after one cursor up to another; where that is more than `most` hits, or ads, the latest `few` are
    listed and those before them counted. It ends earlier where the class's log is longer than that."""
    counted = _find_counted(connection, after, until, most, few)
    begin = counted.until if counted else after
    hits, refusals, ads, log = _spans(begin, until, most)
    both = (*rows.read_hits(connection, hits), *rows.read_refusals(connection, refusals))
    entries = rows.read_log(connection, log)
    until = until._replace(class_log=_reached(entries, log))
    listed = Batch(after, until, both, rows.read_ads(connection, ads), entries, counted=counted)
    return _with_names(connection, listed)


def read_own(
    connection: Connection, after: Cursor, until: Cursor, visitors: Sequence[str], student_id: str | None, most: int
) -> Batch:
    """What of it is somebody's own, by visitors and as a student, and what the teacher did; at most so many of each:
    the batch ends where the first of them did not fit."""
    hits, _, ads, log = _spans(after, until, most)
    own_hits = rows.read_hits_of(connection, hits, visitors)
    own_ads = rows.read_ads_of(connection, ads, visitors)
    entries = rows.read_log(connection, log)
    reached = until._replace(
        events=_reached(own_hits, hits), impressions=_reached(own_ads, ads), class_log=_reached(entries, log)
    )
    own_entries = [entry for entry in entries if entry.student_id in (None, student_id)]
    return _with_names(connection, Batch(after, reached, own_hits, own_ads, own_entries))


def _spans(after: Cursor, until: Cursor, most: int) -> list[Numbers]:
    """Of each table, which rows."""
    return [Numbers(first, last, most) for first, last in zip(after, until, strict=True)]


def _reached(found: Sequence[HitRow] | Sequence[AdRow] | Sequence[LogEntry], numbers: Numbers) -> int:
    return found[-1].number if len(found) == numbers.most else numbers.until


def _find_counted(connection: Connection, after: Cursor, until: Cursor, most: int, few: int) -> Counted | None:
    hits, refusals, ads, _ = _spans(after, until, few)
    place = after
    if sum(rows.count_hits(connection, hits, refusals).values()) > most:
        events, ignored = _find_last_counted(connection, hits, refusals)
        place = place._replace(events=events, refusals=ignored)
    if rows.count_ads(connection, ads) > most:
        place = place._replace(impressions=rows.read_ads(connection, ads)[0].number - 1)
    if place == after:
        return None
    hits, refusals, ads, _ = _spans(after, place, few)
    return Counted(
        place,
        rows.count_hits(connection, hits, refusals),
        rows.count_ads(connection, ads),
        rows.find_owners(connection, hits, ads),
    )


def _find_last_counted(connection: Connection, hits: Numbers, refusals: Numbers) -> tuple[int, int]:
    """The numbers after which the latest few are, of both; by time, yet each from some number on."""
    recorded, ignored = deque(rows.read_hits(connection, hits)), deque(rows.read_refusals(connection, refusals))
    while len(recorded) + len(ignored) > hits.most:
        is_recorded_first = recorded and (not ignored or recorded[0].at <= ignored[0].at)
        (recorded if is_recorded_first else ignored).popleft()
    return (
        recorded[0].number - 1 if recorded else hits.until,
        ignored[0].number - 1 if ignored else refusals.until,
    )


def _with_names(connection: Connection, batch: Batch) -> Batch:
    """With the names of the students in it, and whether they are shown."""
    told: Sequence[HitRow | AdRow | LogEntry] = (*batch.hits, *batch.ads, *batch.log)
    students = {row.student_id for row in told if row.student_id}
    if not students:
        return batch
    of_students, named = among("seat_id", students)
    names = connection.execute(f"SELECT seat_id, name FROM students WHERE {of_students}", named)
    shown = connection.execute("SELECT has_names_shown FROM classes WHERE is_open = 1").fetchone()
    return replace(
        batch,
        names={row["seat_id"]: row["name"] for row in names},
        has_names_shown=bool(shown and shown["has_names_shown"]),
    )
