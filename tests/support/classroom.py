"""A class in real browsers: what its teacher and its students do there. `tests/browser/test_class.py` asks."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from pixel.testing.server import PixelServer
from tests.support.browsers import Browser
from tests.support.walk import Hit, ads_on, look_at

PHONE = 360  # pixels wide


def become_teacher(browser: Browser, server: PixelServer) -> Page:
    """Opens the teacher's page, which asks for the token, and types it."""
    page, address = browser.page, server.url("backstage", "/class")
    browser.forgive(address)
    page.goto(address)
    page.locator("input[name=token]").fill(server.token)
    with page.expect_navigation():
        page.locator("[data-testid=token-send]").click()
    return page


def open_class(browser: Browser, server: PixelServer) -> Page:
    """The teacher's page, with a class that was opened on it."""
    page = become_teacher(browser, server)
    page.locator("[data-testid=class-open]").click()
    expect(page.locator("[data-testid=class-code]").first).to_be_visible()
    return page


def open_stage(page: Page, server: PixelServer) -> Page:
    """The stage, once its stream is open."""
    page.goto(server.url("backstage", "/stage"))
    expect(page.locator("[data-testid=connection]")).to_have_attribute("data-state", "live")
    return page


def on_stage(page: Page, **said: str) -> Locator:
    """The stage's hits whose `data-…` say so."""
    wanted = "".join(f'[data-{name}="{value}"]' for name, value in said.items())
    return page.locator(f".items [data-testid=stage-hit]{wanted}")


@dataclass(frozen=True)
class Student:
    """Somebody with a browser of their own; `is_apart`: each site has a host of its own, else all share one address."""

    browser: Browser
    server: PixelServer
    is_apart: bool = True

    @property
    def page(self) -> Page:
        return self.browser.page

    def url(self, site: str, path: str = "/") -> str:
        """An address as this student has it."""
        if self.is_apart:
            return self.server.url(site, path)
        folder = {"start": "", "network": "/reseau", "backstage": "/coulisses"}.get(site, f"/{site}")
        return self.server.one_address(f"{folder}{path}")

    def join(self, name: str = "") -> int:
        """Into the class in two taps, by the address in the QR code; how many taps it took to be on one's feed."""
        opened = self.server.api.find_class()
        assert opened
        self.page.goto(self.url("start", f"/join?{urlsplit(opened['join_urls'][0]).query}"))
        if name:
            self.page.locator("[name=name]").fill(name)
        with self.page.expect_navigation():
            self.page.locator("[data-testid=join]").click()
        assert self.page.url.rstrip("/") == self.url("network").rstrip("/")
        return 2

    def look(self, site: str, destination: str) -> Hit:
        """Looks at a trip."""
        return look_at(self.browser, self.url(site, f"/destinations/{destination}"))

    def ads(self) -> set[tuple[str, str]]:
        """The ads on the feed: what each is for, and its reason."""
        self.page.goto(self.url("network"))
        return {(ad.content, ad.reason) for ad in ads_on(self.page)}

    def roster_line(self) -> dict[str, object]:
        """What the teacher's roster says of whoever is in the class by this browser's name there."""
        self.page.goto(self.url("start", "/join"))
        name = self.page.locator("[data-testid=my-name]").inner_text()
        opened = self.server.api.find_class()
        assert opened
        [line] = [dict(student) for student in opened["students"] if student["name"] == name]
        return line
