"""Buying an ad in a real Chromium, from nothing to the feed of somebody else's browser, its why, and its end."""

import pytest
from playwright.sync_api import Page, expect

from pixel.testing.server import PixelServer
from tests.browser.conftest import OpenChromium
from tests.support.browsers import Setup
from tests.support.page_checks import look_at_page
from tests.support.walk import ads_on, join, look_at

pytestmark = pytest.mark.browser

TEXTS = {"title": "Tentes de seconde main", "text": "Essayées par d’autres.", "button": "Les voir"}


def found_company(page: Page, server: PixelServer) -> None:
    """From the ad manager's home."""
    page.goto(server.url("regie"))
    page.locator("input[name=name]").fill("La tente à Comète")
    page.locator("input[name=about]").fill("Des tentes qui ont déjà voyagé.")
    page.locator("label", has=page.locator("input[name=symbol][value=mountain]")).click()
    page.locator("[data-testid=found]").click()
    expect(page.locator("[data-testid=purse-left]")).to_contain_text("100")


def buy_ad(page: Page, agency: str) -> None:
    """For whoever looked at a trip of an agency and did not book, from the company's page."""
    page.locator("[data-testid=recipe]").click()
    page.locator("select[name=seen]").select_option(agency)
    for name, text in TEXTS.items():
        for language in ("fr", "en"):
            page.locator(f"[name={name}_{language}]").fill(f"{text} ({language})")
    page.locator("[data-testid=buy]").click()
    expect(page.locator("[data-testid=ad-state]").first).to_have_attribute("data-state", "running")


@pytest.mark.parametrize("language", ["fr", pytest.param("en", marks=pytest.mark.long)])
def test_an_ad_is_bought_and_comes_into_somebody_elses_feed(
    chromium: OpenChromium, pixel_server: PixelServer, language: str
) -> None:
    neighbour = chromium(Setup(language=language))
    assert look_at(neighbour, pixel_server.url("soleil", "/destinations/martinique")).verdict == "recorded"
    join(neighbour, pixel_server.url("network"), "josianne")
    buyer = chromium(Setup(language=language))
    page = join(buyer, pixel_server.url("network"), "marcel")
    found_company(page, pixel_server)
    buy_ad(page, "soleil")

    neighbour.page.goto(pixel_server.url("network"))
    ad = neighbour.page.locator("[data-testid=ad]", has_text=f"{TEXTS['title']} ({language})")
    expect(ad).to_have_count(1)
    assert "retargeting" in {each.reason for each in ads_on(neighbour.page)}
    ad.locator("[data-testid=why]").click()
    expect(neighbour.page.locator("main")).to_contain_text("La tente à Comète")
    neighbour.page.go_back()
    ad.locator("[data-testid=ad-link]").click()
    expect(neighbour.page.locator("[data-testid=company]")).to_contain_text("La tente à Comète")

    page.reload()
    assert look_at_page(page, language) == []
    page.locator("[data-testid=make-ended]").click()
    expect(page.locator("[data-testid=ad-state]").first).to_have_attribute("data-state", "ended")
    neighbour.page.goto(pixel_server.url("network"))
    expect(ad).to_have_count(0)
