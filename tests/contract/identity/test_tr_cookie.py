"""The visitor cookie on `/tr`: set as the mode allows, believed only as signed, its fate told for each hit."""

from http.cookies import SimpleCookie

import pytest

from pixel import clock
from pixel.identity.visitor_cookie import mint_visitor, sign_visitor
from tests.support.app_harness import CHROMIUM, FIREFOX, AppHarness, Browser, call, cookie_of

FROM_SOLEIL = {"referer": "http://soleil.localhost:8000/"}
CROSS_SITE = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors", "sec_fetch_dest": "image"}


def test_on_its_own_host_the_cookie_is_third_party(browser: Browser) -> None:
    cookie = SimpleCookie(browser.hit().headers["Set-Cookie"])["visitor"]
    assert (cookie["domain"], cookie["samesite"], cookie["path"]) == ("reseau.localhost", "None", "/")
    assert cookie["secure"]
    assert cookie["httponly"]


def test_at_one_address_the_cookie_is_first_party(harness: AppHarness) -> None:
    browser = harness.browser(one_address=True)
    cookie = SimpleCookie(browser.hit().headers["Set-Cookie"])["visitor"]
    assert (cookie["domain"], cookie["samesite"], cookie["path"]) == ("", "Lax", "/")
    assert not cookie["secure"]
    assert cookie["httponly"]
    assert harness.rows("SELECT cookie FROM events") == [{"cookie": "first-party"}]


def test_a_known_visitor_gets_no_second_cookie(harness: AppHarness, browser: Browser) -> None:
    assert cookie_of(browser.hit())
    assert cookie_of(browser.hit()) is None
    assert len(harness.rows("SELECT DISTINCT visitor_id FROM events")) == 1


def forge(value: str, how: str) -> str:
    visitor, _, signature = value.partition(".")
    return {
        "made up": "0" * 20 + "." + "0" * 32,
        "another server's": sign_visitor(visitor, b"another server's key"),
        "another visitor": mint_visitor(clock.now()) + "." + signature,
        "one letter altered": value[:-1] + ("0" if value[-1] != "0" else "1"),
        "truncated": value[:-5],
        "no signature": visitor,
        "empty": "",
        "garbage": "\xff\xfe%00",
    }[how]


@pytest.mark.parametrize(
    "how",
    [
        "made up",
        "another server's",
        "another visitor",
        "one letter altered",
        "truncated",
        "no signature",
        "empty",
        "garbage",
    ],
)
def test_a_forged_cookie_is_a_new_visitor(harness: AppHarness, how: str) -> None:
    browser = harness.browser()
    value = cookie_of(browser.hit()) or ""
    answer = call(
        harness,
        query="id=soleil&ev=PageView",
        headers=[("COOKIE", f"visitor={forge(value, how)}")],
    )
    assert answer.headers["X-Pixel-Verdict"] == "recorded"
    fresh = SimpleCookie(answer.headers["Set-Cookie"])["visitor"].value
    assert fresh != value
    first, second = harness.rows("SELECT visitor_id FROM events ORDER BY id")
    assert first["visitor_id"] != second["visitor_id"] == fresh.partition(".")[0]


def test_a_cookie_of_an_older_path_does_not_hide_ours(harness: AppHarness, browser: Browser) -> None:
    value = cookie_of(browser.hit())
    headers = [("COOKIE", f"visitor=forged; visitor={value}")]
    assert "Set-Cookie" not in call(harness, query="id=soleil&ev=PageView", headers=headers).headers
    assert len(harness.rows("SELECT DISTINCT visitor_id FROM events")) == 1


ACTIVE = {"sec_fetch_storage_access": "active"}
NONE = {"sec_fetch_storage_access": "none"}


@pytest.mark.parametrize(
    ("agent", "access", "is_known", "outcome"),
    [
        pytest.param(CHROMIUM, ACTIVE, True, "sent-back", id="Chromium, allowed"),
        pytest.param(CHROMIUM, ACTIVE, False, "first-seen", id="Chromium, allowed, first visit"),
        pytest.param(CHROMIUM, NONE, False, "refused", id="Chromium, blocked"),
        pytest.param(CHROMIUM, NONE, True, "own-jar", id="Chromium, partitioned"),
        pytest.param(FIREFOX, NONE, True, "own-jar", id="Firefox by default"),
        pytest.param(FIREFOX, NONE, False, "first-seen", id="Firefox by default, first visit"),
        pytest.param(FIREFOX, {}, True, "sent-back", id="Firefox, all allowed"),
        pytest.param(FIREFOX, {}, False, "unknown", id="Firefox, all blocked"),
    ],
)
def test_what_the_browser_did_with_the_cookie_is_kept(
    harness: AppHarness, agent: str, access: dict[str, str], is_known: bool, outcome: str
) -> None:
    browser = harness.browser(agent)
    if is_known:
        browser.hit()
    browser.hit("GET", None, **(CROSS_SITE | FROM_SOLEIL | access))
    *_, row = harness.rows("SELECT cookie, cookie_evidence FROM events ORDER BY id")
    assert row["cookie"] == outcome
    assert ("no Cookie: visitor" in row["cookie_evidence"]) is not is_known
