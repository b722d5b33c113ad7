"""The requests of one browser, imitated over plain HTTP: the headers it sends, the cookies it keeps.

The headers are those that Chromium (cookies allowed or blocked) and Firefox as it comes (one jar per site) send, as
measured. `http_browser` opens pages with them, `pixel_script` sends hits.
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pixel.stories.drivers.browser_settings import Browser, Cookies, Device
from pixel.stories.drivers.cookie_jar import CookieJar, CookieRequest, site_of
from pixel.stories.server.http import Answer, send
from pixel.stories.server.sites import Sites

FORM = "application/x-www-form-urlencoded"
CHROMIUM = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0{} Safari/537.36"
USER_AGENTS = {
    ("chromium", "computer"): CHROMIUM.format("X11; Linux x86_64", ""),
    ("chromium", "phone"): CHROMIUM.format("Linux; Android 10; K", " Mobile"),
    ("firefox", "computer"): "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    ("firefox", "phone"): "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
}
LANGUAGES = {"fr": "fr-CA,fr;q=0.9", "en": "en-CA,en;q=0.9"}
CROSS_ORIGIN = "strict-origin-when-cross-origin"
# The network's own sites send no referrer to others; the agencies, and the network's ads, send their origin.
WITHOUT_REFERRER = ("localhost", "reseau.localhost")


@dataclass
class BrowserRequests:
    """Sends what a browser with these settings sends, and keeps the cookies that come back."""

    sites: Sites
    settings: Browser
    jar: CookieJar = field(init=False)

    def __post_init__(self) -> None:
        self.jar = CookieJar(self.settings.cookies)

    def navigate(self, method: str, url: str, came_from: str, referrer: str, body: bytes | None) -> Answer:
        """Asks for a page; `came_from`: the page whose link or form it was, empty for an address that was typed."""
        headers = {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Upgrade-Insecure-Requests": "1",
            "Sec-Fetch-Site": relation(came_from, url) if came_from else "none",
            "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-User": "?1",
            "Sec-Fetch-Dest": "document",
        }
        if referrer:
            headers["Referer"] = referrer
        if body is not None:
            headers |= {"Content-Type": FORM, "Origin": origin(came_from)}
        asked = _cookie_request(url, came_from or url, is_navigation=True, is_safe=method == "GET")
        return self._send(method, url, asked, headers, body)

    def load(self, url: str, page: str, kind: str) -> tuple[Answer, str]:
        """A script or an image of a page: the answer, and the cookies that went along."""
        asked = _cookie_request(url, page)
        headers = {
            "Accept": "*/*" if kind == "script" else "image/avif,image/webp,image/apng,image/*,*/*;q=0.8",
            "Sec-Fetch-Site": relation(page, url),
            "Sec-Fetch-Mode": "no-cors",
            "Sec-Fetch-Dest": kind,
        }
        if asked.is_third_party:
            headers["Sec-Fetch-Storage-Access"] = "active" if self.settings.cookies == "allowed" else "none"
        if referrer := referrer_to(url, page):
            headers["Referer"] = referrer
        cookies = self.jar.header(asked)
        return self._send("GET", url, asked, headers), cookies

    def fetch(self, url: str, page: str, body: bytes | None = None, **more: str) -> Answer:
        """What a script of a page asks of the page's own site; `body`: it posts a form."""
        headers = {
            "Accept": "*/*",
            "Referer": page,
            "Sec-Fetch-Site": relation(page, url),
            "Sec-Fetch-Mode": "cors",
            "Sec-Fetch-Dest": "empty",
        }
        if body is not None:
            headers |= {"Content-Type": f"{FORM};charset=UTF-8", "Origin": origin(page)}
        asked = _cookie_request(url, page, is_safe=body is None)
        return self._send("GET" if body is None else "POST", url, asked, headers | more, body)

    def _send(
        self, method: str, url: str, asked: CookieRequest, headers: dict[str, str], body: bytes | None = None
    ) -> Answer:
        said = {
            "User-Agent": user_agent(self.settings.cookies, self.settings.device),
            "Accept-Language": LANGUAGES[self.settings.language],
            **headers,
        }
        if self.settings.gpc:
            said["Sec-GPC"] = "1"
        if cookies := self.jar.header(asked):
            said["Cookie"] = cookies
        answer = send(self.sites, method, url, said, body)
        self.jar.keep(asked, answer.headers.get("set-cookie", ()))
        return answer


def user_agent(cookies: Cookies, device: Device) -> str:
    """Of the browser that keeps cookies so: Firefox keeps one jar per site."""
    return USER_AGENTS["firefox" if cookies == "per-site" else "chromium", device]


def origin(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def relation(one: str, other: str) -> str:
    """How the sites of two addresses are related, as `Sec-Fetch-Site` says it."""
    if origin(one) == origin(other):
        return "same-origin"
    return "same-site" if site_of(_host(one)) == site_of(_host(other)) else "cross-site"


def referrer_to(url: str, came_from: str, policy: str = "") -> str:
    """What `Referer` tells a page of the one before it; a link's own `policy` beats its page's."""
    if not came_from or origin(came_from) == origin(url):
        return came_from.partition("#")[0]
    tells_nothing = site_of(_host(came_from)) in WITHOUT_REFERRER and policy != CROSS_ORIGIN
    return "" if tells_nothing else f"{origin(came_from)}/"


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _cookie_request(url: str, top: str, *, is_navigation: bool = False, is_safe: bool = True) -> CookieRequest:
    return CookieRequest(_host(url), urlsplit(url).path or "/", _host(top), is_navigation, is_safe)
