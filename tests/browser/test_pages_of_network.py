"""Every page of start, network and backstage, in both languages: accessible, at every width, light and dark."""

import pytest
from playwright.sync_api import expect

from pixel.testing.server import PixelServer
from tests.browser.conftest import OpenChromium
from tests.support.browsers import Setup
from tests.support.page_checks import LANGUAGES_LOOKED_AT, check_page
from tests.support.walk import ads_for, ads_on, join, look_at

pytestmark = pytest.mark.browser

PLACES = (
    ("start", "/"),
    ("network", "/"),
    ("network", "/activity"),
    ("network", "/profile"),
    ("network", "/continue"),
    ("backstage", "/"),
    ("backstage", "/inspector"),
    ("backstage", "/verdicts"),
    ("backstage", "/reset"),
    ("collector", "/"),
)


@pytest.mark.long
@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_before_anything_happened(chromium: OpenChromium, pixel_server: PixelServer, language: str) -> None:
    browser = chromium(Setup(language=language))
    page = browser.page
    found = [finding for site, path in PLACES for finding in check_page(page, pixel_server.url(site, path), language)]
    for site in ("start", "network", "backstage", "collector"):
        lost = pixel_server.url(site, "/nowhere")
        browser.forgive(lost)
        found += check_page(page, lost, language, status=404)
    assert not found, "\n".join(found)


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES_LOOKED_AT)
def test_pages_after_the_walk(chromium: OpenChromium, pixel_server: PixelServer, language: str) -> None:
    browser = chromium(Setup(language=language))
    look_at(browser, pixel_server.url("soleil", "/destinations/bahamas"))
    page = join(browser, pixel_server.url("network"))
    ads = [ads_for(page, "bahamas")[0], next(ad for ad in ads_on(page) if ad.reason != "retargeting")]
    whys = [ad.why if ad.why.startswith("http") else pixel_server.url("network", ad.why) for ad in ads]
    found = [finding for why in whys for finding in check_page(page, why, language)]
    found += [finding for site, path in PLACES for finding in check_page(page, pixel_server.url(site, path), language)]
    assert not found, "\n".join(found)


@pytest.mark.long
def test_pages_at_one_address(chromium: OpenChromium, pixel_server: PixelServer) -> None:
    browser = chromium(Setup(language="fr"))
    look_at(browser, pixel_server.one_address("/soleil/destinations/bahamas"))
    join(browser, pixel_server.one_address("/reseau/"))
    paths = ("/", "/reseau/", "/reseau/activity", "/coulisses/", "/coulisses/inspector", "/soleil/", "/discrete/")
    found = [finding for path in paths for finding in check_page(browser.page, pixel_server.one_address(path), "fr")]
    assert not found, "\n".join(found)


def test_the_address_chooses_the_language_and_it_stays(chromium: OpenChromium, pixel_server: PixelServer) -> None:
    page = chromium(Setup(language="fr")).page
    for site in ("start", "network", "backstage", "soleil"):
        page.goto(pixel_server.url(site))
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        page.goto(pixel_server.url(site, "/?lang=en"))
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.goto(pixel_server.url(site))
        expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_mistyped_name_gets_a_list_of_the_sites(chromium: OpenChromium, pixel_server: PixelServer) -> None:
    browser = chromium(Setup(language="fr"))
    mistyped = pixel_server.url("start").replace("localhost", "solei.localhost")
    browser.forgive(mistyped)
    browser.forgive(mistyped + "favicon.ico")
    assert check_page(browser.page, mistyped, "fr", status=404) == []
    assert browser.page.locator(f'a[href="{pixel_server.url("soleil")}"]').count() == 1
