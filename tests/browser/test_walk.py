"""The walk in a real Chromium: from an agency's page to the ad in the feed, its reason, and the way out again."""

import pytest
from playwright.sync_api import Locator, Page, expect

from pixel.testing.server import PixelServer
from tests.browser.conftest import ON_BOTH_STORES, OpenChromium
from tests.support.browsers import Browser, Setup
from tests.support.outcomes import REFUSED, SHARED, check_outcome
from tests.support.page_checks import look_at_page
from tests.support.walk import (
    Hit,
    ads_for,
    ads_on,
    hit_while,
    is_collector,
    join,
    kept_hits,
    look_at,
    visitor_of,
    visitor_shown,
)

pytestmark = [pytest.mark.browser, ON_BOTH_STORES]


def read_why(page: Page, why: str) -> None:
    """Follow an ad's «why»."""
    page.locator(f'[data-testid=ad] [data-testid=why][href="{why}"]').first.click()
    expect(page.locator("[data-testid=why-ad]")).to_be_visible()


def test_a_destination_looked_at_becomes_an_ad_whose_why_lists_that_very_hit(
    chromium_allowing: Browser, pixel_server: PixelServer
) -> None:
    browser = chromium_allowing
    hit = look_at(browser, pixel_server.url("soleil", "/destinations/bahamas"))
    assert hit.verdict == "recorded"
    page = join(browser, pixel_server.url("network"))
    ad = ads_for(page, "bahamas")[0]
    assert ad.advertiser == "soleil"
    assert visitor_shown(pixel_server, ad) == visitor_of(pixel_server, hit), "one cookie must join the two sites"

    read_why(page, ad.why)
    [row] = kept_hits(pixel_server, hit)
    listed = page.locator(f'[data-testid=why-hit][data-event-id="{row["id"]}"]')
    expect(listed).to_contain_text(pixel_server.url("soleil", "/destinations/bahamas"))
    for link in ("rule", "cookie", "member"):
        expect(page.locator(f"[data-testid=why-{link}]").first).to_be_visible()
    expect(page.locator("[data-testid=why-nothing]")).to_have_count(0)


@pytest.mark.long
def test_a_chromium_that_allows_shares_the_cookie(chromium_allowing: Browser, pixel_server: PixelServer) -> None:
    check_outcome(chromium_allowing, pixel_server, SHARED)


def test_a_chromium_that_blocks_refuses_the_cookie(chromium_blocking: Browser, pixel_server: PixelServer) -> None:
    check_outcome(chromium_blocking, pixel_server, REFUSED)


@pytest.mark.long
def test_the_ad_leads_back_to_the_destination(chromium_allowing: Browser, pixel_server: PixelServer) -> None:
    look_at(chromium_allowing, pixel_server.url("soleil", "/destinations/bahamas"))
    page = join(chromium_allowing, pixel_server.url("network"))
    page.locator("[data-testid=ad][data-content=bahamas] [data-testid=ad-link]").first.click()
    page.wait_for_url(pixel_server.url("soleil", "/destinations/bahamas") + "**")


def test_the_walk_ticks_its_steps_off_as_they_happen(chromium_allowing: Browser, pixel_server: PixelServer) -> None:
    browser = chromium_allowing
    page = browser.page

    def step(name: str) -> Locator:
        return page.locator(f"[data-testid=step][data-step={name}]")

    def open_from_walk(name: str) -> None:
        page.goto(pixel_server.url("backstage"))
        expect(step(name)).to_have_attribute("data-done", "false")
        with page.expect_navigation():
            step(name).locator('a[href*="/go/"]').first.click()

    open_from_walk("meet")
    join(browser, pixel_server.url("network"))
    page.goto(pixel_server.url("backstage"))
    expect(step("before")).to_have_attribute("data-done", "true")
    hit_while(page, "ViewContent", lambda: open_from_walk("look"))
    open_from_walk("return")
    read_why(page, ads_for(page, "bahamas")[0].why)
    open_from_walk("behind")
    open_from_walk("control")
    open_from_walk("clear")
    page.locator("[data-testid=clear]").click()
    page.goto(pixel_server.url("backstage"))
    for name in ("meet", "before", "look", "return", "why", "behind", "control", "clear"):
        expect(step(name)).to_have_attribute("data-done", "true")


