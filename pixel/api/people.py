"""Answers about people: what the network makes of them, and the ads that it showed them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pixel import clock
from pixel.ads.catalogue import Catalogue, read_catalogue
from pixel.ads.person_lines import read_lines
from pixel.api.caller import Caller
from pixel.api.context import ApiContext
from pixel.api.person_responses import Evidence, Interest, JudgedLine, Line, Profile, Seat, Source, Worth
from pixel.api.problems import Problem
from pixel.api.requests import ImpressionsQuery
from pixel.api.responses import Impression, ImpressionsPage
from pixel.api.visits import rows_of
from pixel.networks.ribambelle.network import places_of
from pixel.profile import interests, line
from pixel.profile.guess_error import TownError, is_town_guess, measure_error
from pixel.profile.inference.places import Place
from pixel.profile.person import PersonProfile, assemble_visitor
from pixel.store import Connection, records
from pixel.store.queries.api import page_impressions


def show_profile(context: ApiContext, caller: Caller, visitor_id: str) -> Profile:
    """What the network makes of a visitor, `me` being the cookie's: all browsers of that person together."""
    meant = caller.see(visitor_id)
    known, lines, error = context.store.read(_read_person, meant, clock.now())
    if caller.is_teacher and known.is_nobody:
        raise Problem("not-found", "No such visitor left a hit or is somebody on the network.")
    return describe_person(meant, known, lines, error)


def _read_person(
    connection: Connection, visitor_id: str, now: datetime
) -> tuple[PersonProfile, list[line.Line], TownError | None]:
    catalogue = read_catalogue(connection)
    known = assemble_visitor(connection, visitor_id, catalogue.assortment, now)
    lines = read_lines_of(connection, known, catalogue, now)
    return known, lines, measure_error(connection, known.seat, lines, _places(known))


def read_lines_of(connection: Connection, known: PersonProfile, catalogue: Catalogue, now: datetime) -> list[line.Line]:
    """A person's lines, with the towns of their network."""
    return read_lines(connection, known, catalogue, _places(known), now)


def _places(known: PersonProfile) -> Mapping[str, Place]:
    return places_of(known.seat.network) if known.seat else {}


def list_impressions(context: ApiContext, caller: Caller, query: ImpressionsQuery) -> ImpressionsPage:
    """Ads shown, with their auctions, in the order of their numbers: all of them, or without the token one's own."""
    visitor_id = caller.see(query.visitor) if query.visitor is not None else None
    seat_id = query.seat
    if not caller.is_teacher:
        seat_id = caller.own_seat(query.seat)
    found, after = context.store.read(page_impressions, rows_of(context, "impressions", query), visitor_id, seat_id)
    return ImpressionsPage(items=[describe_impression(number, impression) for number, impression in found], next=after)


def describe_person(
    visitor_id: str, known: PersonProfile, lines: Sequence[line.Line], error: TownError | None
) -> Profile:
    """A person's profile as data."""
    seat = known.seat
    return Profile(
        visitor_id=visitor_id,
        seat=Seat(id=seat.id, network=seat.network, member_id=seat.member_id, first_name=seat.first_name)
        if seat
        else None,
        visitors=list(known.visitor_ids) or [visitor_id],
        interests=[describe_interest(interest) for interest in known.profile.interests],
        lines=[_judge_line(each, error) for each in lines],
        disconnected=list(known.disconnected),
        has_objected=known.choices.has_objected,
    )


def describe_line(each: line.Line) -> Line:
    """A line as data."""
    worth = each.worth
    return Line(
        key=each.key,
        value=each.value,
        kind=each.kind,
        confidence=round(each.confidence, 6),
        evidence=[Evidence(table=row.table, id=row.id) for row in each.evidence],
        may_use=each.may_use,
        worth=Worth(cents=round(worth.cents, 3), campaign=worth.campaign_id) if worth else None,
    )


def _judge_line(each: line.Line, error: TownError | None) -> JudgedLine:
    km = round(error.km, 1) if error and is_town_guess(each) else None
    return JudgedLine(**dict(describe_line(each)), error_km=km)


def describe_interest(interest: interests.Interest) -> Interest:
    """An interest as data, rounded to what a person can make sense of."""
    sources = [
        Source(
            kind=source.kind,
            event=source.event,
            pixel_id=source.pixel_id,
            subject=source.subject,
            hits=source.hits,
            last_at=clock.to_text(source.last_at) if source.last_at else None,
            points=round(source.points, 6),
        )
        for source in interest.sources
    ]
    return Interest(interest=interest.slug, kind=interest.kind, level=round(interest.level, 6), sources=sources)


def describe_impression(number: int, impression: records.Impression) -> Impression:
    """An ad shown, as data."""
    return Impression(
        number=number,
        id=impression.id,
        visitor_id=impression.visitor_id,
        seat_id=impression.seat_id,
        network=impression.network,
        placement=impression.placement,
        campaign=impression.campaign_id,
        advertiser=impression.advertiser,
        content_id=impression.content_id,
        reason=impression.reason,
        shown_at=clock.to_text(impression.shown_at),
        auction=dict(impression.auction),
        price=impression.price,
        ad_set=impression.ad_set_id,
        budget_before=impression.budget_before,
        seed=impression.seed,
    )
