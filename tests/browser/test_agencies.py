"""What each agency tells the network, in a real Chromium: after a yes, a no, a heart, a booking, or never."""

import pytest
from playwright.sync_api import Page, expect

from pixel.testing.server import PixelServer
from tests.support.browsers import Browser
from tests.support.walk import Hit, ads_for, ads_on, hit_while, is_collector, is_hit, join, kept_hits, look_at

pytestmark = pytest.mark.browser


def open_quietly(page: Page, address: str) -> None:
    """Open a page and wait until it asks for nothing more."""
    page.goto(address, wait_until="networkidle")


def answer_consent(page: Page, answer: str) -> None:
    page.locator(f"[data-testid=consent-{answer}]").first.click()
    expect(page.locator("[data-testid=consent-banner]")).to_have_count(0)


def book(page: Page, address: str) -> tuple[Hit, Hit]:
    """Fill in a booking form and send it; its InitiateCheckout and its Purchase."""
    begun = hit_while(page, "InitiateCheckout", lambda: page.goto(address))
    page.locator("[name=first_name]").fill("Zoé-Invention")
    page.locator("[name=email]").fill("zoe-invention@exemple.test")
    bought = hit_while(page, "Purchase", lambda: page.locator("[data-testid=booking-submit]").click())
    expect(page.locator("[data-testid=thanks]")).to_be_visible()
    return begun, bought


def test_discrete_never_asks_the_collector(chromium_allowing: Browser, pixel_server: PixelServer) -> None:
    browser = chromium_allowing
    for path in ("/", "/destinations/bahamas", "/search?q=mer", "/wishlist", "/blog", "/legal"):
        open_quietly(browser.page, pixel_server.url("discrete", path))
    browser.page.goto(pixel_server.url("discrete", "/destinations/bahamas"))
    browser.page.locator("[data-testid=wishlist-add]").first.click()
    expect(browser.page.locator("[data-testid=wishlist-remove]").first).to_be_visible()
    assert browser.asked_for(is_collector) == []
    page = join(browser, pixel_server.url("network"))
    assert {ad.reason for ad in ads_on(page)} == {"default"}


def test_nordet_sends_nothing_before_an_answer_and_nothing_after_a_no(
    chromium_allowing: Browser, pixel_server: PixelServer
) -> None:
    browser = chromium_allowing
    open_quietly(browser.page, pixel_server.url("nordet", "/destinations/iceland"))
    expect(browser.page.locator("[data-testid=consent-banner]")).to_be_visible()
    answer_consent(browser.page, "no")
    open_quietly(browser.page, pixel_server.url("nordet", "/destinations/fishing-trip"))
    assert browser.asked_for(is_collector) == []
    page = join(browser, pixel_server.url("network"))
    assert [ad for ad in ads_on(page) if ad.advertiser == "nordet" and ad.reason == "retargeting"] == []


@pytest.mark.long
def test_nordet_sends_after_a_yes_and_the_choice_can_be_reopened(
    chromium_allowing: Browser, pixel_server: PixelServer
) -> None:
    browser = chromium_allowing
    browser.page.goto(pixel_server.url("nordet", "/destinations/fishing-trip"))
    hit = hit_while(browser.page, "ViewContent", lambda: answer_consent(browser.page, "yes"))
    assert (hit.fields["consent"], hit.verdict) == ("granted", "recorded")
    page = join(browser, pixel_server.url("network"))
    assert ads_for(page, "fishing-trip")[0].advertiser == "nordet"

    page.goto(pixel_server.url("nordet"))
    page.locator("[data-testid=consent-change]").first.click()
    page.locator("[data-testid=consent-no]").first.click()
    page.wait_for_load_state()
    before = len(browser.asked_for(is_collector))
    open_quietly(page, pixel_server.url("nordet", "/destinations/iceland"))
    assert len(browser.asked_for(is_collector)) == before


