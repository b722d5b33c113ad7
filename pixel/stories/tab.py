"""One person's window in a real browser: what it sends, what its page shows. `browser_driver` opens one a person."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from pixel.stories.driver import Seen, SeenAd, SeenHit, ServerGoneError, StepFailedError
from pixel.stories.sites import Sites

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Request, Response

AD_FIELDS = ("campaign", "advertiser", "content", "reason", "impression")
SERVER_IS_GONE = ("ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "ERR_SOCKET", "NS_ERROR_CONNECTION", "NS_ERROR_NET")
IGNORED = "ignored; reason="
# Once this is answered, the driver has heard of every request that the page's scripts have made until now.
HAVE_I_HEARD_ALL = "() => new Promise((answer) => setTimeout(answer, 0))"
WORTH_SEEING = "[data-testid=ad]:not([data-reason=default])"


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


class Tab:
    """A window with one page. Every hit that it sends since `start` is noted, in the order in which it is answered."""

    def __init__(self, context: "BrowserContext", sites: Sites, *, has_scripts: bool) -> None:
        self.context = context
        self._has_scripts = has_scripts
        self.page = context.new_page()
        self._collector = sites.host("collector")
        self._sent: list[Request] = []
        self._answered: list[Request] = []
        self._status = 0
        self._ads: tuple[SeenAd, ...] = ()
        context.on("request", self._note_request)
        context.on("response", lambda answer: self._answered.append(answer.request))
        context.on("requestfailed", lambda request: self._answered.append(request))

    def start(self) -> None:
        """A new step begins: earlier hits are no longer of interest."""
        self._sent.clear()
        self._answered.clear()

    def go(self, url: str) -> None:
        """Opens a page by its address and waits until all that it carries is there."""
        self._arrive(self.page.goto(url, wait_until="load"))

    def reload(self) -> None:
        self._arrive(self.page.reload(wait_until="load"))

    def follow(self, selector: str, otherwise: str) -> None:
        """Clicks on what leads to a new page, and waits for it as `go` does. Raises StepFailedError(otherwise)."""
        self.follow_after(self.find(selector, otherwise).click)

    def follow_after(self, act: Callable[[], object]) -> None:
        """Does what leads to a new page, and waits for it."""
        with self.page.expect_navigation(wait_until="load") as waiting:
            act()
        self._arrive(waiting.value)

    def find(self, selector: str, otherwise: str) -> "Locator":
        """The first such thing on the page as it stands. Raises StepFailedError(otherwise) where there is none."""
        found = self.page.locator(selector)
        if not found.count():
            raise StepFailedError(otherwise)
        return found.first

    def seen(self) -> Seen:
        """The page that is open, and the hits since `start`, all answered."""
        if self._has_scripts:  # without them, whatever a page sends it has sent when it is loaded
            self.page.evaluate(HAVE_I_HEARD_ALL)
        for request in tuple(self._sent):
            request.response()
        order = {request: place for place, request in enumerate(self._answered)}
        hits = sorted(self._sent, key=lambda request: order.get(request, len(order)))
        return Seen(self.page.url, self._status, tuple(map(_read_hit, hits)), self._ads)

    def picture(self) -> bytes:
        """A PNG of the window; where there is an ad for this very person, it is scrolled into sight."""
        ad = self.page.locator(WORTH_SEEING)
        if ad.count():
            ad.first.scroll_into_view_if_needed()
        return self.page.screenshot(animations="disabled")

    def cookie(self, url: str, name: str) -> str | None:
        """The value of a cookie that a page at this address gets."""
        found = (cookie for cookie in self.context.cookies(url) if cookie.get("name") == name)
        return next((cookie.get("value") for cookie in found if not cookie.get("partitionKey")), None)

    def cookie_by_asking(self, url: str, name: str) -> str | None:
        """The same, where a browser does not say which of its jars a cookie is in: what it sends there tells."""
        page = self.context.new_page()
        try:
            answer = page.goto(url)
            sent = answer.request.all_headers().get("cookie", "") if answer else ""
        finally:
            page.close()
        pairs = (pair.partition("=") for pair in sent.split("; "))
        return next((value for key, _, value in pairs if key == name), None)

    def close(self) -> None:
        with suppress(Exception):  # it may have ended by itself
            self.context.close()

    def _arrive(self, answer: "Response | None") -> None:
        """What the first page of the feed holds is read at once: scrolling may bring more."""
        self._status = answer.status if answer else 0
        self._ads = tuple(map(_read_ad, self.page.locator("[data-testid=ad]").all()))

    def _note_request(self, request: "Request") -> None:
        parts = urlsplit(request.url)
        if parts.hostname == self._collector and parts.path == "/tr":
            self._sent.append(request)


def _read_hit(request: "Request") -> SeenHit:
    answer = request.response()
    verdict = answer.headers.get("x-pixel-verdict", "") if answer else ""
    cookies = request.all_headers().get("cookie", "").split("; ")
    fields = dict(parse_qsl(urlsplit(request.url).query, keep_blank_values=True))
    return SeenHit(verdict.removeprefix(IGNORED), any(one.startswith("visitor=") for one in cookies), fields)


def _read_ad(ad: "Locator") -> SeenAd:
    return SeenAd(*(ad.get_attribute(f"data-{name}") or "" for name in AD_FIELDS))
