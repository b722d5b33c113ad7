"""Answers about the server itself: its clock, starting over, the catalogue taken in anew."""

from collections.abc import Callable
from datetime import timedelta

from pixel import clock
from pixel.api.caller import Caller
from pixel.api.context import ApiContext
from pixel.api.problems import Problem
from pixel.api.requests import FARTHEST, Advance, ClockMove, Offset
from pixel.api.responses import Clock, Seeded
from pixel.store import Connection
from pixel.store.queries.clock import Kept, advance_clock, offset_clock, stand_clock
from pixel.store.queries.reset import erase_everything
from pixel.store.shared_clock import SharedClock


def show_clock(context: ApiContext, _: Caller) -> Clock:
    """The server's time, and how far it is moved."""
    shift = clock.shift()
    return Clock(
        now=clock.to_text(clock.now()),
        offset_seconds=round(shift.offset.total_seconds()),
        simulated=context.shared_clock is not None,
        stands_at=clock.to_text(shift.stands_at) if shift.stands_at else None,
    )


def move_clock(context: ApiContext, caller: Caller, body: ClockMove) -> Clock:
    """Moves the clock, for all workers and machines; answered when that holds.

    What is then older than it may be kept goes at once, as it would have gone by and by.
    """
    shared = _movable(context)
    shared.take(context.store.write(_change(body)))
    context.forget()
    return show_clock(context, caller)


def reset(context: ApiContext, _: Caller) -> None:
    """Erases every visit, person and ad shown; keeps catalogue and campaigns.

    A simulated clock runs with the real time again.
    """
    context.store.erase(erase_everything)
    if context.shared_clock:
        context.shared_clock.take(context.store.write(stand_clock, None))


def seed(context: ApiContext, _: Caller) -> Seeded:
    """Takes in the agencies' product feeds and the campaigns anew."""
    products, campaigns = context.seed()
    return Seeded(products=products, campaigns=campaigns)


def _movable(context: ApiContext) -> SharedClock:
    if context.shared_clock is None:
        raise Problem("clock-fixed", "This server goes by the real time: start it with --simulated-clock.")
    return context.shared_clock


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
