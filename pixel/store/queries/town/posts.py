"""SQL for what the town's residents posted and answered. The feed, member pages, groups and pages ask."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pixel.store.connection import Connection, among
from pixel.store.queries.friendships import FRIENDS_OF_SEAT
from pixel.store.queries.town.people import Words
from pixel.store.records import Seat

COLUMNS = (
    "town_posts.id AS id, town_posts.author_id, residents.name, residents.sex, residents.age, residents.town,"
    " town_posts.group_id, town_posts.age_seconds, town_posts.text, town_posts.interests,"
    " (SELECT count(*) FROM resident_likes WHERE resident_likes.network = town_posts.network"
    " AND resident_likes.post_id = town_posts.id) AS likes"
)
FROM_POSTS = (
    "FROM town_posts JOIN residents ON residents.network = town_posts.network AND residents.id = town_posts.author_id"
)
NEWEST = " ORDER BY age_seconds, id LIMIT :limit"


@dataclass(frozen=True)
class AuthorRecord:
    """Of a resident what stands beside their words."""

    id: str
    name: str
    sex: str
    age: int
    town: str


@dataclass(frozen=True)
class TownPostRecord:
    """A resident's post; `age`: before now; `likes`: residents'."""

    id: str
    author: AuthorRecord
    group_id: str | None
    age: timedelta
    text: Words
    interests: tuple[str, ...]
    likes: int


@dataclass(frozen=True)
class TownCommentRecord:
    """What a resident answered to a post."""

    author: AuthorRecord
    age: timedelta
    text: Words


def find_town_post(connection: Connection, network: str, post_id: str) -> TownPostRecord | None:
    """A resident's post."""
    return list_town_posts(connection, network, [post_id]).get(post_id)


def list_town_posts(connection: Connection, network: str, ids: Iterable[str]) -> dict[str, TownPostRecord]:
    """Some posts, by id."""
    of_ids, named = among("post", dict.fromkeys(ids))
    if not named:
        return {}
    of_ids = of_ids.replace("post IN", "town_posts.id IN", 1)
    rows = connection.execute(
        f"SELECT {COLUMNS} {FROM_POSTS} WHERE town_posts.network = :network AND {of_ids}", {"network": network, **named}
    )
    return {row["id"]: _post(row) for row in rows}


def list_posts_by(connection: Connection, network: str, author_id: str, limit: int) -> list[TownPostRecord]:
    """A resident's newest posts."""
    rows = connection.execute(
        f"SELECT {COLUMNS} {FROM_POSTS} WHERE town_posts.network = :network AND town_posts.author_id = :id{NEWEST}",
        {"network": network, "id": author_id, "limit": limit},
    )
    return [_post(row) for row in rows]


def list_posts_in(connection: Connection, network: str, group_id: str, limit: int) -> list[TownPostRecord]:
    """The newest posts in a group."""
    rows = connection.execute(
        f"SELECT {COLUMNS} {FROM_POSTS} WHERE town_posts.network = :network AND town_posts.group_id = :id{NEWEST}",
        {"network": network, "id": group_id, "limit": limit},
    )
    return [_post(row) for row in rows]


def list_posts_about(
    connection: Connection, network: str, page_id: str, interests: Iterable[str], limit: int
) -> list[TownPostRecord]:
    """The newest posts of a page's followers that speak for just these interests; none where these are none."""
    wanted = list(interests)
    if not wanted:
        return []
    rows = connection.execute(
        f"SELECT {COLUMNS} {FROM_POSTS} JOIN resident_follows ON resident_follows.network = town_posts.network"
        " AND resident_follows.resident_id = town_posts.author_id WHERE resident_follows.network = :network"
        f" AND resident_follows.page_id = :id AND town_posts.interests = :interests{NEWEST}",
        {"network": network, "id": page_id, "interests": json.dumps(wanted), "limit": limit},
    )
    return [_post(row) for row in rows]


def list_posts_for(connection: Connection, seat: Seat, limit: int) -> list[TownPostRecord]:
    """The newest posts of a person's friends and in their groups, without what they or their face wrote themselves."""
    # CROSS JOIN: SQLite goes from left to right then, and not through all that the town wrote.
    posts = (
        "CROSS JOIN town_posts CROSS JOIN residents WHERE town_posts.network = :network"
        " AND residents.network = :network AND residents.id = town_posts.author_id"
    )
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM ({FRIENDS_OF_SEAT}) AS friends {posts} AND town_posts.author_id = friends.friend_id"
        f" UNION SELECT {COLUMNS} FROM memberships {posts} AND memberships.seat_id = :seat_id"
        f" AND town_posts.group_id = memberships.group_id AND town_posts.author_id <> :member_id{NEWEST}",
        {"network": seat.network, "seat_id": seat.id, "member_id": seat.member_id or "", "limit": limit},
    )
    return [_post(row) for row in rows]


def list_town_comments(
    connection: Connection, network: str, post_ids: Iterable[str]
) -> Mapping[str, list[TownCommentRecord]]:
    """What residents answered to some posts, by post, oldest first."""
    of_posts, named = among("post_id", dict.fromkeys(post_ids))
    found: dict[str, list[TownCommentRecord]] = defaultdict(list)
    if not named:
        return found
    rows = connection.execute(
        "SELECT post_id, author_id, name, sex, age, town, age_seconds, text FROM town_comments JOIN residents"
        " ON residents.network = town_comments.network AND residents.id = author_id"
        f" WHERE town_comments.network = :network AND {of_posts} ORDER BY age_seconds DESC, town_comments.id",
        {"network": network, **named},
    )
    for row in rows:
        age = timedelta(seconds=row["age_seconds"])
        found[row["post_id"]].append(TownCommentRecord(_author(row), age, json.loads(row["text"])))
    return found


def _post(row: Mapping[str, Any]) -> TownPostRecord:
    return TownPostRecord(
        id=row["id"],
        author=_author(row),
        group_id=row["group_id"],
        age=timedelta(seconds=row["age_seconds"]),
        text=json.loads(row["text"]),
        interests=tuple(json.loads(row["interests"])),
        likes=int(row["likes"]),
    )


def _author(row: Mapping[str, Any]) -> AuthorRecord:
    return AuthorRecord(row["author_id"], row["name"], row["sex"], row["age"], row["town"])