@pytest.mark.long
def test_a_blocker_stops_the_pixel_not_the_agency_and_the_walk_says_so(
    chromium_allowing: Browser, pixel_server: PixelServer
) -> None:
    browser = chromium_allowing
    page = browser.page
    browser.block(is_collector)
    page.goto(pixel_server.url("backstage", "/go/look"))
    page.locator("[data-testid=wishlist-add]").first.click()
    expect(page.locator("[data-testid=wishlist-remove]").first).to_be_visible()
    page.goto(pixel_server.url("backstage"))
    look = page.locator("[data-testid=step][data-step=look]")
    expect(look).to_have_attribute("data-arrival", "nothing", timeout=15_000)  # the page looks again by itself
    expect(look).to_have_attribute("data-done", "false")


def test_the_inspector_shows_the_hit_and_that_the_cookie_came_back(
    chromium_allowing: Browser, pixel_server: PixelServer
) -> None:
    look_at(chromium_allowing, pixel_server.url("soleil", "/destinations/bahamas"))
    page = chromium_allowing.page
    page.goto(pixel_server.url("backstage", "/inspector"))
    hits = page.locator("[data-testid=hit][data-verdict=recorded][data-cookie=sent-back]")
    expect(hits.filter(has_text="ViewContent")).to_have_count(1)
    expect(page.locator("[data-testid=browser-explained]").first).to_have_attribute("data-outcome", "sent-back")


def test_clearing_the_activity_removes_the_ad_and_the_hits(
    chromium_allowing: Browser, pixel_server: PixelServer
) -> None:
    hit = look_at(chromium_allowing, pixel_server.url("soleil", "/destinations/bahamas"))
    page = join(chromium_allowing, pixel_server.url("network"))
    assert ads_for(page, "bahamas")
    page.goto(pixel_server.url("network", "/activity"))
    page.locator("[data-testid=clear]").click()
    page.wait_for_load_state()
    assert kept_hits(pixel_server, hit) == []
    page.goto(pixel_server.url("network"))
    assert ads_on(page), "there is always an ad"
    assert {ad.reason for ad in ads_on(page)} == {"default"}


@pytest.mark.long
def test_a_disconnected_site_is_heard_no_more(chromium_allowing: Browser, pixel_server: PixelServer) -> None:
    browser = chromium_allowing
    look_at(browser, pixel_server.url("soleil", "/destinations/bahamas"))
    page = join(browser, pixel_server.url("network"))
    page.goto(pixel_server.url("network", "/activity"))
    page.locator("[data-testid=disconnect][data-site=soleil]").click()
    page.wait_for_load_state()
    later = look_at(browser, pixel_server.url("soleil", "/destinations/cuba"))
    assert later.verdict == "ignored; reason=opted-out"
    assert kept_hits(pixel_server, later) == []
    assert look_at(browser, pixel_server.url("affaires", "/destinations/congress-lisbon")).verdict == "recorded"
    page.goto(pixel_server.url("network"))
    assert ads_for(page, "cuba") == []
    assert ads_for(page, "congress-lisbon")

    page.goto(pixel_server.url("network", "/activity"))
    page.locator("[data-testid=disconnect-all]").click()
    page.wait_for_load_state()
    refused = look_at(browser, pixel_server.url("affaires", "/destinations/business-singapore"))
    assert refused.verdict == "ignored; reason=opted-out"


@pytest.mark.long
def test_a_first_visit_makes_one_visitor_of_parallel_hits(chromium: OpenChromium, pixel_server: PixelServer) -> None:
    for _ in range(3):
        browser = chromium(Setup())
        with browser.page.expect_response(lambda answer: "ev=PageView" in answer.url) as waiting:
            viewed = look_at(browser, pixel_server.url("soleil", "/destinations/bahamas"))
        seen = Hit.of(waiting.value)
        assert visitor_of(pixel_server, viewed) == visitor_of(pixel_server, seen)


