"""`/click/<impression>`: counts that somebody followed an ad, and leads on with an id of that click."""

import secrets
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from pixel import clock
from pixel.ads.catalogue import read_catalogue
from pixel.ads.offers import find_bought_or_seeded
from pixel.ads.serving import ShownAd, find_ad
from pixel.networks.session import Me, read_as_member, this_visitor
from pixel.pages.site import services
from pixel.pages.walk_bar import onward_url
from pixel.store import Connection
from pixel.store.queries.ads import find_impression
from pixel.store.queries.advertisers.clicks import AdClick, keep_click

CLICK_ID = "click_id"

blueprint = Blueprint("click", __name__)


@blueprint.get("/click/<impression_id>")
def follow(impression_id: str) -> Response:
    """Of one's own ads alone: whose impression it is not, learns nothing of it."""
    me, shown = read_as_member(lambda connection, me: _find(connection, me, impression_id))
    if shown is None:
        abort(404, gettext("That ad is not one of yours, or it was erased with your activity."))
    click = AdClick(secrets.token_urlsafe(9), impression_id, me.seat.id, this_visitor(), clock.now())
    services().store.write(keep_click, click)
    answer = redirect(_landing(shown, click.id), 303)
    answer.headers["Cache-Control"] = "no-store"
    # What this answer says holds for the page that it leads to: else the agency would not learn which site it was.
    answer.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    return answer


def _find(connection: Connection, me: Me, impression_id: str) -> ShownAd | None:
    impression = find_impression(connection, impression_id, me.seat.id)
    if impression is None:
        return None
    campaign, _ = find_bought_or_seeded(connection, impression.campaign_id)
    return find_ad(impression, campaign, read_catalogue(connection)) if campaign else None


def _landing(shown: ShownAd, click_id: str) -> str:
    """To the trip at its agency's, to the company's page, or to the page that stands for an invented shop."""
    said = urlencode({CLICK_ID: click_id})
    if shown.product:
        link = shown.product.link
        return onward_url(shown.product.advertiser, f"{link}{'&' if '?' in link else '?'}{said}")
    if shown.campaign.kind == "bought":
        return url_for("companies.show_company", company_id=shown.campaign.advertiser, click_id=click_id)
    return url_for("ads.show_shop", ad_id=shown.campaign.id, click_id=click_id)
