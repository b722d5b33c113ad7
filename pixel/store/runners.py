"""Who empties the queue of hits: a greenlet under gevent, a thread elsewhere. `batch` starts one in each process."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol

log = logging.getLogger("pixel.store")


class Runner(Protocol):
    """Runs the work whenever it is woken, one run at a time."""

    def wake(self) -> None: ...

    def new_waiter(self) -> Any:
        """Something with `set_result` and `set_exception`, for `wait_for`."""

    def wait_for(self, waiter: Any, seconds: float) -> Any:
        """What the waiter was given. Raises TimeoutError, or the exception that it was given."""


class GreenletRunner:
    """For gevent workers: the loop goes on while a batch is committed in the thread pool."""

    def __init__(self, work: Callable[[], None]) -> None:
        import gevent
        from gevent.event import AsyncResult, Event

        self._woken = Event()
        self._new: Callable[[], Any] = AsyncResult
        self._timeout: type[BaseException] = gevent.Timeout
        gevent.spawn(_run_forever, self._woken, work)

    def wake(self) -> None:
        self._woken.set()

    def new_waiter(self) -> Any:
        return self._new()

    def wait_for(self, waiter: Any, seconds: float) -> Any:
        try:
            return waiter.get(timeout=seconds)
        except self._timeout:
            raise TimeoutError from None


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
        return waiter.result(timeout=seconds)


def _run_forever(woken: Any, work: Callable[[], None]) -> None:
    while True:
        woken.wait()
        woken.clear()
        try:
            work()
        except Exception:
            log.exception("a batch of hits could not be kept")
