"""Rows for an export, as the API tells them, read page by page: never all at once. `exporter` asks."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from pixel import clock
from pixel.ads.catalogue import read_catalogue
from pixel.api.people import describe_impression, describe_interest, describe_line, read_lines_of
from pixel.api.responses import Event, Impression, Refusal
from pixel.api.visits import describe_event, describe_refusal
from pixel.export.options import What
from pixel.profile.data_privacy import label_line
from pixel.profile.line import Line
from pixel.profile.person import PersonProfile, assemble_person, assemble_visitor
from pixel.store import Connection, Store
from pixel.store.queries.access import page_own_rows
from pixel.store.queries.api import Span, find_settled, page_events, page_impressions, page_refusals, page_visitors
from pixel.store.queries.clock import read_clock
from pixel.store.queries.export import page_seats
from pixel.store.records import Seat
from pixel.store.tables import TABLES

Row = dict[str, Any]

AT_ONCE = 500
KEYS = {table.name: table.key for table in TABLES}
PROFILE = (
    "seat_id",
    "member_id",
    "first_name",
    "created_at",
    "visitors",
    "interests",
    "lines",
    "disconnected",
    "has_objected",
)
COLUMNS: dict[What, tuple[str, ...]] = {
    "events": tuple(Event.model_fields),
    "profiles": PROFILE,
    "impressions": tuple(Impression.model_fields),
    "refusals": tuple(Refusal.model_fields),
    "declarations": ("seat_id", "key", "value", "origin", "is_hidden", "at"),
    "likes": ("seat_id", "post_id", "interests", "at"),
    "comments": ("id", "seat_id", "post_id", "text", "interests", "at"),
    "posts": ("id", "seat_id", "group_id", "text", "interests", "at"),
    "memberships": ("seat_id", "group_id", "interests", "at"),
    "follows": ("seat_id", "page_id", "interests", "at"),
    "friendships": ("seat_id", "friend_id", "kind", "state", "at"),
    "corrections": ("seat_id", "key", "value", "at"),
    "objections": ("seat_id", "at"),
}


def gather(store: Store, what: What) -> Iterator[Row]:
    """All rows that are there now, in the order of their numbers; people by their ids."""
    readers: dict[What, Callable[[Store], Iterator[Row]]] = {
        "events": _read_events,
        "profiles": _read_profiles,
        "impressions": _read_impressions,
        "refusals": _read_refusals,
    }
    return readers[what](store) if what in readers else _read_own(store, what)


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


def _read_own(store: Store, what: What) -> Iterator[Row]:
    """What people say of themselves, do and choose on a network, in the order of the rows' keys."""
    after: tuple[str | int, ...] | None = None
    key = KEYS[what]
    while rows := store.read(page_own_rows, what, after, AT_ONCE):
        yield from ({name: row[name] for name in COLUMNS[what]} for row in rows)
        after = tuple(rows[-1][column] for column in key)


def _read_profiles(store: Store) -> Iterator[Row]:
    """People first, then visitors that are nobody yet; as the database's own clock has it, moved or not."""
    now, after = store.read(read_clock).shift.now(), ""
    while seats := store.read(page_seats, after, AT_ONCE):
        for seat in seats:
            yield _profile(*store.read(_read_person, seat, now), seat.created_at)
        after = seats[-1].id
    name: str | None = ""
    while name is not None:
        visitors, name = store.read(page_visitors, name, AT_ONCE)
        for visitor in visitors:
            if visitor.seat_id is None and visitor.first_at:
                yield _profile(*store.read(_read_stranger, visitor.visitor_id, now), visitor.first_at)


def _read_person(connection: Connection, seat: Seat, now: datetime) -> tuple[PersonProfile, list[Line]]:
    catalogue = read_catalogue(connection)
    known = assemble_person(connection, seat, catalogue.assortment, now)
    return known, read_lines_of(connection, known, catalogue, now)


def _read_stranger(connection: Connection, visitor_id: str, now: datetime) -> tuple[PersonProfile, list[Line]]:
    catalogue = read_catalogue(connection)
    known = assemble_visitor(connection, visitor_id, catalogue.assortment, now)
    return known, read_lines_of(connection, known, catalogue, now)


def _profile(known: PersonProfile, lines: Sequence[Line], since: datetime) -> Row:
    seat = known.seat
    values = (
        seat.id if seat else None,
        seat.member_id if seat else None,
        seat.first_name if seat else None,
        clock.to_text(since),
        list(known.visitor_ids),
        [_plain(describe_interest(interest)) for interest in known.profile.interests],
        [_plain(describe_line(line)) | {"labels": label_line(line)} for line in lines],
        list(known.disconnected),
        known.choices.has_objected,
    )
    return dict(zip(PROFILE, values, strict=True))


def _plain(model: BaseModel) -> Row:
    return model.model_dump()
