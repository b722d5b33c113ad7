"""What the store tells of the reader's visitor, on one snapshot: the only questions that the backstage asks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pixel.backstage.steps import DONE, HIDER, SEEN, Facts, find_outcomes
from pixel.identity.resolution import NOBODY, Identity, resolve_visitor
from pixel.networks.ribambelle.network import load_ribambelle
from pixel.pages.walk_bar import StepId
from pixel.store import Connection, Store
from pixel.store.queries.backstage import (
    keep_step,
    list_events_of,
    list_last_shown,
    list_refusals,
    list_steps,
    list_untied_events,
)
from pixel.store.queries.town.inference import find_resident
from pixel.store.records import AdReason, Event, Refusal

LOOKS_BACK = timedelta(hours=1)
NEWEST = 2**63 - 1
MOST_EVENTS = 200
MOST_UNTIED = 40


@dataclass(frozen=True)
class Asking:
    """The request as far as it decides on a page: whose cookie, when, with which signal, on whose server."""

    visitor_id: str | None
    now: datetime
    is_gpc: bool
    is_alone: bool
    is_one_address: bool


def find_reader(connection: Connection, asking: Asking) -> Identity:
    """Who reads the page."""
    return resolve_visitor(connection, asking.visitor_id) if asking.visitor_id else NOBODY


def list_own(connection: Connection, reader: Identity, before: int = NEWEST, limit: int = MOST_EVENTS) -> list[Event]:
    """Hits of all the reader's visitors, newest first."""
    return list_events_of(connection, reader.visitors, before, limit) if reader.visitors else []


def list_untied(connection: Connection, reader: Identity, asking: Asking) -> tuple[list[Event], list[Refusal]]:
    """Hits of the last hour that nothing ties to anybody, kept ones and ignored ones; none where others than the reader
    could have sent them."""
    if not asking.is_alone:
        return [], []
    since = asking.now - LOOKS_BACK
    untied = list_untied_events(connection, reader.visitors, since, MOST_UNTIED)
    return untied, list_refusals(connection, since, MOST_UNTIED)


def gather_facts(connection: Connection, reader: Identity, asking: Asking) -> Facts:
    """All that decides on the walk's ticks."""
    untied, refusals = list_untied(connection, reader, asking)
    shown: dict[AdReason, datetime] = {}
    for seat in reversed(reader.seats):
        shown |= list_last_shown(connection, seat.id)
    return Facts(
        now=asking.now,
        noted=list_steps(connection, reader.visitor_id) if reader.visitor_id else {},
        has_seat=bool(reader.seats),
        browsers=len(reader.visitors),
        shown=shown,
        own=list_own(connection, reader),
        untied=untied,
        refusals=refusals,
        is_gpc=asking.is_gpc,
        is_alone=asking.is_alone,
        is_one_address=asking.is_one_address,
        has_hider=find_resident(connection, load_ribambelle().id, HIDER) is not None,
    )


def note_progress(store: Store, reader: Identity, facts: Facts, done: frozenset[StepId]) -> None:
    """Notes what is newly done or seen, so that clearing the activity does not undo the walk."""
    notes = {DONE + step for step in done} | {SEEN + outcome for outcome in find_outcomes(facts)}
    new, visitor_id = sorted(notes - facts.noted.keys()), reader.visitor_id
    if not visitor_id or not new:
        return

    def keep(connection: Connection) -> None:
        for note in new:
            keep_step(connection, visitor_id, note, facts.now)

    store.write(keep)
