"""A cookie jar that keeps one browser's rule for third parties. Pure; `http_requests` asks it at each request.

Expiry is left to real browsers: no simulated clock moves it. A cookie that a server takes back (`Max-Age=0`) goes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie

from pixel.stories.drivers.browser_settings import Cookies

Key = tuple[str, str, str, str]  # partition, domain, path, name


def site_of(host: str) -> str:
    """The site that a host belongs to, as a browser tells first and third parties apart: its last two names."""
    return ".".join(host.split(".")[-2:])


@dataclass(frozen=True)
class CookieRequest:
    """A request as the jar sees it: whose page it is for, and whether it opens a page or loads a part of one."""

    host: str
    path: str
    top_host: str
    is_navigation: bool
    is_safe: bool = True

    @property
    def is_third_party(self) -> bool:
        return not self.is_navigation and site_of(self.host) != site_of(self.top_host)


@dataclass(frozen=True)
class Cookie:
    """One cookie; `is_of_host`: no other host of its domain gets it."""

    value: str
    is_of_host: bool
    same_site: str


@dataclass
class CookieJar:
    """The cookies of one browser; `rule`: what it does with those of third parties."""

    rule: Cookies
    _kept: dict[Key, Cookie] = field(default_factory=dict)

    def header(self, asked: CookieRequest) -> str:
        """The `Cookie` header for a request; empty for none."""
        partition = self._partition(asked)
        if partition is None:
            return ""
        sent = [
            f"{name}={cookie.value}"
            for (of, domain, path, name), cookie in self._kept.items()
            if of == partition and _fits(domain, path, cookie, asked)
        ]
        return "; ".join(sent)

    def keep(self, asked: CookieRequest, set_cookies: Iterable[str]) -> None:
        """Takes in the `Set-Cookie` headers of an answer, as the rule allows."""
        partition = self._partition(asked)
        for header in set_cookies if partition is not None else ():
            self._keep_one(str(partition), asked, header)

    def value(self, host: str, name: str) -> str | None:
        """A cookie's value as a page of that host would get it."""
        asked = CookieRequest(host, "/", host, is_navigation=True)
        for pair in self.header(asked).split("; "):
            if pair.startswith(f"{name}="):
                return pair.partition("=")[2]
        return None

    def clear(self) -> None:
        self._kept.clear()

    def _partition(self, asked: CookieRequest) -> str | None:
        if self.rule == "per-site":
            return site_of(asked.host if asked.is_navigation else asked.top_host)
        return None if self.rule == "blocked" and asked.is_third_party else ""

    def _keep_one(self, partition: str, asked: CookieRequest, header: str) -> None:
        try:
            read = SimpleCookie(header)
        except CookieError:
            return
        for name, morsel in read.items():
            domain = morsel["domain"].lstrip(".").lower() or asked.host
            if asked.host != domain and not asked.host.endswith(f".{domain}"):
                continue
            same_site = morsel["samesite"].lower() or "lax"
            if (same_site == "none" and not morsel["secure"]) or (asked.is_third_party and same_site != "none"):
                continue
            key = (partition, domain, morsel["path"] or "/", name)
            self._kept.pop(key, None)
            if morsel["max-age"] != "0":
                self._kept[key] = Cookie(morsel.coded_value, not morsel["domain"], same_site)


def _fits(domain: str, path: str, cookie: Cookie, asked: CookieRequest) -> bool:
    is_host = asked.host == domain or (not cookie.is_of_host and asked.host.endswith(f".{domain}"))
    is_path = asked.path == path or asked.path.startswith(path if path.endswith("/") else f"{path}/")
    is_cross = site_of(asked.host) != site_of(asked.top_host)
    is_site = not is_cross or cookie.same_site == "none" or (asked.is_navigation and asked.is_safe)
    return is_host and is_path and is_site
