"""One person's browser over plain HTTP: what it sends, what it keeps, and what `pixel.js` would do in it.

The headers are those that Chromium (cookies allowed or blocked) and Firefox as it comes (one jar per site) send,
as measured; `http_driver` presses the buttons.
"""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from pixel.stories.driver import SeenHit, StepFailedError
from pixel.stories.jar import Ask, Jar, site_of
from pixel.stories.markup import Element, Form, read_page
from pixel.stories.model import Browser
from pixel.stories.sites import Sites
from pixel.stories.transport import Answer, send

CHROMIUM = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0{} Safari/537.36"
USER_AGENTS = {
    ("chromium", "computer"): CHROMIUM.format("X11; Linux x86_64", ""),
    ("chromium", "phone"): CHROMIUM.format("Linux; Android 10; K", " Mobile"),
    ("firefox", "computer"): "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    ("firefox", "phone"): "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
}
LANGUAGES = {"fr": "fr-CA,fr;q=0.9", "en": "en-CA,en;q=0.9"}
SCREENS = {"computer": ("1280", "900"), "phone": ("390", "844")}
MOST_REDIRECTS = 10
VISITOR = "visitor"
# The network's own sites send no referrer to others; the agencies send their origin (see `pixel.app`).
WITHOUT_REFERRER = ("localhost", "reseau.localhost")


@dataclass(frozen=True)
class Page:
    """The page that is open."""

    url: str
    referrer: str
    status: int
    content: Element


