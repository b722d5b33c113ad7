"""The Store: runs a room's SQL functions off the event loop, on whichever database it was told. All rooms hold one.

A function given to `read`, `write` or `erase` takes the open connection first and does nothing but SQL.
"""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from typing import Concatenate, ParamSpec, TypeVar

from pixel.store.advertising import Charge
from pixel.store.concurrency.group_commit import HIT_WAIT, GroupCommit
from pixel.store.concurrency.threads import run_in_thread
from pixel.store.concurrency.write_queue import QueuedWrite, WriteQueue
from pixel.store.connection import Connection, Engine, Purpose
from pixel.store.queries.advertisers.shown import ShownPage, keep_pages
from pixel.store.queries.collect import keep_batch, make_ready
from pixel.store.records import Hit, Impression, Kept, ReadyHit, Refusal
from pixel.store.sqlite import SqliteEngine
from pixel.store.unavailable import StoreUnavailable

T = TypeVar("T")
P = ParamSpec("P")

PAGE_WAIT = 5.0
LOCK_SHARE = 0.6  # of the time that a hit waits: for somebody else's lock, so that those who wait learn why
SETTLES_EVERY = 0.01


class Store:
    """One database, SQLite by its path or PostgreSQL by its URL: what `write` or `keep` returned from is on disk."""

    def __init__(self, database: Path | str, hit_wait: float = HIT_WAIT) -> None:
        """`hit_wait`: seconds that a hit waits at most."""
        self._engine = open_engine(database)
        self._last_write: tuple[float, bool] = (float("-inf"), False)
        self._lock_wait = LOCK_SHARE * hit_wait
        self._turns = WriteQueue(one_at_a_time=self._engine.has_one_writer)
        self._batches = GroupCommit(self._commit_batch, hit_wait)
        self._shown = GroupCommit(self._commit_shown, PAGE_WAIT)

    def keep(self, entry: Hit | Refusal) -> Kept:
        """Keeps a hit or a refusal together with those that arrive at the same time; committed on return.

        Raises StoreUnavailable where that takes longer than a hit may wait; it may be kept all the same.
        """
        try:
            return self._batches.keep(make_ready(entry) if isinstance(entry, Hit) else entry)
        except StoreUnavailable:
            self._last_write = (monotonic(), False)
            raise

    def keep_shown(self, impressions: Sequence[Impression], charges: Sequence[Charge] = ()) -> frozenset[str]:
        """Pays for the ads that a page shows and keeps them, together with those of other pages at the same time: a
        commit by itself would take a quarter of what a page does. Committed on return. Or else the ad sets that could
        not pay: then nothing of this page was kept. Raises StoreUnavailable."""
        return self._shown.keep(ShownPage(tuple(impressions), tuple(charges)))

    def read(self, question: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The answer of `question(connection, …)`, all its statements on one snapshot. Raises StoreUnavailable."""
        return run_in_thread(lambda: self._engine.transact("read", PAGE_WAIT, lambda c: question(c, *args, **kwargs)))

    def write(self, change: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `change(connection, …)` in one transaction, committed on return. Raises StoreUnavailable."""
        return self._change_in_turn("write", lambda c: change(c, *args, **kwargs))

    def erase(self, change: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """As `write`, while no hit is being kept; and then gives up the room that the deleted rows took.

        On SQLite that rewrites a file of ordinary size, so that none holds a byte of what was deleted: hits wait
        meanwhile. For a person's own request.
        """
        erased = self._change_in_turn("erase", lambda c: change(c, *args, **kwargs))
        cleaning = QueuedWrite(PAGE_WAIT)
        self._turns.run(lambda: self._engine.compact(cleaning.begin), cleaning)
        return erased

    def can_write(self) -> bool:
        """The outcome of the last write of the past seconds; when idle, of a test write."""
        at, succeeded = self._last_write
        if monotonic() - at < 2:
            return succeeded
        turn = QueuedWrite(self._lock_wait)
        try:
            self._turns.run(lambda: self._engine.touch(self._lock_wait), turn)
        except StoreUnavailable:
            self._last_write = (monotonic(), False)
            return False
        self._last_write = (monotonic(), True)
        return True

    def settle(self, table: str) -> None:
        """Waits for whoever writes to a table now: whatever will ever have a lower number than a row that could be seen
        before is there afterwards. Hits go on meanwhile. Raises StoreUnavailable where that takes too long."""
        until, pause = monotonic() + PAGE_WAIT, threading.Event()
        writers = run_in_thread(lambda: self._engine.list_writers(table))
        while writers:
            if monotonic() > until:
                raise StoreUnavailable(f"somebody has been writing to {table} for {PAGE_WAIT:.0f} s")
            pause.wait(SETTLES_EVERY)
            writers &= run_in_thread(lambda: self._engine.list_writers(table))

    def resync_sequences(self) -> None:
        """After rows were written with their numbers: the next ones go on from there. Raises StoreUnavailable."""
        run_in_thread(self._engine.resync_sequences)

    def close(self) -> None:
        """Commits what waits and closes what is open."""
        self._batches.finish()
        self._shown.finish()
        self._engine.close()

    def _commit_batch(self, drain: Callable[[], Sequence[ReadyHit | Refusal]]) -> Sequence[Kept]:
        return self._change("keep", self._lock_wait, lambda connection: keep_batch(connection, drain()))

    def _commit_shown(self, drain: Callable[[], Sequence[ShownPage]]) -> Sequence[frozenset[str]]:
        # nobody is erased meanwhile
        return self._change("keep", LOCK_SHARE * PAGE_WAIT, lambda connection: keep_pages(connection, drain()))

    def _change_in_turn(self, purpose: Purpose, change: Callable[[Connection], T]) -> T:
        turn = QueuedWrite(PAGE_WAIT)

        def begin(connection: Connection) -> T:
            turn.begin()
            return change(connection)

        return self._turns.run(lambda: self._change(purpose, PAGE_WAIT, begin), turn)

    def _change(self, purpose: Purpose, wait: float, change: Callable[[Connection], T]) -> T:
        try:
            result = self._engine.transact(purpose, wait, change)
        except StoreUnavailable:
            self._last_write = (monotonic(), False)
            raise
        self._last_write = (monotonic(), True)
        return result


def open_engine(database: Path | str) -> Engine:
    """The engine for a database: a path is a SQLite file, a URL a PostgreSQL database."""
    if isinstance(database, Path):
        return SqliteEngine(database)
    from pixel.store.postgres import PostgresEngine

    return PostgresEngine(database)
