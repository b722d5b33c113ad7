"""The profile in a browser: a line is put right, and an objection obeyed; pages are looked at as a person would."""

import pytest
from playwright.sync_api import Page, expect

from pixel.testing.server import PixelServer
from tests.browser.conftest import OpenChromium
from tests.support.browsers import Setup
from tests.support.page_checks import LANGUAGES_LOOKED_AT, look_at_page
from tests.support.walk import ads_on, join, look_at

pytestmark = pytest.mark.browser


def looked_around(chromium: OpenChromium, pixel_server: PixelServer, language: str) -> Page:
    """Somebody who looked at the Bahamas, and has their feed open."""
    browser = chromium(Setup(language=language))
    look_at(browser, pixel_server.url("soleil", "/destinations/bahamas"))
    return join(browser, pixel_server.url("network"))


def test_a_line_is_taken_out_and_the_next_ad_follows(chromium: OpenChromium, pixel_server: PixelServer) -> None:
    page = looked_around(chromium, pixel_server, "fr")
    assert "bahamas" in {ad.content for ad in ads_on(page)}
    page.get_by_test_id("nav-profile").click()
    row = page.locator('[data-testid=line][data-key="interest:bahamas"]')
    expect(row).to_have_attribute("data-kind", "reported")
    row.get_by_test_id("evidence").click()
    expect(page.locator("[data-testid=row][data-table=events]").first).to_be_visible()
    page.get_by_test_id("remove").click()
    expect(page.get_by_test_id("corrected")).to_be_visible()
    expect(page.get_by_test_id("next-auction")).to_have_attribute("data-same", "no")
    expect(page.get_by_test_id("ads-before").locator("[data-content=bahamas]")).to_have_count(1)
    expect(page.get_by_test_id("ads-after").locator("[data-content=bahamas]")).to_have_count(0)
    page.goto(pixel_server.url("network"))
    assert "bahamas" not in {ad.content for ad in ads_on(page)}


def test_whoever_objects_sees_ads_for_anybody(chromium: OpenChromium, pixel_server: PixelServer) -> None:
    page = looked_around(chromium, pixel_server, "fr")
    page.get_by_test_id("nav-profile").click()
    page.get_by_test_id("to-rights").click()
    page.get_by_test_id("object").click()
    expect(page.get_by_test_id("objected")).to_be_visible()
    page.goto(pixel_server.url("network"))
    assert {ad.reason for ad in ads_on(page)} == {"default"}
    page.goto(pixel_server.url("network", "/rights"))
    with page.expect_download() as taken:
        page.get_by_test_id("download").click()
    assert taken.value.suggested_filename.endswith(".json")
    page.get_by_test_id("withdraw").click()
    expect(page.get_by_test_id("object")).to_be_visible()


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES_LOOKED_AT)
def test_its_pages_are_whole_at_every_width(chromium: OpenChromium, pixel_server: PixelServer, language: str) -> None:
    page = looked_around(chromium, pixel_server, language)
    found: list[str] = []
    for path in ("/profile/lines/interest:bahamas", "/profile/lines/town", "/profile/lines/hours", "/rights"):
        page.goto(pixel_server.url("network", path))
        found += [f"{path}: {finding}" for finding in look_at_page(page, language)]
    page.goto(pixel_server.url("network", "/profile/lines/interest:bahamas"))
    page.get_by_test_id("remove").click()
    page.goto(pixel_server.url("network", "/rights"))
    page.get_by_test_id("object").click()
    found += [f"objected: {finding}" for finding in look_at_page(page, language)]
    page.goto(pixel_server.url("network", "/profile"))
    found += [f"corrected and objected: {finding}" for finding in look_at_page(page, language)]
    page.goto(pixel_server.url("network", "/rights"))
    page.get_by_test_id("erase").click()
    expect(page.get_by_test_id("erased")).to_be_visible()
    found += [f"erased: {finding}" for finding in look_at_page(page, language)]
    assert not found, "\n".join(found)
