"""SQL for what a person says of themselves on a network, the groups that they join and the pages that they follow."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from pixel import clock
from pixel.store.connection import Connection
from pixel.store.queries.networks import SUBJECTS, SignalTable

Origin = Literal["invented", "own"]


@dataclass(frozen=True)
class Declaration:
    """An answer to a question of the sign-up. `origin`: `invented` as the face came with it, or one's own word."""

    key: str
    value: str
    origin: Origin
    is_hidden: bool


@dataclass(frozen=True)
class Menu:
    """What every page shows of a person: `unread` notifications; whether they declared anything yet, and whether they
    or their friends wrote posts."""

    unread: int = 0
    has_declared: bool = True
    has_posts: bool = False


NO_MENU = Menu()


def read_menu(connection: Connection, seat_id: str) -> Menu:
    """In one statement, since each page asks it."""
    row = connection.execute(
        "SELECT (SELECT count(*) FROM notifications WHERE seat_id = :seat_id AND is_read = 0) AS unread,"
        " EXISTS (SELECT 1 FROM declarations WHERE seat_id = :seat_id) AS has_declared,"
        " EXISTS (SELECT 1 FROM posts WHERE seat_id = :seat_id)"
        " OR EXISTS (SELECT 1 FROM friendships JOIN posts ON posts.seat_id = friend_id"
        " WHERE friendships.seat_id = :seat_id AND kind = 'seat' AND state = 'friends') AS has_posts",
        {"seat_id": seat_id},
    ).fetchone()
    return Menu(int(row["unread"]), bool(row["has_declared"]), bool(row["has_posts"]))


class Doings(NamedTuple):
    """How many posts a person wrote, groups they joined, pages they follow."""

    posts: int
    groups: int
    pages: int


def count_doings(connection: Connection, seat_id: str) -> Doings:
    """All three, of one person."""
    row = connection.execute(
        "SELECT (SELECT count(*) FROM posts WHERE seat_id = :seat_id) AS posts,"
        " (SELECT count(*) FROM memberships WHERE seat_id = :seat_id) AS joined,"
        " (SELECT count(*) FROM follows WHERE seat_id = :seat_id) AS pages",
        {"seat_id": seat_id},
    ).fetchone()
    return Doings(int(row["posts"]), int(row["joined"]), int(row["pages"]))


def list_declarations(connection: Connection, seat_id: str) -> dict[str, Declaration]:
    """A person's answers, by key."""
    rows = connection.execute(
        "SELECT key, value, origin, is_hidden FROM declarations WHERE seat_id = :seat_id ORDER BY key",
        {"seat_id": seat_id},
    )
    return {row["key"]: Declaration(row["key"], row["value"], row["origin"], bool(row["is_hidden"])) for row in rows}


def replace_declarations(
    connection: Connection, seat_id: str, answers: Sequence[Declaration], interests: Sequence[str], now: datetime
) -> None:
    """A person's answers in place of all earlier ones; `interests` are what ads may go by from now on."""
    connection.execute("DELETE FROM declarations WHERE seat_id = :seat_id", {"seat_id": seat_id})
    for answer in answers:
        connection.execute(
            "INSERT INTO declarations (seat_id, key, value, origin, is_hidden, at)"
            " SELECT id, :key, :value, :origin, :is_hidden, :at FROM seats WHERE id = :seat_id",
            {
                "seat_id": seat_id,
                "key": answer.key,
                "value": answer.value,
                "origin": answer.origin,
                "is_hidden": int(answer.is_hidden),
                "at": clock.to_text(now),
            },
        )
    connection.execute(
        "UPDATE seats SET declared = :declared WHERE id = :seat_id",
        {"declared": json.dumps(list(interests)), "seat_id": seat_id},
    )


def list_memberships(connection: Connection, seat_id: str) -> Mapping[str, datetime]:
    """The groups that a person joined, and when."""
    return _list_chosen(connection, "memberships", seat_id)


def list_follows(connection: Connection, seat_id: str) -> Mapping[str, datetime]:
    """The pages that a person follows, and since when."""
    return _list_chosen(connection, "follows", seat_id)


def _list_chosen(connection: Connection, table: SignalTable, seat_id: str) -> dict[str, datetime]:
    rows = connection.execute(
        f"SELECT {SUBJECTS[table]} AS subject, at FROM {table} WHERE seat_id = :s ORDER BY at", {"s": seat_id}
    )
    return {row["subject"]: clock.from_text(row["at"]) for row in rows}
