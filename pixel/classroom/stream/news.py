"""What happened between two looks at the database, as all viewers of a process share it. `hub` and `live` make it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from pixel.classroom.stream.messages import Message, put_in_order, write_message
from pixel.store.queries.classroom.stream import Batch, Counted, Cursor

EVERYBODYS = ""  # the owner of what every student may see


@dataclass(frozen=True, eq=False)
class News:
    """Messages between two cursors; `for_all`: their bytes as whoever sees everybody's gets them, written once, however
    many they are; `counted`: what came before them and is not among them."""

    after: Cursor
    until: Cursor
    messages: tuple[Message, ...]
    for_all: bytes
    counted: Counted | None

    def write_own(self, owners: Collection[str]) -> bytes:
        """As whoever has these visitors, or is this student, gets it."""
        own = {place for owner in owners for place in self._places.get(owner, ())}
        told = sorted({*own, *self._places.get(EVERYBODYS, ())})
        return b"".join([write_message(self.messages[place], is_own=place in own) for place in told])

    @cached_property
    def _places(self) -> Mapping[str, list[int]]:
        """Which messages are whose: so a viewer costs what is theirs, and not what is everybody's."""
        places: dict[str, list[int]] = {}
        for place, message in enumerate(self.messages):
            owners = {EVERYBODYS} if message.is_for_all else {message.student_id, message.visitor_id}
            for owner in owners - {None}:
                places.setdefault(owner or EVERYBODYS, []).append(place)
        return places


def make_news(batch: Batch) -> News:
    """What a batch of rows says."""
    messages = tuple(put_in_order(batch))
    return News(batch.after, batch.until, messages, b"".join(map(write_message, messages)), batch.counted)
