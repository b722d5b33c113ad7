"""A Driver that plays with real browsers, by Playwright: it clicks what a person clicks. `command` and tests open it.

Playwright is imported only here and in `browsers`, when a story is really played so: nothing else needs it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pixel.stories.aside import aside
from pixel.stories.browsers import Browsers, Kind
from pixel.stories.driver import BOOKED_AT, BOOKED_BY, Driver, Seen
from pixel.stories.model import Browser
from pixel.stories.sites import Sites
from pixel.stories.steps import Answer, NetworkPage
from pixel.stories.tab import Tab, speaking_plainly

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

Prepare = Callable[["BrowserContext"], object]
PAGES: dict[NetworkPage, tuple[str, str]] = {
    "feed": ("network", "/"),
    "profile": ("network", "/profile"),
    "activity": ("network", "/activity"),
    "inspector": ("backstage", "/inspector"),
}
VISITOR = "visitor"


def by_id(testid: str, **data: str) -> str:
    """The selector of a stable hook; `data`: its further `data-…` attributes."""
    return f"[data-testid={testid}]" + "".join(f'[data-{name}="{value}"]' for name, value in data.items())


@contextmanager
def open_browsers(kind: Kind, prepare: Prepare = lambda _: None) -> Iterator[Callable[[Sites], Driver]]:
    """One kind of browser, for as long as this lasts; what it yields makes a driver of it for a server.

    `prepare` is handed each person's browser before anything is opened in it (to put a blocker in, for one), in the
    thread where it lives. Raises CannotPlayError, with what to install, where the browser or Playwright is missing.
    """
    with aside() as there, ExitStack() as opened:
        browsers = there.do(lambda: Browsers(kind))
        opened.callback(there.do, browsers.close)
        yield lambda sites: there.take(BrowserDriver(sites, browsers, prepare))


@contextmanager
def open_browser_driver(sites: Sites, kind: Kind, prepare: Prepare = lambda _: None) -> Iterator[Driver]:
    """A driver of one kind of browser, closed at the end; `prepare` and what is raised as with `open_browsers`."""
    with open_browsers(kind, prepare) as make, closing(make(sites)) as driver:
        yield driver


class BrowserDriver:
    """Plays everybody's part in windows of a real browser; see `driver.Driver` for what each method does."""

    def __init__(self, sites: Sites, browsers: Browsers, prepare: Prepare) -> None:
        self._sites, self._browsers, self._prepare = sites, browsers, prepare
        self._tabs: dict[str, Tab] = {}
        self._settings: dict[str, Browser] = {}

    @property
    def name(self) -> str:
        return self._browsers.kind

    def open_person(self, who: str, browser: Browser) -> None:
        context = self._browsers.open(browser)
        self._prepare(context)
        self._tabs[who] = Tab(context, self._sites, has_scripts=browser.scripts)
        self._settings[who] = browser

    def visit(self, who: str, site: str, path: str) -> Seen:
        with self._acting(who) as tab:
            tab.go(self._sites.url(site, path))
            return tab.seen()

    def reload(self, who: str) -> Seen:
        with self._acting(who) as tab:
            tab.reload()
            return tab.seen()

    def answer_consent(self, who: str, answer: Answer) -> Seen:
        with self._acting(who) as tab:
            wanted = by_id("consent-yes" if answer == "granted" else "consent-no")
            if not tab.page.locator(wanted).count():
                tab.follow(by_id("consent-change"), f"{tab.page.url} does not ask about its pixel.")
            tab.follow(wanted, f"{tab.page.url} has no button to answer with.")
            return tab.seen()

    def search(self, who: str, site: str, words: str) -> Seen:
        with self._acting(who) as tab:
            tab.go(self._sites.url(site))
            tab.seen()
            tab.start()
            form = tab.find(by_id("search-form"), f"{tab.page.url} has no search.")
            form.locator("[name=q]").fill(words)
            tab.follow_after(lambda: form.locator("[name=q]").press("Enter"))
            return tab.seen()

    def wish(self, who: str, site: str, content: str) -> Seen:
        with self._acting(who) as tab:
            tab.go(self._sites.url(site, f"/destinations/{content}"))
            tab.seen()
            tab.start()
            form = f'form:has([name=destination][value="{content}"])'
            heart = f"{form} {by_id('wishlist-add')}"
            missing = f"{tab.page.url} has no wish list, or holds it already."
            if self._settings[who].scripts:
                tab.find(heart, missing).click()
                tab.page.locator(f"{form} {by_id('wishlist-remove')}").first.wait_for()
            else:
                tab.follow(heart, missing)
            return tab.seen()

    def book(self, who: str, site: str, content: str) -> Seen:
        with self._acting(who) as tab:
            tab.go(self._sites.url(site, f"/destinations/{content}/book"))
            tab.find(by_id("booking-submit"), f"{tab.page.url} has no booking form.")
            tab.page.locator("[name=first_name]").fill(BOOKED_BY)
            tab.page.locator("[name=email]").fill(BOOKED_AT)
            tab.follow(by_id("booking-submit"), "the booking form has no button.")
            return tab.seen()

    def join(self, who: str, member: str) -> Seen:
        with self._acting(who) as tab:
            tab.go(self._sites.url("network"))
            if member == "again":
                tab.follow(by_id("returning"), "nobody was here before in this browser.")
            elif tab.page.locator(by_id("member", member=member)).count():
                tab.follow(by_id("member", member=member), "")
            else:
                asked = "the network does not ask who is there: somebody is logged in already."
                name = tab.find(by_id("first-name"), asked)
                name.fill(member)
                tab.follow_after(lambda: name.press("Enter"))
            return tab.seen()

    def leave(self, who: str) -> Seen:
        with self._acting(who) as tab:
            tab.go(self._sites.url("network"))
            tab.follow(by_id("leave"), "nobody is logged in on the network.")
            return tab.seen()

    def continue_as(self, who: str, other: str) -> Seen:
        with self._acting(other) as theirs:
            theirs.go(self._sites.url("network", "/continue"))
            link = theirs.find(by_id("continue-link"), f"{other} has nobody logged in to continue as.")
            address = link.get_attribute("href") or ""
        with self._acting(who) as tab:
            tab.go(address)
            tab.follow(by_id("continue-open"), "the private link does not open.")
            return tab.seen()

    def open(self, who: str, page: NetworkPage) -> Seen:
        return self.visit(who, *PAGES[page])

    def like(self, who: str, post: str) -> Seen:
        with self._acting(who) as tab:
            self._see_feed(tab)
            selector = f"{by_id('post', post=post)} {by_id('like')}"
            like = tab.find(selector, f"the first page of the feed has no post called {post!r}.")
            if self._settings[who].scripts:
                other = "false" if like.get_attribute("aria-pressed") == "true" else "true"
                like.click()
                tab.page.locator(f"{selector}[aria-pressed={other}]").wait_for()
            else:
                tab.follow(selector, "")
            return tab.seen()

    def click_ad(self, who: str, content: str) -> Seen:
        with self._acting(who) as tab:
            self._see_feed(tab)
            ad = f"{by_id('ad', content=content)} {by_id('ad-link')}"
            tab.follow(ad, f"the feed shows no ad for {content!r}.")
            return tab.seen()

    def clear_activity(self, who: str) -> Seen:
        return self._press_on_activity(who, by_id("clear"), "the activity page has nothing to clear.")

    def clear_cookies(self, who: str) -> None:
        self._tabs[who].context.clear_cookies()

    def disconnect(self, who: str, site: str) -> Seen:
        return self._switch(who, "disconnect", site, "is not among the sites that sent something.")

    def reconnect(self, who: str, site: str) -> Seen:
        return self._switch(who, "reconnect", site, "is not disconnected.")

    def visitor(self, who: str) -> str | None:
        tab = self._tabs[who]
        if self._settings[who].cookies == "per-site":
            value = tab.cookie_by_asking(self._sites.url("network", "/healthz"), VISITOR)
        else:
            value = tab.cookie(self._sites.url("network"), VISITOR)
        return value.partition(".")[0] if value else None

    def picture(self, who: str) -> bytes | None:
        return self._tabs[who].picture()

    def close(self) -> None:
        for tab in self._tabs.values():
            tab.close()
        self._tabs.clear()

    @contextmanager
    def _acting(self, who: str) -> Iterator[Tab]:
        """A person's window, for one step."""
        tab = self._tabs[who]
        tab.start()
        with speaking_plainly():
            yield tab

    def _see_feed(self, tab: Tab) -> None:
        feed = self._sites.url("network")
        if urlsplit(tab.page.url)[:3] != urlsplit(feed)[:3]:
            tab.go(feed)

    def _press_on_activity(self, who: str, selector: str, otherwise: str) -> Seen:
        with self._acting(who) as tab:
            tab.go(self._sites.url("network", "/activity"))
            tab.follow(selector, otherwise)
            return tab.seen()

    def _switch(self, who: str, action: str, site: str, otherwise: str) -> Seen:
        if site == "all":
            return self._press_on_activity(who, by_id(f"{action}-all"), f"there is no button to {action} all sites.")
        return self._press_on_activity(who, by_id(action, site=site), f"{site} {otherwise}")
