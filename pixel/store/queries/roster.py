"""SQL for the roster of a class: of each student the visitors, the step, the latest cookie outcome, hits and ads."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from pixel.store.connection import Connection
from pixel.store.records import CookieOutcome

STEPPED = ("entered", "went", "predicted", "answered", "voted")


@dataclass(frozen=True)
class StudentFacts:
    """`step`: the lesson's step that they were at last; `cookie`: what their browser did at their latest hit on an
    agency's page, None before one; `browsers`: of their hits' browsers the names."""

    visitor_ids: tuple[str, ...] = ()
    step: str = ""
    cookie: CookieOutcome | None = None
    browsers: tuple[str, ...] = ()
    hits: int = 0
    ads: int = 0


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
    steps = _read_steps(connection, class_id)
    ads = {
        row["seat_id"]: int(row["number"])
        for row in connection.execute(
            "SELECT impressions.seat_id, count(*) AS number FROM impressions JOIN students USING (seat_id)"
            " WHERE class_id = :class_id GROUP BY impressions.seat_id",
            of_class,
        )
    }
    facts = {}
    for row in connection.execute("SELECT seat_id FROM students WHERE class_id = :class_id", of_class):
        student_id = row["seat_id"]
        hits, cookie, browsers = _read_hits(connection, visitors[student_id])
        facts[student_id] = StudentFacts(
            tuple(visitors[student_id]), steps.get(student_id, ""), cookie, browsers, hits, ads.get(student_id, 0)
        )
    return facts


def _read_steps(connection: Connection, class_id: str) -> dict[str, str]:
    kinds = ", ".join(f"'{kind}'" for kind in STEPPED)
    rows = connection.execute(
        f"SELECT seat_id, step FROM class_log WHERE class_id = :id AND kind IN ({kinds}) AND step <> ''"
        " AND seat_id IS NOT NULL ORDER BY number",
        {"id": class_id},
    )
    return {row["seat_id"]: row["step"] for row in rows}


def _read_hits(connection: Connection, visitors: list[str]) -> tuple[int, CookieOutcome | None, tuple[str, ...]]:
    number, newest, browsers = 0, None, dict[str, None]()
    for visitor in visitors:
        named = {"visitor": visitor}
        row = connection.execute(
            "SELECT sum(hits) AS hits FROM tallies WHERE visitor_id = :visitor AND content_id = ''", named
        ).fetchone()
        number += int(row["hits"] or 0)
        latest = connection.execute(
            "SELECT id, cookie, browser FROM events WHERE visitor_id = :visitor ORDER BY id DESC LIMIT 1", named
        ).fetchone()
        if latest:
            browsers[latest["browser"]] = None
            newest = max(newest or (0, None), (int(latest["id"]), latest["cookie"]))
    return number, newest[1] if newest else None, tuple(browsers)
