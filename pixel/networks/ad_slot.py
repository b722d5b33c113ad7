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
from pixel.pages.walk_bar import onward_url
from pixel.store.queries.ads import find_logo, find_picture

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
    campaign, product, impression = shown.campaign, shown.product, shown.impression
    price = format_price(product.price, product.currency, language) if product else None
    words = {
        part: text.replace("{name}", product.name[language] if product else "").replace("{price}", price or "")
        for part, text in campaign.creative[language].items()
    }
    return AdView(
        impression_id=impression.id,
        campaign_id=campaign.id,
        advertiser=campaign.advertiser,
        advertiser_name=campaign.advertiser_name,
        content=impression.content_id,
        reason=impression.reason,
        title=words["title"],
        text=words["text"],
        price=price,
        picture_url=picture_url(shown),
        logo_url=logo_url(shown),
        link_url=onward_url(product.advertiser, product.link)
        if product
        else url_for("ads.show_shop", ad_id=campaign.id),
        why_url=url_for("why.show_why", impression_id=impression.id),
        button=words["button"],
    )


def link_url(shown: ShownAd) -> str:
    """Where an ad leads: to the trip at its agency's, or to the page that stands for an invented shop."""
    if shown.product:
        return onward_url(shown.product.advertiser, shown.product.link)
    return url_for("ads.show_shop", ad_id=shown.campaign.id)


def picture_url(shown: ShownAd) -> str:
    """The network's own copy of the picture: the agency's server does not learn who sees its ad."""
    if shown.product:
        product = shown.product
        version = product.picture_version or None  # none where the catalogue was seeded before pictures had one
        return url_for("ads.send_picture", advertiser=product.advertiser, content_id=product.content_id, v=version)
    return asset(f"{this_network().id}/ads/{shown.campaign.picture}")


def logo_url(shown: ShownAd) -> str:
    """The network's own copy of the advertiser's logo, for the same reason."""
    if shown.product:
        return url_for("ads.send_logo", advertiser=shown.product.advertiser, v=shown.product.logo_version or None)
    return asset(f"{this_network().id}/logos/{shown.campaign.id}.svg")


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
