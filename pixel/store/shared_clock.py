"""One process's view of the simulated clock that the database keeps. The WSGI entry follows it at each request."""

import threading

from pixel import clock
from pixel.store.database import Store
from pixel.store.queries.clock import Kept, read_clock


class SharedClock:
    """This process's view of the kept clock."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._moves = -1
        self._setting = threading.Lock()

    def follow(self) -> None:
        """Sets this process's clock as it is kept now. Raises StoreUnavailable."""
        self.take(self._store.read(read_clock))

    def take(self, kept: Kept) -> None:
        """Sets this process's clock, unless it knows of a later move: a slow request's answer may come late."""
        with self._setting:
            if kept.moves > self._moves:
                self._moves = kept.moves
                clock.set_offset(kept.shift.offset, kept.shift.stands_at)
