"""Rows for an export, as the API tells them, read page by page: never all at once. `exporter` asks."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from pixel import clock
from pixel.ads.catalogue import read_catalogue
from pixel.api.people import describe_impression, describe_interest
from pixel.api.responses import Event, Impression, Refusal
from pixel.api.visits import describe_event, describe_refusal
from pixel.export.options import What
from pixel.profile.person import PersonProfile, assemble_person, assemble_visitor
from pixel.store import Connection, Store
from pixel.store.queries.api import Span, find_settled, page_events, page_impressions, page_refusals, page_visitors
from pixel.store.queries.clock import read_clock
from pixel.store.queries.export import page_seats
from pixel.store.records import Seat

Row = dict[str, Any]

AT_ONCE = 500
PROFILE = ("seat_id", "member_id", "first_name", "created_at", "visitors", "interests", "disconnected")
COLUMNS: dict[What, tuple[str, ...]] = {
    "events": tuple(Event.model_fields),
    "profiles": PROFILE,
    "impressions": tuple(Impression.model_fields),
    "refusals": tuple(Refusal.model_fields),
}


def gather(store: Store, what: What) -> Iterator[Row]:
    """All rows that are there now, in the order of their numbers; people by their ids."""
    readers: dict[What, Callable[[Store], Iterator[Row]]] = {
        "events": _read_events,
        "profiles": _read_profiles,
        "impressions": _read_impressions,
        "refusals": _read_refusals,
    }
    return readers[what](store)


def _read_events(store: Store) -> Iterator[Row]:
    up_to, after = find_settled(store, "events"), 0
    while rows := store.read(page_events, Span(after, up_to, AT_ONCE), None, None)[0]:
        yield from (_plain(describe_event(event)) for event in rows)
        after = rows[-1].id


def _read_impressions(store: Store) -> Iterator[Row]:
    up_to, after = find_settled(store, "impressions"), 0
    while rows := store.read(page_impressions, Span(after, up_to, AT_ONCE), None, None)[0]:
        yield from (_plain(describe_impression(number, impression)) for number, impression in rows)
        after = rows[-1][0]


def _read_refusals(store: Store) -> Iterator[Row]:
    up_to, after, now = find_settled(store, "refusals"), 0, store.read(read_clock).shift.now()
    while rows := store.read(page_refusals, Span(after, up_to, AT_ONCE), now)[0]:
        yield from (_plain(describe_refusal(number, refusal)) for number, refusal in rows)
        after = rows[-1][0]


def _read_profiles(store: Store) -> Iterator[Row]:
    """People first, then visitors that are nobody yet; as the database's own clock has it, moved or not."""
    now, after = store.read(read_clock).shift.now(), ""
    while seats := store.read(page_seats, after, AT_ONCE):
        for seat in seats:
            yield _profile(store.read(_read_person, seat, now), seat.created_at)
        after = seats[-1].id
    name: str | None = ""
    while name is not None:
        visitors, name = store.read(page_visitors, name, AT_ONCE)
        for visitor in visitors:
            if visitor.seat_id is None and visitor.first_at:
                yield _profile(store.read(_read_stranger, visitor.visitor_id, now), visitor.first_at)


def _read_person(connection: Connection, seat: Seat, now: datetime) -> PersonProfile:
    return assemble_person(connection, seat, read_catalogue(connection).assortment, now)


def _read_stranger(connection: Connection, visitor_id: str, now: datetime) -> PersonProfile:
    return assemble_visitor(connection, visitor_id, read_catalogue(connection).assortment, now)


def _profile(known: PersonProfile, since: datetime) -> Row:
    seat = known.seat
    values = (
        seat.id if seat else None,
        seat.member_id if seat else None,
        seat.first_name if seat else None,
        clock.to_text(since),
        list(known.visitor_ids),
        [_plain(describe_interest(interest)) for interest in known.profile.interests],
        list(known.disconnected),
    )
    return dict(zip(PROFILE, values, strict=True))


def _plain(model: BaseModel) -> Row:
    return model.model_dump()
