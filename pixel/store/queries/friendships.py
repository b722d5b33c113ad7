"""SQL for a person's friends: residents of the town, and other people of the same class, who are asked first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pixel import clock
from pixel.store.connection import Connection
from pixel.store.queries.identity import NETWORK_OF_SEAT, read_seat
from pixel.store.queries.notifications import notify
from pixel.store.records import Seat

# How two people stand. A row of `friendships` says `asked` (by its seat, who waits) or `friends`; with a resident also
# `ended`, where the person's face was their friend from the start.
State = Literal["none", "asked", "asks-me", "friends"]
LARGEST_CLASS = 100
# SQL: the residents who are a seat's friends: those of its face (`:member_id`) but for whom it left, and its own.
FRIENDS_OF_SEAT = (
    "SELECT friend_id FROM resident_friends WHERE network = :network AND resident_id = :member_id"
    " AND friend_id NOT IN (SELECT friend_id FROM friendships WHERE seat_id = :seat_id AND state = 'ended')"
    " UNION SELECT friend_id FROM friendships WHERE seat_id = :seat_id AND kind = 'resident' AND state = 'friends'"
)


@dataclass(frozen=True)
class SeatFriend:
    """Another person, and how the two stand: `asked` by oneself, `asks-me`, or `friends`."""

    seat: Seat
    state: State


def list_resident_friends_of(connection: Connection, seat: Seat) -> list[str]:
    """All residents who are a person's friends: those of their face from the start, and their own."""
    rows = connection.execute(
        f"{FRIENDS_OF_SEAT} ORDER BY friend_id",
        {"network": seat.network, "member_id": seat.member_id or "", "seat_id": seat.id},
    )
    return [row["friend_id"] for row in rows]


def befriend_resident(connection: Connection, seat_id: str, resident_id: str, now: datetime) -> None:
    """A resident says yes at once, and one is told so."""
    _keep(connection, seat_id, resident_id, "resident", "friends", now)
    notify(connection, seat_id, "friend-accepted", {"resident": resident_id}, now)


def unfriend_resident(connection: Connection, seat_id: str, resident_id: str, now: datetime, *, is_faces: bool) -> None:
    """Friends no more; `is_faces`: the face's friend in the town, which a row must say the end of."""
    if is_faces:
        _keep(connection, seat_id, resident_id, "resident", "ended", now)
    else:
        _drop(connection, seat_id, resident_id)


def find_classmate(connection: Connection, seat_id: str, other_id: str) -> Seat | None:
    """Another person, if both are in the class that is open."""
    row = connection.execute(
        "SELECT seats.* FROM students AS me JOIN students AS other ON other.class_id = me.class_id"
        " JOIN seats ON seats.id = other.seat_id"
        " WHERE me.seat_id = :seat_id AND other.seat_id = :other AND other.seat_id <> me.seat_id",
        {"seat_id": seat_id, "other": other_id},
    ).fetchone()
    return read_seat(row) if row else None


def list_classmates(connection: Connection, seat_id: str) -> list[Seat]:
    """The others of the class that is open, by name."""
    rows = connection.execute(
        "SELECT seats.* FROM students AS me JOIN students AS other ON other.class_id = me.class_id"
        " JOIN seats ON seats.id = other.seat_id"
        " WHERE me.seat_id = :seat_id AND other.seat_id <> me.seat_id ORDER BY other.folded_name LIMIT :limit",
        {"seat_id": seat_id, "limit": LARGEST_CLASS},
    )
    return [read_seat(row) for row in rows]


def list_seat_friends(connection: Connection, seat_id: str) -> list[SeatFriend]:
    """Everybody whom a person asked, who asks them, and who is their friend."""
    rows = connection.execute(
        "SELECT seats.*, state AS stands FROM friendships JOIN seats ON seats.id = friend_id"
        " WHERE friendships.seat_id = :seat_id AND kind = 'seat'"
        " UNION SELECT seats.*, 'asks-me' FROM friendships JOIN seats ON seats.id = friendships.seat_id"
        " WHERE friend_id = :seat_id AND kind = 'seat' AND state = 'asked'",
        {"seat_id": seat_id},
    )
    found: dict[str, SeatFriend] = {}
    for row in rows:
        if row["id"] not in found or row["stands"] == "friends":
            found[row["id"]] = SeatFriend(read_seat(row), row["stands"])
    return sorted(found.values(), key=lambda friend: (friend.seat.first_name or "", friend.seat.id))


def how_they_stand(connection: Connection, seat_id: str, other_id: str) -> State:
    """How a person stands with another."""
    rows = connection.execute(
        "SELECT seat_id, state FROM friendships WHERE kind = 'seat' AND"
        " ((seat_id = :seat_id AND friend_id = :other) OR (seat_id = :other AND friend_id = :seat_id))",
        {"seat_id": seat_id, "other": other_id},
    )
    states = {row["seat_id"]: row["state"] for row in rows}
    if "friends" in states.values():
        return "friends"
    return "asked" if seat_id in states else "asks-me" if states else "none"


def ask_classmate(connection: Connection, seat_id: str, other_id: str, now: datetime) -> State:
    """Asks somebody of the class; who asked first themselves has their answer. How the two stand then."""
    stands = how_they_stand(connection, seat_id, other_id)
    if stands == "none" and find_classmate(connection, seat_id, other_id):
        _keep(connection, seat_id, other_id, "seat", "asked", now)
        notify(connection, other_id, "friend-asked", {}, now, about_seat=seat_id)
        return "asked"
    return answer_classmate(connection, seat_id, other_id, now, is_yes=True) if stands == "asks-me" else stands


def answer_classmate(connection: Connection, seat_id: str, other_id: str, now: datetime, *, is_yes: bool) -> State:
    """Answers somebody who asked; a no leaves nothing, and is told to nobody. How the two stand then."""
    stands = how_they_stand(connection, seat_id, other_id)
    if stands != "asks-me":
        return stands
    if not is_yes:
        _drop(connection, other_id, seat_id)
        return "none"
    _keep(connection, other_id, seat_id, "seat", "friends", now)
    _keep(connection, seat_id, other_id, "seat", "friends", now)
    notify(connection, other_id, "friend-accepted", {}, now, about_seat=seat_id)
    return "friends"


def unfriend_classmate(connection: Connection, seat_id: str, other_id: str) -> None:
    """Friends no more, or asked no more: for both."""
    _drop(connection, seat_id, other_id)
    _drop(connection, other_id, seat_id)


def _keep(connection: Connection, seat_id: str, friend_id: str, kind: str, state: str, now: datetime) -> None:
    connection.execute(
        "INSERT INTO friendships (seat_id, network, friend_id, kind, state, at)"
        f" VALUES (:seat_id, {NETWORK_OF_SEAT}, :friend_id, :kind, :state, :at)"
        " ON CONFLICT (seat_id, friend_id) DO UPDATE SET state = excluded.state, at = excluded.at",
        {
            "seat_id": seat_id,
            "friend_id": friend_id,
            "kind": kind,
            "state": state,
            "at": clock.to_text(now),
        },
    )


def _drop(connection: Connection, seat_id: str, friend_id: str) -> None:
    named = {"seat_id": seat_id, "friend_id": friend_id}
    connection.execute("DELETE FROM friendships WHERE seat_id = :seat_id AND friend_id = :friend_id", named)
