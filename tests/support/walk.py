"""What a person does on the walk, and what a test reads there: the tests' words for pages, hits and ads.

Nothing here waits for a time: each step waits for the very answer that it caused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, Response

from pixel.stories.server.client import Row
from pixel.testing.server import PixelServer
from tests.support.browsers import Browser


@dataclass(frozen=True)
class Hit:
    """A hit of the pixel as this browser sent it, and what the collector said to it."""

    fields: dict[str, str]
    verdict: str

    @classmethod
    def of(cls, answer: Response) -> Self:
        """The hit that got this answer."""
        fields = {name: values[0] for name, values in parse_qs(urlsplit(answer.url).query).items()}
        return cls(fields, answer.headers.get("x-pixel-verdict", ""))

    @property
    def event_id(self) -> str:
        return self.fields["eid"]


@dataclass(frozen=True)
class Ad:
    """An ad on the feed, by its stable hooks."""

    campaign: str
    advertiser: str
    content: str
    reason: str
    why: str  # the address of its explanation

    @property
    def impression(self) -> str:
        return urlsplit(self.why).path.rstrip("/").rsplit("/", 1)[-1]


def is_collector(url: str) -> bool:
    """Whether an address is the collector's, in each mode."""
    parts = urlsplit(url)
    return (parts.hostname or "").startswith("pixel.") or parts.path.startswith("/pixel/")


def is_hit(url: str, event: str | None = None) -> bool:
    """Whether an address is a hit of the pixel, of `event` if given."""
    parts = urlsplit(url)
    return is_collector(url) and parts.path.endswith("/tr") and event in (None, *parse_qs(parts.query).get("ev", []))


def hit_while(page: Page, event: str, act: Callable[[], object]) -> Hit:
    """The first hit of `event` that `act` causes, once it is answered."""
    with page.expect_response(lambda answer: is_hit(answer.url, event)) as waiting:
        act()
    return Hit.of(waiting.value)


def look_at(browser: Browser, address: str) -> Hit:
    """Open a destination's page; its ViewContent, once its PageView is answered too."""
    with browser.page.expect_response(lambda answer: is_hit(answer.url, "PageView")):
        return hit_while(browser.page, "ViewContent", lambda: browser.page.goto(address))


def join(browser: Browser, network: str, member: str | None = None) -> Page:
    """Open the network for the first time and pick a member, the first if none is named; the page is the feed then."""
    page = browser.page
    page.goto(network)
    selector = "[data-testid=member]" + (f'[data-member="{member}"]' if member else "")
    page.locator(selector).first.click()
    page.locator("[data-testid=ad]").first.wait_for(state="attached")
    return page


def ads_on(page: Page) -> list[Ad]:
    """Every ad on the feed, in order, once the page is whole: after a click it may still be arriving."""
    page.wait_for_load_state("domcontentloaded")
    return [_read_ad(ad) for ad in page.locator("[data-testid=ad]").all()]


def ads_for(page: Page, content: str) -> list[Ad]:
    """The retargeted ads for one destination."""
    return [ad for ad in ads_on(page) if ad.content == content and ad.reason == "retargeting"]


def kept_hits(pixel_server: PixelServer, hit: Hit) -> list[Row]:
    """The rows kept of a hit: one, or none."""
    return [event for event in pixel_server.api.list_events() if event["event_id"] == hit.event_id]


def visitor_of(pixel_server: PixelServer, hit: Hit) -> str:
    """The visitor a kept hit belongs to."""
    [row] = kept_hits(pixel_server, hit)
    visitor: str = row["visitor_id"]
    return visitor


def visitor_shown(pixel_server: PixelServer, ad: Ad) -> str:
    """The visitor to whom the network showed an ad."""
    [row] = [shown for shown in pixel_server.api.list_impressions() if shown["id"] == ad.impression]
    visitor: str = row["visitor_id"]
    return visitor


def _read_ad(ad: Locator) -> Ad:
    def said(name: str) -> str:
        return ad.get_attribute(f"data-{name}") or ""

    why = ad.locator("[data-testid=why]").get_attribute("href") or ""
    return Ad(said("campaign"), said("advertiser"), said("content"), said("reason"), why)