def test_escale_sends_before_the_answer_and_a_no_is_told_to_the_collector(
    chromium_allowing: Browser, pixel_server: PixelServer
) -> None:
    browser = chromium_allowing
    before = look_at(browser, pixel_server.url("escale", "/destinations/paris"))
    assert "consent" not in before.fields
    assert before.verdict == "recorded"
    expect(browser.page.locator("[data-testid=consent-banner]")).to_be_visible()
    answer_consent(browser.page, "no")
    after = look_at(browser, pixel_server.url("escale", "/destinations/lisbon"))
    assert (after.fields["consent"], after.verdict) == ("denied", "ignored; reason=no-consent")
    assert kept_hits(pixel_server, after) == []
    page = join(browser, pixel_server.url("network"))
    assert ads_for(page, "lisbon") == []


@pytest.mark.long
def test_a_no_at_escale_sets_no_cookie(chromium_allowing: Browser, pixel_server: PixelServer) -> None:
    browser = chromium_allowing
    look_at(browser, pixel_server.url("escale", "/destinations/paris"))
    answer_consent(browser.page, "no")
    browser.context.clear_cookies(domain="reseau.localhost")
    browser.context.clear_cookies(domain=".reseau.localhost")
    look_at(browser, pixel_server.url("escale", "/destinations/lisbon"))
    names = [cookie.get("name") for cookie in browser.context.cookies(pixel_server.url("collector"))]
    assert "visitor" not in names


