"""One viewer's stream: first what they have not had, then what happens. The API's `/api/stream` sends it.

A stream is open for as long as the viewer likes where the server has a greenlet for each; with few threads, as under
waitress, or too many viewers, it ends at once, and the browser comes again (`retry`).
"""

import logging
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from pixel.classroom.stream.allowance import BURST
from pixel.classroom.stream.hub import Hub, find_settled_cursor, read_news
from pixel.classroom.stream.messages import (
    RETRY_LATER_MS,
    put_in_order,
    write_message,
    write_opening,
    write_place,
)
from pixel.classroom.stream.news import News
from pixel.store import Store, StoreUnavailable
from pixel.store.queries.classroom.classes import find_class_id
from pixel.store.queries.classroom.stream import Cursor, find_past, read_own

KEEP_ALIVE_SECONDS = 15.0
MOST_OWN = 500  # of each kind, a page; one's own is never counted
MOST_NUMBERS = 100_000  # that are looked through for a page: counting takes as long as there are rows

log = logging.getLogger("pixel.classroom")


@dataclass(frozen=True)
class Viewer:
    """Who watches: all, or what is one's own, by student and by visitors."""

    sees_all: bool
    student_id: str | None = None
    visitors: tuple[str, ...] = ()

    @property
    def owners(self) -> tuple[str, ...]:
        return (*self.visitors, self.student_id) if self.student_id else self.visitors


def find_beginning(store: Store, since: datetime) -> Cursor:
    """The place before whatever happened since a time. Raises StoreUnavailable."""
    return store.read(find_past, since, find_settled_cursor(store, None))


def answer_once(store: Store, viewer: Viewer, after: Cursor | None) -> Iterator[bytes]:
    """What is there after a cursor (None: nothing of the past), the cursor then, and no more. Raises StoreUnavailable
    at once, or ends early."""
    until = find_settled_cursor(store, after)
    return _answer(store, viewer, (until if after is None else after.up_to(until), until))


def _answer(store: Store, viewer: Viewer, between: tuple[Cursor, Cursor]) -> Iterator[bytes]:
    yield write_opening()
    with _until_unavailable():
        yield from _read_on(store, viewer, *between)
        yield write_place(between[1], store.read(find_class_id))


def follow(
    store: Store, hub: Hub, viewer: Viewer, after: Cursor | None, seconds: float
) -> Generator[bytes, None, None]:
    """The same, and then what happens, for so many seconds; where too many watch, it ends at once."""
    if not hub.enter(is_teacher=viewer.sees_all):
        with _until_unavailable():
            yield from answer_once(store, viewer, after)
            yield write_opening(RETRY_LATER_MS)
        return
    try:
        yield write_opening()
        with _until_unavailable():
            until = monotonic() + seconds
            place, number, class_id = hub.join()
            yield from _read_on(store, viewer, place if after is None else after.up_to(place), place)
            yield write_place(place, class_id)
            yield from _watch(store, hub, viewer, (place, number, class_id), until)
    finally:
        hub.leave()


@contextmanager
def _until_unavailable() -> Iterator[None]:
    """A stream that cannot go on ends in good order: then a browser comes again, with the last that it had."""
    try:
        yield
    except StoreUnavailable as error:
        log.info("a stream ends, and comes again: %s", error)


def _watch(
    store: Store, hub: Hub, viewer: Viewer, joined: tuple[Cursor, int, str | None], until: float
) -> Iterator[bytes]:
    """Ends where the viewer is too far behind: the browser comes again, with the last it had."""
    (place, number, class_id), said = joined, monotonic()
    while not hub.is_stopped and (now := monotonic()) < until:
        news, number = hub.take(number, max(min(until, said + KEEP_ALIVE_SECONDS) - now, 0))
        if news is None:
            return
        if news:
            place = news[-1].until
        told = b"".join([each.for_all for each in news]) if viewer.sees_all else _write_own(store, viewer, news)
        if class_id != hub.class_id or (not told and monotonic() - said >= KEEP_ALIVE_SECONDS):
            class_id = hub.class_id
            told += write_place(place, class_id)
        if told:
            yield told
            said = monotonic()


def _write_own(store: Store, viewer: Viewer, news: Sequence[News]) -> bytes:
    told: list[bytes] = []
    for each in news:
        if each.counted and not each.counted.owners.isdisjoint(viewer.owners):
            told += _read_own(store, viewer, each.after, each.counted.until)
        told.append(each.write_own(viewer.owners))
    return b"".join(told)


def _read_on(store: Store, viewer: Viewer, after: Cursor, until: Cursor) -> Iterator[bytes]:
    """From one settled cursor to another, page by page."""
    return _read_all(store, after, until) if viewer.sees_all else _read_own(store, viewer, after, until)


def _read_all(store: Store, after: Cursor, until: Cursor) -> Iterator[bytes]:
    while after != until:
        page = Cursor(*(min(first + MOST_NUMBERS, last) for first, last in zip(after, until, strict=True)))
        news = read_news(store, after, page, BURST)
        after = news.until
        yield news.for_all


def _read_own(store: Store, viewer: Viewer, after: Cursor, until: Cursor) -> Iterator[bytes]:
    while after != until:
        batch = store.read(read_own, after, until, viewer.visitors, viewer.student_id, MOST_OWN)
        yield b"".join([write_message(each, is_own=not each.is_for_all) for each in put_in_order(batch)])
        after = batch.until
