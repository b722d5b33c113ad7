"""SQL for a profile's lines: what they rest on, each with the key of its row. The profile asks."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from pixel import clock
from pixel.store.connection import Connection
from pixel.store.queries.profile import LAST_LOOKED_AT
from pixel.store.queries.town.inference import list_comments_on
from pixel.store.tables import TABLES

ADS_LOOKED_AT = 200
KEYS: Mapping[str, tuple[str, ...]] = {table.name: table.key for table in TABLES}


@dataclass(frozen=True)
class ResidentRow:
    """What somebody of the town says of themselves; `home_town` None where they hide it."""

    id: str
    town: str
    home_town: str | None
    age: int
    sex: str
    school: str
    employer: str
    job: Mapping[str, str]
    kin: tuple[tuple[str, str], ...]


class HitRow(NamedTuple):
    """As much of a recorded hit as lines need."""

    id: int
    pixel_id: str
    event: str
    content_ids: tuple[str, ...]
    device: str
    browser: str
    at: datetime


class AdRow(NamedTuple):
    """An ad shown, and when."""

    seat_id: str
    id: str
    at: datetime


class SaidRow(NamedTuple):
    """What somebody wrote under a person's post, in each language that it is kept in; `table`: where it stands."""

    table: str
    id: str
    author: str
    texts: tuple[str, ...]


def find_resident_row(connection: Connection, network: str, resident_id: str) -> ResidentRow | None:
    """Somebody of the town, as they show themselves."""
    row = connection.execute(
        "SELECT id, town, CASE WHEN hides_home_town = 0 THEN home_town END AS home_town, age, sex, school, employer,"
        " about FROM residents WHERE network = :network AND id = :id",
        {"network": network, "id": resident_id},
    ).fetchone()
    if row is None:
        return None
    about = json.loads(row["about"])
    kin = tuple((each["kind"], each["other"]) for each in about["kin"])
    return ResidentRow(
        row["id"],
        row["town"],
        row["home_town"],
        row["age"],
        row["sex"],
        row["school"],
        row["employer"],
        about["job"],
        kin,
    )


def list_hits(connection: Connection, visitors: Iterable[str]) -> list[HitRow]:
    """The latest hits of some visitors, newest first."""
    found = [
        HitRow(
            row["id"],
            row["pixel_id"],
            row["event"],
            tuple(json.loads(row["content_ids"])),
            row["device"],
            row["browser"],
            clock.from_text(row["received_at"]),
        )
        for visitor_id in visitors
        for row in connection.execute(
            "SELECT id, pixel_id, event, content_ids, device, browser, received_at FROM events"
            " WHERE visitor_id = :visitor_id ORDER BY id DESC LIMIT :limit",
            {"visitor_id": visitor_id, "limit": LAST_LOOKED_AT},
        )
    ]
    return sorted(found, key=lambda hit: -hit.id)


def list_shown(connection: Connection, seat_id: str, visitors: Iterable[str]) -> list[AdRow]:
    """The latest ads that a person was shown in each of their browsers."""
    return [
        AdRow(row["seat_id"], row["id"], clock.from_text(row["shown_at"]))
        for visitor_id in visitors
        for row in connection.execute(
            "SELECT seat_id, id, shown_at FROM impressions WHERE visitor_id = :visitor_id AND seat_id = :seat_id"
            " ORDER BY number DESC LIMIT :limit",
            {"visitor_id": visitor_id, "seat_id": seat_id, "limit": ADS_LOOKED_AT},
        )
    ]


def list_said_in_town(connection: Connection, network: str, resident_id: str) -> list[SaidRow]:
    """What others of the town wrote under somebody's posts."""
    return [
        SaidRow("town_comments", comment.id, comment.author_id, tuple(comment.text.values()))
        for comment in list_comments_on(connection, network, resident_id)
    ]


def list_said_by_friends(connection: Connection, seat_id: str) -> list[SaidRow]:
    """What befriended people at other browsers wrote under a person's own posts."""
    rows = connection.execute(
        "SELECT comments.id, comments.seat_id, comments.text FROM friendships"
        " JOIN posts ON posts.seat_id = friendships.seat_id"
        " JOIN comments ON comments.seat_id = friendships.friend_id AND comments.post_id = 'own-' || posts.id"
        " WHERE friendships.seat_id = :seat_id AND friendships.kind = 'seat' AND friendships.state = 'friends'"
        " ORDER BY comments.id",
        {"seat_id": seat_id},
    )
    return [SaidRow("comments", str(row["id"]), row["seat_id"], (row["text"],)) for row in rows]


def find_row(connection: Connection, network: str, table: str, key: Mapping[str, str]) -> dict[str, Any] | None:
    """One row by its key, whose columns are those of the register of tables; `network` fills in that column. Somebody
    of the town comes without the truth about them, and without what they hide."""
    named: dict[str, str | int] = {
        column: network if column == "network" else _typed(table, column, key[column]) for column in KEYS[table]
    }
    where = " AND ".join(f"{column} = :{column}" for column in KEYS[table])
    row = connection.execute(f"SELECT * FROM {table} WHERE {where}", named).fetchone()
    return _without_secrets(table, dict(row)) if row else None


def _without_secrets(table: str, row: dict[str, Any]) -> dict[str, Any]:
    if table != "residents":
        return row
    secret = {"truth", "folded_name"} | ({"home_town"} if row["hides_home_town"] else set())
    return {column: value for column, value in row.items() if column not in secret}


def _typed(table: str, column: str, text: str) -> str | int:
    """A key's part as the database has it: numbers are numbers."""
    is_number = next(each.sequence for each in TABLES if each.name == table) == column
    return int(text) if is_number else text
