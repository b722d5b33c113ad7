"""Who empties the queue of hits: a greenlet under gevent, else a thread. `group_commit` starts one a process."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from time import monotonic
from typing import Any, Protocol

log = logging.getLogger("pixel.store")

Answers = Sequence[tuple[Any, Any]]  # who waits, and what for
SWEEP_SECONDS = 0.02


class Runner(Protocol):
    """Runs the work whenever it is woken, one run at a time; those who wait are handed its outcome."""

    def wake(self) -> None: ...

    def new_waiter(self) -> Any: ...

    def wait_for(self, waiter: Any, seconds: float) -> Any:
        """What the waiter is handed; None where that takes longer."""

    def answer(self, answers: Answers) -> None: ...


class GreenletRunner:
    """For gevent workers: the loop goes on while a batch is committed in the thread pool.

    A hit waits by a bare switch to the loop and back: an AsyncResult and a Timeout each would cost more than judging
    it. One sweep looks after all who wait too long.
    """

    def __init__(self, work: Callable[[], None]) -> None:
        import gevent
        from gevent.event import Event
        from gevent.hub import Waiter

        self._woken = Event()
        self._loop = gevent.get_hub().loop
        self._spawn, self._sleep = gevent.spawn, gevent.sleep
        self._new_waiter: Callable[[], Any] = Waiter
        self._waiting: deque[tuple[float, Any]] = deque()  # until when, and who; those answered are still among them
        gevent.spawn(_run_forever, self._woken, work)

    def wake(self) -> None:
        self._woken.set()

    def new_waiter(self) -> Any:
        return self._new_waiter()

    def wait_for(self, waiter: Any, seconds: float) -> Any:
        if not self._waiting:
            self._spawn(self._sweep)
        self._waiting.append((monotonic() + seconds - SWEEP_SECONDS, waiter))
        return waiter.get()

    def answer(self, answers: Answers) -> None:
        self._loop.run_callback(_switch_to_each, answers)

    def _sweep(self) -> None:
        """Hands None to those whose time is up; one who was answered before does not notice."""
        while self._waiting:
            self._sleep(SWEEP_SECONDS)
            now, late = monotonic(), []
            while self._waiting and self._waiting[0][0] <= now:
                late.append((self._waiting.popleft()[1], None))
            self.answer(late)


class ThreadRunner:
    """For servers with threads, and for programs without a server."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._woken = threading.Event()
        threading.Thread(target=_run_forever, args=(self._woken, work), name="pixel-writer", daemon=True).start()

    def wake(self) -> None:
        self._woken.set()

    def new_waiter(self) -> Any:
        return Future[Any]()

    def wait_for(self, waiter: Any, seconds: float) -> Any:
        try:
            return waiter.result(timeout=seconds)
        except TimeoutError:
            return None

    def answer(self, answers: Answers) -> None:
        for waiter, outcome in answers:
            waiter.set_result(outcome)


def _switch_to_each(answers: Answers) -> None:
    for waiter, outcome in answers:
        waiter.switch(outcome)


def _run_forever(woken: Any, work: Callable[[], None]) -> None:
    while True:
        woken.wait()
        woken.clear()
        try:
            work()
        except Exception:
            log.exception("a batch of hits could not be kept")
