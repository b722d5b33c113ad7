"""An ad is paid for as it is kept: never more than purse, budget, day and pace allow, and never without the ad."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from pixel import clock
from pixel.store.advertising import MC, Charge
from pixel.store.queries.advertisers.companies import delete_company, join_company
from pixel.store.queries.identity import keep_seat
from pixel.store.queries.profile import erase_seat
from pixel.store.records import Seat
from tests.contract.api.test_people import SHOWN
from tests.support.app_harness import AppHarness
from tests.support.buyers import buy, charge_for, make_offer

PRICE = 900
FREE = dict[str, Any]()


def show(harness: AppHarness, *charges: Charge, number: int = 0) -> frozenset[str]:
    """Shows one ad for each charge; the ad sets that could not pay."""
    ads = [replace(SHOWN, id=f"{number}-{place}", price=charge.price_mc) for place, charge in enumerate(charges)]
    named = [replace(charge, impression_id=ad.id) for ad, charge in zip(ads, charges, strict=True)]
    return harness.app.store.keep_shown(ads, named)


def spent(harness: AppHarness) -> tuple[int, int, int]:
    """Of the purse, of the ad set's budget, and the sum of the prices of what was shown."""
    (purse,) = harness.rows("SELECT sum(spent_mc) AS spent FROM companies")
    (budget,) = harness.rows("SELECT sum(spent_mc) AS spent FROM ad_sets")
    (prices,) = harness.rows("SELECT coalesce(sum(price), 0) AS spent FROM impressions")
    return int(purse["spent"]), int(budget["spent"]), int(prices["spent"])


@pytest.fixture
def harness_with_reader(harness: AppHarness) -> AppHarness:
    harness.app.store.write(keep_seat, Seat("s", None, "Zoé", clock.now()))
    return harness


@pytest.mark.parametrize(
    ("granted", "budgets", "interval", "times"),
    [
        (3, FREE, (0, 1), 3),
        (100, {"whole_budget": 2}, (0, 1), 2),
        (100, {"daily_budget": 4}, (0, 1), 4),
        (100, {"whole_budget": 100}, (0, 20), 5),
    ],
    ids=["purse", "whole budget", "daily budget", "pace: a twentieth of what is left"],
)
def test_no_more_is_spent_than_there_is(
    harness_with_reader: AppHarness, granted: int, budgets: dict[str, Any], interval: tuple[int, int], times: int
) -> None:
    offer = make_offer(**budgets)
    offer = replace(offer, company=replace(offer.company, granted=granted))
    buy(harness_with_reader.app.store, offer)
    charge = charge_for(offer, MC, interval=interval[0], left=interval[1])
    told = [show(harness_with_reader, charge, number=number) for number in range(times + 2)]
    assert told == [frozenset()] * times + [{offer.ad_set.id}] * 2
    assert spent(harness_with_reader) == (times * MC, times * MC, times * MC)
    left = [
        row["budget_before"] for row in harness_with_reader.rows("SELECT budget_before FROM impressions ORDER BY id")
    ]
    whole = budgets.get("whole_budget")
    assert left == [whole and (whole - number) * MC for number in range(times)]


def test_a_new_day_and_a_new_part_of_the_flight_may_spend_again(harness_with_reader: AppHarness) -> None:
    offer = make_offer(daily_budget=1)
    buy(harness_with_reader.app.store, offer)
    days = ["2026-11-28", "2026-11-28", "2026-11-29"]
    told = [show(harness_with_reader, charge_for(offer, MC, day), number=n) for n, day in enumerate(days)]
    assert [bool(unpaid) for unpaid in told] == [False, True, False]

    paced = make_offer("lent", whole_budget=10)
    buy(harness_with_reader.app.store, paced)
    parts = [(0, 10), (0, 10), (1, 9), (1, 9), (9, 1)]
    told = [show(harness_with_reader, charge_for(paced, MC, "d", *part), number=9 + n) for n, part in enumerate(parts)]
    assert [bool(unpaid) for unpaid in told] == [False, True, False, True, False]


def test_a_page_is_paid_whole_or_not_at_all(harness_with_reader: AppHarness) -> None:
    rich, poor = make_offer("aisee"), make_offer("pauvre", whole_budget=0)
    for offer in (rich, poor):
        buy(harness_with_reader.app.store, offer)
    assert show(harness_with_reader, charge_for(poor, PRICE), charge_for(rich, PRICE)) == {poor.ad_set.id}
    assert spent(harness_with_reader) == (0, 0, 0)


def test_nobody_pays_for_an_ad_that_nobody_sees_any_more(harness: AppHarness) -> None:
    offer = make_offer()
    buy(harness.app.store, offer)
    assert show(harness, charge_for(offer, PRICE)) == frozenset()  # its reader was erased meanwhile
    assert spent(harness) == (0, 0, 0)


def test_what_a_closed_company_bought_is_not_shown(harness_with_reader: AppHarness) -> None:
    offer = make_offer()
    buy(harness_with_reader.app.store, offer)
    harness_with_reader.app.store.write(delete_company, offer.company.id)
    assert show(harness_with_reader, charge_for(offer, PRICE)) == {offer.ad_set.id}
    assert harness_with_reader.count("ads") == harness_with_reader.count("impressions") == 0


def test_many_at_once_spend_no_cent_twice(harness_with_reader: AppHarness) -> None:
    offer = make_offer(whole_budget=20)
    buy(harness_with_reader.app.store, offer)
    with ThreadPoolExecutor(8) as pool:
        pages = pool.map(lambda n: show(harness_with_reader, charge_for(offer, PRICE), number=n), range(60))
    paid = sum(not unpaid for unpaid in pages)
    assert paid == 20 * MC // PRICE
    assert spent(harness_with_reader) == (paid * PRICE,) * 3


def test_a_company_closes_with_the_last_who_may_act_for_it(harness_with_reader: AppHarness) -> None:
    store, offer = harness_with_reader.app.store, make_offer()
    store.write(keep_seat, Seat("t", None, "Comète", clock.now()))
    buy(store, replace(offer, company=replace(offer.company, made_by="member")), "s")
    buy(store, make_offer("ecole"))  # the teacher's
    store.write(join_company, offer.company.id, "t", clock.now())
    store.write(erase_seat, "s")
    assert harness_with_reader.count("companies") == 2
    store.write(erase_seat, "t")
    assert [row["id"] for row in harness_with_reader.rows("SELECT id FROM companies")] == ["ecole"]
    assert [row["id"] for row in harness_with_reader.rows("SELECT id FROM ads")] == ["ecole-ad"]
