"""One hit and one ad in full: what the two pages that open read, and what they say."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pixel.ads.catalogue import Catalogue, read_catalogue
from pixel.ads.explanation import explain, is_behind
from pixel.ads.serving import AdContext, gather_ad_context
from pixel.classroom.stage.answer import Header, list_answer_headers
from pixel.classroom.stage.auction_view import Bid, list_bids, list_counts
from pixel.classroom.stage.interest_change import Change, compare_interests
from pixel.classroom.stage.picture import AdPicture, view_ad_picture
from pixel.classroom.stage.viewer import Viewer, read_labels
from pixel.classroom.stage.views import HitView, view_hit
from pixel.pages.addresses import here
from pixel.pages.language import language
from pixel.store import Connection
from pixel.store.queries.ads import find_campaign
from pixel.store.queries.classroom.stage import StageHit
from pixel.store.queries.classroom.stage_details import (
    find_event,
    find_refusal,
    find_shown_ad,
    list_ads_for,
    list_hits_before,
)
from pixel.store.queries.identity import find_seat, list_visitors
from pixel.store.queries.profile import list_signals, list_site_events
from pixel.store.records import Campaign, Event, Impression, Refusal, Seat, Signal

MOST_LOOKED_AT = 2_000
MOST_ADS = 6


@dataclass(frozen=True)
class HitFacts:
    """A hit, whose it is, what the person had done before it, and the ads that it helped to bring."""

    event: Event
    student_id: str | None
    seat: Seat | None
    earlier: Sequence[Event]
    signals: Sequence[Signal]
    ads: Sequence[Impression]
    catalogue: Catalogue


@dataclass(frozen=True)
class HitDetail:
    """What the page of a hit says. `trips`: their names, by id; `is_cut`: the person has more hits before it than were
    summed up."""

    event: Event
    hit: HitView
    answer: Sequence[Header]
    row: Sequence[tuple[str, str]]
    changes: Sequence[Change]
    trips: Mapping[str, str]
    is_cut: bool
    earlier: int
    ads: Sequence[AdPicture]


@dataclass(frozen=True)
class AdFacts:
    """An ad shown, its campaign, the person, and the person's hits on the advertiser's site."""

    impression: Impression
    campaign: Campaign | None
    events: Sequence[Event]
    context: AdContext


@dataclass(frozen=True)
class AdDetail:
    """What the page of an ad says."""

    impression: Impression
    who: str
    ad: AdPicture
    behind: Sequence[HitView]
    bids: Sequence[Bid]
    counts: Sequence[tuple[str, int]]


def read_hit(connection: Connection, number: int) -> HitFacts | None:
    """None where there is no such hit."""
    found = find_event(connection, number)
    if found is None:
        return None
    event, student_id = found
    seat = find_seat(connection, student_id) if student_id else None
    visitors = [visitor for visitor, _ in list_visitors(connection, seat.id)] if seat else [event.hit.visitor_id]
    earlier = list_hits_before(connection, visitors, number, MOST_LOOKED_AT + 1)
    catalogue = read_catalogue(connection)
    return HitFacts(
        event=event,
        student_id=student_id,
        seat=seat,
        earlier=earlier,
        signals=list_signals(connection, seat.id) if seat else (),
        ads=_list_ads_brought(connection, event, seat, catalogue) if seat else (),
        catalogue=catalogue,
    )


def read_ignored(connection: Connection, number: int) -> Refusal | None:
    """An ignored hit: all that is kept of it."""
    return find_refusal(connection, number)


def read_ad(connection: Connection, impression_id: str) -> AdFacts | None:
    """None where there is no such ad."""
    impression = find_shown_ad(connection, impression_id)
    seat = find_seat(connection, impression.seat_id) if impression else None
    if impression is None or seat is None:
        return None
    context = gather_ad_context(connection, seat, impression.shown_at)
    events = list_site_events(connection, context.person.visitor_ids, impression.advertiser, MOST_LOOKED_AT)
    return AdFacts(impression, find_campaign(connection, impression.campaign_id), events, context)


def describe_hit(facts: HitFacts, viewer: Viewer) -> HitDetail:
    """The page of a hit."""
    declared = facts.seat.declared if facts.seat else ()
    earlier = facts.earlier[:MOST_LOOKED_AT]
    return HitDetail(
        event=facts.event,
        hit=_view(facts.event, facts.student_id, read_labels(viewer)),
        answer=list_answer_headers(facts.event.hit, here()),
        row=list_row(facts.event),
        changes=compare_interests(earlier, facts.event, facts.signals, declared, facts.catalogue.assortment),
        trips={product.content_id: product.name[language()] for product in facts.catalogue.products.values()},
        is_cut=len(facts.earlier) > MOST_LOOKED_AT,
        earlier=len(earlier),
        ads=[view_ad_picture(ad, facts.catalogue) for ad in facts.ads],
    )


def describe_ad(facts: AdFacts, viewer: Viewer) -> AdDetail:
    """The page of an ad."""
    impression, catalogue = facts.impression, facts.context.catalogue
    explained = explain(impression, facts.campaign, facts.events, facts.context.person.profile)
    labels = read_labels(viewer)
    return AdDetail(
        impression=impression,
        who=labels.get(impression.seat_id, ""),
        ad=view_ad_picture(impression, catalogue),
        behind=[_view(event, impression.seat_id, labels) for event in explained.events],
        bids=list_bids(impression, catalogue),
        counts=list_counts(impression),
    )


def list_row(event: Event) -> list[tuple[str, str]]:
    """The row of `events` as it was written: columns and values."""
    hit = event.hit._asdict()
    device = hit.pop("device")
    columns: dict[str, Any] = (
        {"id": event.id}
        | hit
        | {
            "device": device.device,
            "browser": device.browser,
            "system": device.system,
        }
    )
    return [(name, _write_value(value)) for name, value in columns.items() if name not in ("request", "headers")]


def _write_value(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, (Mapping, tuple)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return str(int(value))
    return "" if value is None else str(value)


def _list_ads_brought(connection: Connection, event: Event, seat: Seat, catalogue: Catalogue) -> list[Impression]:
    """The first ads whose audience rule this hit met."""
    shown = list_ads_for(connection, seat.id, event.hit.content_ids, event.hit.received_at, MOST_LOOKED_AT)
    campaigns = catalogue.index.by_id
    brought = [
        ad
        for ad in shown
        if ad.reason == "retargeting" and (campaign := campaigns.get(ad.campaign_id)) and is_behind(event, campaign, ad)
    ]
    return brought[:MOST_ADS]


def _view(event: Event, student_id: str | None, labels: Mapping[str, str]) -> HitView:
    hit = event.hit
    return view_hit(
        StageHit(
            id=f"e{event.id}",
            at=hit.received_at,
            site=hit.pixel_id,
            event=hit.event,
            page=hit.page_url,
            reason="",
            cookie=hit.cookie,
            consent=hit.consent,
            visitor_id=hit.visitor_id,
            student_id=student_id,
            student_name=None,
        ),
        labels,
        None,
    )
