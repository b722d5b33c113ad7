"""A Driver over plain HTTP: finds links, buttons and forms by their attributes, as a person would by their looks."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from pixel.stories.drivers.browser_settings import Browser
from pixel.stories.drivers.driver import AD_FIELDS, Locator, Seen, SeenAd, StepFailedError, by_testid
from pixel.stories.drivers.html import Element, fill_in, form_of, value_of
from pixel.stories.drivers.http_browser import HttpBrowser
from pixel.stories.drivers.http_requests import BrowserRequests
from pixel.stories.server.sites import Sites


class HttpDriver:
    """Plays everybody's part without a browser."""

    def __init__(self, sites: Sites) -> None:
        self._sites = sites
        self.windows: dict[str, HttpWindow] = {}

    @property
    def name(self) -> str:
        return "http"

    def open_window(self, who: str, browser: Browser) -> "HttpWindow":
        self.windows[who] = HttpWindow(HttpBrowser(BrowserRequests(self._sites, browser)))
        return self.windows[who]

    def close(self) -> None:
        self.windows.clear()


class HttpWindow:
    """One person's browser; see `driver.Window` for what each method does."""

    def __init__(self, browser: HttpBrowser) -> None:
        self._browser = browser

    @property
    def address(self) -> str:
        return self._browser.page.url if self._browser.page else ""

    def go(self, url: str) -> None:
        self._browser.go(url)

    def reload(self) -> None:
        self._browser.reload()

    def press(self, locator: Locator, missing: str, then: Locator | None = None) -> None:
        pressed = self._first(locator)
        if pressed and pressed.tag == "a":
            self._browser.follow(pressed.get("href"), pressed.get("referrerpolicy"))
        else:
            form = form_of(self._content, pressed) if pressed else None
            if form is None:
                raise StepFailedError(missing)
            self._browser.send(form, fill_in(form, pressed))
        self._check(then)

    def submit(self, locator: Locator, fields: Mapping[str, str], missing: str, then: Locator | None = None) -> None:
        found = self._first(locator)
        form = found if found and found.tag == "form" else form_of(self._content, found) if found else None
        if form is None:
            raise StepFailedError(missing)
        self._browser.send(form, fill_in(form, form.first("button"), **fields))
        self._check(then)

    def read(self, locator: Locator) -> Sequence[Mapping[str, str]]:
        return [element.attributes for element in self._find(locator)]

    def forget_hits(self) -> None:
        self._browser.forget_hits()

    def seen(self) -> Seen:
        page = self._browser.here
        ads = tuple(SeenAd(*(ad.get(f"data-{name}", "") for name in AD_FIELDS)) for ad in self.read(by_testid("ad")))
        return Seen(page.url, page.status, self._browser.hits, ads)

    def cookie(self, url: str, name: str) -> str | None:
        return self._browser.requests.jar.value(urlsplit(url).hostname or "", name)

    def clear_cookies(self) -> None:
        self._browser.requests.jar.clear()

    def picture(self) -> bytes | None:
        return None

    @property
    def _content(self) -> Element:
        return self._browser.here.content

    def _first(self, locator: Locator) -> Element | None:
        return next(self._find(locator), None)

    def _find(self, locator: Locator) -> Iterator[Element]:
        around: Iterator[Element] = self._find(locator.within) if locator.within else iter((self._content,))
        for element in (each for root in around for each in root.having(locator.attributes)):
            if not locator.form_fields or _is_in_form(self._content, element, locator.form_fields):
                yield element

    def _check(self, then: Locator | None) -> None:
        """That the page, as a script changed it or a new one, shows what it was to show; an error speaks for itself."""
        if then and self._browser.here.status < 400 and self._first(then) is None:
            raise StepFailedError(f"{self.address} did not show what was expected after the click ({then.css}).")


def _is_in_form(page: Element, element: Element, fields: Mapping[str, str]) -> bool:
    form = form_of(page, element)
    held = {(field.get("name"), value_of(field)) for field in form.all()} if form else set()
    return set(fields.items()) <= held
