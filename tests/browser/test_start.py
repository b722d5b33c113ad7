"""The start page and the ways in: what is above the fold, what projects, what a phone scans."""

import re

import pytest
from playwright.sync_api import Page, expect

from pixel.testing.server import PixelServer
from tests.browser.conftest import OpenChromium
from tests.support.browsers import Browser, Setup
from tests.support.page_checks import LANGUAGES_LOOKED_AT

PHONE, PROJECTOR = (390, 844), (1280, 720)


def in_view(page: Page, selector: str) -> bool:
    """Whether all of an element is visible without scrolling."""
    box = page.locator(selector).bounding_box()
    size = page.viewport_size
    assert box
    assert size
    return box["y"] >= 0 and box["y"] + box["height"] <= size["height"] and box["x"] + box["width"] <= size["width"]


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES_LOOKED_AT)
@pytest.mark.parametrize("size", [PHONE, pytest.param(PROJECTOR, marks=pytest.mark.long)], ids=["phone", "projector"])
@pytest.mark.parametrize("third_party", ["allow", "block"])
def test_verdict_and_button_are_above_the_fold(
    chromium: OpenChromium, pixel_server: PixelServer, third_party: str, size: tuple[int, int], language: str
) -> None:
    browser = chromium(Setup(third_party="allow" if third_party == "allow" else "block"))
    browser.page.set_viewport_size({"width": size[0], "height": size[1]})
    browser.page.goto(pixel_server.url("start", f"/?lang={language}"))
    outcome = "shared" if third_party == "allow" else "refused"
    expect(browser.page.locator("[data-testid=probe]")).to_have_attribute("data-outcome", outcome)
    told = browser.page.locator(f"[data-when={outcome}]")
    expect(told).to_be_visible()
    said = {"fr": ("trouvera.", "ne vous trouvera pas."), "en": ("will find you.", "will not find you.")}[language]
    expect(told).to_contain_text(said[third_party == "block"])
    assert in_view(browser.page, f"[data-when={outcome}]")
    assert in_view(browser.page, "[data-testid=start-walk]")


@pytest.mark.browser
def test_without_scripts_the_drawing_tells(chromium_without_scripts: Browser, pixel_server: PixelServer) -> None:
    page = chromium_without_scripts.page
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(pixel_server.url("start"))
    assert in_view(page, "#probe-drawing")
    assert in_view(page, "[data-testid=start-walk]")


@pytest.mark.browser
def test_the_diagram_is_there_once_and_fits(chromium_allowing: Browser, pixel_server: PixelServer) -> None:
    page = chromium_allowing.page
    page.goto(pixel_server.url("start", "/?lang=en"))
    for width, height in (PHONE, PROJECTOR):
        page.set_viewport_size({"width": width, "height": height})
        diagram = page.locator("[data-testid=diagram]")
        expect(diagram.get_by_text("the page + a script")).to_have_count(1)
        expect(diagram.get_by_text("the page + a script")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
def test_the_private_link_is_copied(chromium_allowing: Browser, pixel_server: PixelServer) -> None:
    page = chromium_allowing.page
    page.goto(pixel_server.url("network"))
    page.locator("[data-testid=member]").first.click()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=pixel_server.url("network", ""))
    page.goto(pixel_server.url("network", "/continue?lang=en"))
    page.locator("[data-testid=copy]").click()
    expect(page.locator("[data-testid=copied]")).to_have_text("Copied.")
    link = page.locator("[data-testid=continue-link]").get_attribute("href")
    assert page.evaluate("navigator.clipboard.readText()") == link
    expect(page.locator("[data-testid=continue-local]")).to_contain_text("--host 0.0.0.0")


@pytest.mark.browser
def test_on_one_address_it_is_copied_too(chromium_allowing: Browser, pixel_server: PixelServer) -> None:
    """Where the page is not secure, as on a classroom's network, browsers have no `navigator.clipboard`."""
    page = chromium_allowing.page
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', {value: undefined})")
    page.goto(pixel_server.one_address("/reseau/?lang=en"))
    page.locator("[data-testid=member]").first.click()
    page.goto(pixel_server.one_address("/reseau/continue"))
    page.locator("[data-testid=copy]").click()
    expect(page.locator("[data-testid=copied]")).to_have_text("Copied.")


@pytest.mark.browser
def test_without_scripts_there_is_no_button_that_does_nothing(
    chromium_without_scripts: Browser, pixel_server: PixelServer
) -> None:
    page = chromium_without_scripts.page
    page.goto(pixel_server.url("network"))
    page.locator("[data-testid=member]").first.click()
    page.goto(pixel_server.url("network", "/continue"))
    expect(page.locator("[data-testid=copy]")).to_be_hidden()
    expect(page.locator("[data-testid=continue-link]")).to_have_text(re.compile("^http://reseau.localhost"))


@pytest.mark.browser
def test_a_browser_that_does_not_find_the_sites_is_shown_the_way_round(
    chromium_allowing: Browser, pixel_server: PixelServer
) -> None:
    """As in Safari, for which `*.localhost` is no name; here the requests are stopped."""
    page = chromium_allowing.page
    chromium_allowing.block(lambda address: ".localhost" in address)
    page.goto(pixel_server.url("start", "/?lang=en"))
    offer = page.locator("[data-testid=names-offer]")
    expect(offer).to_be_visible()
    expect(offer.get_by_role("link")).to_have_attribute("href", pixel_server.one_address("/"))
    expect(page.locator("[data-when=unknown]")).to_be_hidden()
    page.locator("[data-testid=start-walk]").click()
    expect(page).to_have_url(pixel_server.one_address("/coulisses/"))
