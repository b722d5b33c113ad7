"""A thread of one's own for what must not be interrupted. `browser_driver` lets Playwright live in one.

Playwright stays in the thread that started it, once in a thread, and does not bear an exception out of the blue: a
Ctrl-C, or a request to end, in the middle of its work. Those reach the main thread alone, which only waits here.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")


class Aside:
    """Does one thing after another, elsewhere, and hands back what came of it."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool

    def do(self, act: Callable[[], T]) -> T:
        """What `act` returns, or raises."""
        return self._pool.submit(act).result()

    def take(self, thing: T) -> T:
        """The same thing, all of whose methods are done there."""
        stand_in: Any = _StandIn(thing, self)
        return stand_in  # type: ignore[no-any-return]


@contextmanager
def aside() -> Iterator[Aside]:
    """A thread, which ends when what it is doing then is done."""
    with ThreadPoolExecutor(1, "browsers") as pool:
        yield Aside(pool)


class _StandIn:
    def __init__(self, thing: object, place: Aside) -> None:
        self._thing, self._place = thing, place

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._thing, name)
        if not callable(found):
            return found
        return lambda *args, **named: self._place.do(lambda: found(*args, **named))
