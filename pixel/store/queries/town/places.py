"""SQL for what the town's people gather around: groups, and pages that they follow. Member pages ask.

The two are kept alike, each in a table of its own with another for who is there.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from pixel.store.connection import Connection
from pixel.store.queries.town.people import Words


class PlaceTables(NamedTuple):
    """Where such places stand, who is there, by which column, and the SQL for a place's kind."""

    places: str
    people: str
    key: str
    kind: str

    @property
    def columns(self) -> str:
        """Of a place, without the number of its people."""
        return f"id, theme, {self.kind} AS kind, definition"


GROUPS = PlaceTables("town_groups", "resident_groups", "group_id", "''")
PAGES = PlaceTables("town_pages", "resident_follows", "page_id", "kind")


@dataclass(frozen=True)
class PlaceRecord:
    """A group, or a page that one follows; `people`: how many residents are in it; `kind`: a page's."""

    id: str
    theme: str
    kind: str
    name: Words
    about: Words
    people: int


def list_places(connection: Connection, of: PlaceTables, network: str) -> list[PlaceRecord]:
    """All groups, or all pages that one can follow."""
    rows = connection.execute(
        f"SELECT {of.columns}, (SELECT count(*) FROM {of.people} AS them WHERE them.network = {of.places}.network"
        f" AND them.{of.key} = {of.places}.id) AS people FROM {of.places} WHERE network = :network ORDER BY id",
        {"network": network},
    )
    return [_place(row) for row in rows]


def find_place(connection: Connection, of: PlaceTables, network: str, place_id: str) -> PlaceRecord | None:
    """A group, or a page that one can follow."""
    row = connection.execute(
        f"SELECT {of.columns}, (SELECT count(*) FROM {of.people} AS them WHERE them.network = :network"
        f" AND them.{of.key} = :id) AS people FROM {of.places} WHERE network = :network AND id = :id",
        {"network": network, "id": place_id},
    ).fetchone()
    return _place(row) if row else None


def list_places_of(connection: Connection, of: PlaceTables, network: str, resident_id: str) -> list[PlaceRecord]:
    """The groups that a resident is in, or the pages that they follow; without the number of their people."""
    rows = connection.execute(
        f"SELECT {of.columns}, 0 AS people FROM {of.people} JOIN {of.places}"
        f" ON {of.places}.network = {of.people}.network AND id = {of.key}"
        f" WHERE {of.people}.network = :network AND resident_id = :id ORDER BY id",
        {"network": network, "id": resident_id},
    )
    return [_place(row) for row in rows]


def list_people_in(connection: Connection, of: PlaceTables, network: str, place_id: str, limit: int) -> list[str]:
    """Some of the residents in a group, or who follow a page, by id."""
    rows = connection.execute(
        f"SELECT resident_id FROM {of.people} WHERE network = :network AND {of.key} = :id"
        " ORDER BY resident_id LIMIT :limit",
        {"network": network, "id": place_id, "limit": limit},
    )
    return [row["resident_id"] for row in rows]


def _place(row: Mapping[str, Any]) -> PlaceRecord:
    said = json.loads(row["definition"])
    return PlaceRecord(row["id"], row["theme"], row["kind"], said["name"], said["about"], int(row["people"]))
