"""SQL for the feed: likes and comments, seen by their author's seat, and by friends where a person posted."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pixel import clock
from pixel.store.connection import Connection, among
from pixel.store.queries.identity import NETWORK_OF_SEAT


@dataclass(frozen=True)
class OwnComment:
    """A comment that a person wrote."""

    id: int
    post_id: str
    text: str
    at: datetime


def list_likes(connection: Connection, seat_id: str, post_ids: Iterable[str]) -> set[str]:
    """Which of some posts a person likes."""
    of_posts, named = among("post_id", dict.fromkeys(post_ids))
    if not named:
        return set()
    rows = connection.execute(f"SELECT post_id FROM likes WHERE seat_id = :s AND {of_posts}", {"s": seat_id, **named})
    return {row["post_id"] for row in rows}


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


def list_comments(connection: Connection, seat_id: str, post_ids: Iterable[str]) -> list[OwnComment]:
    """What a person wrote under some posts, oldest first."""
    of_posts, named = among("post_id", dict.fromkeys(post_ids))
    if not named:
        return []
    rows = connection.execute(
        f"SELECT id, post_id, text, at FROM comments WHERE seat_id = :s AND {of_posts} ORDER BY id",
        {"s": seat_id, **named},
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
