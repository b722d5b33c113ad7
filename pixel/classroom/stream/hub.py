"""Follows the database for all who watch in this process, so that many viewers cost one reader. `live` asks.

A thread (in gunicorn's worker a greenlet) looks five times a second for what is new while anybody watches. Viewers take
what they have not had from the last so many messages; one that fell behind reads on from the database.
"""

import logging
import threading
from collections import deque
from collections.abc import Sequence

from pixel.classroom.stream.messages import Message, put_in_order
from pixel.store import Store, StoreUnavailable
from pixel.store.queries.stream import TABLES, Batch, Cursor, read_batch, read_newest

EVERY_SECONDS = 0.2
MOST_HITS = 1_000  # that are read at a time; those before them are counted
MOST_HELD = 2_000

log = logging.getLogger("pixel.classroom")


class Hub:
    """What happened last, numbered from when this process began to look."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._changed = threading.Condition()
        self._held: deque[Message] = deque(maxlen=MOST_HELD)
        self._given = 0  # messages so far
        self._cursor: Cursor | None = None
        self._viewers = 0
        self._stopped = threading.Event()

    def enter(self) -> tuple[Cursor, int]:
        """A new viewer; where the following stands: everything up to this cursor is for the viewer to read itself, and
        `take` has what comes after the number."""
        with self._changed:
            self._viewers += 1
            if self._viewers == 1 and not self._stopped.is_set():
                self._cursor = None
                threading.Thread(target=self._follow, name="pixel-stream", daemon=True).start()
            while self._cursor is None and not self._stopped.is_set():
                self._changed.wait(EVERY_SECONDS)
            return self._cursor or Cursor(), self._given

    def leave(self) -> None:
        """A viewer has gone."""
        with self._changed:
            self._viewers -= 1

    def take(self, after: int, wait: float) -> tuple[Sequence[Message] | None, int]:
        """What came after a number, within `wait` seconds; None where some of it is not held any more; the number to
        go on from."""
        with self._changed:
            if self._given == after:
                self._changed.wait(wait)
            missed = self._given - after
            if missed > len(self._held):
                return None, self._given
            return list(self._held)[len(self._held) - missed :] if missed else (), self._given

    @property
    def is_stopped(self) -> bool:
        return self._stopped.is_set()

    def stop(self) -> None:
        """Ends all streams: the server stops. A signal's handler may call it: it waits for nothing."""
        self._stopped.set()

    def _follow(self) -> None:
        while not self._stopped.is_set():
            with self._changed:
                if not self._viewers:
                    self._cursor = None
                    return
            try:
                self._look()
            except StoreUnavailable as error:
                log.warning("the stream waits: %s", error)
            self._stopped.wait(EVERY_SECONDS)
        with self._changed:
            self._changed.notify_all()

    def _look(self) -> None:
        newest = find_settled_cursor(self._store, self._cursor)
        if self._cursor is None or newest == self._cursor:
            with self._changed:
                self._cursor = newest
                self._changed.notify_all()
            return
        messages = list(read_messages(self._store, self._cursor, newest))
        with self._changed:
            self._held.extend(messages)
            self._given += len(messages)
            self._cursor = newest
            self._changed.notify_all()


def find_settled_cursor(store: Store, after: Cursor | None) -> Cursor:
    """The newest rows up to which nothing is missing any more. Raises StoreUnavailable."""
    newest = store.read(read_newest)
    for table in TABLES:
        if after is None or getattr(newest, table) > getattr(after, table):
            store.settle(table)
    if after is not None:  # a table that was emptied begins where it was: its numbers are never given twice
        newest = Cursor(*map(max, newest, after))
    return newest


def read_messages(store: Store, after: Cursor, until: Cursor) -> Sequence[Message]:
    """What happened between two settled cursors. Raises StoreUnavailable."""
    batch: Batch = store.read(read_batch, after, until, MOST_HITS)
    return list(put_in_order(batch, after))
