"""One person's window in a real browser: what it does, sends and shows. `browser_driver` opens it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from pixel.stories.drivers.browser_settings import Browser
from pixel.stories.drivers.driver import AD_FIELDS, IGNORED, Locator, Seen, SeenAd, SeenHit, StepFailedError
from pixel.stories.drivers.worker_thread import WorkerThread, in_its_thread
from pixel.stories.server.errors import ServerGoneError
from pixel.stories.server.sites import Sites

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Request, Response
    from playwright.sync_api import Locator as Element

SERVER_IS_GONE = ("ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "ERR_SOCKET", "NS_ERROR_CONNECTION", "NS_ERROR_NET")
# Once this is answered, the driver has heard of every request that the page's scripts have made until now.
HAVE_I_HEARD_ALL = "() => new Promise((answer) => setTimeout(answer, 0))"
# Before a later event, the pixel asks the shop about consent: where, and (by a question of our own) what it is told.
CONSENT_URL = """() => {
  const tag = document.querySelector("script[data-consent-url]");
  return tag ? new URL(tag.dataset.consentUrl, location.href).href : "";
}"""
MAY_SEND = """(url) => fetch(`${url}?asked-by=driver`, { cache: "no-store" })
  .then((got) => got.json()).then((said) => said.may_send === true).catch(() => false)"""
HIT_TRIES, HIT_TRY_MS = 50, 100
WORTH_SEEING = "[data-testid=ad]:not([data-reason=default])"
READ_ATTRIBUTES = "(found) => found.map((one) => Object.fromEntries([...one.attributes].map((a) => [a.name, a.value])))"


@contextmanager
def speaking_plainly() -> Iterator[None]:
    """What Playwright complains of, in a driver's own words: StepFailedError, or ServerGoneError."""
    from playwright.sync_api import Error

    try:
        yield
    except Error as error:
        said = error.message.splitlines()[0]
        if any(word in error.message for word in SERVER_IS_GONE):
            raise ServerGoneError(f"the server no longer answers ({said}).") from None
        raise StepFailedError(f"the browser could not do it: {said}") from None


