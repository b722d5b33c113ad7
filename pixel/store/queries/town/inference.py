"""SQL for what is guessed of invented people: what guesses read, and what was learnt when the town was made.

Nothing here reads the truth: a home town or a partner that somebody hides is no part of any answer. What it turns out
to be, for whoever counts errors, is in `truths`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pixel.store.connection import Connection
from pixel.store.queries.friendships import FRIENDS_OF_SEAT

KNOWN = f"WITH known AS ({FRIENDS_OF_SEAT})"


@dataclass(frozen=True)
class Subject:
    """Whom something is guessed of: a resident, and the seat that is a copy of it (empty: the resident alone)."""

    network: str
    resident: str
    seat: str = ""

    @property
    def values(self) -> dict[str, str]:
        return {"network": self.network, "member_id": self.resident, "seat_id": self.seat}


@dataclass(frozen=True)
class PublicResident:
    """What anybody may see of a resident; `home_town` None: hidden. `is_of_town`: of a friend, whether the town has
    them as one; else the seat has made this friend itself."""

    id: str
    name: str
    town: str
    home_town: str | None
    is_of_town: bool = True


@dataclass(frozen=True)
class PublicLikes:
    """The pages that somebody follows: as a resident, and as a seat. `stamp`: which town it is, empty for none."""

    stamp: str
    of_resident: frozenset[str]
    of_seat: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.of_resident | self.of_seat


@dataclass(frozen=True)
class CommentOnPerson:
    """A comment on something that a resident wrote; `author`: a name; `text` by language."""

    id: str
    author_id: str
    author: str
    text: Mapping[str, str]


def find_resident(connection: Connection, network: str, resident_id: str) -> PublicResident | None:
    """A resident by id."""
    row = connection.execute(
        "SELECT id, name, town, CASE WHEN hides_home_town = 0 THEN home_town END AS shown_home_town"
        " FROM residents WHERE network = :network AND id = :id",
        {"network": network, "id": resident_id},
    ).fetchone()
    return _resident(row) if row else None


def list_friends(connection: Connection, subject: Subject) -> list[PublicResident]:
    """A person's friends by id, each with the home town that they show."""
    rows = connection.execute(
        f"{KNOWN} SELECT residents.id, name, town,"
        " CASE WHEN hides_home_town = 0 THEN home_town END AS shown_home_town, EXISTS (SELECT 1 FROM resident_friends"
        " AS tie WHERE tie.network = :network AND tie.resident_id = :member_id AND tie.friend_id = residents.id)"
        " AS is_of_town FROM known JOIN residents ON residents.network = :network AND residents.id = known.friend_id"
        " ORDER BY residents.id",
        subject.values,
    )
    return [replace(_resident(row), is_of_town=bool(row["is_of_town"])) for row in rows]


def read_circle(connection: Connection, subject: Subject) -> dict[str, frozenset[str]]:
    """A person's friends, and who among them are friends: all that close ties are told from."""
    rows = connection.execute(
        f"{KNOWN} SELECT resident_id, resident_friends.friend_id FROM known"
        " JOIN resident_friends ON network = :network AND resident_id = known.friend_id"
        " WHERE resident_friends.friend_id IN (SELECT friend_id FROM known)"
        " UNION ALL SELECT :member_id, friend_id FROM known",
        subject.values,
    )
    graph: dict[str, set[str]] = {}
    for row in rows:
        graph.setdefault(row["resident_id"], set()).add(row["friend_id"])
        graph.setdefault(row["friend_id"], set()).add(row["resident_id"])
    return {person: frozenset(friends - {person}) for person, friends in graph.items()}


def read_likes(connection: Connection, subject: Subject) -> PublicLikes:
    """The pages that a person follows, and which town they live in: one statement, as a feed asks it each time."""
    rows = connection.execute(
        "SELECT 'town' AS source, network || '/' || made_at || '/' || seed || '/' || size || '/' || version AS id"
        " FROM town WHERE network = :network"
        " UNION ALL SELECT 'resident', page_id FROM resident_follows"
        " WHERE network = :network AND resident_id = :member_id"
        " UNION ALL SELECT 'seat', page_id FROM follows WHERE seat_id = :seat_id",
        subject.values,
    )
    found: dict[str, set[str]] = {"town": set(), "resident": set(), "seat": set()}
    for row in rows:
        found[row["source"]].add(row["id"])
    return PublicLikes(next(iter(found["town"]), ""), frozenset(found["resident"]), frozenset(found["seat"]))


def read_stamp(connection: Connection, network: str) -> str:
    """Another text for each town that was put behind the network; empty where none was."""
    return read_likes(connection, Subject(network, "")).stamp


def list_all_likes(connection: Connection, network: str) -> dict[str, frozenset[str]]:
    """The pages that each resident follows: the whole town's, for whoever compares people."""
    rows = connection.execute(
        "SELECT resident_id, page_id FROM resident_follows WHERE network = :network", {"network": network}
    )
    likes: dict[str, set[str]] = {}
    for row in rows:
        likes.setdefault(row["resident_id"], set()).add(row["page_id"])
    return {resident: frozenset(pages) for resident, pages in sorted(likes.items())}


def list_comments_on(connection: Connection, network: str, resident_id: str) -> list[CommentOnPerson]:
    """What others answered to a resident's posts."""
    rows = connection.execute(
        "SELECT town_comments.id AS id, residents.id AS author_id, residents.name AS author,"
        " town_comments.text AS text FROM town_posts"
        " JOIN town_comments ON town_comments.network = :network AND post_id = town_posts.id"
        " JOIN residents ON residents.network = :network AND residents.id = town_comments.author_id"
        " WHERE town_posts.network = :network AND town_posts.author_id = :resident"
        " AND town_comments.author_id <> :resident ORDER BY town_comments.id",
        {"network": network, "resident": resident_id},
    )
    return [CommentOnPerson(row["id"], row["author_id"], row["author"], json.loads(row["text"])) for row in rows]


def list_models(connection: Connection, network: str) -> dict[str, tuple[Any, Any]]:
    """What was learnt, by trait: the model, and its evaluation, as data."""
    rows = connection.execute(
        "SELECT trait, model, evaluation FROM trait_models WHERE network = :network", {"network": network}
    )
    return {row["trait"]: (json.loads(row["model"]), json.loads(row["evaluation"])) for row in rows}


def _resident(row: Mapping[str, Any]) -> PublicResident:
    return PublicResident(row["id"], row["name"], row["town"], row["shown_home_town"])
