"""A feed that a real Chromium loads ahead of a visit shows nobody an ad; the visit itself shows each of them once."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser as StartedBrowser

from pixel.testing.server import PixelServer
from tests.support.browsers import Browser, ThirdParty
from tests.support.walk import ads_on, join, look_at, visitor_shown

pytestmark = pytest.mark.browser

ADD_RULES = """([kind, url]) => {
    const rules = document.createElement("script");
    rules.type = "speculationrules";
    rules.textContent = JSON.stringify({[kind]: [{source: "list", urls: [url], eagerness: "immediate"}]});
    document.head.append(rules);
}"""


@pytest.fixture
def browser(running_chromium: Callable[[ThirdParty], StartedBrowser]) -> Iterator[Browser]:
    """A Chromium that heeds no content security policy: ours allows no rules on what to load ahead."""
    with Browser(running_chromium("allow").new_context(bypass_csp=True)) as opened:
        yield opened


def impressions_of(pixel_server: PixelServer, visitor: str) -> int:
    return sum(shown["visitor_id"] == visitor for shown in pixel_server.api.list_impressions())


@pytest.mark.parametrize("kind", ["prefetch", pytest.param("prerender", marks=pytest.mark.long)])
def test_a_feed_loaded_ahead_is_seen_by_nobody(browser: Browser, pixel_server: PixelServer, kind: str) -> None:
    feed = pixel_server.url("network")
    look_at(browser, pixel_server.url("soleil", "/destinations/bahamas"))
    page = join(browser, feed)
    shown = ads_on(page)
    visitor = visitor_shown(pixel_server, shown[0])
    before = impressions_of(pixel_server, visitor)
    assert before == len(shown)
    page.goto(pixel_server.url("network", "/profile"))
    with browser.context.expect_event("response", lambda answer: answer.url == feed) as refused:
        page.evaluate(ADD_RULES, [kind, feed])
    assert refused.value.headers["cache-control"] == "no-store"
    assert browser.noticed.complaints() == [f"server error: 503 {feed}"]
    assert impressions_of(pixel_server, visitor) == before
    page.goto(feed)
    assert impressions_of(pixel_server, visitor) == before + len(ads_on(page))
