"""Somebody's browser, over a real connection, at a server in another process. The tests of whole servers walk with it.

As `harness.Browser`: cookies go wherever they belong, third-party ones too.
"""

import http.client
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.support.app_harness import FIREFOX, one_hit, read_ads
from tests.support.server import HOSTS, Server

SECONDS = 60
KIND = "The database does not answer just now. Nothing was lost; try again in a moment."


@dataclass(frozen=True)
class Page:
    """An answer."""

    status: int
    headers: Message
    text: str


class RemoteBrowser:
    """Each request has a connection of its own, so that a proxy may lead each to another machine."""

    def __init__(self, server: Server, address: str = "127.0.0.1") -> None:
        """`address` is the browser's own."""
        self.server = server
        self._address = address
        self._cookies: dict[tuple[str, str], str] = {}  # by domain and name

    def get(self, site: str, path: str = "/", *, at: Server | None = None) -> Page:
        """A page; `at`: asked of this server directly, past the proxy."""
        return self._open("GET", site, path, {}, b"", at)

    def post(self, site: str, path: str, data: Mapping[str, str] | None = None, **headers: str) -> Page:
        """A form of the site's own, unless `headers` say otherwise."""
        own = {"sec_fetch_site": "same-origin", "content_type": "application/x-www-form-urlencoded"}
        named = {name.replace("_", "-"): value for name, value in (own | headers).items() if value}
        return self._open("POST", site, path, named, urlencode(data or {}).encode(), None)

    def look(self, destination: str = "bahamas", agency: str = "soleil", *, at: Server | None = None) -> str:
        """A look at a destination with its pixel; the verdict."""
        page = self.server.url(agency, f"/destinations/{destination}")
        fields = one_hit(id=agency, dl=page, **{"cd[content_ids]": f'["{destination}"]'})
        answer = self.get("collector", "/tr?" + urlencode(fields), at=at)
        assert answer.status == 200
        return str(answer.headers["X-Pixel-Verdict"])

    def join(self, member: str = "marcel") -> None:
        """Picks a member, and so a seat of one's own."""
        assert self.post("network", "/join", {"member": member}).status == 303

    def ads(self, *, at: Server | None = None) -> list[dict[str, str]]:
        """The ads on the feed, as `harness.read_ads` tells them."""
        page = self.get("network", "/", at=at)
        assert page.status == 200, page.text
        return read_ads(page.text)

    def _open(
        self, method: str, site: str, path: str, headers: Mapping[str, str], body: bytes, at: Server | None
    ) -> Page:
        asked, host = at or self.server, HOSTS[site]
        told = {"Host": f"{host}:{self.server.port}", "User-Agent": FIREFOX, "Connection": "close", **headers}
        if kept := self.cookies_for(host):
            told["Cookie"] = kept
        own = None if at else (self._address, 0)  # past the proxy no such address may lead there
        connection = http.client.HTTPConnection(asked.host, asked.port, SECONDS, source_address=own)
        with closing(connection):
            connection.request(method, path, body or None, told)
            answer = connection.getresponse()
            page = Page(answer.status, answer.headers, answer.read().decode(errors="replace"))
        self._keep_cookies(host, page.headers)
        return page

    def cookies_for(self, host: str) -> str:
        """The `Cookie` header that goes to a host."""
        kept = self._cookies.items()
        return "; ".join(f"{name}={value}" for (domain, name), value in kept if f".{host}".endswith(f".{domain}"))

    def _keep_cookies(self, host: str, headers: Message) -> None:
        for given in headers.get_all("Set-Cookie", []):
            for name, cookie in SimpleCookie(given).items():
                self._cookies[(cookie["domain"] or host, name)] = cookie.value
