"""A call that runs beside a test, in a thread of its own."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def running(call: Callable[[], T]) -> Iterator["Future[T]"]:
    """What becomes of it; it has ended when the block has."""
    with ThreadPoolExecutor(1) as threads:
        yield threads.submit(call)
