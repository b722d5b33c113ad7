"""SQL for the feed: likes (groups and pages are chosen alike) and comments, seen by their author's seat, and by friends
where a person posted."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pixel import clock
from pixel.store.connection import Connection, among
from pixel.store.queries.identity import NETWORK_OF_SEAT

SignalTable = Literal["likes", "memberships", "follows"]
# What a signal is about: the column that names it.
SUBJECTS: Mapping[SignalTable, str] = {"likes": "post_id", "memberships": "group_id", "follows": "page_id"}


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


def keep_signal(
    connection: Connection, table: SignalTable, seat_id: str, subject: str, interests: Sequence[str], now: datetime
) -> None:
    """Likes a post, joins a group or follows a page, which speaks for some interests; once is enough."""
    connection.execute(
        f"INSERT INTO {table} (seat_id, network, {SUBJECTS[table]}, interests, at)"
        f" VALUES (:seat_id, {NETWORK_OF_SEAT}, :subject, :interests, :at) ON CONFLICT DO NOTHING",
        {
            "seat_id": seat_id,
            "subject": subject,
            "interests": json.dumps(list(interests)),
            "at": clock.to_text(now),
        },
    )


def delete_signal(connection: Connection, table: SignalTable, seat_id: str, subject: str) -> bool:
    """Takes such a thing back; whether there was one."""
    named = {"seat_id": seat_id, "subject": subject}
    where = f"seat_id = :seat_id AND {SUBJECTS[table]} = :subject"
    return connection.execute(f"DELETE FROM {table} WHERE {where}", named).rowcount > 0


def toggle_like(connection: Connection, seat_id: str, post_id: str, interests: Sequence[str], now: datetime) -> bool:
    """Likes a post, or takes the like back; whether it is liked now."""
    if delete_signal(connection, "likes", seat_id, post_id):
        return False
    keep_signal(connection, "likes", seat_id, post_id, interests, now)
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


def delete_comment(connection: Connection, seat_id: str, number: int) -> None:
    """Deletes one of a person's own comments."""
    named = {"seat_id": seat_id, "number": number}
    connection.execute("DELETE FROM comments WHERE seat_id = :seat_id AND id = :number", named)
