"""One viewer's stream: first what they have not had, then what happens. The API's `/api/stream` sends it.

A stream is open for as long as the viewer likes where the server has a greenlet for each; with few threads, as under
waitress, it ends at once, and the browser comes again a second later (`retry`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic

from pixel.classroom.stream.hub import Hub, find_settled_cursor, read_messages
from pixel.classroom.stream.messages import KEEP_ALIVE, OPENING, Message, collapse, write_message
from pixel.store import Store
from pixel.store.queries.stream import Cursor

KEEP_ALIVE_SECONDS = 15.0
LOOKS_EVERY = 1.0  # whether the server stops
MOST_AT_ONCE = 40  # hits that somebody who sees all is told one by one; those before them are counted


@dataclass(frozen=True)
class Viewer:
    """Who watches: all, or what is one's own, by student and by visitors."""

    sees_all: bool
    student_id: str | None
    visitors: frozenset[str]

    def write(self, messages: Sequence[Message]) -> bytes:
        """What of it the viewer gets."""
        if self.sees_all:
            return b"".join([message.for_all for message in collapse(messages, MOST_AT_ONCE)])
        return b"".join(
            [
                write_message(message, is_own=self._owns(message))
                for message in messages
                if message.is_for_all or self._owns(message)
            ]
        )

    def _owns(self, message: Message) -> bool:
        is_student = message.student_id is not None and message.student_id == self.student_id
        return is_student or message.visitor_id in self.visitors


def answer_once(store: Store, after: Cursor | None, viewer: Viewer) -> list[bytes]:
    """What is there after a cursor (None: nothing yet), and no more. Raises StoreUnavailable."""
    if after is None:
        return [OPENING]
    until = find_settled_cursor(store, after)
    return [OPENING, viewer.write(read_messages(store, after, until))]


def follow(store: Store, hub: Hub, after: Cursor | None, viewer: Viewer, seconds: float) -> Iterator[bytes]:
    """The same, and then what happens, for so many seconds."""
    until = monotonic() + seconds
    joined, number = hub.enter()
    try:
        yield OPENING
        if after is not None and after != joined:
            yield viewer.write(read_messages(store, after, joined))
        said = monotonic()
        while not hub.is_stopped and (now := monotonic()) < until:
            messages, number = hub.take(number, min(LOOKS_EVERY, until - now))
            if messages is None:
                return  # too far behind: the browser comes again, with the last it had
            sent = viewer.write(messages)
            if sent or monotonic() - said > KEEP_ALIVE_SECONDS:
                said = monotonic()
                yield sent or KEEP_ALIVE
    finally:
        hub.leave()
