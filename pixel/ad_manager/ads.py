"""An ad's page: as it will stand in the feed, whom it seeks, what became of it, and the buttons that stop it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import get_args

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from pixel import clock
from pixel.ad_manager.access import read_as_buyer, write_as_buyer
from pixel.ad_manager.audience_size import Estimate, measure
from pixel.ad_manager.audience_words import AudienceNames, describe_audience, describe_problem, name_topics
from pixel.ad_manager.market import this_market
from pixel.ad_manager.render import render
from pixel.ad_manager.words import write_day
from pixel.ads.audience.reading import read_rule
from pixel.ads.catalogue import Catalogue, read_catalogue
from pixel.origins import FIRST_NETWORK
from pixel.store import Connection
from pixel.store.advertising import AdState, StaleError
from pixel.store.queries.advertisers.buying import Offer, find_offer, set_ad_state
from pixel.store.queries.advertisers.companies import find_own_company
from pixel.store.queries.advertisers.reports import Delivery, count_delivery
from pixel.store.records import Seat

A_MOMENT = timedelta(milliseconds=1)  # an ad set ends at the midnight after its last day
# What a person may do with an ad, by its state; what was refused or has ended stays as it is.
NEXT: dict[AdState, tuple[AdState, ...]] = {"running": ("paused", "ended"), "paused": ("running", "ended")}

blueprint = Blueprint("ads", __name__)


@dataclass(frozen=True)
class AdFacts:
    """An ad with all that its page tells."""

    offer: Offer
    delivery: Delivery
    estimate: Estimate
    catalogue: Catalogue


@blueprint.get("/ads/<ad_id>")
def show_ad(ad_id: str) -> str:
    """One ad of a company of one's own."""
    now = clock.now()

    def read(connection: Connection, seat: Seat) -> AdFacts | None:
        offer = find_own_offer(connection, seat, ad_id)
        if offer is None:
            return None
        delivery = count_delivery(connection, [offer.ad_set.id]).get(offer.ad_set.id, Delivery())
        estimate = measure(connection, FIRST_NETWORK, read_rule(offer.ad_set.definition["audience"]), now)
        return AdFacts(offer, delivery, estimate, read_catalogue(connection))

    seat, facts = read_as_buyer(read)
    return _show(seat, facts or abort(404))


@blueprint.post("/ads/<ad_id>/state")
def change_state(ad_id: str) -> Response | tuple[str, int]:
    """Pauses, runs or ends an ad, as the page's buttons ask: each names the version that the page was made from."""
    wanted = next((state for state in get_args(AdState) if state == request.form.get("state")), None)
    version = request.form.get("version", "")
    if wanted is None or not version.isdecimal() or len(version) > 9:
        abort(400)

    def change(connection: Connection, seat: Seat) -> Offer | None:
        """What was there before; None where it is nobody's business."""
        offer = find_own_offer(connection, seat, ad_id)
        if offer and offer.ad.version == int(version) and wanted not in NEXT.get(offer.ad.state, ()):
            abort(400)
        if offer:
            set_ad_state(connection, ad_id, wanted, int(version))
        return offer

    try:
        _, offer = write_as_buyer(change)
    except StaleError:
        seat, offer = read_as_buyer(lambda connection, seat: find_own_offer(connection, seat, ad_id))
        return render("stale", seat, offer=offer or abort(404)), 409
    if offer is None:
        abort(404)
    return redirect(url_for("ads.show_ad", ad_id=ad_id), 303)


def find_own_offer(connection: Connection, seat: Seat, ad_id: str) -> Offer | None:
    """An ad of a company that this person may act for."""
    offer = find_offer(connection, ad_id)
    return offer if offer and find_own_company(connection, offer.company.id, seat.id) else None


def _show(seat: Seat, facts: AdFacts) -> str:
    offer, topics = facts.offer, name_topics()
    names = AudienceNames(this_market(), facts.catalogue.products)
    return render(
        "ad",
        seat,
        offer=offer,
        company=offer.company,
        delivery=facts.delivery,
        estimate=facts.estimate,
        audience=describe_audience(read_rule(offer.ad_set.definition["audience"]), names),
        problems=[describe_problem(each, topics) for each in offer.ad.problems],
        last_day=write_day(offer.ad_set.ends_at - A_MOMENT, offer.company.zone),
        next_states=NEXT.get(offer.ad.state, ()),
    )
