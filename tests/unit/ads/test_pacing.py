"""How fast a budget may go, and when an ad set need not be tried."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pixel.ads.pacing import INTERVALS, find_exhausted, find_interval
from pixel.store.queries.advertisers.spending import BudgetRow
from tests.support.buyers import make_offer

START = datetime(2026, 11, 28, 12, tzinfo=UTC)
END = START + timedelta(days=INTERVALS)
BID = 5_000  # what the offer bids, thousandths of a cent for one impression
TODAY = "2026-11-28"


@pytest.mark.parametrize(
    ("days", "interval"),
    [(-1, 0), (0, 0), (0.99, 0), (1, 1), (INTERVALS - 1, 99), (INTERVALS, 99), (INTERVALS + 5, 99)],
)
def test_a_flight_has_a_hundred_parts(days: float, interval: int) -> None:
    assert find_interval(START, END, START + timedelta(days=days)) == (interval, INTERVALS - interval)


@pytest.mark.parametrize(
    ("ad_set", "spent", "is_exhausted"),
    [
        ({}, {}, False),
        ({}, {"purse_left_mc": BID - 1}, True),
        ({"daily_budget": 10}, {"day": TODAY, "day_spent_mc": 10_000 - BID}, False),
        ({"daily_budget": 10}, {"day": TODAY, "day_spent_mc": 10_001 - BID}, True),
        ({"daily_budget": 10}, {"day": "2026-11-27", "day_spent_mc": 10_000}, False),
        ({"whole_budget": 1_000}, {}, False),
        ({"whole_budget": 1_000}, {"spent_mc": 6_000, "pace_interval": 0}, True),
        ({"whole_budget": 1_000}, {"spent_mc": 6_000, "pace_interval": -1, "pace_from_mc": 0}, False),
    ],
    ids=[
        "nothing bounds it",
        "the purse is empty",
        "a last one today",
        "none left today",
        "a new day",
        "a hundredth of the budget",
        "a hundredth but what is spent of it",
        "a new part of the flight",
    ],
)
def test_who_may_not_spend_a_bid_is_not_tried(
    ad_set: dict[str, Any], spent: dict[str, Any], is_exhausted: bool
) -> None:
    offer = make_offer(starts_at=START, ends_at=END, **ad_set)
    nothing = {"purse_left_mc": 10**9, "spent_mc": 0, "day": "", "day_spent_mc": 0}
    budget = BudgetRow(offer.ad_set.id, **{**nothing, "pace_interval": -1, "pace_from_mc": 0, **spent})
    found = find_exhausted([offer], {offer.ad_set.id: budget}, START + timedelta(hours=1))
    assert found == ({offer.ad_set.id} if is_exhausted else frozenset())
