"""SQL for the simulated clock, kept where all workers and machines look. `shared_clock` follows it, the API moves it.

One row says how far the clock is moved and whether it stands. Where the server goes by the real time
(`PIXEL_CLOCK=real`, the default), nothing here is asked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pixel import clock
from pixel.store.connection import Connection


@dataclass(frozen=True)
class Kept:
    """The clock as it is kept; `moves` rises with each change, so that nobody goes back to an older one."""

    shift: clock.Shift
    moves: int


def read_clock(connection: Connection) -> Kept:
    """How far the clock is moved."""
    row = connection.execute("SELECT offset_seconds, stands_at, moves FROM clock").fetchone()
    stands_at = clock.from_text(row["stands_at"]) if row["stands_at"] else None
    return Kept(clock.Shift(timedelta(seconds=row["offset_seconds"]), stands_at), row["moves"])


def advance_clock(connection: Connection, seconds: int) -> Kept:
    """Moves it on from where it is, whoever else does so too."""
    connection.execute(
        "UPDATE clock SET offset_seconds = offset_seconds + :seconds, moves = moves + 1", {"seconds": seconds}
    )
    return read_clock(connection)


def offset_clock(connection: Connection, seconds: int) -> Kept:
    """Sets how far it is moved, from the real time or from where it stands."""
    connection.execute("UPDATE clock SET offset_seconds = :seconds, moves = moves + 1", {"seconds": seconds})
    return _taken_back(connection)


def stand_clock(connection: Connection, stands_at: datetime | None) -> Kept:
    """Makes it stand at a moment until it is moved on; None: it runs with the real time again. Not moved any more."""
    connection.execute(
        "UPDATE clock SET offset_seconds = 0, stands_at = :stands_at, moves = moves + 1",
        {"stands_at": clock.to_text(stands_at) if stands_at else None},
    )
    return _taken_back(connection)


def _taken_back(connection: Connection) -> Kept:
    """The clock, which may show an earlier time than before: the class that is open has then begun by that time, so
    that what it brings about from now on is known for its own, and goes with it."""
    kept = read_clock(connection)
    now = {"now": clock.to_text(kept.shift.now())}
    connection.execute("UPDATE classes SET opened_at = :now WHERE opened_at > :now", now)
    return kept
