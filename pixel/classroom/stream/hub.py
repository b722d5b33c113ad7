"""Follows the database for all who watch in this process, so that many viewers cost one reader. `live` asks.

A thread (in gunicorn's worker a greenlet) looks five times a second for what is new while anybody watches, and stops
with the last of them. Viewers take what they have not had; one that fell far behind reads on from the database.
"""

import logging
import threading
from collections import deque
from collections.abc import Sequence

from pixel.classroom.stream.allowance import FEW, Allowance
from pixel.classroom.stream.news import News, make_news
from pixel.store import Store, StoreUnavailable
from pixel.store.concurrency.threads import run_in_thread
from pixel.store.queries.classroom.stream import TABLES, Cursor, read_batch, read_newest, read_newest_and_class

EVERY_SECONDS = 0.2
EVERY_SECONDS_IN_A_FLOOD = 0.5  # where there is so much that it is counted, nobody would see it sooner
PATIENCE = 5.0  # seconds for a first look
MOST_NEWS, MOST_BYTES = 100, 4_000_000  # what is kept for viewers that are behind
MOST_VIEWERS, MOST_STUDENTS = 700, 500  # each has a connection of a worker, of which it has a thousand

log = logging.getLogger("pixel.classroom")


class Hub:
    """What happened last, numbered from when this process began to look."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._changed = threading.Condition()
        self._held: deque[News] = deque()
        self._given = 0  # news so far
        self._cursor: Cursor | None = None
        self._viewers = 0
        self._looks = 0  # begun so far
        self._looked = 0  # the last of them that is done
        self._allowance = Allowance()
        self._class_id: str | None = None
        self._is_following = False
        self._is_stopped = False

    def enter(self, *, is_teacher: bool) -> bool:
        """Lets a viewer in, if there is room; it has to `leave`."""
        with self._changed:
            if self._is_stopped or self._viewers >= (MOST_VIEWERS if is_teacher else MOST_STUDENTS):
                return False
            self._viewers += 1
            if not self._is_following:
                self._is_following = True
                threading.Thread(target=self._follow, name="pixel-stream", daemon=True).start()
            return True

    def leave(self) -> None:
        """A viewer has gone."""
        with self._changed:
            self._viewers -= 1

    def join(self) -> tuple[Cursor, int, str | None]:
        """Where the following stands, by a look that began after this was asked: what is before this cursor a viewer
        reads itself, `take` has what comes after the number; and which class is open. Raises StoreUnavailable."""
        with self._changed:
            next_look = self._looks + 1

            def has_looked() -> bool:
                return self._is_stopped or (self._cursor is not None and self._looked >= next_look)

            if not self._changed.wait_for(has_looked, PATIENCE) or self._cursor is None:
                raise StoreUnavailable("the stream has not begun")
            return self._cursor, self._given, self._class_id

    def take(self, after: int, wait: float) -> tuple[Sequence[News] | None, int]:
        """What came after a number, within `wait` seconds; None where some of it is not held any more; the number to
        go on from."""
        with self._changed:
            if self._given == after and not self._is_stopped:
                self._changed.wait(wait)
            missed = self._given - after
            if missed > len(self._held):
                return None, self._given
            return list(self._held)[len(self._held) - missed :] if missed else (), self._given

    @property
    def class_id(self) -> str | None:
        """Which class was open a moment ago, while it follows."""
        return self._class_id

    @property
    def is_stopped(self) -> bool:
        return self._is_stopped

    @property
    def is_following(self) -> bool:
        """Whether it looks at the database now."""
        return self._is_following

    @property
    def held_bytes(self) -> int:
        """How much it keeps for viewers that are behind."""
        return sum(len(news.for_all) for news in self._held)

    def stop(self) -> None:
        """Ends all streams within a moment: the server stops. A signal's handler may call it, as it takes no lock."""
        self._is_stopped = True

    def _follow(self) -> None:
        pause = threading.Event()
        while self._goes_on():
            is_flood = False
            try:
                is_flood = self._look()
            except StoreUnavailable as error:
                log.warning("the stream waits: %s", error)
            except Exception:
                log.exception("the stream could not look")
            pause.wait(EVERY_SECONDS_IN_A_FLOOD if is_flood else EVERY_SECONDS)

    def _goes_on(self) -> bool:
        with self._changed:
            if self._viewers and not self._is_stopped:
                self._looks += 1
                return True
            self._is_following = False
            self._cursor = None
            self._held.clear()
            self._changed.notify_all()
            return False

    def _look(self) -> bool:
        """Whether there was more than can be listed."""
        (newest, class_id), after, news = self._store.read(read_newest_and_class), self._cursor, None
        _settle(self._store, newest, after)
        viewers = self._viewers
        if after is not None and not newest.is_within(after):
            most = self._allowance.most(viewers)
            news = read_news(self._store, after.up_to(newest), newest, most)
            self._allowance.spend(len(news.messages), viewers)
        with self._changed:
            if news and news.messages:
                self._held.append(news)
                self._given += 1
                self._drop_old()
            self._cursor, self._looked = news.until if news else newest, self._looks
            self._class_id = class_id
            self._changed.notify_all()
        return bool(news and news.counted)

    def _drop_old(self) -> None:
        while len(self._held) > MOST_NEWS or self.held_bytes > MOST_BYTES:
            self._held.popleft()


def find_settled_cursor(store: Store, after: Cursor | None) -> Cursor:
    """The newest rows up to which nothing is missing any more. It is less than `after` where the newest were deleted:
    no number is given twice, so nothing is between the two. Raises StoreUnavailable."""
    newest = store.read(read_newest)
    _settle(store, newest, after)
    return newest


def _settle(store: Store, newest: Cursor, after: Cursor | None) -> None:
    """Waits for whatever may still come below the newest rows, in the tables that have any after a cursor."""
    for table in TABLES:
        if after is None or getattr(newest, table) > getattr(after, table):
            store.settle(table)


def read_news(store: Store, after: Cursor, until: Cursor, most: int) -> News:
    """What happened between two settled cursors, or the first part of it. Raises StoreUnavailable."""
    batch = store.read(read_batch, after, until, most, FEW)
    return run_in_thread(lambda: make_news(batch))
