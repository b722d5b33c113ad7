"""SQL for the people of the town behind a network. Member pages ask.

What a resident hides stays in the store: `home_town` and `partner` are None then.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pixel.store.connection import Connection, among

Words = Mapping[str, str]  # by language
TOLD = (
    "id, name, sex, age, town, school, employer, about,"
    " CASE WHEN hides_home_town = 0 THEN home_town END AS home_town,"
    " CASE WHEN hides_partner = 0 THEN truth END AS truth_told"
)


@dataclass(frozen=True)
class ResidentRecord:
    """Somebody of the town as others see them. `kin`: what they are to whom (`("niece-nephew", "r0007")`)."""

    id: str
    name: str
    first_name: str
    sex: str
    age: int
    town: str
    home_town: str | None
    school: str
    employer: str
    job: Words
    bio: Words
    interests: tuple[str, ...]
    kin: tuple[tuple[str, str], ...]
    partner: str | None


def find_resident(connection: Connection, network: str, resident_id: str) -> ResidentRecord | None:
    """Somebody of the town."""
    return list_residents(connection, network, [resident_id]).get(resident_id)


def list_residents(connection: Connection, network: str, ids: Iterable[str]) -> dict[str, ResidentRecord]:
    """Some of the town, by id, in the order of ids; who is not there is left out."""
    of_ids, named = among("id", dict.fromkeys(ids))
    if not named:
        return {}
    rows = connection.execute(
        f"SELECT {TOLD} FROM residents WHERE network = :network AND {of_ids} ORDER BY id", {"network": network, **named}
    )
    return {row["id"]: _resident(row) for row in rows}


def search_residents(
    connection: Connection, network: str, folded: str, towns: Collection[str], offset: int, limit: int
) -> list[ResidentRecord]:
    """Whose folded name has a text in it, or who live in one of some towns; by name."""
    in_towns, named = among("town", towns)
    pattern = "".join(f"!{letter}" if letter in "!%_" else letter for letter in folded)
    rows = connection.execute(
        f"SELECT {TOLD} FROM residents WHERE network = :network"
        f" AND (folded_name LIKE :pattern ESCAPE '!' OR {in_towns})"
        " ORDER BY folded_name, id LIMIT :limit OFFSET :offset",
        {"network": network, "pattern": f"%{pattern}%", "limit": limit, "offset": offset, **named},
    )
    return [_resident(row) for row in rows]


def list_resident_friends(connection: Connection, network: str, resident_id: str) -> list[str]:
    """A resident's friends, by id."""
    rows = connection.execute(
        "SELECT friend_id FROM resident_friends WHERE network = :network AND resident_id = :id ORDER BY friend_id",
        {"network": network, "id": resident_id},
    )
    return [row["friend_id"] for row in rows]


def _resident(row: Mapping[str, Any]) -> ResidentRecord:
    about = json.loads(row["about"])
    return ResidentRecord(
        id=row["id"],
        name=row["name"],
        first_name=about["first_name"],
        sex=row["sex"],
        age=row["age"],
        town=row["town"],
        home_town=row["home_town"],
        school=row["school"],
        employer=row["employer"],
        job=about["job"],
        bio=about["bio"],
        interests=tuple(about["interests"]),
        kin=tuple((kin["kind"], kin["other"]) for kin in about["kin"]),
        partner=json.loads(row["truth_told"])["partner"] if row["truth_told"] else None,
    )
