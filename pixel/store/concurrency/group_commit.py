"""Group commit: what arrives while one batch is being committed goes together in the next. The Store holds one for hits
and one for the ads that pages showed; what is said of hits here is true of both.

A hit waits for its own commit, for a bounded time; the queue is bounded. A batch takes the write lock
first and drains the queue then, so that nothing that could still come along is left behind. Hits that nobody waits
for any more are left out: a store that was slow for a moment would else go on working off what is too late already.

A store that is gone is hardly waited for: from the moment that it says so, one hit at a time tries whether it is back,
and the others wait for its answer for GONE_WAIT at most. That one also waits no longer than a hit may.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any, Generic, TypeVar

from pixel.settings import HIT_WAIT_MS
from pixel.store.concurrency.runners import GreenletRunner, Runner, ThreadRunner
from pixel.store.concurrency.threads import Threads, is_on_gevent
from pixel.store.unavailable import StoreGone, StoreUnavailable

log = logging.getLogger("pixel.store")

Entry = TypeVar("Entry")
Kept = TypeVar("Kept")
HIT_WAIT = HIT_WAIT_MS / 1000  # seconds
GONE_WAIT = 0.05  # seconds: two hits of one page that find the store back are both kept
MOST_WAITING = 2_000
MOST_TOGETHER = 500


class GroupCommit(Generic[Entry, Kept]):
    """The queue and who empties it: a greenlet under gevent, else a thread; started by the first hit of a process."""

    def __init__(self, commit: Callable[[Callable[[], Sequence[Entry]]], Sequence[Kept]], wait: float) -> None:
        """`commit(drain)`: takes the write lock, calls `drain()` for the entries, commits, says what became of each.
        `wait`: seconds that a hit waits at most."""
        self._commit, self._wait = commit, wait
        self._queue: deque[tuple[float, Any, Entry]] = deque()  # until when somebody waits, who, and with what
        self._gone: StoreGone | None = None  # what the last batch was told
        self._is_trying = False
        self._starting = threading.Lock()
        self._thread = Threads(own=True)  # hits wait for no page that reads
        self._runner: Runner | None = None

    def keep(self, entry: Entry) -> Kept:
        """What became of an entry, committed on return. Raises StoreUnavailable where that took too long (it
        may be kept all the same), where too many wait, or where the store is gone."""
        gone = self._gone if self._is_trying or self._queue else None
        wait = min(self._wait, GONE_WAIT) if gone else self._wait
        if len(self._queue) >= MOST_WAITING:
            raise StoreUnavailable(f"{MOST_WAITING} wait already")
        runner = self._runner or self._start()
        waiter = runner.new_waiter()
        self._queue.append((monotonic() + wait, waiter, entry))
        runner.wake()
        outcome: tuple[Kept] | StoreUnavailable | None = runner.wait_for(waiter, wait)
        if outcome is None:
            raise StoreGone(*gone.args) if gone else StoreUnavailable(f"nothing was kept within {wait} s")
        if isinstance(outcome, StoreUnavailable):
            raise outcome
        return outcome[0]

    def finish(self) -> None:
        """Commits what is still queued."""
        self._empty_queue()

    def _start(self) -> Runner:
        with self._starting:
            if not self._runner:
                self._runner = GreenletRunner(self._empty_queue) if is_on_gevent() else ThreadRunner(self._empty_queue)
        return self._runner

    def _empty_queue(self) -> None:
        while self._queue and self._runner:
            self._is_trying = True
            outcomes = self._thread.run(self._run_batch)
            self._is_trying = False
            self._runner.answer(outcomes)

    def _run_batch(self) -> list[tuple[Any, tuple[Kept] | StoreUnavailable]]:
        taken: list[tuple[Any, Entry]] = []

        def drain() -> list[Entry]:
            now = monotonic()
            while self._queue and len(taken) < MOST_TOGETHER:
                until, waiter, entry = self._queue.popleft()
                if until > now:
                    taken.append((waiter, entry))
            return [entry for _, entry in taken]

        try:
            kept = self._commit(drain)
            self._gone = None
            return [(waiter, (outcome,)) for (waiter, _), outcome in zip(taken, kept, strict=True)]
        except StoreUnavailable as error:
            self._gone = error if isinstance(error, StoreGone) else None
            drain()  # whoever waits is answered now, not after the next try
            return [(waiter, error) for waiter, _ in taken]
        except Exception:
            log.exception("a batch of %d cannot be kept together: each is tried by itself", len(taken))
            return [(waiter, self._keep_alone(entry)) for waiter, entry in taken]

    def _keep_alone(self, entry: Entry) -> tuple[Kept] | StoreUnavailable:
        """One hit that no database takes does not take its neighbours along."""
        try:
            return (self._commit(lambda: [entry])[0],)
        except StoreUnavailable as error:
            return error
        except Exception as error:
            return StoreUnavailable(f"what no database takes: {error!r}")
