"""A blocker that people really use, with one line that names our collector, in a real Chromium.

`adblock` is the engine of the Brave browser as a Python package; it reads the filter lists that uBlock Origin and
Adblock Plus read. Here it stands between the browser and the network, as it does in Brave.
"""

import pytest
from playwright.sync_api import Route, expect

from pixel.testing.server import PixelServer
from tests.support.browsers import Browser
from tests.support.walk import ads_for, ads_on, is_collector, join, look_at

adblock = pytest.importorskip("adblock", reason="no adblock here: it is not built for Windows on ARM")

pytestmark = [pytest.mark.browser, pytest.mark.long]  # the server waits five seconds for what never comes

OUR_COLLECTOR = "||pixel.reseau.localhost^$third-party"
OTHER_PEOPLE = "||pixel.elsewhere.example^$third-party\n/adserver/banner.gif$image"
AS_THE_ENGINE_SAYS = {"stylesheet": "stylesheet", "xhr": "xmlhttprequest", "fetch": "xmlhttprequest"}


class Blocker:
    """Asks the engine about each request of a browser, and stops those that a line names."""

    def __init__(self, browser: Browser, lines: str) -> None:
        filters = adblock.FilterSet()
        filters.add_filter_list(lines)
        self._engine = adblock.Engine(filters)
        self.stopped: list[str] = []
        browser.context.route("**/*", self._judge)

    def _judge(self, route: Route) -> None:
        request = route.request
        kind = AS_THE_ENGINE_SAYS.get(request.resource_type, request.resource_type)
        found = self._engine.check_network_urls(request.url, request.headers.get("referer", ""), kind)
        if found.matched and not request.is_navigation_request():
            self.stopped.append(request.url)
            route.abort("blockedbyclient")
        else:
            route.continue_()


def test_with_the_line_the_pixel_is_stopped_and_the_ad_never_comes(
    chromium_allowing: Browser, pixel_server: PixelServer
) -> None:
    browser = chromium_allowing
    blocker = Blocker(browser, OUR_COLLECTOR)
    browser.page.goto(pixel_server.url("soleil", "/destinations/bahamas"), wait_until="networkidle")
    expect(browser.page.locator("h1")).to_be_visible()
    assert blocker.stopped
    assert all(is_collector(url) for url in blocker.stopped), "the agency's own requests go through"
    page = join(browser, pixel_server.url("network"))
    assert ads_for(page, "bahamas") == []
    assert {ad.reason for ad in ads_on(page)} == {"default"}


def test_a_list_that_does_not_name_the_collector_changes_nothing(
    chromium_allowing: Browser, pixel_server: PixelServer
) -> None:
    browser = chromium_allowing
    blocker = Blocker(browser, OTHER_PEOPLE)
    assert look_at(browser, pixel_server.url("soleil", "/destinations/bahamas")).verdict == "recorded"
    assert blocker.stopped == []
    assert ads_for(join(browser, pixel_server.url("network")), "bahamas")


def test_the_inspector_says_that_the_page_was_opened_and_nothing_arrived(
    chromium_allowing: Browser, pixel_server: PixelServer
) -> None:
    browser = chromium_allowing
    page = browser.page
    Blocker(browser, OUR_COLLECTOR)
    page.goto(pixel_server.url("backstage", "/go/look"), wait_until="networkidle")
    assert page.url.startswith(pixel_server.url("soleil", "/destinations/bahamas"))
    page.goto(pixel_server.url("backstage"))
    look = page.locator("[data-testid=step][data-step=look]")
    expect(look).to_have_attribute("data-arrival", "nothing", timeout=15_000)  # the page looks again by itself
    page.goto(pixel_server.url("backstage", "/inspector"))
    expect(page.locator("[data-testid=opened][data-step=look]")).to_have_attribute("data-arrival", "nothing")
    expect(page.locator("[data-testid=no-hits]")).to_be_visible()
