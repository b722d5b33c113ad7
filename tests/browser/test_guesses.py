"""The pages of guesses in a real Chromium: move the threshold, hide friends; and each looked at, in both languages."""

import pytest
from playwright.sync_api import Page, expect

from pixel.testing.server import PixelServer
from tests.browser.conftest import OpenChromium
from tests.support.browsers import Setup
from tests.support.page_checks import LANGUAGES_LOOKED_AT, check_page
from tests.support.walk import join

pytestmark = pytest.mark.browser

PATHS = (
    "/guesses",
    "/guesses/home-town?hide=1",
    "/guesses/ties",
    "/guesses/traits/expecting",
    "/guesses/traits/fishing",
    "/guesses/lookalikes",
    "/guesses/home-town?of=r0050",
)


def move(page: Page, slider: str, to: str) -> None:
    """As a hand does: the value, and the event that tells of it."""
    page.locator(f"[data-slider={slider}]").fill(to)


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES_LOOKED_AT)
def test_pages_of_guesses(chromium: OpenChromium, pixel_server: PixelServer, language: str) -> None:
    page = join(chromium(Setup(language=language)), pixel_server.url("network"))
    found = [finding for path in PATHS for finding in check_page(page, pixel_server.url("network", path), language)]
    assert not found, "\n".join(found)


def test_the_figures_follow_the_threshold_as_the_server_would_count_them(
    chromium: OpenChromium, pixel_server: PixelServer
) -> None:
    page = join(chromium(Setup(language="fr")), pixel_server.url("network"))
    page.goto(pixel_server.url("network", "/guesses/traits/fishing"))
    board = page.locator("#try")
    for percent in ("0", "12.5", page.locator("[data-slider=percent]").get_attribute("max") or ""):
        move(page, "percent", percent)
        by_script = board.inner_text()
        board.get_by_role("button").click()
        page.wait_for_url(f"**threshold={percent}*")
        assert board.inner_text() == by_script
    expect(board.locator("[data-if=none]")).to_be_visible()


def test_hide_enough_friends_and_the_town_is_not_found(chromium: OpenChromium, pixel_server: PixelServer) -> None:
    page = join(chromium(Setup(language="en")), pixel_server.url("network"))
    page.goto(pixel_server.url("network", "/guesses/home-town?of=youri"))
    truth = page.get_by_test_id("truth").inner_text().split()[0]
    expect(page.get_by_test_id("guess")).to_have_text(truth)
    needed = page.get_by_test_id("needed").get_attribute("data-number") or ""
    move(page, "hides", needed)
    expect(page.locator("[data-out=hides]")).to_have_text(needed)
    page.locator("#try form").first.get_by_role("button").click()
    page.wait_for_url(f"**hide={needed}*")
    expect(page.get_by_test_id("guess")).not_to_have_text(truth)


@pytest.mark.long
def test_a_guest_reads_why_there_is_nothing(chromium: OpenChromium, pixel_server: PixelServer) -> None:
    browser = chromium(Setup(language="fr"))
    page = browser.page
    page.goto(pixel_server.url("network"))
    page.locator("input[name=first_name]").fill("Léa")
    page.locator("input[name=first_name]").press("Enter")
    expect(page.get_by_test_id("leave")).to_be_visible()
    refused = pixel_server.url("network", "/guesses")
    browser.forgive(refused)
    assert check_page(page, refused, "fr", status=403) == []
    expect(page.get_by_test_id("guest")).to_be_visible()
