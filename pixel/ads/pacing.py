"""How fast a budget may go. Pure.

A flight has INTERVALS equal parts. In each part may be spent what is left of the budget, divided by the parts that are
left: what the time left should carry. Who lags behind so catches up little by little, and nobody is done by noon.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from pixel.ads.days import day_at
from pixel.store.advertising import MC
from pixel.store.queries.advertisers.buying import Offer
from pixel.store.queries.advertisers.spending import BudgetRow

INTERVALS = 100


def find_interval(starts_at: datetime, ends_at: datetime, now: datetime) -> tuple[int, int]:
    """Which part of a flight it is (from 0), and how many are left, this one counted."""
    share = (now - starts_at) / (ends_at - starts_at)
    interval = min(max(int(share * INTERVALS), 0), INTERVALS - 1)
    return interval, INTERVALS - interval


def find_exhausted(offers: Iterable[Offer], budgets: Mapping[str, BudgetRow], now: datetime) -> frozenset[str]:
    """The ad sets that may not spend as much as they bid now, by purse, day or pace: they need not be tried. Whether
    another can pay, says the statement that takes the money. `budgets`: by ad set."""
    return frozenset(
        offer.ad_set.id
        for offer in offers
        if offer.ad_set.id in budgets
        and _find_left(offer, budgets[offer.ad_set.id], now) < offer.ad_set.definition["bid"]
    )


def find_day(offer: Offer, now: datetime) -> str:
    """The day that it is where a company is, ISO."""
    return day_at(now, offer.company.zone).isoformat()


def _find_left(offer: Offer, spent: BudgetRow, now: datetime) -> int:
    """What may be spent at most now (thousandths of a cent), by purse, day and pace."""
    ad_set, left = offer.ad_set, [spent.purse_left_mc]
    if ad_set.daily_budget is not None:
        today = spent.day_spent_mc if spent.day == find_day(offer, now) else 0
        left.append(ad_set.daily_budget * MC - today)
    if ad_set.whole_budget is not None:
        interval, intervals_left = find_interval(ad_set.starts_at, ad_set.ends_at, now)
        before = spent.pace_from_mc if spent.pace_interval == interval else spent.spent_mc
        left.append(before + (ad_set.whole_budget * MC - before) // intervals_left - spent.spent_mc)
    return min(left)
