"""How PostgreSQL takes in many rows. `fill` calls it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg import errors

from pixel.store.postgres.statement import to_psycopg

# For this connection alone: the server that is measured has its own, durable ones.
FAST = ("synchronous_commit = off", "maintenance_work_mem = '512MB'", "work_mem = '256MB'")
# All indexes of the partitioned table; a primary key is a constraint.
INDEXES = """
    SELECT made.relname, pg_get_indexdef(made.oid), pg_get_constraintdef(constrained.oid)
    FROM pg_index JOIN pg_class AS made ON made.oid = indexrelid
    LEFT JOIN pg_constraint AS constrained ON conindid = made.oid
    WHERE indrelid = 'events'::regclass ORDER BY made.relname"""


class PostgresFilling:
    """An open PostgreSQL database."""

    numbers = "generate_series(:first::bigint, :last::bigint) AS numbers (i)"
    received_at = "to_char(to_timestamp(:start + i * :step) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def open(cls, url: str) -> "Iterator[PostgresFilling]":
        with psycopg.connect(url, autocommit=True) as connection:
            for setting in FAST:
                connection.execute(f"SET {setting}")
            yield cls(connection)

    def execute(self, sql: str, values: dict[str, Any]) -> None:
        self._connection.execute(to_psycopg(sql), values)

    def list_products(self) -> list[tuple[str, str, str]]:
        rows = self._connection.execute("SELECT advertiser, content_id, item FROM products ORDER BY 1, 2").fetchall()
        return [(advertiser, content_id, item) for advertiser, content_id, item in rows]

    def make_list(self, table: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
        self._connection.execute(f"CREATE TEMP TABLE {table} ({columns})")
        with self._connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        self._connection.execute(f"ANALYZE {table}")

    def drop_indexes(self) -> dict[str, str]:
        again = {}
        for name, index, constraint in self._connection.execute(INDEXES).fetchall():
            # ONLY would leave the partitions without.
            again[name] = index.replace(" ON ONLY ", " ON ", 1)
            if constraint:
                again[name] = f"ALTER TABLE events ADD CONSTRAINT {name} {constraint}"
            self._connection.execute(
                f"ALTER TABLE events DROP CONSTRAINT {name}" if constraint else f"DROP INDEX {name}"
            )
        return again

    def settle(self) -> None:
        """Vacuumed and analyzed, as it would soon be by itself: not while it is being measured."""
        (last,) = self._connection.execute("SELECT max(id) FROM events").fetchone() or (0,)
        self._connection.execute("SELECT setval(pg_get_serial_sequence('events', 'id'), %s)", [last])
        self._connection.execute("VACUUM (ANALYZE)")
        with suppress(errors.InsufficientPrivilege):  # on somebody else's server
            self._connection.execute("CHECKPOINT")
