"""Every kind of page of every agency, in both languages: accessible, at every width, light and dark."""

import pytest

from pixel.testing.server import PixelServer
from tests.browser.conftest import OpenChromium
from tests.support.browsers import Browser, Setup
from tests.support.page_checks import LANGUAGES_LOOKED_AT, check_page, look_at_page

pytestmark = [pytest.mark.browser, pytest.mark.long]

# A destination of each agency's own.
DESTINATIONS = {
    "soleil": "bahamas",
    "nordet": "iceland",
    "escale": "paris",
    "affaires": "congress-lisbon",
    "discrete": "marrakech",
}


def paths_of(agency: str, browser: Browser, pixel_server: PixelServer) -> list[str]:
    """Each kind of page, with an article as the blog itself links it."""
    destination = DESTINATIONS[agency]
    browser.page.goto(pixel_server.url(agency, "/blog"))
    article = browser.page.locator('main a[href*="/blog/"]').first.get_attribute("href") or "/blog/none"
    return [
        "/",
        f"/destinations/{destination}",
        f"/destinations/{destination}/book",
        "/search",
        "/search?q=zzzz&month=2027-02&budget=2000",
        "/wishlist",
        "/blog",
        article,
        "/legal",
    ]


@pytest.mark.parametrize("language", LANGUAGES_LOOKED_AT)
@pytest.mark.parametrize("agency", DESTINATIONS)
def test_pages(chromium: OpenChromium, pixel_server: PixelServer, agency: str, language: str) -> None:
    browser = chromium(Setup(language=language))
    found = [
        finding
        for path in paths_of(agency, browser, pixel_server)
        for finding in check_page(browser.page, pixel_server.url(agency, path), language)
    ]
    lost = pixel_server.url(agency, "/nowhere")
    browser.forgive(lost)
    found += check_page(browser.page, lost, language, status=404)
    found += check_after_booking(browser, pixel_server, agency, language)
    assert not found, "\n".join(found)


def check_after_booking(browser: Browser, pixel_server: PixelServer, agency: str, language: str) -> list[str]:
    """The page that only a booking leads to."""
    page, address = browser.page, pixel_server.url(agency, f"/destinations/{DESTINATIONS[agency]}/book")
    page.goto(address)
    page.locator("[name=first_name]").fill("Zoé")
    page.locator("[name=email]").fill("zoe@exemple.test")
    page.locator("[data-testid=booking-submit]").click()
    page.locator("[data-testid=thanks]").wait_for()
    return [f"{address}, thanks: {finding}" for finding in look_at_page(page, language)]
