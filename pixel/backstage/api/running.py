"""Answers about the server itself: its clock, starting over, the catalogue taken in anew."""

from collections.abc import Callable
from datetime import timedelta

from pixel import clock
from pixel.backstage.api.caller import Caller
from pixel.backstage.api.models import Clock, Seeded
from pixel.backstage.api.problems import Problem
from pixel.backstage.api.questions import FARTHEST, Advance, ClockMove, Offset
from pixel.backstage.api.room import Room
from pixel.store import Connection
from pixel.store.clock import Kept, SharedClock, advance_clock, offset_clock, stand_clock
from pixel.store.everything import erase_everything


def show_clock(room: Room, _: Caller) -> Clock:
    """The server's time, and how far it is moved."""
    shift = clock.shift()
    return Clock(
        now=clock.to_text(clock.now()),
        offset_seconds=round(shift.offset.total_seconds()),
        simulated=room.shared_clock is not None,
        stands_at=clock.to_text(shift.stands_at) if shift.stands_at else None,
    )


def move_clock(room: Room, caller: Caller, body: ClockMove) -> Clock:
    """Moves the clock, for all workers and machines; answered when that holds.

    What is then older than it may be kept goes at once, as it would have gone by and by.
    """
    shared = _movable(room)
    shared.take(room.store.write(_change(body)))
    room.forget()
    return show_clock(room, caller)


def reset(room: Room, _: Caller) -> None:
    """Erases every visit, person and ad shown; keeps catalogue and campaigns.

    A simulated clock runs with the real time again.
    """
    room.store.erase(erase_everything)
    if room.shared_clock:
        room.shared_clock.take(room.store.write(stand_clock, None))


def seed(room: Room, _: Caller) -> Seeded:
    """Takes in the agencies' product feeds and the campaigns anew."""
    products, campaigns = room.seed()
    return Seeded(products=products, campaigns=campaigns)


def _movable(room: Room) -> SharedClock:
    if room.shared_clock is None:
        raise Problem("clock-fixed", "This server goes by the real time: start it with --simulated-clock.")
    return room.shared_clock


def _change(body: ClockMove) -> Callable[[Connection], Kept]:
    move = body.root

    def change(connection: Connection) -> Kept:
        if isinstance(move, Advance):
            kept = advance_clock(connection, move.advance_seconds)
            if kept.shift.offset > timedelta(seconds=FARTHEST):
                raise Problem("clock-fixed", "That would move the clock by more than a hundred years in all.")
            return kept
        if isinstance(move, Offset):
            return offset_clock(connection, move.offset_seconds)
        return stand_clock(connection, move.stands_at)

    return change