@dataclass
class HttpBrowser:
    """A browser: its settings, its cookies, the page that is open, and the hits sent since `forget_hits`."""

    sites: Sites
    settings: Browser
    jar: Jar = field(init=False)
    page: Page | None = None
    hits: list[SeenHit] = field(default_factory=list)
    _has_pixel: bool = False

    def __post_init__(self) -> None:
        self.jar = Jar(self.settings.cookies)

    def go(self, url: str, form: Form | None = None, *, is_typed: bool = False) -> Page:
        """Opens a page, by its address or by a form on the page that is open; what it carries is loaded too."""
        came_from = "" if is_typed or self.page is None else self.page.url
        method, body = "GET", None
        if form:
            url, method = urljoin(came_from or url, form.action), form.method
            encoded = urlencode(form.fields)
            body = encoded.encode() if method == "POST" else None
            url = url if method == "POST" else f"{url.partition('?')[0]}?{encoded}"
        return self._load(method, url, came_from, _referrer(came_from, url), body)

    def reload(self) -> Page:
        """Loads the page that is open again, which still knows where its reader came from."""
        page = self.here
        return self._load("GET", page.url, page.referrer, page.referrer, None)

    def _load(self, method: str, url: str, came_from: str, referrer: str, body: bytes | None) -> Page:
        for _ in range(MOST_REDIRECTS):
            answer = self._navigate(method, url, came_from, referrer, body)
            if answer.status not in (301, 302, 303, 307, 308):
                self.page = Page(url, referrer, answer.status, read_page(answer.text))
                self._load_pixel()
                return self.page
            url = urljoin(url, answer.header("location"))
            if answer.status not in (307, 308):
                method, body = "GET", None
        raise StepFailedError(f"{url} leads on and on.")

    def post_quietly(self, form: Form, **headers: str) -> Answer:
        """Sends a form as a page's own script does, without a new page."""
        page = self.here
        url = urljoin(page.url, form.action)
        said = {
            "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
            "Origin": _origin(page.url),
            "Referer": page.url,
            "Sec-Fetch-Site": "same-origin",
            "Sec-Fetch-Mode": "cors",
            "Sec-Fetch-Dest": "empty",
        }
        ask = self._ask(url, page.url, is_navigation=False, is_safe=False)
        return self._send("POST", url, ask, said | headers, urlencode(form.fields).encode())

    @property
    def here(self) -> Page:
        """The page that is open. Raises StepFailedError where there is none."""
        if self.page is None:
            raise StepFailedError("no page is open in this browser.")
        return self.page

    def track(self, event: str, data: dict[str, Any], event_id: str = "") -> None:
        """What `pixel.js` does for one event; nothing where the page did not load it."""
        script = self.here.content.first("script", data_pixel=self._pixel_id())
        if script is None or not self._has_pixel:
            return
        width, height = SCREENS[self.settings.device]
        fields = {"id": script.get("data-pixel"), "ev": event, "dl": self.here.url, "rl": self.here.referrer}
        fields |= {"sw": width, "sh": height, "eid": event_id or secrets.token_hex(12)}
        if script.get("data-consent"):
            fields["consent"] = script.get("data-consent")
        for name, value in data.items():
            if value not in (None, ""):
                is_text = isinstance(value, str | int | float)
                text = str(value) if is_text else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
                fields[f"cd[{name}]"] = text
        endpoint = urljoin(urljoin(self.here.url, script.get("src")), "tr")
        self._send_hit(f"{endpoint}?{urlencode(fields)}")

    def _load_pixel(self) -> None:
        """The script of the page and what it sends, or without scripts the image."""
        page = self.here.content
        self._has_pixel = False
        if not self.settings.scripts:
            for image in (image for hidden in page.all("noscript") for image in hidden.all("img")):
                self._send_hit(urljoin(self.here.url, image.get("src")))
            return
        script = page.first("script", data_pixel=self._pixel_id())
        if script is None:
            return
        answer, _ = self._load_part(urljoin(self.here.url, script.get("src")), "script")
        self._has_pixel = answer.status == 200
        self.track("PageView", {})
        event = script.get("data-event")
        if event and event != "PageView":
            self.track(event, json.loads(script.get("data-cd") or "{}"), script.get("data-event-id"))

    def _pixel_id(self) -> str:
        scripts = self.here.content.all("script")
        return next((script.get("data-pixel") for script in scripts if script.get("data-pixel")), "")

    def _send_hit(self, url: str) -> None:
        answer, cookies = self._load_part(url, "image")
        verdict = answer.header("x-pixel-verdict").removeprefix("ignored; reason=")
        fields = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
        self.hits.append(SeenHit(verdict, f"{VISITOR}=" in cookies, fields))

    def _load_part(self, url: str, kind: str) -> tuple[Answer, str]:
        """A script or an image of the page that is open: the answer, and the cookies that went along."""
        ask = self._ask(url, self.here.url, is_navigation=False)
        headers = {
            "Accept": "*/*" if kind == "script" else "image/avif,image/webp,image/apng,image/*,*/*;q=0.8",
            "Sec-Fetch-Site": _relation(self.here.url, url),
            "Sec-Fetch-Mode": "no-cors",
            "Sec-Fetch-Dest": kind,
        }
        if ask.is_third_party:
            headers["Sec-Fetch-Storage-Access"] = "active" if self.settings.cookies == "allowed" else "none"
        if referrer := _referrer(self.here.url, url):
            headers["Referer"] = referrer
        cookies = self.jar.header(ask)
        return self._send("GET", url, ask, headers), cookies

    def _navigate(self, method: str, url: str, came_from: str, referrer: str, body: bytes | None) -> Answer:
        headers = {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Upgrade-Insecure-Requests": "1",
            "Sec-Fetch-Site": _relation(came_from, url) if came_from else "none",
            "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-User": "?1",
            "Sec-Fetch-Dest": "document",
        }
        if referrer:
            headers["Referer"] = referrer
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": _origin(came_from)}
        ask = self._ask(url, came_from or url, is_navigation=True, is_safe=method == "GET")
        return self._send(method, url, ask, headers, body)

    def _send(self, method: str, url: str, ask: Ask, headers: dict[str, str], body: bytes | None = None) -> Answer:
        kind = "firefox" if self.settings.cookies == "per-site" else "chromium"
        said = {
            "User-Agent": USER_AGENTS[kind, self.settings.device],
            "Accept-Language": LANGUAGES[self.settings.language],
            **headers,
        }
        if self.settings.gpc:
            said["Sec-GPC"] = "1"
        if cookies := self.jar.header(ask):
            said["Cookie"] = cookies
        answer = send(self.sites, method, url, said, body)
        self.jar.keep(ask, answer.headers.get("set-cookie", ()))
        return answer

    def _ask(self, url: str, top: str, *, is_navigation: bool, is_safe: bool = True) -> Ask:
        return Ask(_host(url), urlsplit(url).path or "/", _host(top), is_navigation, is_safe)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _relation(one: str, other: str) -> str:
    if _origin(one) == _origin(other):
        return "same-origin"
    return "same-site" if site_of(_host(one)) == site_of(_host(other)) else "cross-site"


def _referrer(came_from: str, url: str) -> str:
    if not came_from or _origin(came_from) == _origin(url):
        return came_from.partition("#")[0]
    return "" if site_of(_host(came_from)) in WITHOUT_REFERRER else f"{_origin(came_from)}/"
