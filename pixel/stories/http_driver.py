"""A Driver over plain HTTP: follows links and forms by their `data-testid`, as a person would. `command` opens it."""

import json
from urllib.parse import urljoin, urlsplit

from pixel.stories.driver import BOOKED_AT, BOOKED_BY, Seen, SeenAd, StepFailedError
from pixel.stories.http_browser import VISITOR, HttpBrowser, Page
from pixel.stories.markup import Element, fill_in, form_of
from pixel.stories.model import Browser
from pixel.stories.sites import Sites
from pixel.stories.steps import Answer, NetworkPage

PAGES = {
    "feed": ("network", "/"),
    "profile": ("network", "/profile"),
    "activity": ("network", "/activity"),
    "inspector": ("backstage", "/inspector"),
}


class HttpDriver:
    """Plays everybody's part without a browser; see `driver.Driver` for what each method does."""

    def __init__(self, sites: Sites) -> None:
        self._sites = sites
        self._browsers: dict[str, HttpBrowser] = {}

    @property
    def name(self) -> str:
        return "http"

    def open_person(self, who: str, browser: Browser) -> None:
        self._browsers[who] = HttpBrowser(self._sites, browser)

    def visit(self, who: str, site: str, path: str) -> Seen:
        browser = self._start(who)
        return _seen(browser, browser.go(self._sites.url(site, path), is_typed=True))

    def reload(self, who: str) -> Seen:
        browser = self._start(who)
        return _seen(browser, browser.reload())

    def answer_consent(self, who: str, answer: Answer) -> Seen:
        browser = self._start(who)
        wanted = "consent-yes" if answer == "granted" else "consent-no"
        if browser.here.content.first("button", data_testid=wanted) is None:
            _follow(browser, "consent-change", f"{browser.here.url} does not ask about its pixel.")
        _press(browser, wanted, f"{browser.here.url} has no button to answer with.")
        return _seen(browser)

    def search(self, who: str, site: str, words: str) -> Seen:
        browser = self._start(who)
        browser.go(self._sites.url(site), is_typed=True)
        browser.hits.clear()
        form = browser.here.content.first("form", data_testid="search-form")
        if form is None:
            raise StepFailedError(f"{browser.here.url} has no search.")
        return _seen(browser, browser.go("", fill_in(form, None, q=words)))

    def wish(self, who: str, site: str, content: str) -> Seen:
        browser = self._start(who)
        browser.go(self._sites.url(site, f"/destinations/{content}"), is_typed=True)
        browser.hits.clear()
        page = browser.here
        button, form = _button(page, "wishlist-add", f"{page.url} has no wish list, or holds it already.")
        sent = fill_in(form, button)
        if not browser.settings.scripts:
            return _seen(browser, browser.go("", sent))
        answer = browser.post_quietly(sent, Accept="application/json")
        if answer.status == 200:
            browser.track("AddToWishlist", json.loads(form.get("data-cd")))
        return _seen(browser)

    def book(self, who: str, site: str, content: str) -> Seen:
        browser = self._start(who)
        page = browser.go(self._sites.url(site, f"/destinations/{content}/book"), is_typed=True)
        button, form = _button(page, "booking-submit", f"{page.url} has no booking form (status {page.status}).")
        return _seen(browser, browser.go("", fill_in(form, button, first_name=BOOKED_BY, email=BOOKED_AT)))

    def join(self, who: str, member: str) -> Seen:
        browser = self._start(who)
        page = browser.go(self._sites.url("network"), is_typed=True)
        if member == "again":
            _press(browser, "returning", "nobody was here before in this browser.")
            return _seen(browser)
        button = page.content.first("button", data_testid="member", data_member=member)
        pressed = button or page.content.first("input", data_testid="first-name")
        form = form_of(page.content, pressed) if pressed else None
        if form is None:
            raise StepFailedError("the network does not ask who is there: somebody is logged in already.")
        typed = {} if button else {"first_name": member}
        return _seen(browser, browser.go("", fill_in(form, button, **typed)))

    def leave(self, who: str) -> Seen:
        browser = self._start(who)
        browser.go(self._sites.url("network"), is_typed=True)
        _press(browser, "leave", "nobody is logged in on the network.")
        return _seen(browser)

    def continue_as(self, who: str, other: str) -> Seen:
        theirs = self._start(other)
        page = theirs.go(self._sites.url("network", "/continue"), is_typed=True)
        link = page.content.first("a", data_testid="continue-link")
        if link is None:
            raise StepFailedError(f"{other} has nobody logged in to continue as.")
        browser = self._start(who)
        browser.go(link.get("href"), is_typed=True)
        _press(browser, "continue-open", "the private link does not open.")
        return _seen(browser)

    def open(self, who: str, page: NetworkPage) -> Seen:
        return self.visit(who, *PAGES[page])

    def like(self, who: str, post: str) -> Seen:
        browser = self._start(who)
        self._see_feed(browser)
        article = browser.here.content.first("article", data_testid="post", data_post=post)
        button = article.first("button", data_testid="like") if article else None
        form = form_of(browser.here.content, button) if button else None
        if form is None:
            raise StepFailedError(f"the first page of the feed has no post called {post!r}.")
        if not browser.settings.scripts:
            return _seen(browser, browser.go("", fill_in(form, button)))
        browser.post_quietly(fill_in(form, button), **{"X-Fragment": "post"})  # the network's script swaps the post in
        return _seen(browser)

    def click_ad(self, who: str, content: str) -> Seen:
        browser = self._start(who)
        self._see_feed(browser)
        ad = browser.here.content.first("article", data_testid="ad", data_content=content)
        link = ad.first("a", data_testid="ad-link") if ad else None
        if link is None:
            raise StepFailedError(f"the feed shows no ad for {content!r}.")
        return _seen(browser, browser.go(urljoin(browser.here.url, link.get("href"))))

    def clear_activity(self, who: str) -> Seen:
        return self._press_on_activity(who, "clear", "the activity page has nothing to clear.")

    def clear_cookies(self, who: str) -> None:
        self._browsers[who].jar.clear()

    def disconnect(self, who: str, site: str) -> Seen:
        return self._switch(who, "disconnect", site, "is not among the sites that sent something.")

    def reconnect(self, who: str, site: str) -> Seen:
        return self._switch(who, "reconnect", site, "is not disconnected.")

    def visitor(self, who: str) -> str | None:
        value = self._browsers[who].jar.value(self._sites.host("network"), VISITOR)
        return value.partition(".")[0] if value else None

    def picture(self, who: str) -> bytes | None:  # noqa: ARG002
        return None

    def close(self) -> None:
        self._browsers.clear()

    def _start(self, who: str) -> HttpBrowser:
        browser = self._browsers[who]
        browser.hits.clear()
        return browser

    def _see_feed(self, browser: HttpBrowser) -> None:
        feed = self._sites.url("network")
        if browser.page is None or urlsplit(browser.page.url)[:3] != urlsplit(feed)[:3]:
            browser.go(feed, is_typed=True)

    def _press_on_activity(self, who: str, testid: str, otherwise: str, **attributes: str) -> Seen:
        browser = self._start(who)
        browser.go(self._sites.url("network", "/activity"), is_typed=True)
        _press(browser, testid, otherwise, **attributes)
        return _seen(browser)

    def _switch(self, who: str, testid: str, site: str, otherwise: str) -> Seen:
        if site == "all":
            return self._press_on_activity(who, f"{testid}-all", f"there is no button to {testid} all sites.")
        return self._press_on_activity(who, testid, f"{site} {otherwise}", data_site=site)


def _press(browser: HttpBrowser, testid: str, otherwise: str, **attributes: str) -> None:
    button, form = _button(browser.here, testid, otherwise, **attributes)
    browser.go("", fill_in(form, button))


def _button(page: Page, testid: str, otherwise: str, **attributes: str) -> tuple[Element, Element]:
    button = page.content.first("button", data_testid=testid, **attributes)
    form = form_of(page.content, button) if button else None
    if button is None or form is None:
        raise StepFailedError(otherwise)
    return button, form


def _follow(browser: HttpBrowser, testid: str, otherwise: str) -> None:
    link = browser.here.content.first("a", data_testid=testid)
    if link is None:
        raise StepFailedError(otherwise)
    browser.go(urljoin(browser.here.url, link.get("href")))


def _seen(browser: HttpBrowser, page: Page | None = None) -> Seen:
    page = page or browser.here
    names = ("campaign", "advertiser", "content", "reason", "impression")
    ads = tuple(
        SeenAd(*(ad.get(f"data-{name}") for name in names)) for ad in page.content.all("article", data_testid="ad")
    )
    return Seen(page.url, page.status, tuple(browser.hits), ads)
