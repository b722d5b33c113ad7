"""SQL for letting go: what is older than it may be kept goes, a few rows a transaction, and the sums follow.

`collect.forgetting` calls it, step by step, in every process: steps that meet take nothing twice.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from pixel import clock
from pixel.store.connection import Connection

REFUSALS_LAST = timedelta(hours=1)
Named = tuple[str, str, str, str]  # a row of `tallies`: visitor_id, pixel_id, content_id, event


def drop_old_refusals(connection: Connection, oldest: datetime, limit: int) -> int:
    """Deletes up to `limit` refusals from before `oldest`; how many."""
    rows = connection.execute(
        "SELECT id FROM refusals WHERE at < :oldest ORDER BY at LIMIT :limit",
        {"oldest": clock.to_text(oldest), "limit": limit},
    )
    # In order: two servers that forget at once never wait for one another.
    gone = sorted(int(row["id"]) for row in rows)
    connection.executemany("DELETE FROM refusals WHERE id = :id", [{"id": number} for number in gone])
    return len(gone)


def drop_old_events(connection: Connection, oldest: datetime, limit: int) -> int:
    """Deletes up to `limit` events from before `oldest`, in the order in which they came, and takes them off the sums;
    how many. Sums that nothing is left of go too."""
    old: defaultdict[str, list[int]] = defaultdict(list)
    for row in connection.execute(
        "SELECT id, visitor_id FROM (SELECT id, visitor_id, received_at FROM events ORDER BY id LIMIT :limit) AS first"
        " WHERE received_at < :oldest",
        {"limit": limit, "oldest": clock.to_text(oldest)},
    ):
        old[row["visitor_id"]].append(row["id"])
    gone = [row for visitor_id in sorted(old) for row in _delete(connection, visitor_id, old[visitor_id])]
    _take_off_sums(connection, gone)
    return len(gone)


def drop_old_impressions(connection: Connection, oldest: datetime, limit: int) -> int:
    """Deletes up to `limit` ads shown before `oldest`; how many."""
    rows = list(
        connection.execute(
            "SELECT id, seat_id FROM impressions WHERE shown_at < :oldest ORDER BY shown_at LIMIT :limit",
            {"oldest": clock.to_text(oldest), "limit": limit},
        )
    )
    for row in rows:
        connection.execute(
            "DELETE FROM impressions WHERE seat_id = :seat_id AND id = :id",
            {"seat_id": row["seat_id"], "id": row["id"]},
        )
    return len(rows)


def _delete(connection: Connection, visitor_id: str, ids: Iterable[int]) -> list[Mapping[str, Any]]:
    """The events that this call deleted, and nobody before it."""
    numbers = ", ".join(map(str, ids))
    return list(
        connection.execute(
            f"DELETE FROM events WHERE visitor_id = :visitor_id AND id IN ({numbers})"
            " RETURNING visitor_id, pixel_id, event, content_ids",
            {"visitor_id": visitor_id},
        )
    )


def _take_off_sums(connection: Connection, gone: Iterable[Mapping[str, Any]]) -> None:
    """In the order in which hits are added to them: two writers never wait for one another."""
    fewer: Counter[Named] = Counter()
    for row in gone:
        for content_id in ("", *json.loads(row["content_ids"])):
            fewer[(row["visitor_id"], row["pixel_id"], content_id, row["event"])] += 1
    for (visitor_id, pixel_id, content_id, event), hits in sorted(fewer.items()):
        named = {"visitor_id": visitor_id, "pixel_id": pixel_id, "content_id": content_id, "event": event}
        which = "visitor_id = :visitor_id AND pixel_id = :pixel_id AND content_id = :content_id AND event = :event"
        connection.execute(f"UPDATE tallies SET hits = hits - :hits WHERE {which}", {**named, "hits": hits})
        connection.execute(f"DELETE FROM tallies WHERE {which} AND hits <= 0", named)
    for visitor_id, pixel_id, event in sorted({(visitor, pixel, event) for visitor, pixel, _, event in fewer}):
        _move_beginning(connection, visitor_id, pixel_id, event)


def _move_beginning(connection: Connection, visitor_id: str, pixel_id: str, event: str) -> None:
    """What is left of a visitor's events on a site began with the first of them that is still there."""
    named = {"visitor_id": visitor_id, "pixel_id": pixel_id, "event": event}
    which = "visitor_id = :visitor_id AND pixel_id = :pixel_id AND event = :event"
    first = connection.execute(f"SELECT received_at FROM events WHERE {which} ORDER BY id LIMIT 1", named).fetchone()
    if first:
        connection.execute(
            f"UPDATE tallies SET first_at = :first_at WHERE {which} AND first_at < :first_at",
            {**named, "first_at": first["received_at"]},
        )
