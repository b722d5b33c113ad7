"""A campaign of two ad sets that ran, as rows: for tests of its report. Money, people and times differ throughout."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pixel import clock
from pixel.store import Store
from pixel.store.queries.advertisers.buying import Offer, keep_ad, keep_ad_set
from pixel.store.queries.advertisers.clicks import AdClick, keep_click
from pixel.store.queries.advertisers.shown import keep_impressions
from pixel.store.queries.collect import keep_hits
from pixel.store.queries.identity import keep_seat, link_visitor
from pixel.store.records import Hit, Impression, Seat
from tests.contract.store.test_store import HIT
from tests.support.buyers import buy, make_offer

HOUR = timedelta(hours=1)
# Person, ad set, hours since the flight began, price in thousandths of a cent.
SHOWN = (
    ("ana", 0, 1, 4_000), ("ana", 0, 2, 4_500), ("ana", 1, 30, 700), ("bob", 0, 3, 3_333),
    ("bob", 1, 50, 1), ("cleo", 0, 5, 5_000), ("dov", 1, 51, 912),
)  # fmt: skip
CLICKED = ((0, 1.5), (1, 2.5), (3, 4), (6, 52))  # which of them, and when
# Person, pixel, event, value, when: ana within a day of a click, bob after three, cleo after a view, dov before it all.
EVENTS = (
    ("ana", "soleil", "ViewContent", "1490", 3), ("ana", "soleil", "Purchase", "1490", 4),
    ("bob", "nordet", "Lead", "", 76), ("cleo", "nordet", "Purchase", "89.5", 20),
    ("eve", "soleil", "Purchase", "7", 9), ("ana", "soleil", "PageView", "", 5),
    ("dov", "soleil", "Purchase", "NaN", 50),
)  # fmt: skip


@dataclass(frozen=True)
class RanCampaign:
    """What was bought, and when its flight began: three and a half days ago, for a week."""

    offer: Offer
    began: datetime


def run_campaign(store: Store, member_seat: str | None = None) -> RanCampaign:
    """Keeps it all; `member_seat`: who acts for the company."""
    began = clock.now() - timedelta(days=3.5)
    offer = make_offer(now=began, starts_at=began, ends_at=began + timedelta(days=7), whole_budget=700)
    offer = replace(offer, campaign=replace(offer.campaign, name="Été <b>&</b>"))
    buy(store, offer, member_seat)
    other = replace(offer.ad_set, id="cartes-set-2", whole_budget=None, daily_budget=200)
    store.write(keep_ad_set, other)
    store.write(keep_ad, replace(offer.ad, id="cartes-ad-2", ad_set_id=other.id))
    for name in {person for person, *_ in SHOWN + EVENTS}:
        store.write(keep_seat, Seat(name, "marcel", None, began))
        store.write(link_visitor, f"v-{name}", name, began)
    ads = ((offer.ad.id, offer.ad_set.id), ("cartes-ad-2", other.id))
    store.write(keep_impressions, [_impression(number, began, ads) for number in range(len(SHOWN))])
    for number, (which, hours) in enumerate(CLICKED):
        person = SHOWN[which][0]
        store.write(keep_click, AdClick(f"k{number}", f"shown-{which}", person, f"v-{person}", began + hours * HOUR))
    store.write(keep_hits, [_hit(each, began) for each in EVENTS])
    return RanCampaign(offer, began)


def _impression(number: int, began: datetime, ads: tuple[tuple[str, str], tuple[str, str]]) -> Impression:
    person, which, hours, price = SHOWN[number]
    ad, ad_set = ads[which]
    at, auction = began + hours * HOUR, '{"winner": null, "counts": {}}'
    return Impression(
        f"shown-{number}",
        person,
        f"v-{person}",
        ad,
        "cartes",
        "",
        "interest",
        at,
        auction,
        ad_set_id=ad_set,
        price=price,
    )


def _hit(each: tuple[str, str, str, str, int], began: datetime) -> Hit:
    person, pixel, event, value, hours = each
    data = {"value": value} if value else {}
    at = began + hours * HOUR
    return HIT._replace(visitor_id=f"v-{person}", pixel_id=pixel, event=event, data=data, received_at=at)
