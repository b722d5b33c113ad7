"""A company with an ad that runs, as rows: for tests of what comes after it was bought."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pixel import clock
from pixel.store import Store
from pixel.store.advertising import AdCampaign, AdSet, BoughtAd, Charge, Company
from pixel.store.queries.advertisers.buying import Offer, keep_ad, keep_ad_set, keep_campaign
from pixel.store.queries.advertisers.companies import keep_company

TEXTS = {"title": "Les cartes de Zoé", "text": "Dessinées à la main.", "button": "Voir"}
IN_ENGLISH = {"title": "Zoé's maps", "text": "Drawn by hand.", "button": "Look"}


def make_offer(name: str = "cartes", now: datetime | None = None, **ad_set: Any) -> Offer:
    """An ad for everybody, for a week; `ad_set`: what is different about its ad set."""
    at = now or clock.now()
    company = Company(name, "Les cartes de Zoé", {}, {}, "America/Toronto", 10_000, 0, "teacher", at)
    campaign = AdCampaign(f"{name}-campaign", name, "Des cartes", "awareness", "other", at)
    definition = {"audience": {"include": [], "exclude": []}, "bid": 5_000, "cap": 50}
    bought = AdSet(
        f"{name}-set", campaign.id, name, "Tous", definition, at - timedelta(days=1), at + timedelta(days=6), None, None
    )
    creative = {"fr": TEXTS, "en": IN_ENGLISH, "picture": "plantes.svg"}
    ad = BoughtAd(f"{name}-ad", bought.id, creative, "running", (), at)
    return Offer(ad, replace(bought, **ad_set), campaign, company)


def buy(store: Store, offer: Offer, seat_id: str | None = None) -> None:
    """Keeps it all; `seat_id`: who may act for the company."""
    store.write(keep_company, offer.company, seat_id)
    store.write(keep_campaign, offer.campaign)
    store.write(keep_ad_set, offer.ad_set)
    store.write(keep_ad, offer.ad)


def charge_for(offer: Offer, price_mc: int, day: str = "2026-11-28", interval: int = 0, left: int = 1) -> Charge:
    """What showing it once costs."""
    return Charge("", offer.ad_set.id, offer.company.id, price_mc, day, interval, left)
