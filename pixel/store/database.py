"""The Store on SQLite: runs a room's SQL functions, each off the event loop. All rooms hold one.

A function given to `read`, `write` or `erase` takes the open connection first and does nothing but SQL.
"""

import logging
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Concatenate, ParamSpec, TypeVar

from pixel.store.batch import LOCK_WAIT, Batches, Kept
from pixel.store.collect import keep_batch
from pixel.store.off_loop import run_off_loop
from pixel.store.records import Hit, Refusal
from pixel.store.session import Session
from pixel.store.unavailable import StoreUnavailable

T = TypeVar("T")
P = ParamSpec("P")

log = logging.getLogger("pixel.store")

PAGE_WAIT = 5.0


class Store:
    """One SQLite file, WAL, `synchronous=FULL`: what `write` or `keep` returned from is on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: deque[Session] = deque()
        self._last_write: tuple[float, bool] = (float("-inf"), False)
        self._batches = Batches(self._commit_batch)

    def keep(self, entry: Hit | Refusal) -> Kept:
        """Keeps a hit or a refusal together with those that arrive at the same time; committed on return.

        Raises StoreUnavailable where that takes longer than a hit may wait; it may be kept all the same.
        """
        try:
            return self._batches.keep(entry)
        except StoreUnavailable:
            self._last_write = (monotonic(), False)
            raise

    def read(
        self, question: Callable[Concatenate[sqlite3.Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The answer of `question(connection, …)`, all its statements on one snapshot. Raises StoreUnavailable."""
        return run_off_loop(lambda: self._run("BEGIN", PAGE_WAIT, lambda c: question(c, *args, **kwargs)))

    def write(self, change: Callable[Concatenate[sqlite3.Connection, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `change(connection, …)` in one transaction, committed on return. Raises StoreUnavailable."""
        return run_off_loop(lambda: self._write(PAGE_WAIT, lambda c: change(c, *args, **kwargs)))

    def erase(self, change: Callable[Concatenate[sqlite3.Connection, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """As `write`, and then rewrites the file and empties its log: no file holds a byte of what was deleted.

        Takes time with the size of the database, and hits wait meanwhile: for a person's own request.
        """
        erased = self.write(change, *args, **kwargs)
        run_off_loop(self._leave_no_trace)
        return erased

    def can_write(self) -> bool:
        """The outcome of the last write of the past seconds; when idle, of a test write."""
        at, succeeded = self._last_write
        if monotonic() - at < 2:
            return succeeded
        try:
            run_off_loop(lambda: self._write(LOCK_WAIT, _touch))
        except StoreUnavailable:
            return False
        return True

    def close(self) -> None:
        """Commits what waits and closes what is open."""
        self._batches.finish()
        while self._idle:
            self._idle.pop().close()

    def _commit_batch(self, drain: Callable[[], Sequence[Hit | Refusal]]) -> Sequence[Kept]:
        return self._write(LOCK_WAIT, lambda connection: keep_batch(connection, drain()))

    def _write(self, wait: float, change: Callable[[sqlite3.Connection], T]) -> T:
        try:
            result = self._run("BEGIN IMMEDIATE", wait, change)
        except StoreUnavailable:
            self._last_write = (monotonic(), False)
            raise
        self._last_write = (monotonic(), True)
        return result

    def _run(self, begin: str, wait: float, work: Callable[[sqlite3.Connection], T]) -> T:
        """One transaction, on this thread. Raises StoreUnavailable; errors of our own SQL as they are."""
        try:
            session = self._idle.pop() if self._idle else Session(self.path)
            result = session.transact(begin, wait, work)
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise
        except (sqlite3.DatabaseError, OSError) as error:  # OSError: of the lock file, as in a folder made read-only
            log.error("the store is unavailable: %s (%s)", error, self.path)
            raise StoreUnavailable(str(error)) from error
        self._idle.append(session)
        return result

    def _leave_no_trace(self) -> None:
        try:
            with closing(Session(self.path)) as session:
                session.leave_no_trace(PAGE_WAIT)
        except sqlite3.DatabaseError as error:
            log.error("rows are deleted, but their traces are not: %s (%s)", error, self.path)
            raise StoreUnavailable(f"rows are deleted, but their traces are not: {error}; try again") from error


def _touch(connection: sqlite3.Connection) -> None:
    """A write that changes nothing, yet needs the lock, the disk and the schema."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute("SELECT 1 FROM events LIMIT 1")
