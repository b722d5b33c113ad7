"""People on the network, in a real Chromium: their feed, their words, their browsers."""

import pytest
from playwright.sync_api import expect

from pixel.testing.server import PixelServer
from tests.browser.conftest import ON_BOTH_STORES, OpenChromium
from tests.support.browsers import Browser, Setup
from tests.support.walk import ads_for, join, look_at, visitor_of, visitor_shown

pytestmark = [pytest.mark.browser, ON_BOTH_STORES]


@pytest.mark.parametrize(
    "scripts", [True, pytest.param(False, marks=pytest.mark.long)], ids=["with scripts", "without scripts"]
)
def test_the_feed_goes_on_with_more_posts_and_ads(
    chromium: OpenChromium, pixel_server: PixelServer, scripts: bool
) -> None:
    page = join(chromium(Setup(scripts=scripts)), pixel_server.url("network"))
    first_post = page.locator("[data-testid=post]").last.get_attribute("data-post")
    page.locator("[data-testid=more]").click()
    later = page.locator(
        f'[data-testid=post][data-post="{first_post}"] ~ [data-testid=post]' if scripts else "[data-testid=post]"
    )
    expect(later.last).not_to_have_attribute("data-post", first_post or "")
    expect(page.locator("[data-testid=ad]").first).to_be_attached()


def test_a_made_up_first_name_is_enough(chromium_allowing: Browser, pixel_server: PixelServer) -> None:
    page = chromium_allowing.page
    page.goto(pixel_server.url("network"))
    page.locator("[data-testid=first-name]").fill("Ourson")
    page.locator("[data-testid=first-name]").press("Enter")
    expect(page.locator("[data-testid=ad]").first).to_be_attached()
    expect(page.locator("h1")).to_contain_text("Ourson")


def test_two_seats_of_one_member_never_see_each_others_words(chromium: OpenChromium, pixel_server: PixelServer) -> None:
    first, second = chromium(Setup()), chromium(Setup())
    page = first.page
    page.goto(pixel_server.url("network"))
    member = page.locator("[data-testid=member]").first.get_attribute("data-member") or ""
    join(first, pixel_server.url("network"), member)
    like = page.locator("[data-testid=like]").first
    before = like.get_attribute("aria-pressed")
    like.click()
    expect(page.locator("[data-testid=like]").first).not_to_have_attribute("aria-pressed", before or "")
    page.locator("[data-testid=comment-text]").first.fill("Seule ma place lit ceci.")
    page.locator("[data-testid=comment-send]").first.click()
    expect(page.get_by_text("Seule ma place lit ceci.")).to_be_visible()

    other = join(second, pixel_server.url("network"), member)
    expect(other.locator("[data-testid=like]").first).to_have_attribute("aria-pressed", before or "")
    expect(other.get_by_text("Seule ma place lit ceci.")).to_have_count(0)


def test_continuing_in_another_browser_joins_the_hits_of_both(
    chromium: OpenChromium, pixel_server: PixelServer
) -> None:
    first, second = chromium(Setup()), chromium(Setup())
    seen_there = look_at(second, pixel_server.url("soleil", "/destinations/cuba"))
    page = join(first, pixel_server.url("network"))
    assert ads_for(page, "cuba") == []
    page.goto(pixel_server.url("network", "/continue"))
    link = page.locator("[data-testid=continue-link]")
    address = link.get_attribute("href") or link.get_attribute("value") or link.inner_text()

    second.page.goto(address.strip())
    second.page.locator("[data-testid=continue-open]").click()
    second.page.locator("[data-testid=ad]").first.wait_for(state="attached")
    page.goto(pixel_server.url("network"))
    ad = ads_for(page, "cuba")[0]
    assert visitor_shown(pixel_server, ad) != visitor_of(pixel_server, seen_there), (
        "another browser's cookie brought it here"
    )
