"""SQL for the feed: likes and comments, each seen by its author's seat alone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pixel import clock
from pixel.store.connection import Connection
from pixel.store.queries.identity import NETWORK_OF_SEAT


@dataclass(frozen=True)
class OwnComment:
    """A comment that a person wrote."""

    id: int
    post_id: str
    text: str
    at: datetime


def list_likes(connection: Connection, seat_id: str) -> set[str]:
    """The posts that a person likes."""
    return {
        row["post_id"] for row in connection.execute("SELECT post_id FROM likes WHERE seat_id = :s", {"s": seat_id})
    }


def toggle_like(connection: Connection, seat_id: str, post_id: str, interests: Sequence[str], now: datetime) -> bool:
    """Likes a post, or takes the like back; whether it is liked now."""
    if delete_like(connection, seat_id, post_id):
        return False
    connection.execute(
        "INSERT INTO likes (seat_id, network, post_id, interests, at)"
        f" VALUES (:seat_id, {NETWORK_OF_SEAT}, :post_id, :interests, :at)"
        " ON CONFLICT DO NOTHING",
        {
            "seat_id": seat_id,
            "post_id": post_id,
            "interests": json.dumps(list(interests)),
            "at": clock.to_text(now),
        },
    )
    return True


def list_comments(connection: Connection, seat_id: str) -> list[OwnComment]:
    """What a person wrote, oldest first."""
    rows = connection.execute(
        "SELECT id, post_id, text, at FROM comments WHERE seat_id = :s ORDER BY id", {"s": seat_id}
    )
    return [OwnComment(row["id"], row["post_id"], row["text"], clock.from_text(row["at"])) for row in rows]


def keep_comment(
    connection: Connection, seat_id: str, post_id: str, text: str, interests: Sequence[str], now: datetime
) -> None:
    """Keeps a comment."""
    connection.execute(
        "INSERT INTO comments (seat_id, network, post_id, text, interests, at)"
        f" VALUES (:seat_id, {NETWORK_OF_SEAT}, :post_id, :text, :interests, :at)",
        {
            "seat_id": seat_id,
            "post_id": post_id,
            "text": text,
            "interests": json.dumps(list(interests)),
            "at": clock.to_text(now),
        },
    )


def delete_like(connection: Connection, seat_id: str, post_id: str) -> bool:
    """Takes a like back; whether there was one."""
    named = {"seat_id": seat_id, "post_id": post_id}
    return connection.execute("DELETE FROM likes WHERE seat_id = :seat_id AND post_id = :post_id", named).rowcount > 0


def delete_comment(connection: Connection, seat_id: str, number: int) -> None:
    """Deletes one of a person's own comments."""
    named = {"seat_id": seat_id, "number": number}
    connection.execute("DELETE FROM comments WHERE seat_id = :seat_id AND id = :number", named)


def undo_signal(connection: Connection, seat_id: str, table: Literal["memberships", "follows"], subject: str) -> None:
    """Leaves a group, or follows a page no more."""
    column = "group_id" if table == "memberships" else "page_id"
    named = {"seat_id": seat_id, "subject": subject}
    connection.execute(f"DELETE FROM {table} WHERE seat_id = :seat_id AND {column} = :subject", named)


def delete_own_post(connection: Connection, seat_id: str, number: int) -> None:
    """Deletes a post of one's own, with what others liked and wrote there."""
    named = {"seat_id": seat_id, "number": number}
    if connection.execute("DELETE FROM posts WHERE seat_id = :seat_id AND id = :number", named).rowcount:
        for table in ("likes", "comments"):
            connection.execute(f"DELETE FROM {table} WHERE post_id = :post_id", {"post_id": f"own-{number}"})
