"""Pages' writes, which may have to stand in line: each begins within some seconds, or not at all. The Store holds one.

Where a database takes one writer at a time they have one native thread: however many people click while somebody holds
it, gevent's threads stay free for whoever only reads.
"""

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any, TypeVar

from pixel.store.concurrency.threads import Threads, is_on_gevent, result_of
from pixel.store.unavailable import StoreUnavailable

T = TypeVar("T")

log = logging.getLogger("pixel.store")

MARGIN = 0.1  # seconds after its last moment in which a call that just began says so


class QueuedWrite:
    """One call's: `begin` is called once nothing stands in its way."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._until = monotonic() + seconds
        self.has_begun = False

    @property
    def left(self) -> float:
        """Seconds until whoever waits for it gives up."""
        return self._until + MARGIN - monotonic()

    def begin(self) -> None:
        """Raises StoreUnavailable where it is too late: nobody waits for it any more."""
        if monotonic() > self._until:
            raise self.too_late()
        self.has_begun = True

    def too_late(self) -> StoreUnavailable:
        return StoreUnavailable(f"others have been writing for {self.seconds:g} s")


class WriteQueue:
    """Runs calls off the event loop; directly where there is none."""

    def __init__(self, *, one_at_a_time: bool) -> None:
        self._threads = Threads(own=one_at_a_time)

    def run(self, call: Callable[[], T], turn: QueuedWrite) -> T:
        """The call's result. Raises what it raises, and StoreUnavailable where its turn does not come in time."""
        if not is_on_gevent():
            return call()
        import gevent

        running: Any = None
        with gevent.Timeout(turn.left, False):  # type: ignore[arg-type]  # as gevent documents: ends without an error
            running = self._threads.start(call)
            running.wait()
        if running is None or not (turn.has_begun or running.ready()):
            late = turn.too_late()
            log.error("the store is unavailable: %s", late)
            raise late
        caught: tuple[T, BaseException | None] = running.get()
        return result_of(caught)
