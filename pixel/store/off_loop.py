"""Runs a blocking call beside gevent's event loop, so that no SQLite call holds up a hit. Called by the Store."""

import sys
from collections.abc import Callable
from typing import TypeVar, cast

T = TypeVar("T")
Caught = tuple[T | None, BaseException | None]


def run_off_loop(call: Callable[[], T]) -> T:
    """The call's result, computed in gevent's thread pool under gevent workers, directly elsewhere."""
    if not is_on_gevent():
        return call()
    import gevent

    caught: Caught[T] = gevent.get_hub().threadpool.apply(catch, (call,))
    return result_of(caught)


def is_on_gevent() -> bool:
    """Whether this process runs gevent's loop (its sockets are gevent's)."""
    monkey = sys.modules.get("gevent.monkey")
    return monkey is not None and monkey.is_module_patched("socket")


def catch(call: Callable[[], T]) -> Caught[T]:
    """gevent prints what a pool's call raises: errors come back as values instead, for `result_of`."""
    try:
        return call(), None
    except BaseException as error:
        return None, error


def result_of(caught: Caught[T]) -> T:
    """What was caught: returned, or raised."""
    result, error = caught
    if error is not None:
        raise error
    return cast(T, result)
