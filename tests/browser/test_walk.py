"""The walk in a real Chromium: from an agency's page to the ad in the feed, its reason, and the way out again."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browsers import Browser, Setup
from tests.browser.conftest import OpenChromium
from tests.browser.walk import Hit, ads_for, ads_on, join, kept_hits, look_at, visitor_of, visitor_shown
from tests.server import Server

pytestmark = pytest.mark.browser


def read_why(page: Page, why: str) -> None:
    """Follow an ad's «why»."""
    page.locator(f'[data-testid=ad] [data-testid=why][href="{why}"]').first.click()
    expect(page.locator("[data-testid=why-ad]")).to_be_visible()


def test_a_destination_looked_at_becomes_an_ad_whose_why_lists_that_very_hit(
    chromium_allowing: Browser, server: Server
) -> None:
    browser = chromium_allowing
    hit = look_at(browser, server.url("soleil", "/destinations/bahamas"))
    assert hit.verdict == "recorded"
    page = join(browser, server.url("network"))
    ad = ads_for(page, "bahamas")[0]
    assert ad.advertiser == "soleil"
    assert visitor_shown(server, ad) == visitor_of(server, hit), "one cookie must join the two sites"

    read_why(page, ad.why)
    [row] = kept_hits(server, hit)
    listed = page.locator(f'[data-testid=why-hit][data-event-id="{row["id"]}"]')
    expect(listed).to_contain_text(server.url("soleil", "/destinations/bahamas"))
    for link in ("rule", "cookie", "member"):
        expect(page.locator(f"[data-testid=why-{link}]").first).to_be_visible()
    expect(page.locator("[data-testid=why-nothing]")).to_have_count(0)


def test_the_inspector_shows_the_hit_and_that_the_cookie_came_back(chromium_allowing: Browser, server: Server) -> None:
    look_at(chromium_allowing, server.url("soleil", "/destinations/bahamas"))
    page = chromium_allowing.page
    page.goto(server.url("backstage", "/inspector"))
    hits = page.locator("[data-testid=hit][data-verdict=recorded][data-cookie=sent-back]")
    expect(hits.filter(has_text="ViewContent")).to_have_count(1)
    expect(page.locator("[data-testid=browser-explained]").first).to_have_attribute("data-outcome", "sent-back")


def test_clearing_the_activity_removes_the_ad_and_the_hits(chromium_allowing: Browser, server: Server) -> None:
    hit = look_at(chromium_allowing, server.url("soleil", "/destinations/bahamas"))
    page = join(chromium_allowing, server.url("network"))
    assert ads_for(page, "bahamas")
    page.goto(server.url("network", "/activity"))
    page.locator("[data-testid=clear]").click()
    page.wait_for_load_state()
    assert kept_hits(server, hit) == []
    page.goto(server.url("network"))
    assert ads_on(page), "there is always an ad"
    assert {ad.reason for ad in ads_on(page)} == {"default"}


def test_a_disconnected_site_is_heard_no_more(chromium_allowing: Browser, server: Server) -> None:
    browser = chromium_allowing
    look_at(browser, server.url("soleil", "/destinations/bahamas"))
    page = join(browser, server.url("network"))
    page.goto(server.url("network", "/activity"))
    page.locator("[data-testid=disconnect][data-site=soleil]").click()
    page.wait_for_load_state()
    later = look_at(browser, server.url("soleil", "/destinations/cuba"))
    assert later.verdict == "ignored; reason=opted-out"
    assert kept_hits(server, later) == []
    assert look_at(browser, server.url("affaires", "/destinations/congress-lisbon")).verdict == "recorded"
    page.goto(server.url("network"))
    assert ads_for(page, "cuba") == []
    assert ads_for(page, "congress-lisbon")


def test_a_first_visit_makes_one_visitor_of_parallel_hits(chromium: OpenChromium, server: Server) -> None:
    for _ in range(3):
        browser = chromium(Setup())
        with browser.page.expect_response(lambda answer: "ev=PageView" in answer.url) as waiting:
            viewed = look_at(browser, server.url("soleil", "/destinations/bahamas"))
        seen = Hit.of(waiting.value)
        assert visitor_of(server, viewed) == visitor_of(server, seen)


