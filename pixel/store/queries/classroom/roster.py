"""SQL for the roster of a class: of each student the visitors, the step, the latest cookie outcome, hits and ads."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pixel import clock
from pixel.store.connection import Connection
from pixel.store.records import CookieOutcome

STEPPED = ("entered", "went", "predicted", "answered", "voted")


@dataclass(frozen=True)
class StudentFacts:
    """`step`: the lesson's step that they were at last; `cookie`: what their browser did at their latest hit on an
    agency's page, None before one; `browsers`: of their hits' browsers the names; `last_at`: when anything of theirs
    came last: a hit, an ad that they were shown, an entry of the class's log."""

    visitor_ids: tuple[str, ...] = ()
    step: str = ""
    cookie: CookieOutcome | None = None
    browsers: tuple[str, ...] = ()
    hits: int = 0
    ads: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True)
class _Hits:
    """What came from some visitors."""

    number: int = 0
    cookie: CookieOutcome | None = None
    browsers: tuple[str, ...] = ()
    last_at: str = ""


def read_student_facts(connection: Connection, class_id: str) -> Mapping[str, StudentFacts]:
    """By student id; whoever left nothing yet is there all the same."""
    of_class = {"class_id": class_id}
    visitors: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(
        "SELECT identities.seat_id, visitor_id FROM identities JOIN students USING (seat_id)"
        " WHERE class_id = :class_id ORDER BY linked_at",
        of_class,
    ):
        visitors[row["seat_id"]].append(row["visitor_id"])
    steps, ads, logged = (
        _read_steps(connection, class_id),
        _read_ads(connection, class_id),
        _read_log(connection, class_id),
    )
    facts = {}
    for row in connection.execute("SELECT seat_id FROM students WHERE class_id = :class_id", of_class):
        student_id = row["seat_id"]
        hits = _read_hits(connection, visitors[student_id])
        shown, shown_at = ads.get(student_id, (0, ""))
        facts[student_id] = StudentFacts(
            tuple(visitors[student_id]),
            steps.get(student_id, ""),
            hits.cookie,
            hits.browsers,
            hits.number,
            shown,
            _latest((hits.last_at, shown_at, logged.get(student_id, ""))),
        )
    return facts


def _latest(times: Iterable[str]) -> datetime | None:
    last = max(times)
    return clock.from_text(last) if last else None


def _read_ads(connection: Connection, class_id: str) -> dict[str, tuple[int, str]]:
    """How many ads each student was shown, and when the last one."""
    rows = connection.execute(
        "SELECT impressions.seat_id, count(*) AS number, max(shown_at) AS shown_at"
        " FROM impressions JOIN students USING (seat_id) WHERE class_id = :id GROUP BY impressions.seat_id",
        {"id": class_id},
    )
    return {row["seat_id"]: (int(row["number"]), row["shown_at"]) for row in rows}


def _read_log(connection: Connection, class_id: str) -> dict[str, str]:
    rows = connection.execute(
        "SELECT seat_id, max(at) AS at FROM class_log WHERE class_id = :id AND seat_id IS NOT NULL GROUP BY seat_id",
        {"id": class_id},
    )
    return {row["seat_id"]: row["at"] for row in rows}


def _read_steps(connection: Connection, class_id: str) -> dict[str, str]:
    kinds = ", ".join(f"'{kind}'" for kind in STEPPED)
    rows = connection.execute(
        f"SELECT seat_id, step FROM class_log WHERE class_id = :id AND kind IN ({kinds}) AND step <> ''"
        " AND seat_id IS NOT NULL ORDER BY number",
        {"id": class_id},
    )
    return {row["seat_id"]: row["step"] for row in rows}


def _read_hits(connection: Connection, visitors: Iterable[str]) -> _Hits:
    number, newest, browsers, last_at = 0, None, dict[str, None](), ""
    for visitor in visitors:
        named = {"visitor": visitor}
        row = connection.execute(
            "SELECT sum(hits) AS hits, max(last_at) AS last_at FROM tallies"
            " WHERE visitor_id = :visitor AND content_id = ''",
            named,
        ).fetchone()
        number, last_at = number + int(row["hits"] or 0), max(last_at, row["last_at"] or "")
        latest = connection.execute(
            "SELECT id, cookie, browser FROM events WHERE visitor_id = :visitor ORDER BY id DESC LIMIT 1", named
        ).fetchone()
        if latest:
            browsers[latest["browser"]] = None
            newest = max(newest or (0, None), (int(latest["id"]), latest["cookie"]))
    return _Hits(number, newest[1] if newest else None, tuple(browsers), last_at)
