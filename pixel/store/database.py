"""The Store: runs a room's SQL functions on SQLite, each off the event loop. All rooms hold one.

A function given to `read`, `write` or `erase` takes the open connection first and does nothing but SQL.
"""

import logging
import sqlite3
from collections import deque
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Concatenate, ParamSpec, TypeVar

from pixel.store.off_loop import run_off_loop

T = TypeVar("T")
P = ParamSpec("P")

log = logging.getLogger("pixel.store")

PAGE_WAIT = 5.0
HIT_WAIT = 0.25


class StoreUnavailable(Exception):
    """The database cannot be read or written now; the message says why. Nothing was half-written."""


class Store:
    """One SQLite file, WAL, `synchronous=FULL`: what `write` returned from is on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: deque[sqlite3.Connection] = deque()
        self._last_write: tuple[float, bool] = (float("-inf"), False)

    def read(
        self, question: Callable[Concatenate[sqlite3.Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The answer of `question(connection, …)`, all its statements on one snapshot. Raises StoreUnavailable."""
        return self._run("BEGIN", PAGE_WAIT, question, *args, **kwargs)

    def write(self, change: Callable[Concatenate[sqlite3.Connection, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `change(connection, …)` in one transaction, committed on return. Raises StoreUnavailable."""
        return self._write(PAGE_WAIT, change, *args, **kwargs)

    def write_hit(
        self, change: Callable[Concatenate[sqlite3.Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As `write`, for a hit: gives up on a locked database after `HIT_WAIT` seconds."""
        return self._write(HIT_WAIT, change, *args, **kwargs)

    def erase(self, change: Callable[Concatenate[sqlite3.Connection, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """As `write`, and then rewrites the file and empties its log: no file holds a byte of what was deleted.

        Takes time with the size of the database, and hits wait meanwhile: for a person's own request.
        """
        erased = self._write(PAGE_WAIT, change, *args, **kwargs)
        run_off_loop(self._leave_no_trace)
        return erased

    def can_write(self) -> bool:
        """The outcome of the last write of the past seconds; when idle, of a test write."""
        at, succeeded = self._last_write
        if monotonic() - at < 2:
            return succeeded
        try:
            self.write_hit(_touch)
        except StoreUnavailable:
            return False
        return True

    def close(self) -> None:
        """Closes what is open; the last one to leave lets SQLite tidy its log away."""
        while self._idle:
            self._idle.pop().close()

    def _write(
        self, wait: float, change: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        try:
            result = self._run("BEGIN IMMEDIATE", wait, change, *args, **kwargs)
        except StoreUnavailable:
            self._last_write = (monotonic(), False)
            raise
        self._last_write = (monotonic(), True)
        return result

    def _run(
        self,
        begin: str,
        wait: float,
        work: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        def transact() -> T:
            connection = self._idle.pop() if self._idle else self._connect()
            connection.execute(f"PRAGMA busy_timeout = {int(wait * 1000)}")
            try:
                connection.execute(begin)
                result = work(connection, *args, **kwargs)
                connection.execute("COMMIT")
            except BaseException:
                connection.close()  # rolls back; a connection that failed is not trusted again
                raise
            self._idle.append(connection)
            return result

        try:
            return run_off_loop(transact)
        except (sqlite3.OperationalError, sqlite3.DatabaseError) as error:
            if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
                raise
            log.error("the store is unavailable: %s (%s)", error, self.path)
            raise StoreUnavailable(str(error)) from error

    def _connect(self) -> sqlite3.Connection:
        uri = f"{self.path.absolute().as_uri()}?mode=rw"
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        return connection

    def _leave_no_trace(self) -> None:
        """VACUUM, since `secure_delete` alone spares old copies of rows that SQLite moved between pages."""
        try:
            with closing(self._connect()) as connection:
                connection.execute(f"PRAGMA busy_timeout = {int(PAGE_WAIT * 1000)}")
                connection.execute("VACUUM")
                is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            if is_busy:
                raise sqlite3.OperationalError("a long read holds the write-ahead log")
        except sqlite3.DatabaseError as error:
            log.error("rows are deleted, but their traces are not: %s (%s)", error, self.path)
            raise StoreUnavailable(f"rows are deleted, but their traces are not: {error}; try again") from error


def _touch(connection: sqlite3.Connection) -> None:
    """A write that changes nothing, yet needs the lock, the disk and the schema."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute("SELECT 1 FROM events LIMIT 1")
