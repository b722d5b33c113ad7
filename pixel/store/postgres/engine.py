"""PostgreSQL behind the Store: a few open sessions, each given back after its transaction."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from contextlib import closing
from time import monotonic
from typing import TypeVar

import psycopg
from psycopg import errors

from pixel.settings import readable_address
from pixel.store.connection import Connection, Purpose
from pixel.store.everything import PERSONAL
from pixel.store.postgres.session import Session
from pixel.store.unavailable import StoreUnavailable

T = TypeVar("T")

log = logging.getLogger("pixel.store")

# Seconds after which a server that says nothing is taken for gone; its own limits (`session.GREETING`) come first.
LONGEST = {"read": 12.0, "write": 12.0, "keep": 5.0, "erase": 600.0}
LOOKS_EVERY = 1.0
# What the server or the way to it is to blame for, and not our SQL; a database that is not migrated is one of them.
NOT_OURS = (psycopg.OperationalError, psycopg.InterfaceError, errors.ReadOnlySqlTransaction, errors.UndefinedTable)
# Two transactions that wait for one another: one is asked to begin again.
AGAIN = (errors.DeadlockDetected, errors.SerializationFailure)


class PostgresEngine:
    """One PostgreSQL database: what `transact` returned from is on its disk."""

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

    def leave_no_trace(self) -> None:
        """VACUUM: the rows' room is free for others. What the server's log and its backups hold is the server's."""
        try:
            with closing(Session(self._url)) as session:
                session.execute("SET statement_timeout = 0")
                session.execute(f"VACUUM {', '.join(PERSONAL)}")
        except NOT_OURS as error:
            raise self._unavailable(error) from error

    def number_onward(self) -> None:
        self.transact("erase", 0, _number_onward)

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
        while self._idle:
            self._idle.pop().close()

    def _try(self, purpose: Purpose, wait: float, work: Callable[[Connection], T]) -> T:
        session = self._begin(purpose, wait)
        try:
            result = session.finish(work)
        finally:
            self._busy.pop(session, None)
        self._idle.append(session)
        return result

    def _begin(self, purpose: Purpose, wait: float) -> Session:
        """A session with an open transaction. One that the server has closed meanwhile makes room for a new one."""
        while self._idle:
            session = self._idle.pop()
            try:
                return self._begin_on(session, purpose, wait)
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                if isinstance(error, errors.LockNotAvailable):
                    raise
        return self._begin_on(Session(self._url), purpose, wait)

    def _begin_on(self, session: Session, purpose: Purpose, wait: float) -> Session:
        self._busy[session] = monotonic() + LONGEST[purpose]
        try:
            session.begin(purpose, wait)
        except BaseException:
            self._busy.pop(session, None)
            session.close()
            raise
        return session

    def _cut_overdue(self) -> None:
        """A network that swallows everything raises no error: whoever waits too long is cut off from here."""
        while not self._closed.wait(LOOKS_EVERY):
            for session, until in list(self._busy.items()):
                if monotonic() > until:
                    session.cut()

    def _unavailable(self, error: Exception) -> StoreUnavailable:
        said = " ".join(str(error).split())
        log.error("the store is unavailable: %s (%s)", said, self.name)
        return StoreUnavailable(said)


def _number_onward(connection: Connection) -> None:
    for table, column in (("events", "id"), ("refusals", "id"), ("comments", "id"), ("impressions", "number")):
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), coalesce(max({column}), 0) + 1, false)"
            f" FROM {table}"
        )
