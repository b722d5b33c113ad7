"""What the store tells of the reader's visitor: the only questions that the backstage asks. `routes` calls it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pixel.backstage.steps import DONE, STEPS, Facts, Step, StepId, find_arrival
from pixel.store import Store
from pixel.store.backstage import (
    keep_step,
    list_events_of,
    list_reasons_shown,
    list_refusals,
    list_steps,
    list_untied_events,
)
from pixel.store.profile import find_seat_of, list_visitors
from pixel.store.records import Event, Refusal, Seat

LOOKS_BACK = timedelta(hours=1)
NEWEST = 2**63 - 1
MOST_EVENTS = 200
MOST_UNTIED = 40


@dataclass(frozen=True)
class Reader:
    """Who is looking: the cookie's visitor, the person it is known as, and all visitors of that person."""

    visitor_id: str | None
    seat: Seat | None
    visitors: tuple[str, ...]


def find_reader(store: Store, visitor_id: str | None) -> Reader:
    """The reader by cookie; nobody where there is none."""
    if visitor_id is None:
        return Reader(None, None, ())
    seat = store.read(find_seat_of, visitor_id)
    known = [visitor for visitor, _ in store.read(list_visitors, seat.id)] if seat else []
    return Reader(visitor_id, seat, tuple(dict.fromkeys((visitor_id, *known))))


def list_own(store: Store, reader: Reader, before: int = NEWEST, limit: int = MOST_EVENTS) -> list[Event]:
    """Hits of all the reader's visitors, newest first."""
    return store.read(list_events_of, reader.visitors, before, limit) if reader.visitors else []


def list_untied(store: Store, reader: Reader, now: datetime) -> tuple[list[Event], list[Refusal]]:
    """Hits of the last hour that nothing ties to anybody: kept ones, and ignored ones."""
    since = now - LOOKS_BACK
    untied = store.read(list_untied_events, reader.visitors, since, MOST_UNTIED)
    return untied, store.read(list_refusals, since, MOST_UNTIED)


def gather_facts(store: Store, reader: Reader, now: datetime, *, is_gpc: bool, is_alone: bool) -> Facts:
    """All that decides on the walk's ticks; untied hits only where nobody else could have sent them."""
    untied, refusals = list_untied(store, reader, now) if is_alone else ([], [])
    return Facts(
        now=now,
        noted=store.read(list_steps, reader.visitor_id) if reader.visitor_id else {},
        has_seat=reader.seat is not None,
        browsers=len(reader.visitors),
        reasons_shown=store.read(list_reasons_shown, reader.seat.id) if reader.seat else frozenset(),
        own=list_own(store, reader),
        untied=untied,
        refusals=refusals,
        is_gpc=is_gpc,
        is_alone=is_alone,
    )


def find_silent(store: Store, reader: Reader, now: datetime, *, is_gpc: bool, is_alone: bool) -> list[Step]:
    """The walk's steps whose page the reader opened, and from where nothing arrived."""
    noted = store.read(list_steps, reader.visitor_id) if reader.visitor_id else {}
    opened = [step for step in STEPS if step.pixel_id and step.id in noted]
    if not opened:
        return []
    facts = gather_facts(store, reader, now, is_gpc=is_gpc, is_alone=is_alone)
    return [step for step in opened if find_arrival(step, facts) == "nothing"]


def note_done(store: Store, reader: Reader, facts: Facts, done: frozenset[StepId]) -> None:
    """Notes what is newly done, so that clearing the activity does not undo the walk."""
    for step in done:
        if reader.visitor_id and DONE + step not in facts.noted:
            store.write(keep_step, reader.visitor_id, DONE + step, facts.now)