def test_a_blocked_cookie_means_no_ad_and_the_inspector_says_refused(
    chromium_blocking: Browser, server: Server
) -> None:
    browser = chromium_blocking
    first = look_at(browser, server.url("soleil", "/destinations/bahamas"))
    again = look_at(browser, server.url("soleil", "/destinations/bahamas"))
    assert first.verdict == again.verdict == "recorded"
    assert visitor_of(server, first) != visitor_of(server, again), "nothing tells that it was the same person"
    page = join(browser, server.url("network"))
    assert ads_for(page, "bahamas") == []
    assert {ad.reason for ad in ads_on(page)} == {"default"}

    page.goto(server.url("backstage", "/inspector"))
    untied = page.locator("[data-testid=untied-hit][data-cookie=refused]")
    expect(untied.filter(has_text="/destinations/bahamas").first).to_be_visible()
    expect(page.locator("[data-testid=browser-explained]").first).to_have_attribute("data-outcome", "refused")


def test_an_untargeted_ad_says_that_nothing_was_known(chromium_allowing: Browser, server: Server) -> None:
    page = join(chromium_allowing, server.url("network"))
    ad = ads_on(page)[0]
    assert ad.reason == "default"
    read_why(page, ad.why)
    expect(page.locator("[data-testid=why-nothing]")).to_be_visible()
    expect(page.locator("[data-testid=why-hit]")).to_have_count(0)


def test_without_scripts_the_image_alone_is_enough(chromium_without_scripts: Browser, server: Server) -> None:
    browser = chromium_without_scripts
    with browser.page.expect_response(lambda answer: "noscript=1" in answer.url) as waiting:
        browser.page.goto(server.url("soleil", "/destinations/bahamas"))
    hit = Hit.of(waiting.value)
    assert (hit.fields["ev"], hit.verdict) == ("ViewContent", "recorded")
    page = join(browser, server.url("network"))
    ad = ads_for(page, "bahamas")[0]
    read_why(page, ad.why)
    expect(page.locator("[data-testid=why-hit]").filter(has_text="/destinations/bahamas")).to_have_count(1)


def test_at_one_address_the_ad_arrives_and_the_page_says_first_party(
    chromium_blocking: Browser, server: Server
) -> None:
    browser = chromium_blocking
    hit = look_at(browser, server.one_address("/soleil/destinations/bahamas"))
    assert hit.verdict == "recorded"
    page = join(browser, server.one_address("/reseau/"))
    assert ads_for(page, "bahamas")[0].advertiser == "soleil"
    page.goto(server.one_address("/coulisses/inspector"))
    expect(page.locator("[data-testid=first-party-note]").first).to_be_visible()
    expect(page.locator("[data-testid=hit][data-cookie=first-party]").first).to_be_visible()
    strayed = browser.asked_for(lambda url: not url.startswith((server.one_address(), "data:", "about:", "chrome")))
    assert strayed == [], "every link stays in the mode in which the request came"


def test_two_seats_of_one_member_never_see_each_others_words(chromium: OpenChromium, server: Server) -> None:
    first, second = chromium(Setup()), chromium(Setup())
    page = first.page
    page.goto(server.url("network"))
    member = page.locator("[data-testid=member]").first.get_attribute("data-member") or ""
    join(first, server.url("network"), member)
    like = page.locator("[data-testid=like]").first
    before = like.get_attribute("aria-pressed")
    like.click()
    expect(page.locator("[data-testid=like]").first).not_to_have_attribute("aria-pressed", before or "")
    page.locator("[data-testid=comment-text]").first.fill("Seule ma place lit ceci.")
    page.locator("[data-testid=comment-send]").first.click()
    expect(page.get_by_text("Seule ma place lit ceci.")).to_be_visible()

    other = join(second, server.url("network"), member)
    expect(other.locator("[data-testid=like]").first).to_have_attribute("aria-pressed", before or "")
    expect(other.get_by_text("Seule ma place lit ceci.")).to_have_count(0)


def test_continuing_in_another_browser_joins_the_hits_of_both(chromium: OpenChromium, server: Server) -> None:
    first, second = chromium(Setup()), chromium(Setup())
    seen_there = look_at(second, server.url("soleil", "/destinations/cuba"))
    page = join(first, server.url("network"))
    assert ads_for(page, "cuba") == []
    page.goto(server.url("network", "/continue"))
    link = page.locator("[data-testid=continue-link]")
    address = link.get_attribute("href") or link.get_attribute("value") or link.inner_text()

    second.page.goto(address.strip())
    second.page.locator("[data-testid=continue-open]").click()
    second.page.locator("[data-testid=ad]").first.wait_for(state="attached")
    page.goto(server.url("network"))
    ad = ads_for(page, "cuba")[0]
    assert visitor_shown(server, ad) != visitor_of(server, seen_there), "another browser's cookie brought it here"
