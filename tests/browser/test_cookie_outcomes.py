"""What each browser really does with the pixel's cookie, and that each hit is kept with the right word for it.

Measured with Chromium 156 and Firefox ESR 153, on `*.localhost` over plain HTTP:

| browser                    | the same visitor on two sites? | Cookie on a second visit | Sec-Fetch-Storage-Access |
| Chromium, allowed          | yes                            | yes                      | active                   |
| Chromium, blocked          | no                             | no                       | none                     |
| Firefox as it comes        | no, one for each site          | yes, from its own jar    | none                     |
| Firefox, cookieBehavior=0  | yes                            | yes                      | not sent                 |
| Firefox, cookieBehavior=1  | no                             | no                       | not sent                 |
"""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.browsers import Browser, Setup
from tests.browser.conftest import FirefoxSetting, OpenFirefox
from tests.browser.walk import kept_hits, look_at
from tests.server import Server

ONE_SITE, OTHER_SITE = ("soleil", "/destinations/bahamas"), ("affaires", "/destinations/congress-lisbon")


@dataclass(frozen=True)
class Expected:
    """The word kept with each hit from the second page on, and which of three hits share a visitor."""

    word: str
    shared_on_one_site: bool
    shared_across_sites: bool


def check(browser: Browser, server: Server, expected: Expected) -> None:
    places = (ONE_SITE, ONE_SITE, OTHER_SITE, OTHER_SITE)
    rows = [kept_hits(server, look_at(browser, server.url(site, path)))[0] for site, path in places]
    once, again, _, elsewhere = (row["visitor_id"] for row in rows)
    assert (once == again, once == elsewhere) == (expected.shared_on_one_site, expected.shared_across_sites)
    assert {rows[1]["cookie"], rows[3]["cookie"]} == {expected.word}
    assert all(row["cookie_evidence"] for row in rows), "no word without its evidence"


def check_probe(browser: Browser, server: Server, outcome: str) -> None:
    browser.page.goto(server.url("start"))
    expect(browser.page.locator("[data-testid=probe]")).to_have_attribute("data-outcome", outcome)


@pytest.mark.browser
def test_chromium_that_allows(chromium_allowing: Browser, server: Server) -> None:
    check(chromium_allowing, server, Expected("sent-back", shared_on_one_site=True, shared_across_sites=True))


@pytest.mark.browser
def test_chromium_that_blocks(chromium_blocking: Browser, server: Server) -> None:
    check(chromium_blocking, server, Expected("refused", shared_on_one_site=False, shared_across_sites=False))


@pytest.mark.firefox
def test_firefox_as_it_comes(firefox: OpenFirefox, server: Server) -> None:
    expected = Expected("own-jar", shared_on_one_site=True, shared_across_sites=False)
    check(firefox("default", Setup()), server, expected)


@pytest.mark.firefox
def test_firefox_that_shares(firefox: OpenFirefox, server: Server) -> None:
    expected = Expected("sent-back", shared_on_one_site=True, shared_across_sites=True)
    check(firefox("cookies-shared", Setup()), server, expected)


@pytest.mark.firefox
def test_firefox_that_blocks(firefox: OpenFirefox, server: Server) -> None:
    expected = Expected("unknown", shared_on_one_site=False, shared_across_sites=False)
    check(firefox("cookies-blocked", Setup()), server, expected)


@pytest.mark.browser
def test_the_start_page_foresees_sharing(chromium_allowing: Browser, server: Server) -> None:
    check_probe(chromium_allowing, server, "shared")


@pytest.mark.browser
def test_the_start_page_foresees_blocking(chromium_blocking: Browser, server: Server) -> None:
    check_probe(chromium_blocking, server, "refused")


@pytest.mark.firefox
@pytest.mark.parametrize(
    ("setting", "outcome"), [("default", "own-jar"), ("cookies-shared", "shared"), ("cookies-blocked", "refused")]
)
def test_the_start_page_foresees_it_in_firefox(
    firefox: OpenFirefox, server: Server, setting: FirefoxSetting, outcome: str
) -> None:
    check_probe(firefox(setting, Setup()), server, outcome)
