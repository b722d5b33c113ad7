"""SQL for the town behind a network: `pixel seed` puts it in, pages and inference read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pixel import clock
from pixel.store.connection import Connection, Insert, Value
from pixel.store.queries.classroom.classes import find_class_id
from pixel.store.tables import TABLES

INTEGERS = frozenset({"seed", "size", "version", "age", "hides_home_town", "hides_partner", "age_seconds"})
KEYS = {table.name: table.key for table in TABLES if table.whose == "network"}

# A table's rows, all with the same columns in the same order.
Rows = Sequence[Mapping[str, Value]]


@dataclass(frozen=True)
class TownRecord:
    """Which town stands there: made from `seed`, of `size` residents, by which `version` of the generator."""

    seed: int
    size: int
    version: int


def find_town(connection: Connection, network: str) -> TownRecord | None:
    """The town behind a network, if one was put in."""
    row = connection.execute(
        "SELECT seed, size, version FROM town WHERE network = :network", {"network": network}
    ).fetchone()
    return TownRecord(row["seed"], row["size"], row["version"]) if row else None


class ClassIsOpenError(Exception):
    """A class is open, whose people are of the town that stands there."""


def replace_town(
    connection: Connection, network: str, town: TownRecord, rows: Mapping[str, Rows], now: datetime
) -> None:
    """All of a town anew, in one transaction: whoever reads sees the one or the other. Raises ClassIsOpenError where a
    class is open and another town stands there, which then stays."""
    if find_class_id(connection) and find_town(connection, network):
        raise ClassIsOpenError
    for table in reversed(KEYS):
        connection.execute(f"DELETE FROM {table} WHERE network = :network", {"network": network})
    connection.execute(
        "INSERT INTO town (network, seed, size, version, made_at) VALUES (:network, :seed, :size, :version, :now)",
        {"network": network, **vars(town), "now": clock.to_text(now)},
    )
    for table, given in rows.items():
        if given:
            columns = tuple(given[0])
            insert = Insert(table, columns, KEYS[table], INTEGERS & set(columns))
            connection.insert(insert, [tuple(row.values()) for row in given])
    for table in KEYS:  # else what a friend wrote is looked for among all that the town did
        connection.execute(f"ANALYZE {table}")
