"""Server-sent events (WHATWG HTML, section of that name): what happened, each with the cursor after it. Pure."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from typing import Any, Literal

from pixel import clock
from pixel.store.queries.classroom.classes import LogEntry
from pixel.store.queries.classroom.stream import Batch, Counted, Cursor
from pixel.store.queries.classroom.stream_rows import AdRow, HitRow

CURSOR = re.compile(r"e(\d{1,18})\.r(\d{1,18})\.i(\d{1,18})\.s(\d{1,18})", re.ASCII)
RETRY_MS, RETRY_LATER_MS = 1000, 5000
LONGEST_PAGE = 1_000  # characters of an address, which may have 8,000: whoever floods must not fill what is held
MessageKind = Literal["hit", "impression", "step", "flood"]


@dataclass(frozen=True, eq=False)
class Message:
    """One thing that happened: where it stands, and whose it is (`student_id` and `visitor_id` None: nobody's)."""

    kind: MessageKind
    cursor: Cursor
    data: dict[str, Any]
    student_id: str | None = None
    visitor_id: str | None = None
    student_name: str | None = None  # for the student's own eyes

    @property
    def is_for_all(self) -> bool:
        """Whether every student may see it: what the teacher did."""
        return self.kind == "step" and self.student_id is None


def write_cursor(cursor: Cursor) -> str:
    """A cursor as an event's id."""
    return f"e{cursor.events}.r{cursor.refusals}.i{cursor.impressions}.s{cursor.class_log}"


def read_cursor(text: str) -> Cursor | None:
    """The inverse; None for anything else."""
    matched = CURSOR.fullmatch(text)
    return Cursor(*map(int, matched.groups())) if matched else None


def write_opening(retry_ms: int = RETRY_MS) -> bytes:
    """The first words of a stream: how long a browser waits before it comes again."""
    return f"retry: {retry_ms}\n\n".encode()


def write_place(cursor: Cursor, class_id: str | None) -> bytes:
    """Where one is, whatever one was told or not: from there one goes on; and which class is open, by which a page that
    was left open finds that its own has ended. With data, as Firefox forgets the id of an event that has none."""
    data = json.dumps({"class": class_id})
    return f": still here\nid: {write_cursor(cursor)}\nevent: place\ndata: {data}\n\n".encode()


def write_message(message: Message, *, is_own: bool = False) -> bytes:
    """An event's bytes. `is_own`: it is the reader's, who knows their own name."""
    data = message.data
    if is_own and "student_name" in data:
        data = data | {"student_name": message.student_name}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"id: {write_cursor(message.cursor)}\nevent: {message.kind}\ndata: {text}\n\n".encode()


def put_in_order(batch: Batch) -> Iterator[Message]:
    """What is in a batch, by time; of each table in the order of its numbers, so that each cursor holds."""
    place = batch.after
    if batch.counted:
        place = batch.counted.until
        yield _flood(batch.counted)
    recorded = [hit for hit in batch.hits if not hit.reason]
    ignored = [hit for hit in batch.hits if hit.reason]
    for _, _, row in merge(*map(_timed, (recorded, ignored, batch.ads, batch.log)), key=lambda each: each[:2]):
        place = place._replace(**{_table_of(row): row.number})
        yield _message(row, place, batch)


def _flood(counted: Counted) -> Message:
    data = {
        "hits": sum(counted.hits.values()),
        "by_verdict": dict(counted.hits),
        "impressions": counted.ads,
        "until": write_cursor(counted.until),
    }
    return Message("flood", counted.until, data)


def _timed(rows: Iterable[Any]) -> Sequence[tuple[datetime, int, Any]]:
    """With a time that never goes back, whatever the clock did: numbers are what counts."""
    timed, latest = [], None
    for row in rows:
        latest = max(latest, row.at) if latest else row.at
        timed.append((latest, row.number, row))
    return timed


def _table_of(row: HitRow | AdRow | LogEntry) -> str:
    if isinstance(row, HitRow):
        return "refusals" if row.reason else "events"
    return "impressions" if isinstance(row, AdRow) else "class_log"


def _message(row: HitRow | AdRow | LogEntry, cursor: Cursor, batch: Batch) -> Message:
    name = batch.names.get(row.student_id or "")
    whose = {"student": row.student_id, "student_name": name if batch.has_names_shown else None}
    at = {"at": clock.to_text(row.at)}
    if isinstance(row, HitRow):
        return Message("hit", cursor, _describe_hit(row) | at | whose, row.student_id, row.visitor_id, name)
    if isinstance(row, AdRow):
        return Message("impression", cursor, _describe_ad(row) | at | whose, row.student_id, row.visitor_id, name)
    told = {"id": f"s{row.number}", "kind": row.kind, "step": row.step, "value": _told_value(row)}
    return Message("step", cursor, told | at | whose, row.student_id, None, name)


def _describe_hit(hit: HitRow) -> dict[str, Any]:
    return {
        "id": f"{'r' if hit.reason else 'e'}{hit.number}",
        "site": hit.site,
        "event": hit.event,
        "verdict": "ignored" if hit.reason else "recorded",
        "reason": hit.reason,
        "cookie": hit.cookie,
        "consent": hit.consent,
        "visitor": hit.visitor_id,
        "page": hit.page[:LONGEST_PAGE],
        "contents": list(hit.contents),
    }


def _describe_ad(ad: AdRow) -> dict[str, Any]:
    return {
        "id": ad.impression_id,
        "campaign": ad.campaign_id,
        "advertiser": ad.advertiser,
        "content": ad.content_id,
        "reason": ad.reason,
        "visitor": ad.visitor_id,
    }


def _told_value(entry: LogEntry) -> str:
    """What somebody wrote is theirs and the teacher's, and not for the stage."""
    return "" if entry.kind == "answered" else entry.value
