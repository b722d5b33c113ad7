"""An ad as it was shown, for the stage's pages: its texts filled in from the product feed, and its picture."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from pixel.ads.catalogue import Catalogue
from pixel.networks.ad_slot import format_price
from pixel.pages.assets import asset
from pixel.pages.language import language
from pixel.store.records import Campaign, Impression, Product


@dataclass(frozen=True)
class AdPicture:
    """An ad; texts are empty where its campaign is no more."""

    impression_id: str
    at: datetime
    reason: str
    campaign_id: str
    advertiser_name: str
    title: str
    text: str
    picture_url: str


def view_ad_picture(impression: Impression, catalogue: Catalogue) -> AdPicture:
    """The ad as today's catalogue has it."""
    campaign = catalogue.index.by_id.get(impression.campaign_id)
    product = catalogue.products.get((impression.advertiser, impression.content_id))
    name = product.name[language()] if product else ""
    price = format_price(product.price, product.currency, language()) if product else ""
    words = {
        part: text.replace("{name}", name).replace("{price}", price)
        for part, text in (campaign.creative[language()] if campaign else {}).items()
    }
    return AdPicture(
        impression_id=impression.id,
        at=impression.shown_at,
        reason=impression.reason,
        campaign_id=impression.campaign_id,
        advertiser_name=campaign.advertiser_name if campaign else impression.advertiser,
        title=words.get("title", impression.campaign_id),
        text=words.get("text", ""),
        picture_url=_picture_url(campaign, product, impression.network),
    )


def _picture_url(campaign: Campaign | None, product: Product | None, network: str) -> str:
    """A product's picture, from this site; the network's own for an ad without a product."""
    if product:
        return url_for(
            "stage.send_product_picture",
            advertiser=product.advertiser,
            content_id=product.content_id,
            v=product.picture_version or None,
        )
    return asset(f"{network}/ads/{campaign.picture}") if campaign else ""
