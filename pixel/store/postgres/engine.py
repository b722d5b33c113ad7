"""PostgreSQL behind the Store: a few open sessions, each given back after its transaction."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from time import monotonic
from typing import TypeVar

import psycopg
from psycopg import errors

from pixel.settings import readable_address
from pixel.store.connection import Connection, Purpose
from pixel.store.postgres.session import Session
from pixel.store.tables import NUMBERS, PERSONAL
from pixel.store.unavailable import StoreGone, StoreUnavailable

T = TypeVar("T")

log = logging.getLogger("pixel.store")

# Seconds after which a server that says nothing is taken for gone; its own limits (SESSION_SETTINGS) come first.
LONGEST = {"read": 12.0, "write": 12.0, "keep": 5.0, "erase": 600.0}
LOOKS_EVERY = 1.0
# What the server or the way to it is to blame for, and not our SQL; a database that is not migrated is one of them.
NOT_OURS = (psycopg.OperationalError, psycopg.InterfaceError, errors.ReadOnlySqlTransaction, errors.UndefinedTable)
# Two transactions that wait for one another: one is asked to begin again.
AGAIN = (errors.DeadlockDetected, errors.SerializationFailure)
# Somebody else was in the way, and the server said so: its connections are as good as before.
IN_THE_WAY = (*AGAIN, errors.LockNotAvailable, errors.QueryCanceled)


class PostgresEngine:
    """One PostgreSQL database: what `transact` returned from is on its disk."""

    has_one_writer = False

    def __init__(self, url: str) -> None:
        self._url = url
        self._idle: deque[Session] = deque()
        self._busy: dict[Session, float] = {}
        self._closed = threading.Event()
        # Started here and not by the first transaction: under gevent that one runs in a thread with no loop of its own.
        threading.Thread(target=self._cut_overdue, name="pixel-watch", daemon=True).start()

    @property
    def name(self) -> str:
        return readable_address(self._url)

    def transact(self, purpose: Purpose, wait: float, work: Callable[[Connection], T]) -> T:
        try:
            return self._try(purpose, wait, work)
        except AGAIN:
            log.info("two writers waited for one another: one begins again")
        except NOT_OURS as error:
            raise self._unavailable(error) from error
        try:
            return self._try(purpose, wait, work)
        except NOT_OURS as error:
            raise self._unavailable(error) from error

    def touch(self, wait: float) -> None:
        self.transact("write", wait, lambda connection: connection.execute("UPDATE catalogue SET version = version"))

    def compact(self, begin: Callable[[], None]) -> None:
        """VACUUM: the rows' room is free for others. What the server's log and its backups hold is the server's."""
        begin()
        try:
            with closing(Session(self._url)) as session, self._watched(session, "erase"):
                session.vacuum(PERSONAL)
        except NOT_OURS as error:
            raise self._unavailable(error) from error

    def resync_sequences(self) -> None:
        self.transact("erase", 0, _resync_sequences)

    def list_writers(self, table: str) -> frozenset[str]:
        """Whoever inserts takes this lock before it takes a number, and gives it up after its rows can be seen."""
        sql = (
            "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND relation = to_regclass(:name)"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND mode = 'RowExclusiveLock' AND granted"
        )
        rows = self.transact("read", 0, lambda connection: list(connection.execute(sql, {"name": table})))
        return frozenset(row["virtualtransaction"] for row in rows)

    def close(self) -> None:
        self._closed.set()
        self._close_idle()

    def _try(self, purpose: Purpose, wait: float, work: Callable[[Connection], T]) -> T:
        session = self._take_idle()
        if not (session and self._can_begin(session, purpose, wait)):
            session = Session(self._url)
            self._begin(session, purpose, wait)
        with self._watched(session, purpose):
            result = session.finish(work)
        self._idle.append(session)
        return result

    def _can_begin(self, session: Session, purpose: Purpose, wait: float) -> bool:
        """Opens a transaction on a session that was idle, if it is still good for anything."""
        try:
            self._begin(session, purpose, wait)
        except IN_THE_WAY:
            raise
        except (psycopg.OperationalError, psycopg.InterfaceError):
            self._close_idle()  # a server that let go of one has let go of all; each would have to be waited for
            return False
        return True

    def _begin(self, session: Session, purpose: Purpose, wait: float) -> None:
        try:
            with self._watched(session, purpose):
                session.begin(purpose, wait)
        except BaseException:
            session.close()
            raise

    def _take_idle(self) -> Session | None:
        with suppress(IndexError):
            return self._idle.pop()
        return None

    def _close_idle(self) -> None:
        while session := self._take_idle():
            session.close()

    @contextmanager
    def _watched(self, session: Session, purpose: Purpose) -> Iterator[None]:
        self._busy[session] = monotonic() + LONGEST[purpose]
        try:
            yield
        finally:
            self._busy.pop(session, None)

    def _cut_overdue(self) -> None:
        """A network that swallows everything raises no error: whoever waits too long is cut off from here."""
        while not self._closed.wait(LOOKS_EVERY):
            for session, until in list(self._busy.items()):
                if monotonic() > until:
                    session.cut()

    def _unavailable(self, error: Exception) -> StoreUnavailable:
        said = " ".join(str(error).split())
        log.error("the store is unavailable: %s (%s)", said, self.name)
        if isinstance(error, IN_THE_WAY):
            return StoreUnavailable(said)
        self._close_idle()
        return StoreGone(said)


def _resync_sequences(connection: Connection) -> None:
    for table, column in NUMBERS.items():
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), coalesce(max({column}), 0) + 1, false)"
            f" FROM {table}"
        )
