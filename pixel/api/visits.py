"""Answers about what was received: visitors, recorded hits, ignored ones."""

from typing import cast

from pixel import clock
from pixel.api.caller import Caller
from pixel.api.context import ApiContext
from pixel.api.problems import Problem
from pixel.api.requests import EventsQuery, Span, VisitorsQuery
from pixel.api.responses import Event, EventsPage, Refusal, RefusalsPage, Visitor, VisitorsPage
from pixel.collect.verdict import Reason
from pixel.store import records
from pixel.store.queries.api import (
    HIGHEST,
    Numbered,
    VisitorSums,
    find_settled,
    find_visitors,
    page_events,
    page_refusals,
    page_visitors,
)
from pixel.store.queries.api import Span as Rows


def list_visitors(context: ApiContext, _: Caller, query: VisitorsQuery) -> VisitorsPage:
    """Visitors by name: all that left a hit, and all that are somebody on the network."""
    found, after = context.store.read(page_visitors, query.after, query.limit)
    return VisitorsPage(items=[_visitor(sums) for sums in found], next=after)


def show_visitor(context: ApiContext, caller: Caller, visitor_id: str) -> Visitor:
    """One visitor, `me` being the cookie's."""
    meant = caller.see(visitor_id)
    [sums] = context.store.read(find_visitors, [meant])
    if not sums.hits and not sums.seat_id and caller.is_teacher:
        raise Problem("not-found", "No such visitor left a hit or is somebody on the network.")
    return _visitor(sums)


def list_events(context: ApiContext, caller: Caller, query: EventsQuery) -> EventsPage:
    """Recorded hits in the order of their numbers: all of them, or without the token one's own."""
    visitors: tuple[str, ...] | None = None
    if query.visitor is not None:
        visitors = (caller.see(query.visitor),)
    elif not caller.is_teacher:
        visitors = caller.list_own()
    found, after = context.store.read(page_events, rows_of(context, "events", query), visitors, query.pixel)
    return EventsPage(items=[describe_event(event) for event in found], next=after)


def list_refusals(context: ApiContext, _: Caller, query: Span) -> RefusalsPage:
    """Ignored hits of the last hour, in the order of their numbers."""
    found, after = context.store.read(page_refusals, rows_of(context, "refusals", query), clock.now())
    return RefusalsPage(items=[describe_refusal(number, refusal) for number, refusal in found], next=after)


def rows_of(context: ApiContext, table: Numbered, query: Span) -> Rows:
    """The rows that a page is to have."""
    up_to = find_settled(context.store, table) if query.settled else HIGHEST
    return Rows(query.after, up_to, query.limit)


def describe_event(event: records.Event) -> Event:
    """A recorded hit as its row has it, what is JSON there as values."""
    hit = event.hit
    device = {"device": hit.device.device, "browser": hit.device.browser, "system": hit.device.system}
    values = hit._asdict() | device | {"content_ids": list(hit.content_ids)}
    return Event(id=event.id, **(values | {"received_at": clock.to_text(hit.received_at)}))


def _visitor(sums: VisitorSums) -> Visitor:
    return Visitor(
        visitor_id=sums.visitor_id,
        seat_id=sums.seat_id,
        first_at=clock.to_text(sums.first_at) if sums.first_at else None,
        last_at=clock.to_text(sums.last_at) if sums.last_at else None,
        hits=sums.hits,
    )


def describe_refusal(number: int, refusal: records.Refusal) -> Refusal:
    """An ignored hit as data."""
    return Refusal(
        id=number,
        at=clock.to_text(refusal.at),
        pixel_id=refusal.pixel_id,
        reason=cast(Reason, refusal.reason),
        header_names=list(refusal.header_names),
    )