@pytest.mark.parametrize(
    ("agency", "words"),
    [
        pytest.param("nordet", "rien ne part d’ici vers Ribambelle", id="nordet"),
        pytest.param("escale", "le pixel était parti avant votre réponse", id="escale", marks=pytest.mark.long),
    ],
)
def test_a_no_by_keyboard_takes_four_keys_and_the_page_says_what_follows(
    chromium_allowing: Browser, pixel_server: PixelServer, agency: str, words: str
) -> None:
    page = chromium_allowing.page
    page.goto(pixel_server.url(agency))
    for _ in ("skip link", "what that means", "yes", "no"):
        page.keyboard.press("Tab")
    expect(page.locator("[data-testid=consent-no]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(words)
    expect(page.get_by_role("status")).to_be_in_viewport()
    expect(page.locator("[data-testid=consent-banner]")).to_have_count(0)


def press_heart(page: Page) -> None:
    """Press the heart of the page's own destination, where the agency asks for consent; its script asks again."""
    with page.expect_response(lambda answer: answer.url.endswith("/consent.json")):
        page.locator("[data-testid=wishlist-add]").first.click()
    expect(page.locator("[data-testid=wishlist-remove]").first).to_be_visible()
    page.evaluate("0")  # what the answer led to has been done


@pytest.mark.parametrize(
    ("agency", "path"),
    [
        pytest.param("nordet", "/destinations/iceland", id="nordet, which asks first", marks=pytest.mark.long),
        pytest.param("escale", "/destinations/paris", id="escale, which asks too late"),
    ],
)
def test_a_no_in_another_tab_holds_for_a_heart_in_this_one(
    chromium_allowing: Browser, pixel_server: PixelServer, agency: str, path: str
) -> None:
    browser, page = chromium_allowing, chromium_allowing.page
    page.goto(pixel_server.url(agency, path), wait_until="networkidle")
    hit_while(page, "ViewContent", lambda: answer_consent(page, "yes"))
    other = browser.context.new_page()
    open_quietly(other, pixel_server.url(agency, "/legal"))
    answer_consent(other, "no")
    other.wait_for_load_state("networkidle")
    before = browser.asked_for(is_hit)
    press_heart(page)
    assert browser.asked_for(is_hit) == before


@pytest.mark.long
def test_a_yes_in_another_tab_is_told_with_a_heart_in_this_one(
    chromium_allowing: Browser, pixel_server: PixelServer
) -> None:
    browser, page = chromium_allowing, chromium_allowing.page
    look_at(browser, pixel_server.url("escale", "/destinations/paris"))
    other = browser.context.new_page()
    open_quietly(other, pixel_server.url("escale", "/legal"))
    answer_consent(other, "yes")
    hit = hit_while(page, "AddToWishlist", lambda: press_heart(page))
    assert (hit.fields["consent"], hit.verdict) == ("granted", "recorded")


@pytest.mark.long
def test_where_the_answer_cannot_be_read_nothing_is_sent(chromium_allowing: Browser, pixel_server: PixelServer) -> None:
    browser, page = chromium_allowing, chromium_allowing.page
    look_at(browser, pixel_server.url("escale", "/destinations/paris"))
    before = browser.asked_for(is_hit)
    browser.block(lambda url: url.endswith("/consent.json"))
    with page.expect_event("requestfailed"):
        page.locator("[data-testid=wishlist-add]").first.click()
    expect(page.locator("[data-testid=wishlist-remove]").first).to_be_visible()
    page.evaluate("0")
    assert browser.asked_for(is_hit) == before


def test_a_heart_is_told_without_a_page_load(chromium_allowing: Browser, pixel_server: PixelServer) -> None:
    browser = chromium_allowing
    page = browser.page
    look_at(browser, pixel_server.url("soleil", "/destinations/martinique"))
    address = page.url
    hit = hit_while(page, "AddToWishlist", lambda: page.locator("[data-testid=wishlist-add]").first.click())
    assert (hit.fields["cd[content_ids]"], hit.verdict) == ('["martinique"]', "recorded")
    assert page.url == address
    page.goto(pixel_server.url("soleil", "/wishlist"))
    expect(page.locator("[data-testid=wishlist-item][data-content=martinique]")).to_be_visible()


def test_a_heart_is_told_by_the_image_where_scripts_are_off(
    chromium_without_scripts: Browser, pixel_server: PixelServer
) -> None:
    page = chromium_without_scripts.page
    page.goto(pixel_server.url("soleil", "/destinations/martinique"))
    hit = hit_while(page, "AddToWishlist", lambda: page.locator("[data-testid=wishlist-add]").first.click())
    assert (hit.fields["noscript"], hit.verdict) == ("1", "recorded")
    again = hit_while(page, "ViewContent", page.reload)
    assert again.verdict == "recorded"


@pytest.mark.long
def test_a_search_is_told_with_its_words_and_what_it_found(
    chromium_allowing: Browser, pixel_server: PixelServer
) -> None:
    page = chromium_allowing.page
    page.goto(pixel_server.url("soleil"))
    form = page.locator("[data-testid=search-form]").first
    form.locator("[name=q]").fill("bahamas")
    hit = hit_while(page, "Search", lambda: form.locator("button").first.click())
    assert (hit.fields["cd[search_string]"], hit.verdict) == ("bahamas", "recorded")
    assert "bahamas" in hit.fields["cd[content_ids]"]


def test_a_booking_is_told_once_and_no_value_of_its_form_is(
    chromium_allowing: Browser, pixel_server: PixelServer
) -> None:
    browser = chromium_allowing
    page = browser.page
    begun, bought = book(page, pixel_server.url("soleil", "/destinations/jamaica/book"))
    assert (begun.verdict, bought.verdict) == ("recorded", "recorded")
    assert float(bought.fields["cd[value]"]) > 0
    reloaded = hit_while(page, "Purchase", page.reload)
    assert reloaded.verdict == "ignored; reason=duplicate"
    assert reloaded.event_id == bought.event_id
    told = browser.asked_for(lambda url: is_hit(url) or "invention" in url.lower())
    assert told
    assert [url for url in told if "invention" in url.lower()] == []


@pytest.mark.long
def test_a_buyer_sees_no_more_ads_for_what_was_bought(chromium_allowing: Browser, pixel_server: PixelServer) -> None:
    browser = chromium_allowing
    look_at(browser, pixel_server.url("soleil", "/destinations/jamaica"))
    book(browser.page, pixel_server.url("soleil", "/destinations/jamaica/book"))
    page = join(browser, pixel_server.url("network"))
    assert ads_for(page, "jamaica") == []
