"""What a class did, row by row in the order of time, for other programs: students are numbers, in the order in which
they came. Pure; `totals` sends it as CSV or JSON Lines. What somebody wrote freely is left out: it may name people.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pixel import clock
from pixel.store.queries.classroom.classes import LogEntry
from pixel.store.queries.classroom.totals import AdLine, ClassRows, HitLine

COLUMNS = ("kind", "at", "student", "step", "site", "event", "verdict", "content", "cookie", "browser", "value")
PLACES = ("entered", "went")  # where a student was
Row = dict[str, Any]


def list_rows(rows: ClassRows) -> Iterator[Row]:
    """The rows, each with all of COLUMNS; of hits and ads `step` is where the student was in the lesson."""
    numbers = {student: number for number, student in enumerate(rows.students, 1)}
    everything: list[LogEntry | HitLine | AdLine] = [*rows.log, *rows.hits, *rows.ads]
    everything.sort(key=lambda line: line.at)
    opened, at = "", dict[str, str]()
    for line in everything:
        if isinstance(line, LogEntry):
            if line.student_id is None and line.kind in ("opened", "closed"):
                opened = line.step
            elif line.student_id and line.kind in PLACES:
                at[line.student_id] = line.step
            yield _row(_tell_entry(line), numbers, line)
        else:
            step = at.get(line.student_id or "", opened)
            told = _tell_hit(line) if isinstance(line, HitLine) else _tell_ad(line)
            yield _row({"step": step} | told, numbers, line)


def _row(told: Mapping[str, Any], numbers: Mapping[str, int], line: LogEntry | HitLine | AdLine) -> Row:
    common = {"at": clock.to_text(line.at), "student": numbers.get(line.student_id or "")}
    given = {**common, **told}
    return {name: given.get(name, "") for name in COLUMNS}


def _tell_entry(entry: LogEntry) -> Row:
    told: Row = {"kind": entry.kind, "step": entry.step}
    if entry.kind == "went":
        return told | {"browser": entry.value}
    return told if entry.kind == "answered" else told | {"value": entry.value}


def _tell_hit(hit: HitLine) -> Row:
    return {
        "kind": "ignored" if hit.reason else "hit",
        "site": hit.site,
        "event": hit.event,
        "verdict": hit.reason or "recorded",
        "content": ", ".join(hit.contents),
        "cookie": hit.cookie or "",
        "browser": hit.browser,
    }


def _tell_ad(ad: AdLine) -> Row:
    return {"kind": "ad", "site": ad.advertiser, "content": ad.content_id, "value": ad.reason}
