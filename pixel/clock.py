"""The one place that knows what time of day it is. Deadlines use the monotonic clock instead.

Where the server was started with `PIXEL_CLOCK=simulated`, the time can be moved, and made to stand still: `store.clock`
keeps how, for all workers and machines, and tells this module before each request.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from functools import lru_cache
from time import monotonic


@dataclass(frozen=True)
class Shift:
    """How far a simulated clock is moved, and from when: from the real time, or from a moment at which it stands."""

    offset: timedelta = timedelta(0)
    stands_at: datetime | None = None

    def now(self) -> datetime:
        """The moment that it shows, in UTC."""
        return (self.stands_at or datetime.now(UTC)) + self.offset


REAL = Shift()
_shift: Shift | None = None


def now() -> datetime:
    """The present moment, in UTC."""
    return _shift.now() if _shift else datetime.now(UTC)


def http_date() -> str:
    """The real time, a second old at most, as an answer's `Date` has it."""
    return _write_http_date(int(monotonic()))


@lru_cache(maxsize=1)
def _write_http_date(_second: int) -> str:
    return formatdate(usegmt=True)


def shift() -> Shift:
    """How this process's clock is moved."""
    return _shift or REAL


def offset() -> timedelta:
    """How far this process's clock is moved."""
    return shift().offset


def set_offset(by: timedelta, stands_at: datetime | None = None) -> None:
    """From now on this process's clock is moved: from the real time, or from where it stands."""
    global _shift
    moved = Shift(by, stands_at)
    _shift = None if moved == REAL else moved


def to_text(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, as every `…_at` column holds it: sorts as time does."""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return utc.isoformat(timespec="milliseconds")[:-6] + "Z"


def from_text(text: str) -> datetime:
    """The inverse of `to_text`."""
    return datetime.fromisoformat(text)
