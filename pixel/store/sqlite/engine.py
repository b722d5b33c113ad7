"""SQLite behind the Store: a few open sessions on one file."""

import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

from pixel.store.concurrency.threads import run_in_thread
from pixel.store.connection import Connection, Purpose
from pixel.store.sqlite.session import LARGEST_LOG, Session
from pixel.store.unavailable import StoreGone, StoreUnavailable

T = TypeVar("T")

log = logging.getLogger("pixel.store")

VACUUM_WAIT = CHECKPOINT_WAIT = 5.0  # seconds
LOOKS_EVERY = 1.0  # seconds


class SqliteEngine:
    """One SQLite file: what `transact` returned from is on disk."""

    has_one_writer = True

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: dict[float, deque[Session]] = {}  # by how long each waits for a lock
        self._log = path.with_name(path.name + "-wal")
        self._closed = threading.Event()
        threading.Thread(target=self._keep_log_small, name="pixel-checkpoint", daemon=True).start()

    @property
    def name(self) -> str:
        return str(self._path)

    def transact(self, purpose: Purpose, wait: float, work: Callable[[Connection], T]) -> T:
        idle = self._idle.setdefault(wait, deque())
        try:
            session = idle.pop() if idle else Session(self._path, wait)
            result = session.transact("BEGIN" if purpose == "read" else "BEGIN IMMEDIATE", work)
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise
        except (sqlite3.DatabaseError, OSError) as error:  # OSError: of the lock file, as in a folder made read-only
            log.error("the store is unavailable: %s (%s)", error, self.name)
            raise (StoreUnavailable if _is_in_the_way(error) else StoreGone)(str(error)) from error
        idle.append(session)
        return result

    def _keep_log_small(self) -> None:
        """Beside the hits: SQLite itself makes a checkpoint within a commit, and those hits wait for it."""
        written_at = 0
        while not self._closed.wait(LOOKS_EVERY):
            with suppress(sqlite3.DatabaseError, OSError):
                log = self._log.stat()
                if log.st_size > LARGEST_LOG:
                    self._checkpoint(is_quiet=log.st_mtime_ns == written_at)
                written_at = log.st_mtime_ns

    def _checkpoint(self, *, is_quiet: bool) -> None:
        def copy_back() -> None:
            with closing(Session(self._path, CHECKPOINT_WAIT)) as session:
                session.checkpoint(is_quiet=is_quiet)

        run_in_thread(copy_back)

    def touch(self, wait: float) -> None:
        self.transact("write", wait, _touch)

    def compact(self, begin: Callable[[], None]) -> None:
        """As `Session.compact`, on a connection of its own."""
        try:
            with closing(Session(self._path, VACUUM_WAIT)) as session:
                session.compact(begin)
        except sqlite3.DatabaseError as error:
            log.error("rows are deleted, but their traces are not: %s (%s)", error, self.name)
            raise StoreUnavailable(f"rows are deleted, but their traces are not: {error}; try again") from error

    def resync_sequences(self) -> None:
        """SQLite does so by itself."""

    def list_writers(self, table: str) -> frozenset[str]:  # noqa: ARG002
        """None: SQLite has one writer at a time."""
        return frozenset()

    def close(self) -> None:
        self._closed.set()
        for idle in self._idle.values():
            while idle:
                idle.pop().close()


def _is_in_the_way(error: Exception) -> bool:
    """Whether the file is as it should be, and somebody else has it."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _touch(connection: Connection) -> None:
    """Needs the lock, the disk and the schema."""
    version = connection.execute("PRAGMA user_version").fetchone()["user_version"]
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute("SELECT 1 FROM events LIMIT 1")
