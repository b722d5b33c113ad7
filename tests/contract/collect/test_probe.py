"""The probe: two images that tell what a browser does with a third party's cookie; the start page shows them."""

import re
from xml.etree import ElementTree

import pytest
from werkzeug.test import TestResponse

from pixel.collect.probe import WIDTHS, Outcome, judge_probe, read_nonce
from tests.support.app_harness import AppHarness, Browser, cookie_of

NONCE = "0123456789abcdef"


def width_of(answer: TestResponse) -> int:
    assert answer.mimetype == "image/svg+xml"
    return int(ElementTree.fromstring(answer.data).attrib["width"])


def set_cookies(answer: TestResponse) -> list[str]:
    return answer.headers.getlist("Set-Cookie")


@pytest.mark.parametrize(
    ("cookie", "access", "is_gpc", "nonce", "outcome"),
    [
        pytest.param(NONCE, "active", False, NONCE, "shared", id="Chromium, allowed"),
        pytest.param(NONCE, "", False, NONCE, "shared", id="Firefox, all allowed"),
        pytest.param(NONCE, "none", False, NONCE, "own-jar", id="Firefox, by default"),
        pytest.param(None, "none", False, NONCE, "refused", id="Chromium, blocked"),
        pytest.param(None, "", False, NONCE, "refused", id="Firefox and Safari, blocked"),
        pytest.param("fedcba9876543210", "active", False, NONCE, "unknown", id="another tab's cookie"),
        pytest.param(NONCE, "active", False, None, "unknown", id="no nonce"),
        pytest.param(NONCE, "active", True, NONCE, "unknown", id="GPC"),
    ],
)
def test_judgement(cookie: str | None, access: str, is_gpc: bool, nonce: str | None, outcome: Outcome) -> None:
    probed = judge_probe(nonce, cookie, access, is_gpc=is_gpc)
    assert probed.outcome == outcome
    assert probed.width == WIDTHS[outcome]


def test_each_outcome_has_a_width_of_its_own() -> None:
    assert len(set(WIDTHS.values())) == len(WIDTHS)


@pytest.mark.parametrize("text", ["", "abc", "x" * 16, "0123456789ABCDEF", "a" * 33, "0123456789abcdef\n", "\0" * 8])
def test_what_is_no_nonce(text: str) -> None:
    assert read_nonce(text) is None


def test_the_first_image_sets_a_third_party_cookie_and_leads_to_the_second(browser: Browser) -> None:
    answer = browser.get("collector", f"/probe?nonce={NONCE}&words=en")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"/probe/seen?nonce={NONCE}")
    assert answer.headers["Cache-Control"] == "no-store"
    (cookie,) = set_cookies(answer)
    attributes = set(cookie.split("; "))
    assert {f"probe={NONCE}", "Max-Age=60", "SameSite=None", "Secure", "HttpOnly", "Path=/probe"} <= attributes
    assert "Domain" not in cookie


@pytest.mark.parametrize("one_address", [False, True], ids=["own hosts", "one address"])
def test_a_browser_that_brings_it_back_shares_it(harness: AppHarness, one_address: bool) -> None:
    browser = harness.browser(one_address=one_address)
    browser.get("collector", f"/probe?nonce={NONCE}")
    answer = browser.get("collector", f"/probe/seen?nonce={NONCE}")
    assert width_of(answer) == WIDTHS["shared"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert cookie_of(answer, "probe") == "", "the cookie goes when it has served"
    assert width_of(browser.get("collector", f"/probe/seen?nonce={NONCE}")) == WIDTHS["refused"]


def test_at_one_address_the_cookie_is_an_ordinary_one(harness: AppHarness) -> None:
    (cookie,) = set_cookies(harness.browser(one_address=True).get("collector", f"/probe?nonce={NONCE}"))
    assert "SameSite=Lax" in cookie
    assert "Path=/pixel/probe" in cookie
    assert "Secure" not in cookie


def test_under_gpc_nothing_is_set_and_the_drawing_says_so(browser: Browser) -> None:
    assert set_cookies(browser.get("collector", f"/probe?nonce={NONCE}", sec_gpc="1")) == []
    seen = browser.get("collector", f"/probe/seen?nonce={NONCE}&words=en", sec_gpc="1")
    assert width_of(seen) == WIDTHS["unknown"]
    assert "Not tested: GPC" in seen.text


@pytest.mark.parametrize("nonce", ["", "%00", "zz", "a" * 5000, "%22%3E%3Cscript%3E"])
def test_a_bad_nonce_sets_nothing_and_breaks_nothing(browser: Browser, nonce: str) -> None:
    first = browser.get("collector", f"/probe?nonce={nonce}")
    assert (first.status_code, set_cookies(first)) == (302, [])
    second = browser.get("collector", first.headers["Location"])
    assert width_of(second) == WIDTHS["unknown"]
    assert "<script" not in second.text


@pytest.mark.parametrize(("words", "text"), [("fr", "Le témoin a été refusé"), ("en", "The cookie was refused")])
def test_the_drawing_speaks_the_pages_language(browser: Browser, words: str, text: str) -> None:
    answer = browser.get("collector", f"/probe/seen?nonce={NONCE}&words={words}")
    assert text in answer.text
    assert cookie_of(answer, "lang") is None


def test_nothing_of_it_is_kept(harness: AppHarness) -> None:
    browser = harness.browser()
    browser.get("collector", f"/probe?nonce={NONCE}")
    browser.get("collector", f"/probe/seen?nonce={NONCE}")
    assert [harness.count(table) for table in ("events", "refusals", "walk")] == [0, 0, 0]


def test_the_start_page_asks_with_a_new_nonce_each_time(shared_harness: AppHarness) -> None:
    browser = shared_harness.browser()
    nonces = set()
    for _ in range(3):
        page = browser.get("start").text
        found = re.search(r'src="(http://pixel\.reseau\.localhost:8000)/probe\?nonce=([0-9a-f]+)&amp;words=fr"', page)
        assert found
        nonces.add(found[2])
    assert len(nonces) == 3


@pytest.mark.parametrize(("header", "said"), [("1", "on"), ("0", "off"), ("", "off")])
def test_the_start_page_tells_of_gpc_from_its_own_request(shared_harness: AppHarness, header: str, said: str) -> None:
    page = shared_harness.browser().get("start", **({"sec_gpc": header} if header else {})).text
    assert f'data-testid="gpc-answer" data-gpc="{said}"' in page


def test_the_start_page_offers_the_one_address_and_at_it_says_so(shared_harness: AppHarness) -> None:
    own = shared_harness.browser().get("start").text
    assert 'href="http://127.0.0.1:8000/"' in own
    assert 'data-testid="one-address"' not in own
    one = shared_harness.browser(one_address=True).get("start").text
    assert 'data-testid="one-address"' in one
    assert 'data-testid="names-offer"' not in one


def test_the_collector_says_that_it_abides_by_gpc(shared_harness: AppHarness) -> None:
    answer = shared_harness.browser().get("collector", "/.well-known/gpc.json")
    assert answer.mimetype == "application/json"
    stance = answer.get_json()
    assert stance["gpc"] is True
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", stance["lastUpdate"])
