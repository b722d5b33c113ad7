"""The rights desk: all of it to see and to take away, erased to the last byte, and an objection that is obeyed."""

import json
import re
from typing import Any

from pixel.profile.data_privacy import DPV
from tests.contract.networks.test_profile_lines import live, next_ads, retargeted
from tests.contract.store.test_erasure import MARKS, found, leave_marks
from tests.support.api_client import in_browser
from tests.support.app_harness import AppHarness, Browser


def take_away(browser: Browser) -> dict[str, Any]:
    answer = browser.get("network", "/rights/export.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert "attachment" in answer.headers["Content-Disposition"]
    told: dict[str, Any] = json.loads(answer.text)
    return told


def test_the_download_has_every_line_and_every_row(harness: AppHarness, browser: Browser) -> None:
    browser.join()
    live(harness, browser)
    browser.post("network", "/profile/correct", {"key": "town", "value": "gaspe"})
    browser.post("network", "/rights/object")
    told = take_away(browser)
    lines = in_browser(browser).get("/profiles/me")["lines"]
    assert [(line["key"], line["value"], line["evidence"]) for line in told["lines"]] == [
        (line["key"], line["value"], line["evidence"]) for line in lines
    ]
    assert {label for line in told["lines"] for label in (line["labels"]["source"], line["labels"]["legal_basis"])} == {
        f"{DPV}{term}"
        for term in (
            "DataSubject",
            "DataController",
            "ThirdParty",
            "ContractPerformance",
            "LegitimateInterestOfController",
        )
    }
    counted = {table: len(rows) for table, rows in told["rows"].items()}
    for table in (
        "likes",
        "comments",
        "posts",
        "memberships",
        "follows",
        "events",
        "tallies",
        "corrections",
        "objections",
    ):
        assert counted[table] == harness.count(table), table


def test_nobody_elses_rows_are_in_it(harness: AppHarness, browser: Browser) -> None:
    other = harness.browser()
    other.join("josianne")
    live(harness, other)
    browser.join("marcel")
    told = take_away(browser)
    assert set(told["rows"]) == {"seats", "identities"}
    tables = {
        kind: {row["table"] for line in told["lines"] if line["kind"] == kind for row in line["evidence"]}
        for kind in {line["kind"] for line in told["lines"]}
    }
    assert tables.pop("declared")
    assert tables == {"guessed": {"resident_friends"}, "told": {"town_comments"}}, "of the invented town, no more"


def test_export_erase_export_again_is_empty_to_the_last_byte(harness: AppHarness, browser: Browser) -> None:
    leave_marks(browser)
    browser.join()
    live(harness, browser)
    browser.post("network", "/profile/correct", {"key": "employer", "value": MARKS["custom event"]})
    browser.post("network", "/rights/object")
    browser.get("network")
    before = take_away(browser)
    assert before["lines"]
    assert MARKS["custom event"] in str(before["rows"]["corrections"])
    answer = browser.post("network", "/rights/erase")
    assert answer.status_code == 200
    assert 'data-testid="erased"' in answer.text
    after = take_away(browser)
    assert (after["member"], after["lines"], after["rows"]) == (None, [], {})
    assert found(harness) == {name: [] for name in harness.files()}
    for table in before["rows"]:
        assert harness.count(table) == 0, table


def test_erasing_leaves_everybody_else(harness: AppHarness, browser: Browser) -> None:
    other = harness.browser()
    other.join("josianne")
    live(harness, other)
    before = take_away(other)
    browser.join()
    live(harness, browser)
    browser.post("network", "/rights/erase")
    assert take_away(other)["rows"] == before["rows"]
    assert harness.count("seats") == 1


def test_an_objection_is_obeyed_by_the_next_ad_and_can_be_withdrawn(harness: AppHarness, browser: Browser) -> None:
    browser.look()
    browser.join()
    assert retargeted(browser) == ["bahamas"]
    shown = harness.count("impressions")
    same, before, after = next_ads(browser.get("network", "/rights").text)
    assert same == "no"
    assert "retargeting" in {reason for _, reason in before}
    assert {reason for _, reason in after} == {"default"}
    assert harness.count("impressions") == shown, "neither choice is kept"
    browser.post("network", "/rights/object")
    ads = browser.ads()
    assert {ad["reason"] for ad in ads} == {"default"}
    assert 'data-testid="why-objected"' in browser.get("network", ads[0]["why"]).text
    assert 'data-testid="objected"' in browser.get("network", "/profile").text
    told = in_browser(browser).get("/profiles/me")
    assert told["has_objected"] is True
    assert {(line["may_use"], line["worth"]) for line in told["lines"]} == {("nobody", None)}
    browser.post("network", "/rights/withdraw")
    assert retargeted(browser) == ["bahamas"]
    assert harness.count("objections") == 0


def test_an_objection_does_not_change_why_earlier_ads_were_shown(browser: Browser) -> None:
    browser.look()
    browser.join()
    why = next(ad["why"] for ad in browser.ads() if ad["reason"] == "retargeting")
    browser.post("network", "/rights/object")
    page = browser.get("network", why).text
    assert 'data-testid="why-hit"' in page
    assert 'data-testid="why-objected"' not in page


def test_the_desk_names_the_laws_in_both_languages(browser: Browser) -> None:
    browser.join()
    for language in ("fr", "en"):
        page = browser.get("network", f"/rights?lang={language}").text
        numbers = set(re.findall(r"\d+(?:\.\d+)?", " ".join(re.findall(r'class="law">.*?</small>', page, re.DOTALL))))
        assert numbers >= {"27", "32", "28", "28.1", "12.1", "8.1", "12", "15", "16", "17", "20", "21", "22"}


def test_whoever_is_nobody_is_led_to_the_picker(harness: AppHarness, browser: Browser) -> None:
    assert browser.get("network", "/rights").status_code == 303
    for path in ("/rights/object", "/rights/withdraw", "/rights/erase"):
        assert browser.post("network", path).status_code == 303
    assert take_away(browser)["rows"] == {}
    assert harness.count("objections") == 0
