"""An ad as it is put into a page: texts filled in from the product feed, pictures, and where it leads."""

from dataclasses import dataclass
from functools import lru_cache

from babel.numbers import format_currency
from flask import Blueprint, Response, abort, render_template, url_for

from pixel.ads.product_feed import version_of
from pixel.ads.serving import ShownAd
from pixel.networks.network import this_network
from pixel.networks.session import find_me
from pixel.pages.assets import asset, let_keep
from pixel.pages.site import services
from pixel.store.queries.ads import find_logo, find_picture
from pixel.store.records import AdReason, Campaign, Product

blueprint = Blueprint("ads", __name__)


@dataclass(frozen=True)
class AdView:
    """An ad as a page shows it."""

    impression_id: str
    campaign_id: str
    advertiser: str
    advertiser_name: str
    content: str
    reason: str
    title: str
    text: str
    price: str | None
    picture_url: str
    logo_url: str
    link_url: str
    why_url: str
    button: str


def view_ad(shown: ShownAd, language: str) -> AdView:
    """An ad with its texts filled in from the product feed."""
    impression = shown.impression
    return view_creative(
        shown.campaign, shown.product, impression.id, impression.content_id, impression.reason, language
    )


def view_creative(
    campaign: Campaign, product: Product | None, impression_id: str, content_id: str, reason: AdReason, language: str
) -> AdView:
    """The same, of what it is made of."""
    price = format_price(product.price, product.currency, language) if product else None
    words = {
        part: text.replace("{name}", product.name[language] if product else "").replace("{price}", price or "")
        for part, text in campaign.creative[language].items()
    }
    return AdView(
        impression_id=impression_id,
        campaign_id=campaign.id,
        advertiser=campaign.advertiser,
        advertiser_name=campaign.advertiser_name,
        content=content_id,
        reason=reason,
        title=words["title"],
        text=words["text"],
        price=price,
        picture_url=_picture_url(campaign, product),
        logo_url=_logo_url(campaign, product),
        link_url=url_for("click.follow", impression_id=impression_id),
        why_url=url_for("why.show_why", impression_id=impression_id),
        button=words["button"],
    )


def _picture_url(campaign: Campaign, product: Product | None) -> str:
    """The network's own copy of the picture: the agency's server does not learn who sees its ad."""
    if product:
        version = product.picture_version or None  # none where the catalogue was seeded before pictures had one
        return url_for("ads.send_picture", advertiser=product.advertiser, content_id=product.content_id, v=version)
    return asset(f"{this_network().id}/ads/{campaign.picture}")


def _logo_url(campaign: Campaign, product: Product | None) -> str:
    """The network's own copy of the advertiser's logo, for the same reason."""
    if product:
        return url_for("ads.send_logo", advertiser=product.advertiser, v=product.logo_version or None)
    if campaign.kind == "bought":
        return url_for("companies.send_logo", company_id=campaign.advertiser)
    return asset(f"{this_network().id}/logos/{campaign.id}.svg")


@lru_cache(maxsize=1024)
def format_price(amount: int, currency: str, language: str) -> str:
    """A price without cents, as the language writes it."""
    return format_currency(
        amount,
        currency,
        locale=f"{language}_CA",
        currency_digits=False,
        format="¤#,##0" if language == "en" else "#,##0\u00a0¤",
    )


@blueprint.get("/ads/<advertiser>/<content_id>.svg")
def send_picture(advertiser: str, content_id: str) -> Response:
    """A product's picture."""
    picture = services().store.read(find_picture, advertiser, content_id)
    if picture is None:
        abort(404)
    return let_keep(Response(picture, mimetype="image/svg+xml"), version_of(picture))


@blueprint.get("/logos/<advertiser>.svg")
def send_logo(advertiser: str) -> Response:
    """An advertiser's logo."""
    logo = services().store.read(find_logo, advertiser)
    if logo is None:
        abort(404)
    return let_keep(Response(logo, mimetype="image/svg+xml"), version_of(logo))


@blueprint.get("/shops/<ad_id>")
def show_shop(ad_id: str) -> str:
    """Where a house ad leads: its shop is invented, and has no site."""
    ad = next((ad for ad in this_network().content.house_ads if ad.id == ad_id), None)
    if ad is None:
        abort(404)
    return render_template(f"{this_network().id}/shop.html", me=find_me(), ad=ad)
