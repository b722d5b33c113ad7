"""How SQLite takes in many rows. `fill` calls it."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

# Nothing to go back to, nothing on disk before `settle`: a database that was broken off is thrown away. Without a
# journal each page is written once, and none grows beside the file.
FAST = ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000", "foreign_keys = OFF")


class SqliteFilling:
    """An open SQLite file. Nobody else may have it open."""

    numbers = """(
        WITH RECURSIVE counted (i) AS (SELECT :first UNION ALL SELECT i + 1 FROM counted WHERE i < :last)
        SELECT i FROM counted) AS numbers"""
    received_at = "strftime('%Y-%m-%dT%H:%M:%fZ', :start + i * :step, 'unixepoch')"

    def __init__(self, path: Path, database: sqlite3.Connection, thread: ThreadPoolExecutor) -> None:
        self._path = path
        self._database = database
        self._thread = thread

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> "Iterator[SqliteFilling]":
        os.environ["SQLITE_TMPDIR"] = str(path.parent)  # what is sorted by the way: there, where room was asked for
        with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as database:
            for pragma in FAST:
                database.execute(f"PRAGMA {pragma}")
            with ThreadPoolExecutor(1) as thread:
                yield cls(path, database, thread)

    def execute(self, sql: str, values: dict[str, Any]) -> None:
        """In a thread of its own: a long statement would let no Ctrl-C through."""
        running = self._thread.submit(self._database.execute, sql, values)
        try:
            running.result()
        except BaseException:
            self._database.interrupt()
            raise

    def list_products(self) -> list[tuple[str, str, str]]:
        return self._database.execute("SELECT advertiser, content_id, item FROM products ORDER BY 1, 2").fetchall()

    def make_list(self, table: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
        self._database.execute(f"CREATE TEMP TABLE {table} ({columns})")
        marks = ", ".join("?" * len(rows[0]))
        self._database.execute("BEGIN")
        self._database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 (our own names)
        self._database.execute("COMMIT")

    def drop_indexes(self) -> dict[str, str]:
        made = self._database.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'events' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in made:
            self._database.execute(f'DROP INDEX "{name}"')
        return dict(made)

    def settle(self) -> None:
        self._database.execute("PRAGMA journal_mode = WAL")
        with self._path.open("rb+") as file:
            os.fsync(file.fileno())
