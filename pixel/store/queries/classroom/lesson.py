"""SQL for the lesson: what of a student's the log has since an act, and what was found to have become of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pixel import clock
from pixel.store.connection import Connection, among
from pixel.store.queries.events import read_newest
from pixel.store.records import AdReason, Event

MOST_HITS = 100
MOST_SHOWN = 200


@dataclass(frozen=True)
class AdShown:
    """An ad that somebody was shown: for which trip, why, and when."""

    content_id: str
    reason: AdReason
    shown_at: datetime


def list_hits_since(connection: Connection, visitors: Sequence[str], pixel_id: str, since: datetime) -> list[Event]:
    """Hits of some visitors for one pixel since a moment, newest first."""
    values = {"pixel_id": pixel_id, "since": clock.to_text(since)}
    return read_newest(connection, visitors, "pixel_id = :pixel_id AND received_at >= :since", values, MOST_HITS)


def list_shown_since(connection: Connection, seat_id: str, since: datetime) -> list[AdShown]:
    """The ads that somebody was shown since a moment, newest first."""
    rows = connection.execute(
        "SELECT content_id, reason, shown_at FROM impressions WHERE seat_id = :seat_id AND shown_at >= :since"
        " ORDER BY number DESC LIMIT :most",
        {"seat_id": seat_id, "since": clock.to_text(since), "most": MOST_SHOWN},
    )
    return [AdShown(row["content_id"], row["reason"], clock.from_text(row["shown_at"])) for row in rows]


def find_cleared(connection: Connection, visitors: Sequence[str]) -> datetime | None:
    """When somebody cleared the activity last, or found nothing there to clear, in any of their browsers."""
    of_visitors, named = among("visitor_id", visitors)
    row = connection.execute(
        f"SELECT max(at) AS at FROM walk WHERE step IN ('cleared', 'nothing-to-clear') AND {of_visitors}", named
    ).fetchone()
    return clock.from_text(row["at"]) if row and row["at"] else None
