"""Runs blocking calls beside gevent's event loop, so that none holds up a hit. The Store and its parts call this."""

import sys
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class Threads:
    """Native threads under gevent workers: those that gevent keeps for everybody, or one of one's own, whose calls wait
    for nobody else's, only each for the one before."""

    def __init__(self, *, own: bool) -> None:
        self._is_own = own
        self._pool: Any = None

    def run(self, call: Callable[[], T]) -> T:
        """The call's result, or what it raises; elsewhere than on gevent it is just called."""
        return result_of(self.start(call).get()) if is_on_gevent() else call()

    def start(self, call: Callable[[], object]) -> Any:
        """On gevent alone, and once a thread is free: the AsyncResult of what `result_of` takes."""
        import gevent
        from gevent.threadpool import ThreadPool

        if not self._is_own:
            return gevent.get_hub().threadpool.spawn(_catch, call)
        if self._pool is None:  # one that has nothing to do is false
            self._pool = ThreadPool(1)
        return self._pool.spawn(_catch, call)


_EVERYBODYS = Threads(own=False)


def run_in_thread(call: Callable[[], T]) -> T:
    """The call's result, computed in one of the threads that gevent keeps."""
    return _EVERYBODYS.run(call)


def is_on_gevent() -> bool:
    """Whether this process runs gevent's loop (its sockets are gevent's)."""
    monkey = sys.modules.get("gevent.monkey")
    return monkey is not None and monkey.is_module_patched("socket")


def result_of(caught: tuple[T, BaseException | None]) -> T:
    """A call's result; raises what it raised."""
    result, error = caught
    if error is not None:
        raise error
    return result


def _catch(call: Callable[[], T]) -> tuple[T | None, BaseException | None]:
    """gevent prints what a pool's call raises: errors come back as values instead."""
    try:
        return call(), None
    except BaseException as error:
        return None, error
