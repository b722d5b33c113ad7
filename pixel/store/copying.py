"""`pixel copy`: moves everything from one store to another, whichever kind each is. `cli` calls it.

Rows go table by table, in the order of their keys, some at a time; with each lot the other store notes, in the same
transaction, how far it came. So a copy that was broken off goes on where it stopped.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pixel.settings import readable_address
from pixel.store.connection import Connection
from pixel.store.database import Store
from pixel.store.tables import TABLES, Table

ROWS_AT_ONCE = 1_000


Tell = Callable[[str, int, int], None]
Row = Mapping[str, Any]


class CopyError(Exception):
    """A copy cannot be begun, or is not whole; the message says why, and what to do."""


def copy_everything(source: Path | str, target: Path | str, tell: Tell) -> dict[str, int]:
    """Copies all rows; how many of each table. `tell(table, done, total)` hears of progress.

    Both must be migrated; nobody should write to either meanwhile. Raises CopyError, StoreUnavailable.
    """
    here, there = Store(source), Store(target)
    try:
        _claim(there, readable_address(source))
        for table in TABLES:
            _copy_table(here, there, table, tell)
        counts = _check(here, there)
        there.resync_sequences()
        there.write(lambda connection: connection.execute("DROP TABLE copying"))
    finally:
        here.close()
        there.close()
    return counts


def _claim(there: Store, source: str) -> None:
    """Notes in the other store whose copy it is. Raises CopyError where it holds something else."""

    def claim(connection: Connection) -> str | None:
        connection.execute("CREATE TABLE IF NOT EXISTS copying (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        row = connection.execute("SELECT value FROM copying WHERE name = 'source'").fetchone()
        if row:
            return str(row["value"]) if row["value"] != source else None
        full = next((table.name for table in TABLES if not table.is_seeded and _count(connection, table)), None)
        if full:
            return f"its own in {full}"
        for table in TABLES:
            if table.is_seeded:  # `pixel seed` may have been there first
                connection.execute(f"DELETE FROM {table.name}")
        connection.execute("INSERT INTO copying (name, value) VALUES ('source', :source)", {"source": source})
        return None

    held = there.write(claim)
    if held:
        there.write(_drop_claim_of_nobody)
        raise CopyError(f"The database to copy to is not empty: it holds rows of {held}. Copy to a new one.")


def _drop_claim_of_nobody(connection: Connection) -> None:
    if not connection.execute("SELECT 1 AS one FROM copying").fetchone():
        connection.execute("DROP TABLE copying")


def _copy_table(here: Store, there: Store, table: Table, tell: Tell) -> None:
    total, done = here.read(_count, table), there.read(_count, table)
    tell(table.name, done, total)
    last = there.read(_read_mark, table)
    while rows := here.read(_read_rows, table, last):
        last = {name: rows[-1][name] for name in table.key}
        there.write(_write_rows, table, rows, last)
        done += len(rows)
        tell(table.name, done, max(total, done))


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(f"SELECT count(*) AS number FROM {table.name}").fetchone()["number"])


def _read_mark(connection: Connection, table: Table) -> dict[str, Any] | None:
    row = connection.execute("SELECT value FROM copying WHERE name = :name", {"name": table.name}).fetchone()
    return dict(json.loads(row["value"])) if row else None


def _read_rows(connection: Connection, table: Table, last: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    key = ", ".join(table.key)
    onward = f"WHERE ({key}) > ({', '.join(f':{name}' for name in table.key)})" if last else ""
    sql = f"SELECT * FROM {table.name} {onward} ORDER BY {key} LIMIT :rows"
    return [dict(row) for row in connection.execute(sql, {"rows": ROWS_AT_ONCE, **(last or {})})]


def _write_rows(connection: Connection, table: Table, rows: Sequence[Row], last: Mapping[str, Any]) -> None:
    names = list(rows[0])
    connection.executemany(
        f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})",
        rows,
    )
    connection.execute(
        "INSERT INTO copying (name, value) VALUES (:name, :value)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        {"name": table.name, "value": json.dumps(last)},
    )


def _check(here: Store, there: Store) -> dict[str, int]:
    """The number of rows of each table. Raises CopyError where they differ."""
    counts = {table.name: (here.read(_count, table), there.read(_count, table)) for table in TABLES}
    wrong = [f"{name} {ours} and {theirs}" for name, (ours, theirs) in counts.items() if ours != theirs]
    if wrong:
        raise CopyError(
            f"The two differ: {', '.join(wrong)}. Somebody wrote meanwhile: stop the servers, and copy again "
            "to a new database."
        )
    return {name: theirs for name, (_, theirs) in counts.items()}
