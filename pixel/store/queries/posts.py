"""SQL for what people post themselves, seen by them and their friends: posts, and what friends say and like there."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pixel import clock
from pixel.store.connection import Connection, among
from pixel.store.queries.identity import NETWORK_OF_SEAT, read_seat
from pixel.store.queries.notifications import Kind, notify
from pixel.store.records import Seat

PREFIX = "own-"  # of such a post's id, where ids of all kinds of posts stand side by side
COLUMNS = (
    "SELECT seats.*, posts.id AS number, posts.group_id, posts.text, posts.interests, posts.at,"
    " (SELECT count(*) FROM likes WHERE likes.post_id = 'own-' || posts.id) AS likes"
    " FROM posts JOIN seats ON seats.id = posts.seat_id"
)
# SQL: the ids of posts of the seat `:seat_id`.
IDS_OF_OWN = "(SELECT 'own-' || id FROM posts WHERE seat_id = :seat_id)"
OF_FRIENDS = (
    "posts.seat_id IN (SELECT friend_id FROM friendships"
    " WHERE seat_id = :seat_id AND kind = 'seat' AND state = 'friends')"
)


@dataclass(frozen=True)
class SeatPost:
    """A post of somebody at a browser. `group_id` is empty for one on their own page; `likes`: all people's."""

    number: int
    author: Seat
    group_id: str
    text: str
    interests: tuple[str, ...]
    at: datetime
    likes: int

    @property
    def id(self) -> str:
        return f"{PREFIX}{self.number}"


@dataclass(frozen=True)
class SeatComment:
    """What a person wrote under a post of a person."""

    author: Seat
    text: str
    at: datetime


def keep_post(
    connection: Connection, seat_id: str, group_id: str, text: str, interests: Sequence[str], now: datetime
) -> None:
    """Keeps a post, on one's own page (`group_id` empty) or in a group."""
    connection.execute(
        "INSERT INTO posts (seat_id, network, group_id, text, interests, at)"
        f" VALUES (:seat_id, {NETWORK_OF_SEAT}, :group_id, :text, :interests, :at)",
        {
            "seat_id": seat_id,
            "group_id": group_id,
            "text": text,
            "interests": json.dumps(list(interests)),
            "at": clock.to_text(now),
        },
    )


def find_post(connection: Connection, seat_id: str, post_id: str) -> SeatPost | None:
    """A post that this person may see: their own, or a friend's."""
    return find_posts(connection, seat_id, [post_id]).get(post_id)


def find_posts(connection: Connection, seat_id: str, post_ids: Iterable[str]) -> dict[str, SeatPost]:
    """Of some posts those that this person may see, by id."""
    numbers = {number for post_id in post_ids if (number := _number_of(post_id)) is not None}
    named = {f"number_{place}": number for place, number in enumerate(sorted(numbers))}
    if not named:
        return {}
    rows = connection.execute(
        f"{COLUMNS} WHERE posts.id IN ({', '.join(f':{name}' for name in named)})"
        f" AND (posts.seat_id = :seat_id OR {OF_FRIENDS})",
        {"seat_id": seat_id, **named},
    )
    return {post.id: post for post in map(_post, rows)}


def list_posts(connection: Connection, seat_id: str, limit: int, group_id: str | None = None) -> list[SeatPost]:
    """The newest posts of a person and of their friends, everywhere or in one group."""
    where = "" if group_id is None else " AND posts.group_id = :group_id"
    named: dict[str, str | int] = {"seat_id": seat_id, "limit": limit}
    rows = connection.execute(
        f"{COLUMNS} WHERE posts.seat_id = :seat_id{where} UNION {COLUMNS} WHERE {OF_FRIENDS}{where}"
        " ORDER BY number DESC LIMIT :limit",
        named if group_id is None else named | {"group_id": group_id},
    )
    return [_post(row) for row in rows]


def list_posts_of(connection: Connection, author_id: str, limit: int) -> list[SeatPost]:
    """One person's newest posts."""
    rows = connection.execute(
        f"{COLUMNS} WHERE posts.seat_id = :seat_id ORDER BY number DESC LIMIT :limit",
        {"seat_id": author_id, "limit": limit},
    )
    return [_post(row) for row in rows]


def delete_post(connection: Connection, seat_id: str, number: int) -> bool:
    """Deletes a post of one's own, with what others said and liked there; whether it was."""
    named = {"seat_id": seat_id, "number": number}
    if not connection.execute("DELETE FROM posts WHERE seat_id = :seat_id AND id = :number", named).rowcount:
        return False
    post = {"post_id": f"{PREFIX}{number}"}
    connection.execute("DELETE FROM likes WHERE post_id = :post_id", post)
    connection.execute("DELETE FROM comments WHERE post_id = :post_id", post)
    connection.execute(
        "DELETE FROM notifications WHERE seat_id = :seat_id AND about = :about",
        {"seat_id": seat_id, "about": json.dumps({"post": post["post_id"]})},
    )
    return True


def tell_author(connection: Connection, post: SeatPost, by: str, kind: Kind, now: datetime) -> None:
    """Tells a post's author that somebody else liked or commented it."""
    if post.author.id != by:
        notify(connection, post.author.id, kind, {"post": post.id}, now, about_seat=by)


def forget_answers(connection: Connection, seat_id: str) -> None:
    """What others liked and wrote under a person's posts goes, before the posts do."""
    for table in ("likes", "comments"):
        connection.execute(f"DELETE FROM {table} WHERE post_id IN {IDS_OF_OWN}", {"seat_id": seat_id})


def list_comments_on(connection: Connection, post_ids: Iterable[str]) -> Mapping[str, list[SeatComment]]:
    """What people wrote under posts of people, by post, oldest first."""
    of_posts, named = among("post_id", dict.fromkeys(post_ids))
    found: dict[str, list[SeatComment]] = defaultdict(list)
    if named:
        rows = connection.execute(
            "SELECT seats.*, post_id, text, at FROM comments JOIN seats ON seats.id = comments.seat_id"
            f" WHERE {of_posts} ORDER BY comments.id",
            named,
        )
        for row in rows:
            found[row["post_id"]].append(SeatComment(read_seat(row), row["text"], clock.from_text(row["at"])))
    return found


def _number_of(post_id: str) -> int | None:
    number = post_id.removeprefix(PREFIX)
    return int(number) if number != post_id and number.isascii() and number.isdigit() and len(number) < 16 else None


def _post(row: Mapping[str, Any]) -> SeatPost:
    return SeatPost(
        number=row["number"],
        author=read_seat(row),
        group_id=row["group_id"],
        text=row["text"],
        interests=tuple(json.loads(row["interests"])),
        at=clock.from_text(row["at"]),
        likes=int(row["likes"]),
    )
