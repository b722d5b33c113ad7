"""The walk done literally, step by step in the order given, in each kind of browser: the count reaches its end."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from pixel.testing.server import PixelServer
from tests.browser.conftest import OpenChromium, OpenFirefox
from tests.support.browsers import Browser, Setup
from tests.support.walk import Hit, is_hit

pytestmark = pytest.mark.browser

SELF_TICKING_MS = 15_000  # the page looks again by itself when the five seconds are over


@dataclass(frozen=True)
class Walker:
    """Somebody on the walk, which begins at `start`."""

    browser: Browser
    start: str

    @property
    def page(self) -> Page:
        return self.browser.page

    def begin(self) -> None:
        self.page.goto(self.start)

    def take(self, step: str, at_it: Callable[[], object] = lambda: None) -> None:
        """Follows «next», does what the step says, goes back by the bar; then the step is done."""
        page = self.page
        expect(page.locator("[data-testid=step].is-next")).to_have_attribute("data-step", step)
        page.locator("[data-testid=next]").click()
        bar = page.locator("[data-testid=walk-bar]")
        expect(bar).to_have_attribute("data-step", step)
        assert "walk=" not in page.url, "no page's address has anything of the walk"
        at_it()
        page.locator("[data-testid=walk-bar] a").click()
        done = page.locator(f"[data-testid=step][data-step={step}]")
        expect(done).to_have_attribute("data-done", "true", timeout=SELF_TICKING_MS)

    def count(self) -> tuple[int, int]:
        progress = self.page.locator("[data-testid=walk-progress]")
        return int(progress.get_attribute("data-done") or -1), int(progress.get_attribute("data-total") or -1)


def take_all_but_the_last(walker: Walker) -> list[Hit]:
    """The steps up to the last one; the hits that the look at the Bahamas sent."""
    page, hits = walker.page, list[Hit]()
    page.on("response", lambda answer: hits.append(Hit.of(answer)) if is_hit(answer.url) else None)
    walker.begin()
    assert walker.count()[0] == 0
    walker.take("meet", lambda: meet(page))
    expect(page.locator("[data-testid=step][data-step=before]")).to_have_attribute("data-done", "true")  # in that feed
    walker.take("look", lambda: page.wait_for_load_state("networkidle"))
    looked = list(hits)
    walker.take("return", lambda: page.locator("[data-testid=ad]").first.wait_for())
    walker.take("why", lambda: page.locator("[data-testid=ad] [data-testid=why]").first.click())
    walker.take("behind")
    walker.take("control", lambda: expect(page.locator("h1")).to_be_visible())
    walker.take("refuse", lambda: page.locator("[data-testid=consent-no]").click())
    walker.take("like", lambda: like(page))
    walker.take("guess", lambda: expect(page.locator("[data-testid=guess]")).to_be_visible())
    walker.take("clear", lambda: clear(page))
    return looked


def meet(page: Page) -> None:
    """Picks a member; the feed has untargeted ads."""
    page.locator("[data-testid=member]").first.click()
    page.locator("[data-testid=ad][data-reason=default]").first.wait_for()


def like(page: Page) -> None:
    """Likes the first posts, then looks at the profile, where they stand."""
    for post in page.locator("[data-testid=post]").all()[:3]:
        post.locator("[data-testid=like]").click()
        expect(post.locator("[data-testid=like]")).to_have_attribute("aria-pressed", "true")
    page.goto(urljoin(page.url, "profile"))
    expect(page.locator("[data-testid=line][data-kind=observed][data-key^='interest:']").first).to_be_visible()


def clear(page: Page) -> None:
    """Presses the button, where there is anything to clear."""
    button = page.locator("[data-testid=clear]")
    expect(button.or_(page.locator("[data-testid=no-activity]")).first).to_be_visible()
    if button.count():
        button.click()
        expect(page.locator("[data-testid=notice]")).to_be_visible()


def look_with(other: Browser, pixel_server: PixelServer) -> None:
    """Step 3 once more, in another browser."""
    with other.page.expect_response(lambda answer: is_hit(answer.url, "ViewContent")):
        other.page.goto(pixel_server.url("soleil", "/destinations/bahamas"))


def end_with(walker: Walker, other: Browser, pixel_server: PixelServer) -> None:
    walker.take("other", lambda: look_with(other, pixel_server))
    assert walker.count() == (12, 12)
    expect(walker.page.locator("[data-testid=next]")).to_have_count(0)


@pytest.mark.long  # tests/browser/test_walk.py walks there too, each time
def test_where_third_party_cookies_are_allowed(chromium: OpenChromium, pixel_server: PixelServer) -> None:
    walker = Walker(chromium(Setup(third_party="allow")), pixel_server.url("backstage"))
    looked = take_all_but_the_last(walker)
    assert {hit.fields["dl"] for hit in looked} == {pixel_server.url("soleil", "/destinations/bahamas")}
    end_with(walker, chromium(Setup(third_party="block")), pixel_server)


@pytest.mark.long
def test_where_they_are_blocked(chromium: OpenChromium, pixel_server: PixelServer) -> None:
    walker = Walker(chromium(Setup(third_party="block")), pixel_server.url("backstage"))
    take_all_but_the_last(walker)
    end_with(walker, chromium(Setup(third_party="allow")), pixel_server)


@pytest.mark.long
@pytest.mark.firefox
def test_in_firefox_as_it_comes(firefox: OpenFirefox, chromium: OpenChromium, pixel_server: PixelServer) -> None:
    walker = Walker(firefox("default", Setup()), pixel_server.url("backstage"))
    take_all_but_the_last(walker)
    end_with(walker, chromium(Setup(third_party="allow")), pixel_server)


@pytest.mark.long
def test_at_one_address_the_last_is_not_counted_and_says_why(
    chromium_blocking: Browser, pixel_server: PixelServer
) -> None:
    walker = Walker(chromium_blocking, pixel_server.one_address("/coulisses/"))
    take_all_but_the_last(walker)
    assert walker.count() == (11, 11)
    other = walker.page.locator("[data-testid=step][data-step=other]")
    expect(other).to_have_attribute("data-counted", "false")
    expect(other.locator("[data-testid=not-counted]")).to_be_visible()


def test_without_scripts_the_bar_leads_back_all_the_same(
    chromium_without_scripts: Browser, pixel_server: PixelServer
) -> None:
    page = chromium_without_scripts.page
    page.goto(pixel_server.url("backstage", "/go/look"))
    expect(page.locator("[data-testid=walk-bar]")).to_have_attribute("data-step", "look")
    page.locator("[data-testid=walk-bar] a").click()
    expect(page.locator("[data-testid=walk-progress]")).to_be_visible()


def test_whoever_is_not_on_the_walk_sees_no_bar(chromium_allowing: Browser, pixel_server: PixelServer) -> None:
    page = chromium_allowing.page
    for site in ("soleil", "network", "start"):
        page.goto(pixel_server.url(site))
        expect(page.locator("[data-testid=walk-bar]")).to_have_count(0)


def test_the_walk_is_right_after_going_back(chromium_allowing: Browser, pixel_server: PixelServer) -> None:
    page = chromium_allowing.page
    page.goto(pixel_server.url("backstage"))
    page.locator("[data-testid=next]").click()
    page.locator("[data-testid=member]").first.click()
    page.locator("[data-testid=ad]").first.wait_for()
    page.go_back()
    page.go_back()
    expect(page.locator("[data-testid=step][data-step=meet]")).to_have_attribute("data-done", "true")