class BrowserWindow:
    """See `driver.Window` for what each method does. Hits are noted in the order in which they are answered."""

    def __init__(self, thread: WorkerThread, context: "BrowserContext", sites: Sites, settings: Browser) -> None:
        self.thread, self._context, self._settings = thread, context, settings
        self._page = context.new_page()
        self._collector = sites.host("collector")
        self._sent: list[Request] = []
        self._answered: list[Request] = []
        self._requested: list[str] = []  # what this page and its scripts asked for
        self._status = 0
        self._ads: tuple[SeenAd, ...] = ()
        context.on("request", self._note_request)
        context.on("response", lambda answer: self._answered.append(answer.request))
        context.on("requestfailed", lambda request: self._answered.append(request))

    @property
    def address(self) -> str:
        url = self.thread.do(lambda: self._page.url)
        return "" if url == "about:blank" else url

    @in_its_thread
    def go(self, url: str) -> None:
        with speaking_plainly():
            self._arrive(self._page.goto(url, wait_until="load"))

    @in_its_thread
    def reload(self) -> None:
        with speaking_plainly():
            self._arrive(self._page.reload(wait_until="load"))

    @in_its_thread
    def press(self, locator: Locator, missing: str, then: Locator | None = None) -> None:
        with speaking_plainly():
            self._do(self._find(locator, missing).click, then)

    @in_its_thread
    def submit(self, locator: Locator, fields: Mapping[str, str], missing: str, then: Locator | None = None) -> None:
        with speaking_plainly():
            form = self._find(locator, missing).locator("xpath=ancestor-or-self::form")
            for name, text in fields.items():
                field = form.locator(f'[name="{name}"]')
                _fill(field, text)
            self._do(lambda: field.first.press("Enter"), then)

    @in_its_thread
    def read(self, locator: Locator) -> Sequence[Mapping[str, str]]:
        with speaking_plainly():
            found: list[dict[str, str]] = self._page.locator(locator.css).evaluate_all(READ_ATTRIBUTES)
            return found

    @in_its_thread
    def forget_hits(self) -> None:
        with speaking_plainly():
            self._wait_for_hits()
            self._sent.clear()
            self._answered.clear()

    @in_its_thread
    def seen(self) -> Seen:
        with speaking_plainly():
            self._wait_for_hits()
            order = {request: place for place, request in enumerate(self._answered)}
            hits = sorted(self._sent, key=lambda request: order.get(request, len(order)))
            return Seen(self._page.url, self._status, tuple(map(_read_hit, hits)), self._ads)

    @in_its_thread
    def cookie(self, url: str, name: str) -> str | None:
        if self._settings.cookies == "per-site":
            return self._cookie_by_asking(url, name)
        found = (cookie for cookie in self._context.cookies(url) if cookie.get("name") == name)
        return next((cookie.get("value") for cookie in found if not cookie.get("partitionKey")), None)

    @in_its_thread
    def clear_cookies(self) -> None:
        self._context.clear_cookies()

    @in_its_thread
    def picture(self) -> bytes | None:
        """A PNG of the window; where there is an ad for this very person, it is scrolled into sight."""
        ad = self._page.locator(WORTH_SEEING)
        if ad.count():
            ad.first.scroll_into_view_if_needed()
        return self._page.screenshot(animations="disabled")

    @in_its_thread
    def close(self) -> None:
        with suppress(Exception):  # it may have ended by itself
            self._context.close()

    def _find(self, locator: Locator, missing: str) -> "Element":
        found = self._page.locator(locator.css)
        if not found.count():
            raise StepFailedError(missing)
        return found.first

    def _do(self, act: Callable[[], object], then: Locator | None) -> None:
        """Does what a script answers in the page that is open, or what leads to a new one; waits for that."""
        if then and self._settings.scripts:
            act()
            self._page.locator(then.css).first.wait_for()
            return
        with self._page.expect_navigation(wait_until="load") as waiting:
            act()
        self._arrive(waiting.value)

    def _arrive(self, answer: "Response | None") -> None:
        """What the first page of the feed holds is read at once: scrolling may bring more."""
        self._status = answer.status if answer else 0
        self._ads = tuple(map(_read_ad, self._page.locator("[data-testid=ad]").all()))

    def _wait_for_hits(self) -> None:
        if self._settings.scripts:  # without them, whatever a page sends it has sent when it is loaded
            self._page.evaluate(HAVE_I_HEARD_ALL)
            self._wait_for_consent()
        for request in tuple(self._sent):
            request.response()

    def _wait_for_consent(self) -> None:
        """An event that the shop was asked about is sent later than that: where it may be sent, its hit is awaited."""
        from playwright.sync_api import TimeoutError as NoHitError

        url = self._page.evaluate(CONSENT_URL) if self._requested else ""
        asked = self._requested.count(url)
        if asked and self._page.evaluate(MAY_SEND, url):
            for _ in range(HIT_TRIES):  # the pixel itself may have been stopped: then no hit comes
                if sum(map(self._is_hit, self._requested[self._requested.index(url) :])) >= asked:
                    break
                with suppress(NoHitError):  # briefly: a request that comes just now is noted, but not waited for
                    self._context.wait_for_event("request", timeout=HIT_TRY_MS)
        self._requested.clear()

    def _is_hit(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.hostname == self._collector and parts.path == "/tr"

    def _cookie_by_asking(self, url: str, name: str) -> str | None:
        """Where a browser does not say which of its jars a cookie is in: what it sends there tells."""
        page = self._context.new_page()
        try:
            answer = page.goto(url)
            sent = answer.request.all_headers().get("cookie", "") if answer else ""
        finally:
            page.close()
        pairs = (pair.partition("=") for pair in sent.split("; "))
        return next((value for key, _, value in pairs if key == name), None)

    def _note_request(self, request: "Request") -> None:
        if request.is_navigation_request():
            self._requested.clear()
        else:
            self._requested.append(request.url)
        if self._is_hit(request.url):
            self._sent.append(request)


def _fill(field: "Element", text: str) -> None:
    """Types into a field, chooses that answer of a list, or ticks a box."""
    if field.first.evaluate("(one) => one.tagName") == "SELECT":
        field.select_option(text)
    elif field.first.get_attribute("type") == "checkbox":
        field.check()
    else:
        field.fill(text)


def _read_hit(request: "Request") -> SeenHit:
    answer = request.response()
    verdict = answer.headers.get("x-pixel-verdict", "") if answer else ""
    cookies = request.all_headers().get("cookie", "").split("; ")
    fields = dict(parse_qsl(urlsplit(request.url).query, keep_blank_values=True))
    return SeenHit(verdict.removeprefix(IGNORED), any(one.startswith("visitor=") for one in cookies), fields)


def _read_ad(ad: "Element") -> SeenAd:
    return SeenAd(*(ad.get_attribute(f"data-{name}") or "" for name in AD_FIELDS))
