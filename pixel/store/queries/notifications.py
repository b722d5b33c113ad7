"""SQL for what a person is told: who asks to be their friend, who answered, who liked or commented what they wrote."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pixel import clock
from pixel.store.connection import Connection
from pixel.store.queries.identity import read_seat
from pixel.store.records import Seat

Kind = Literal["friend-asked", "friend-accepted", "commented", "liked"]
MOST_KEPT = 200  # of each person the newest


@dataclass(frozen=True)
class Notification:
    """Something that a person was told. `by`: the person whom it is about; `about`: `resident` or `post`, by id."""

    id: int
    kind: Kind
    by: Seat | None
    about: Mapping[str, str]
    at: datetime
    is_read: bool


def notify(
    connection: Connection,
    seat_id: str,
    kind: Kind,
    about: Mapping[str, str],
    now: datetime,
    about_seat: str | None = None,
) -> None:
    """Tells a person something, in place of the same thing told before; beyond `MOST_KEPT` the oldest goes."""
    named = {"seat_id": seat_id, "kind": kind, "about": json.dumps(about), "by": about_seat or ""}
    connection.execute(
        "DELETE FROM notifications WHERE seat_id = :seat_id AND kind = :kind AND about = :about"
        " AND coalesce(about_seat, '') = :by",
        named,
    )
    connection.execute(
        "INSERT INTO notifications (seat_id, network, kind, about_seat, about, at)"
        " SELECT id, network, :kind, :about_seat, :about, :at FROM seats WHERE id = :seat_id",
        named | {"about_seat": about_seat, "at": clock.to_text(now)},
    )
    connection.execute(
        "DELETE FROM notifications WHERE seat_id = :seat_id AND id <= coalesce((SELECT id FROM notifications"
        " WHERE seat_id = :seat_id ORDER BY id DESC LIMIT 1 OFFSET :most), 0)",
        {"seat_id": seat_id, "most": MOST_KEPT},
    )


def list_notifications(connection: Connection, seat_id: str, limit: int) -> list[Notification]:
    """What a person was told, newest first."""
    rows = list(
        connection.execute(
            "SELECT notifications.id AS number, kind, about, at, is_read, about_seat, seats.* FROM notifications"
            " LEFT JOIN seats ON seats.id = about_seat WHERE seat_id = :seat_id ORDER BY number DESC LIMIT :limit",
            {"seat_id": seat_id, "limit": limit},
        )
    )
    return [
        Notification(
            id=row["number"],
            kind=row["kind"],
            by=read_seat(row) if row["about_seat"] else None,
            about=json.loads(row["about"]),
            at=clock.from_text(row["at"]),
            is_read=bool(row["is_read"]),
        )
        for row in rows
    ]


def mark_read(connection: Connection, seat_id: str) -> None:
    """From now on a person has read all that they were told."""
    connection.execute(
        "UPDATE notifications SET is_read = 1 WHERE seat_id = :seat_id AND is_read = 0", {"seat_id": seat_id}
    )


def forget_mentions(connection: Connection, seat_id: str) -> None:
    """Nobody is told any more what a person liked and wrote; who asked whom to be friends stays."""
    connection.execute(
        "DELETE FROM notifications WHERE about_seat = :seat_id AND kind IN ('commented', 'liked')", {"seat_id": seat_id}
    )
