"""What a well-known tracker scanner looks for in a real page is found on our agencies' pages.

The scanner is Blacklight, with which journalists look at real sites. Its rules for the best-known pixel are published
with its collector (npm: @themarkup/blacklight-collector 3.11, `src/parser.ts` and `src/helpers/statics.ts`). They are
told again below in our own words; only the pixel's host is ours instead of the real one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, expect

from pixel.testing.server import PixelServer
from tests.support.browsers import Browser
from tests.support.walk import hit_while, is_collector, look_at

pytestmark = pytest.mark.browser

STANDARD_EVENTS = frozenset(
    {
        "AddPaymentInfo",
        "AddToCart",
        "AddToWishlist",
        "CompleteRegistration",
        "Contact",
        "CustomizeProduct",
        "Donate",
        "FindLocation",
        "InitiateCheckout",
        "Lead",
        "PageView",
        "Purchase",
        "Schedule",
        "Search",
        "StartTrial",
        "SubmitApplication",
        "Subscribe",
        "ViewContent",
    }
)
NOT_AN_EVENT = "Microdata"
EVENT_DATA, PERSONAL_DATA = re.compile(r"cd\[(.*)\]"), re.compile(r"ud\[(.*)\]")


@dataclass(frozen=True)
class PixelEvent:
    """What the scanner reports of one request of the pixel."""

    name: str
    is_standard: bool
    page_url: str
    data: Mapping[str, str]
    personal: Mapping[str, str]


def report_events(urls: Iterable[str]) -> list[PixelEvent]:
    """The scanner's report: a request to the pixel's host whose query holds `ev` is an event."""
    queries = [dict(parse_qsl(urlsplit(url).query)) for url in urls if is_collector(url)]
    return [_report(query) for query in queries if query.get("ev", NOT_AN_EVENT) != NOT_AN_EVENT]


def _report(query: Mapping[str, str]) -> PixelEvent:
    def inside(brackets: re.Pattern[str]) -> dict[str, str]:
        found = {name: brackets.search(name) for name in query}
        return {match[1]: query[name] for name, match in found.items() if match}

    name = query["ev"]
    data, personal = inside(EVENT_DATA), inside(PERSONAL_DATA)
    return PixelEvent(name, name in STANDARD_EVENTS, query.get("dl", ""), data, personal)


def registrable(host: str) -> str:
    """The domain by which the scanner tells first from third party: what stands before the ending, and the ending."""
    return ".".join(host.lstrip(".").split(".")[-2:])


def do_everything(page: Page, pixel_server: PixelServer, agency: str) -> None:
    """Look, search, wish and book, as somebody would."""
    page.goto(pixel_server.url(agency))
    form = page.locator("[data-testid=search-form]").first
    form.locator("[name=q]").fill("bahamas")
    hit_while(page, "Search", lambda: form.locator("button").first.click())
    hit_while(page, "ViewContent", lambda: page.goto(pixel_server.url(agency, "/destinations/bahamas")))
    hit_while(page, "AddToWishlist", lambda: page.locator("[data-testid=wishlist-add]").first.click())
    hit_while(page, "InitiateCheckout", lambda: page.locator("[data-testid=book]").first.click())
    page.locator("[name=first_name]").fill("Zoé")
    page.locator("[name=email]").fill("zoe@exemple.test")
    hit_while(page, "Purchase", lambda: page.locator("[data-testid=booking-submit]").click())
    expect(page.locator("[data-testid=thanks]")).to_be_visible()


def test_the_scanner_reports_each_step_as_a_standard_event_with_its_data(
    chromium_allowing: Browser, pixel_server: PixelServer
) -> None:
    browser = chromium_allowing
    do_everything(browser.page, pixel_server, "soleil")
    events = report_events(request.url for request in browser.requests)
    assert {event.name for event in events if event.is_standard} == {
        "PageView", "Search", "ViewContent", "AddToWishlist", "InitiateCheckout", "Purchase"
    }  # fmt: skip
    assert all(event.page_url.startswith(pixel_server.url("soleil")) for event in events)
    [bought] = [event for event in events if event.name == "Purchase"]
    assert bought.data["content_ids"] == '["bahamas"]'
    assert {"content_type", "value", "currency", "city", "country"} <= bought.data.keys()
    assert [event.personal for event in events if event.personal] == [], "no form's values: an agency sends none"


@pytest.mark.long
@pytest.mark.parametrize("agency", ["soleil", "nordet", "escale", "affaires"])
def test_the_scanner_finds_the_pixel_and_its_third_party_cookie_on_each_agency(
    chromium_allowing: Browser, pixel_server: PixelServer, agency: str
) -> None:
    browser = chromium_allowing
    page = browser.page
    page.goto(pixel_server.url(agency))
    if page.locator("[data-testid=consent-yes]").count():
        hit_while(page, "PageView", page.locator("[data-testid=consent-yes]").first.click)
    else:
        hit_while(page, "PageView", page.reload)
    [pixel] = {event.page_url for event in report_events(request.url for request in browser.requests)}
    assert pixel == pixel_server.url(agency)
    [cookie] = [cookie for cookie in browser.context.cookies() if cookie.get("name") == "visitor"]
    assert registrable(cookie.get("domain", "")) != registrable(urlsplit(page.url).hostname or "")


@pytest.mark.long
def test_the_scanner_finds_nothing_on_the_agency_without_a_pixel(
    chromium_allowing: Browser, pixel_server: PixelServer
) -> None:
    browser = chromium_allowing
    browser.page.goto(pixel_server.url("discrete", "/destinations/bahamas"), wait_until="networkidle")
    assert report_events(request.url for request in browser.requests) == []
    assert browser.context.cookies(pixel_server.url("collector")) == []


def test_an_event_of_an_agencys_own_is_reported_as_not_standard(
    chromium_allowing: Browser, pixel_server: PixelServer
) -> None:
    browser = chromium_allowing
    look_at(browser, pixel_server.url("soleil", "/destinations/bahamas"))
    hit_while(browser.page, "Wink", lambda: browser.page.evaluate("window.pixel.track('Wink')"))
    [own] = [event for event in report_events(r.url for r in browser.requests) if not event.is_standard]
    assert own.name == "Wink"
