"""Whatever shape the ids come in, all that follows from them follows: sums, interests, ads, no ad once it is bought."""

import json

import pytest

from tests.support.app_harness import AppHarness, Browser, verdict_of

CONTENTS = '[{"id":"bahamas","quantity":2,"item_price":1299}]'
SHAPES = [
    pytest.param({"cd[contents]": CONTENTS}, id="contents"),
    pytest.param({"cd[contents]": json.dumps(CONTENTS)}, id="contents in a JSON string"),
    pytest.param({"cd[content_ids]": "['bahamas']"}, id="single quotes"),
    pytest.param({"cd[content_ids]": '["bahamas"]', "cd[contents]": CONTENTS}, id="both"),
    pytest.param({"cd[contents][0][id]": "bahamas", "cd[contents][0][quantity]": "2"}, id="as PHP names it"),
]


def send(browser: Browser, event: str, data: dict[str, str], method: str = "GET") -> None:
    page = browser.url("soleil", "/destinations/bahamas")
    fields = {"id": "soleil", "ev": event, "dl": page} | data
    assert verdict_of(browser.hit(method, fields)) == "recorded"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("data", SHAPES)
def test_an_ad_follows_and_ends_with_the_purchase(
    harness: AppHarness, browser: Browser, data: dict[str, str], method: str
) -> None:
    send(browser, "ViewContent", data, method)
    (event,) = harness.rows("SELECT content_ids FROM events")
    assert json.loads(event["content_ids"]) == ["bahamas"]
    tallies = harness.rows("SELECT content_id, hits FROM tallies ORDER BY content_id")
    assert tallies == [{"content_id": "", "hits": 1}, {"content_id": "bahamas", "hits": 1}]
    browser.join()
    first = browser.ads()[0]
    assert (first["reason"], first["content"], first["advertiser"]) == ("retargeting", "bahamas", "soleil")
    assert "Bahamas" in browser.get("network", "/profile").text
    send(browser, "Purchase", data, method)
    assert "retargeting" not in {ad["reason"] for ad in browser.ads()}


def test_each_of_several_ids_counts_once(harness: AppHarness, browser: Browser) -> None:
    contents = json.dumps([{"id": name} for name in ("bahamas", "cuba", "bahamas")])
    send(browser, "InitiateCheckout", {"cd[content_ids]": "bahamas,bahamas", "cd[contents]": contents})
    tallies = harness.rows("SELECT content_id, hits FROM tallies ORDER BY content_id")
    assert tallies == [{"content_id": name, "hits": 1} for name in ("", "bahamas", "cuba")]
