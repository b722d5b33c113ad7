"""Why this ad? From an impression back to the hits that brought it, and the auction that chose it."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, render_template
from flask_babel import gettext

from pixel import clock
from pixel.ads.explanation import Explanation, explain
from pixel.ads.offers import find_bought_or_seeded
from pixel.ads.serving import AdContext, find_ad, gather_ad_context
from pixel.networks.ad_slot import view_ad
from pixel.networks.audience_words import AudienceNames
from pixel.networks.guesses.why import GuessBehind, describe_guess, read_guess
from pixel.networks.network import this_network
from pixel.networks.session import Me, read_as_member, this_visitor
from pixel.networks.subjects import Subjects, read_subjects
from pixel.networks.why_bought import AdReader, BoughtBehind, read_bought
from pixel.networks.why_bought_words import WhyBought, describe_bought
from pixel.networks.why_words import describe_auction, describe_chain
from pixel.pages.language import language
from pixel.pages.site import services
from pixel.pages.times import ago
from pixel.store import Connection
from pixel.store.queries.ads import find_impression
from pixel.store.queries.backstage import keep_step
from pixel.store.queries.profile import list_site_events
from pixel.store.records import Campaign, Impression

EVENTS_LOOKED_AT = 500

blueprint = Blueprint("why", __name__)


@dataclass(frozen=True)
class WhyFacts:
    """What the page reads, on one snapshot: the ad, the person, what brought the ad to them, and how that is named.
    `bought`: what stands behind an ad of the ad manager."""

    impression: Impression
    campaign: Campaign
    context: AdContext
    explained: Explanation
    subjects: Subjects
    guess: GuessBehind | None
    bought: BoughtBehind | None = None


def read_why(connection: Connection, me: Me, impression_id: str, reader: AdReader, now: datetime) -> WhyFacts | None:
    """None where that ad is not one of the person's, or its campaign is no more. What was bought on the ad manager is
    explained whether it still runs or not."""
    impression = find_impression(connection, impression_id, me.seat.id)
    campaign, offer = find_bought_or_seeded(connection, impression.campaign_id) if impression else (None, None)
    if impression is None or campaign is None:
        return None
    context = gather_ad_context(connection, me.seat, now)
    if offer:
        bought = read_bought(connection, reader, me.seat, context.person, offer, (impression.shown_at, now))
        explained = Explanation(impression, campaign, bought.hits, bought.sources)
    else:
        bought = None
        events = list_site_events(connection, context.person.visitor_ids, impression.advertiser, EVENTS_LOOKED_AT)
        explained = explain(impression, campaign, events, context.person.profile)
    asked = [(source.kind, source.subject) for source in explained.sources]
    subjects = read_subjects(connection, me.seat.network, asked)
    guess = read_guess(connection, me.seat, impression)
    return WhyFacts(impression, campaign, context, explained, subjects, guess, bought)


@blueprint.get("/why/<impression_id>")
def show_why(impression_id: str) -> str:
    """The explanation of one of the member's own ads."""
    now, reader = clock.now(), AdReader(language(), this_network().places)
    me, facts = read_as_member(lambda connection, me: read_why(connection, me, impression_id, reader, now))
    if facts is None:
        abort(404, gettext("That ad is not one of yours, or it was erased with your activity."))
    services().store.write(keep_step, this_visitor(), f"why-{facts.impression.reason}", now)
    shown = find_ad(facts.impression, facts.campaign, facts.context.catalogue)
    return render_template(
        "networks/why.html",
        me=me,
        ad=view_ad(shown, language()),
        shown=ago(facts.impression.shown_at),
        chain=describe_chain(facts.explained, shown, facts.context, facts.subjects),
        bought=_describe_bought(facts, now),
        guess=describe_guess(facts.guess),
        has_objected=_had_objected(facts),
        auction=describe_auction(facts.impression, facts.campaign, facts.context.catalogue),
    )


def _describe_bought(facts: WhyFacts, now: datetime) -> WhyBought | None:
    if facts.bought is None:
        return None
    names = AudienceNames(this_network().places, facts.context.catalogue.products, facts.bought.groups)
    return describe_bought(facts.bought, facts.impression, names, now)


def _had_objected(facts: WhyFacts) -> bool:
    """Whether the person had objected to profiling when the ad was shown."""
    objected_at = facts.context.person.choices.objected_at
    return objected_at is not None and objected_at <= facts.impression.shown_at
