"""A company's page on the network, where its ads lead: who it is, and what it shows."""

from collections.abc import Mapping

from flask import Blueprint, Response, abort, render_template
from flask_babel import gettext

from pixel.ads.company_logo import draw_logo, read_logo
from pixel.ads.product_feed import version_of
from pixel.networks.network import this_network
from pixel.networks.session import find_me
from pixel.pages.assets import let_keep
from pixel.pages.site import services
from pixel.store.queries.advertisers.buying import list_offers
from pixel.store.queries.advertisers.companies import find_company

blueprint = Blueprint("companies", __name__)


@blueprint.get("/companies/<company_id>")
def show_company(company_id: str) -> str:
    """Name, what it does, and its ads that run."""
    company = services().store.read(find_company, company_id)
    if company is None:
        abort(404, gettext("There is no such company, or it has closed."))
    offers = services().store.read(list_offers, company_id)
    return render_template(
        f"{this_network().id}/company.html",
        me=find_me(),
        company=company,
        logo_version=logo_version(company.logo),
        creatives=[offer.ad.creative for offer in offers if offer.ad.state == "running"],
    )


@blueprint.get("/companies/<company_id>/logo.svg")
def send_logo(company_id: str) -> Response:
    """Drawn from the kit's parts that the company chose."""
    company = services().store.read(find_company, company_id)
    if company is None:
        abort(404)
    drawn = draw_logo(read_logo(company.logo))
    return let_keep(Response(drawn, mimetype="image/svg+xml"), version_of(drawn))


def logo_version(kept: Mapping[str, str]) -> str:
    """For the address of a company's logo: another after each change."""
    return version_of(draw_logo(read_logo(kept)))
