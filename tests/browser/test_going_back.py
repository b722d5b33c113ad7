"""Going back on an agency: the page that the browser kept is seen once more, and shows and sends what is true now.

Three ways to go back: to a page kept whole (the back/forward cache of Chromium, and of Firefox), and to a page built
anew from the copy in the browser's cache, old as it may be (Chromium as Playwright starts it, without the former).
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright, expect

from pixel.stories.drivers.browsers import CHROMIUM_FLAGS
from pixel.stories.server.temporary_folder import GuardedFolder
from pixel.testing.server import PixelServer
from tests.browser.conftest import OpenFirefox
from tests.support.browsers import Browser, Setup
from tests.support.walk import hit_while, is_hit, look_at

KEPT_WHOLE = [
    pytest.param("chromium_keeping_pages", marks=pytest.mark.browser, id="Chromium"),
    pytest.param("firefox_keeping_pages", marks=pytest.mark.firefox, id="Firefox"),
]
KEPT = [
    KEPT_WHOLE[0],
    pytest.param("firefox_keeping_pages", marks=[pytest.mark.firefox, pytest.mark.long], id="Firefox"),
    pytest.param("chromium_allowing", marks=[pytest.mark.browser, pytest.mark.long], id="Chromium, from its cache"),
]

COMES_TO_HOLD = """([selector, times]) => new Promise((done) => {
  const isSo = () => document.querySelectorAll(selector).length === times;
  const look = (triesLeft) => isSo() || !triesLeft ? done(isSo()) : setTimeout(look, 20, triesLeft - 1);
  look(250);
})"""


@pytest.fixture
def chromium_keeping_pages(play: Playwright, chromium_program: str) -> Iterator[Browser]:
    """A Chromium with its back/forward cache, which Playwright would switch off."""
    with GuardedFolder("pixel-browser-") as profile:
        context = play.chromium.launch_persistent_context(
            profile.path,
            executable_path=chromium_program,
            args=list(CHROMIUM_FLAGS),
            ignore_default_args=["--disable-back-forward-cache"],
        )
        with Browser(context) as browser:
            yield browser
            assert browser.noticed.complaints() == []


@pytest.fixture
def firefox_keeping_pages(firefox: OpenFirefox) -> Browser:
    """A Firefox as it comes: it keeps pages."""
    return firefox("default", Setup())


@pytest.fixture
def browser(request: pytest.FixtureRequest) -> Browser:
    """The browser that the test is run in."""
    found: Browser = request.getfixturevalue(request.param)
    return found


def go_back(page: Page) -> None:
    """As the button does. (`page.go_back` waits for a page load: where the page was kept, Firefox has none.)"""
    page.evaluate("history.back()")


def shows(page: Page, selector: str, times: int) -> bool:
    """Whether the page comes to hold `selector` so often. (A locator waits for a page load here, in Firefox.)"""
    return bool(page.evaluate(COMES_TO_HOLD, [selector, times]))


def show_truth_while_going_back(page: Page, address: str) -> None:
    """Go back to `address`, and wait until the agency's script has asked what has changed since."""
    with page.expect_response(lambda answer: answer.url == address and answer.request.resource_type == "fetch"):
        go_back(page)


@pytest.mark.long
@pytest.mark.parametrize("browser", KEPT_WHOLE, indirect=True)
def test_a_page_that_was_kept_whole_is_viewed_once_more(browser: Browser, pixel_server: PixelServer) -> None:
    page, bahamas = browser.page, pixel_server.url("soleil", "/destinations/bahamas")
    look_at(browser, bahamas)
    page.evaluate("window.isTheOneFromBefore = true")
    look_at(browser, pixel_server.url("soleil", "/destinations/cuba"))
    before = browser.asked_for(is_hit)
    hit = hit_while(page, "PageView", lambda: show_truth_while_going_back(page, bahamas))
    assert page.evaluate("window.isTheOneFromBefore"), "a page load would prove nothing"
    assert (hit.fields["dl"], hit.verdict) == (bahamas, "recorded")
    assert hit.event_id not in "".join(before)
    assert len(browser.asked_for(is_hit)) == len(before) + 1


@pytest.mark.parametrize("browser", KEPT, indirect=True)
def test_after_a_no_going_back_sends_nothing(browser: Browser, pixel_server: PixelServer) -> None:
    page, iceland = browser.page, pixel_server.url("nordet", "/destinations/iceland")
    page.goto(iceland)
    hit_while(page, "ViewContent", page.locator("[data-testid=consent-yes]").first.click)
    hit_while(page, "PageView", lambda: page.goto(pixel_server.url("nordet", "/legal")))
    other = browser.context.new_page()
    other.goto(pixel_server.url("nordet", "/legal"), wait_until="networkidle")
    other.locator("[data-testid=consent-no]").first.click()
    expect(other.locator("[data-consent=denied]")).to_be_visible()
    before = browser.asked_for(is_hit)
    with page.expect_response(lambda answer: answer.url.endswith("/consent.json")) as asked:
        show_truth_while_going_back(page, iceland)
    assert asked.value.json() == {"consent": "denied", "may_send": False}
    page.evaluate("0")  # what the answer led to has been done
    assert browser.asked_for(is_hit) == before


@pytest.mark.long
@pytest.mark.parametrize("browser", KEPT, indirect=True)
def test_back_on_a_page_hearts_and_question_show_what_was_done_since(
    browser: Browser, pixel_server: PixelServer
) -> None:
    page, search = browser.page, pixel_server.url("nordet", "/search")
    page.goto(search)
    expect(page.locator("[data-testid=consent-banner]")).to_be_visible()
    page.goto(pixel_server.url("nordet", "/destinations/iceland"))
    page.locator(".offer [data-testid=wishlist-add]").click()
    expect(page.locator(".offer [data-testid=wishlist-remove]")).to_be_visible()
    other = browser.context.new_page()
    other.goto(pixel_server.url("nordet", "/blog"))
    other.locator("[data-testid=consent-no]").first.click()
    expect(other.locator("[data-testid=consent-banner]")).to_have_count(0)
    show_truth_while_going_back(page, search)
    assert shows(page, "[data-content=iceland] [data-testid=wishlist-remove]", 1)
    assert shows(page, "[data-testid=consent-banner]", 0)
    assert page.evaluate("document.querySelector('[data-wish-count]').textContent") == "1"


@pytest.mark.parametrize("browser", KEPT, indirect=True)
def test_back_on_the_wish_list_it_holds_what_it_holds_now(browser: Browser, pixel_server: PixelServer) -> None:
    page, wishlist = browser.page, pixel_server.url("discrete", "/wishlist")
    page.goto(wishlist)
    expect(page.locator("[data-testid=wishlist-item]")).to_have_count(0)
    page.goto(pixel_server.url("discrete", "/destinations/bahamas"))
    page.locator(".offer [data-testid=wishlist-add]").click()
    expect(page.locator(".offer [data-testid=wishlist-remove]")).to_be_visible()
    show_truth_while_going_back(page, wishlist)
    assert shows(page, "[data-testid=wishlist-item][data-content=bahamas]", 1)
