"""An ad that a company bought: in whose feed it comes, what it costs, where a click leads, and when it stops."""

import json
from dataclasses import replace
from datetime import timedelta
from math import ceil
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from pixel import clock
from pixel.seeds import seed
from pixel.store.advertising import MC
from pixel.store.queries.advertisers.buying import Offer, set_ad_state
from pixel.store.queries.advertisers.companies import delete_company
from tests.support.app_harness import AppHarness, Browser
from tests.support.buyers import buy, make_offer

RIMOUSKI = {"include": [[{"facet": "town", "town": "rimouski"}]]}
SEEN_CUBA = {"include": [[{"facet": "event", "pixel_id": "soleil", "event": "ViewContent", "days": 30}]]}


def seeking(audience: dict[str, Any], name: str = "cartes", **ad_set: Any) -> Offer:
    """An offer for an audience."""
    offer = make_offer(name, **ad_set)
    definition = dict(offer.ad_set.definition) | {"audience": {"include": [], "exclude": []} | audience}
    return replace(offer, ad_set=replace(offer.ad_set, definition=definition))


def ads_of(browser: Browser, company: str = "cartes") -> list[dict[str, str]]:
    """The company's ads on the feed."""
    return [ad for ad in browser.ads() if ad["advertiser"] == company]


@pytest.fixture
def neighbour(harness: AppHarness) -> Browser:
    """Josianne, as whom somebody reads the feed."""
    browser = harness.browser()
    browser.join("josianne")
    return browser


@pytest.mark.parametrize(
    ("audience", "sees", "reason"),
    [
        ({"include": [[{"facet": "age", "least": 18}]]}, True, "interest"),
        ({"include": [[{"facet": "age", "most": 17}]]}, False, ""),
        ({"include": [[{"facet": "language", "language": "fr"}]]}, True, "interest"),
        ({"include": [[{"facet": "language", "language": "en"}]]}, False, ""),
        (SEEN_CUBA, True, "retargeting"),
        (SEEN_CUBA | {"exclude": [{"facet": "buyers", "pixel_id": "soleil"}]}, True, "retargeting"),
        (SEEN_CUBA | {"exclude": [{"facet": "age", "least": 18}]}, False, ""),
    ],
    ids=["grown-ups", "children", "French", "English", "looked", "looked, bought nothing", "looked, no grown-ups"],
)
def test_it_reaches_whom_it_seeks(
    harness: AppHarness, neighbour: Browser, audience: dict[str, Any], sees: bool, reason: str
) -> None:
    neighbour.look("cuba")
    buy(harness.app.store, seeking(audience))
    found = ads_of(neighbour)
    assert [ad["reason"] for ad in found] == [reason] * sees


def test_the_second_price_is_taken_from_purse_and_budget(harness: AppHarness, neighbour: Browser) -> None:
    neighbour.look("cuba")  # who looked is bid for by the agency too
    offer = seeking({"include": [[{"facet": "age", "least": 18}]]}, whole_budget=500)
    buy(harness.app.store, offer)
    assert len(ads_of(neighbour)) == 1
    (shown,) = harness.rows("SELECT id, price, budget_before FROM impressions WHERE ad_set_id <> ''")
    told = json.loads(neighbour.get("backstage", "/api/impressions").text)
    (ad,) = [each for each in told["items"] if each["id"] == shown["id"]]
    second = ad["auction"]["runner_up"]
    assert shown["price"] == ceil(second["score"]) > 20
    assert shown["budget_before"] == ad["budget_before"] == 500 * MC
    assert (ad["price"], ad["ad_set"]) == (shown["price"], "cartes-set")
    (purse,) = harness.rows("SELECT spent_mc FROM companies")
    (budget,) = harness.rows("SELECT spent_mc, day_spent_mc FROM ad_sets")
    assert purse["spent_mc"] == budget["spent_mc"] == budget["day_spent_mc"] == shown["price"]


@pytest.mark.parametrize(
    "end",
    [
        lambda store, offer: store.write(set_ad_state, offer.ad.id, "paused", 1),
        lambda store, offer: store.write(delete_company, offer.company.id),
    ],
    ids=["paused", "its company closes"],
)
def test_it_stops(harness: AppHarness, neighbour: Browser, end: Any) -> None:
    offer = seeking({})
    buy(harness.app.store, offer)
    assert ads_of(neighbour)
    end(harness.app.store, offer)
    assert ads_of(neighbour) == []


@pytest.mark.parametrize(
    "ad_set",
    [{"whole_budget": 0}, {"daily_budget": 0}, {"ends_at": clock.now() - timedelta(hours=1)}],
    ids=["nothing left", "nothing left today", "its time is over"],
)
def test_without_money_or_time_others_stand_in_its_place(
    harness: AppHarness, neighbour: Browser, ad_set: dict[str, Any]
) -> None:
    before = len(neighbour.ads())
    buy(harness.app.store, seeking({"include": [[{"facet": "age", "least": 18}]]}, **ad_set))
    assert ads_of(neighbour) == []
    assert len(neighbour.ads()) == before


def test_seeding_anew_loses_nothing_that_was_bought(harness: AppHarness, neighbour: Browser) -> None:
    buy(harness.app.store, seeking({"include": [[{"facet": "age", "least": 18}]]}))
    seed(harness.app.store)
    assert len(ads_of(neighbour)) == 1


def test_a_click_is_counted_and_leads_to_the_company(harness: AppHarness, neighbour: Browser) -> None:
    buy(harness.app.store, seeking({}))
    ads_of(neighbour)
    (shown,) = harness.rows("SELECT id FROM impressions WHERE ad_set_id <> ''")
    answer = neighbour.get("network", f"/click/{shown['id']}")
    assert answer.status_code == 303
    landing = urlsplit(answer.headers["Location"])
    page = neighbour.get("network", f"{landing.path}?{landing.query}")
    assert "Les cartes de Zoé" in page.text
    (click,) = harness.rows("SELECT id, impression_id FROM clicks")
    assert (click["impression_id"], parse_qs(landing.query)["click_id"]) == (shown["id"], [click["id"]])
    assert neighbour.get("network", "/companies/cartes/logo.svg").text.startswith("<svg")


def test_a_click_on_a_trip_leads_to_its_agency_which_learns_where_it_came_from(
    harness: AppHarness, neighbour: Browser
) -> None:
    neighbour.look("cuba")
    assert "cuba" in {ad["content"] for ad in neighbour.ads()}
    (shown,) = harness.rows("SELECT id FROM impressions WHERE content_id = 'cuba'")
    answer = neighbour.get("network", f"/click/{shown['id']}")
    assert answer.headers["Location"].startswith("http://soleil.localhost:8000/destinations/cuba?click_id=")
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_an_ad_that_was_paused_since_still_leads_on(harness: AppHarness, neighbour: Browser) -> None:
    offer = seeking({})
    buy(harness.app.store, offer)
    ads_of(neighbour)
    harness.app.store.write(set_ad_state, offer.ad.id, "paused", 1)
    (shown,) = harness.rows("SELECT id FROM impressions WHERE ad_set_id <> ''")
    assert neighbour.get("network", f"/click/{shown['id']}").status_code == 303


def test_nobody_clicks_for_somebody_else(harness: AppHarness, neighbour: Browser) -> None:
    neighbour.ads()
    (shown, *_) = harness.rows("SELECT id FROM impressions")
    stranger = harness.browser()
    stranger.join("marcel")
    assert stranger.get("network", f"/click/{shown['id']}").status_code == 404
    assert harness.count("clicks") == 0
