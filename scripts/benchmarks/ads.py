"""Times the choice of an ad among few and among many campaigns. `targets` calls it."""

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from pixel import clock
from pixel.ads.auction import Placement, hold_auction
from pixel.ads.candidates import Person
from pixel.ads.index import index_campaigns
from pixel.profile.interests import build_profile, sort_products
from pixel.seeds import fetch_feed
from pixel.store.records import Audience, Campaign, Product, Tally

FEW, MANY = 10, 100_000
LOOKED_AT = 5  # destinations that the person has looked at
SITES = ("soleil", "nordet", "escale", "affaires")


def prepare_choices() -> tuple[Callable[[], float], Callable[[], float]]:
    """Two functions, for FEW campaigns and for MANY: each chooses once, and says how many microseconds that took."""
    products = [product for site in SITES for product in fetch_feed(site).products]
    campaigns = make_campaigns(products, MANY)
    now = clock.now()
    person = make_person(products, now)
    return _timed(campaigns[:FEW], person, products, now), _timed(campaigns, person, products, now)


def make_campaigns(products: list[Product], count: int) -> list[Campaign]:
    """Campaigns over the whole catalogue, by turns for those who looked at a destination and for an interest."""
    chance = random.Random(20)
    return [_make_campaign(number, chance.choice(products), chance.randint(50, 900)) for number in range(count)]


def make_person(products: list[Product], now: datetime) -> Person:
    """Somebody who looked at some destinations this week."""
    seen = [
        Tally("visitor", product.advertiser, product.content_id, "ViewContent", 3, now - timedelta(days=days), now)
        for days, product in enumerate(products[:: max(len(products) // LOOKED_AT, 1)][:LOOKED_AT], 1)
    ]
    return Person(seen, build_profile(seen, [], (), sort_products(products), now), {})


def _make_campaign(number: int, product: Product, bid: int) -> Campaign:
    is_retargeting = number % 2 == 0
    audience = (
        Audience(product.advertiser, ("ViewContent", "AddToWishlist"), (product.content_id,), 30)
        if is_retargeting
        else Audience(interests=product.themes, min_level=0.4)
    )
    return Campaign(
        id=f"c{number:06}",
        advertiser=product.advertiser,
        advertiser_name=product.advertiser_name,
        kind="retargeting" if is_retargeting else "interest",
        bid=bid,
        frequency_cap=20,
        audience=audience,
        creative={},
        content_id="" if is_retargeting else product.content_id,
    )


def _timed(campaigns: list[Campaign], person: Person, products: list[Product], now: datetime) -> Callable[[], float]:
    """The index is made once, as by the server: once for each list of campaigns, not for each choice."""
    index = index_campaigns(campaigns)
    catalogue = {(product.advertiser, product.content_id): product for product in products}

    def choose() -> float:
        placement = Placement(person, catalogue, now)
        began = time.perf_counter()
        hold_auction(index, placement)
        return (time.perf_counter() - began) * 1e6

    return choose
