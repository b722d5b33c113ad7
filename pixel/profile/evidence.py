"""What a line of a profile rests on: a row of the database, by its table and its key. `lines` points to it, the
profile's pages open it."""

from collections.abc import Mapping
from typing import NamedTuple

from pixel.store.tables import TABLES

# The columns of a row's key, without the network, which the person's own is.
KEYS: Mapping[str, tuple[str, ...]] = {
    table.name: tuple(column for column in table.key if column != "network") for table in TABLES
}


class Evidence(NamedTuple):
    """A row: `id` is its key, parts joined by `/` in the order of the register of tables, without the network."""

    table: str
    id: str

    @property
    def key(self) -> dict[str, str]:
        """The key's parts by column. The last one has whatever slashes are left."""
        columns = KEYS[self.table]
        return dict(zip(columns, self.id.split("/", len(columns) - 1), strict=True))


def point_to(table: str, *key: object) -> Evidence:
    """The evidence for a row, by the parts of its key."""
    return Evidence(table, "/".join(str(part) for part in key))
