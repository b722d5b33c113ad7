"""A thread of one's own for what must not be interrupted. `browser_driver` lets Playwright live in one.

Playwright stays in the thread that started it, once in a thread, and does not bear an exception out of the blue: a
Ctrl-C, or a request to end, in the middle of its work. Those reach the main thread alone, which only waits here.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import get_ident
from typing import Concatenate, ParamSpec, Protocol, TypeVar

Returned = TypeVar("Returned")
Arguments = ParamSpec("Arguments")


class WorkerThread:
    """Does one thing after another in its thread, and hands back what came of it."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._ident = pool.submit(get_ident).result()

    def do(self, act: Callable[[], Returned]) -> Returned:
        """What `act` returns, or raises; it may call `do` itself."""
        return act() if get_ident() == self._ident else self._pool.submit(act).result()


class HasThread(Protocol):
    """Whatever has a thread of its own to live in."""

    thread: WorkerThread


Owner = TypeVar("Owner", bound=HasThread)


def in_its_thread(
    method: Callable[Concatenate[Owner, Arguments], Returned],
) -> Callable[Concatenate[Owner, Arguments], Returned]:
    """A method that is done in the thread of its object, whoever calls it."""

    def do(owner: Owner, /, *args: Arguments.args, **named: Arguments.kwargs) -> Returned:
        return owner.thread.do(lambda: method(owner, *args, **named))

    return do


@contextmanager
def worker_thread() -> Iterator[WorkerThread]:
    """A thread, which ends when what it is doing then is done."""
    with ThreadPoolExecutor(1, "browsers") as pool:
        yield WorkerThread(pool)
