"""One person's browser over plain HTTP: the page that is open, and how it goes to the next. `http_driver` uses it."""

from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin

from pixel.stories.drivers.driver import SeenHit, StepFailedError
from pixel.stories.drivers.html import Element, Form, Page, read_page
from pixel.stories.drivers.http_requests import BrowserRequests, referrer_to
from pixel.stories.drivers.page_scripts import is_sent_by_script, send_by_script
from pixel.stories.drivers.pixel_script import PixelScript
from pixel.stories.server.http import Answer

MOST_REDIRECTS = 10


@dataclass
class HttpBrowser:
    """A browser: its requests and cookies, the page that is open, and the hits of earlier pages."""

    requests: BrowserRequests
    page: Page | None = None
    _pixel: PixelScript | None = None
    _earlier: list[SeenHit] = field(default_factory=list)

    @property
    def here(self) -> Page:
        """The page that is open. Raises StepFailedError where there is none."""
        if self.page is None:
            raise StepFailedError("no page is open in this browser.")
        return self.page

    @property
    def hits(self) -> tuple[SeenHit, ...]:
        """All hits since `forget_hits`."""
        return (*self._earlier, *(self._pixel.hits if self._pixel else ()))

    def forget_hits(self) -> None:
        self._earlier.clear()
        if self._pixel:
            self._pixel.hits.clear()

    def go(self, url: str) -> None:
        """Opens a page by its address, as if it was typed."""
        self._load("GET", url, "", "", None)

    def follow(self, url: str, policy: str = "") -> None:
        """Opens a page by a link on the page that is open; `policy`: the link's own for the referrer."""
        target = urljoin(self.here.url, url)
        self._load("GET", target, self.here.url, referrer_to(target, self.here.url, policy), None)

    def reload(self) -> None:
        """Loads the page that is open again, which still knows where its reader came from."""
        self._load("GET", self.here.url, self.here.referrer, self.here.referrer, None)

    def send(self, form: Element, sent: Form) -> None:
        """Sends a form of the page that is open, as a script of the page does it where there is one."""
        has_script = self.requests.settings.scripts and is_sent_by_script(form)
        if has_script and self._pixel and send_by_script(self.here, form, sent, self._fetch, self._pixel):
            return
        page = self.here.url
        url, encoded = urljoin(page, sent.action), urlencode(sent.fields)
        if sent.method == "POST":
            self._load("POST", url, page, referrer_to(url, page), encoded.encode())
        else:
            self._load("GET", f"{url.partition('?')[0]}?{encoded}", page, referrer_to(url, page), None)

    def _fetch(self, sent: Form, headers: dict[str, str]) -> Answer:
        page = self.here.url
        return self.requests.fetch(urljoin(page, sent.action), page, urlencode(sent.fields).encode(), **headers)

    def _load(self, method: str, url: str, came_from: str, referrer: str, body: bytes | None) -> None:
        """Opens a page, wherever the server sends the browser on to; what it carries is loaded, too."""
        for _ in range(MOST_REDIRECTS):
            answer = self.requests.navigate(method, url, came_from, referrer, body)
            if not answer.is_redirect:
                self.page = Page(url, referrer, answer.status, read_page(answer.text))
                self._earlier = list(self.hits)
                self._pixel = PixelScript(self.requests, self.page)
                self._pixel.load()
                return
            url = urljoin(url, answer.header("location"))
            if answer.status not in (307, 308):
                method, body = "GET", None
        raise StepFailedError(f"{url} leads on and on.")