def test_a_blocked_cookie_means_no_ad_and_the_inspector_says_refused(
    chromium_blocking: Browser, pixel_server: PixelServer
) -> None:
    browser = chromium_blocking
    first = look_at(browser, pixel_server.url("soleil", "/destinations/bahamas"))
    again = look_at(browser, pixel_server.url("soleil", "/destinations/bahamas"))
    assert first.verdict == again.verdict == "recorded"
    assert visitor_of(pixel_server, first) != visitor_of(pixel_server, again), (
        "nothing tells that it was the same person"
    )
    page = join(browser, pixel_server.url("network"))
    assert ads_for(page, "bahamas") == []
    assert {ad.reason for ad in ads_on(page)} == {"default"}

    page.goto(pixel_server.url("backstage", "/inspector"))
    untied = page.locator("[data-testid=untied-hit][data-cookie=refused]")
    expect(untied.filter(has_text="/destinations/bahamas").first).to_be_visible()
    expect(page.locator("[data-testid=browser-explained]").first).to_have_attribute("data-outcome", "refused")


@pytest.mark.long
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("<img src=x onerror=document.title=1>", id="markup"),
        pytest.param("W" * 50, id="one long word"),
    ],
)
def test_any_event_name_is_shown_as_text_that_fits(
    chromium_allowing: Browser, pixel_server: PixelServer, name: str
) -> None:
    look_at(chromium_allowing, pixel_server.url("soleil", "/destinations/bahamas"))
    page = chromium_allowing.page
    sent = hit_while(page, name, lambda: page.evaluate("(name) => window.pixel.track(name)", name))
    assert sent.verdict == "recorded"
    page.goto(pixel_server.url("backstage", "/inspector"))
    expect(page.locator("[data-testid=hit]").filter(has_text=name).first).to_be_visible()
    found = look_at_page(page, "fr")
    join(chromium_allowing, pixel_server.url("network"))
    page.goto(pixel_server.url("network", "/activity"))
    expect(page.locator("[data-testid=event]").filter(has_text=name).first).to_be_visible()
    found += look_at_page(page, "fr")
    assert not found, "\n".join(found)


@pytest.mark.long
def test_an_untargeted_ad_says_that_nothing_was_known(chromium_allowing: Browser, pixel_server: PixelServer) -> None:
    page = join(chromium_allowing, pixel_server.url("network"))
    ad = ads_on(page)[0]
    assert ad.reason == "default"
    read_why(page, ad.why)
    expect(page.locator("[data-testid=why-nothing]")).to_be_visible()
    expect(page.locator("[data-testid=why-hit]")).to_have_count(0)


def test_without_scripts_the_image_alone_is_enough(
    chromium_without_scripts: Browser, pixel_server: PixelServer
) -> None:
    browser = chromium_without_scripts
    with browser.page.expect_response(lambda answer: "noscript=1" in answer.url) as waiting:
        browser.page.goto(pixel_server.url("soleil", "/destinations/bahamas"))
    hit = Hit.of(waiting.value)
    assert (hit.fields["ev"], hit.verdict) == ("ViewContent", "recorded")
    page = join(browser, pixel_server.url("network"))
    ad = ads_for(page, "bahamas")[0]
    read_why(page, ad.why)
    expect(page.locator("[data-testid=why-hit]").filter(has_text="/destinations/bahamas")).to_have_count(1)


def test_at_one_address_the_ad_arrives_and_the_page_says_first_party(
    chromium_blocking: Browser, pixel_server: PixelServer
) -> None:
    browser = chromium_blocking
    hit = look_at(browser, pixel_server.one_address("/soleil/destinations/bahamas"))
    assert hit.verdict == "recorded"
    page = join(browser, pixel_server.one_address("/reseau/"))
    assert ads_for(page, "bahamas")[0].advertiser == "soleil"
    page.goto(pixel_server.one_address("/coulisses/inspector"))
    expect(page.locator("[data-testid=first-party-note]").first).to_be_visible()
    expect(page.locator("[data-testid=hit][data-cookie=first-party]").first).to_be_visible()
    strayed = browser.asked_for(
        lambda url: not url.startswith((pixel_server.one_address(), "data:", "about:", "chrome"))
    )
    assert strayed == [], "every link stays in the mode in which the request came"
