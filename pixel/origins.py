"""Which site a request is for, and how another site's address is written.

The WSGI entry in `app` asks `Origins.find` for each request; every link from one site to another is
written by the `Here` that it got. Nothing else in the house writes a host name.
"""

import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from typing import Literal
from urllib.parse import urlsplit

from pixel.settings import Settings, SettingsError

AGENCIES = ("soleil", "nordet", "escale", "affaires", "discrete")
OWN_HOSTS = {
    "start": "localhost",
    "network": "reseau.localhost",
    "collector": "pixel.reseau.localhost",
    "backstage": "coulisses.reseau.localhost",
} | {agency: f"{agency}.localhost" for agency in AGENCIES}
SEGMENTS = {"network": "reseau", "collector": "pixel", "backstage": "coulisses"} | {name: name for name in AGENCIES}
SITES = tuple(OWN_HOSTS)

Mode = Literal["own-hosts", "one-address"]
LABEL = r"[a-z0-9_-]{1,63}"
HOST = re.compile(rf"(?P<name>\[[0-9a-f:.]+\]|{LABEL}(?:\.{LABEL})*\.?)(?::(?P<port>\d{{1,5}}))?", re.ASCII)
HIGHEST_PORT = 65535


@dataclass(frozen=True)
class Here:
    """Where a request came in: its site, and all that is needed to write any site's address."""

    site: str
    mode: Mode
    scheme: str
    authority: str
    bases: Mapping[str, str]

    @property
    def is_one_address(self) -> bool:
        return self.mode == "one-address"

    @property
    def is_secure(self) -> bool:
        return self.scheme == "https"

    def url(self, site: str, path: str = "/") -> str:
        """The absolute address of `path` (starting with a slash) on a site, in this request's mode."""
        return self.bases[site] + path

    def origin(self, site: str) -> str:
        """Scheme, host and port of a site, as an `Origin` header gives them."""
        parts = urlsplit(self.bases[site])
        return f"{parts.scheme}://{parts.netloc}"

    def host(self, site: str) -> str:
        """A site's host name without port, as a cookie's Domain takes it."""
        return urlsplit(self.bases[site]).hostname or ""

    def site_of(self, address: str) -> str | None:
        """The site that a page's whole address belongs to, or None; for `dl` and `Origin`."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return None
        if parts.scheme not in ("http", "https"):
            return None
        prefix = f"{parts.scheme}://{parts.netloc}".lower()
        if not self.is_one_address:
            return next((site for site, base in self.bases.items() if base == prefix), None)
        if prefix != self.origin("start"):
            return None
        segment = parts.path.split("/", 2)[1] if parts.path.startswith("/") else ""
        return next((site for site, name in SEGMENTS.items() if name == segment), "start")


@dataclass(frozen=True)
class Found:
    """A request's site and, in one-address mode, the path segment that named it."""

    here: Here
    segment: str


@dataclass(frozen=True)
class NotFound:
    """No site: a friendly 404 for an unknown `*.localhost`, 421 for a foreign name."""

    status: Literal[404, 421]
    here: Here | None


class Origins:
    """Finds the site for a request by Host, or by first path segment in one-address mode."""

    def __init__(self, settings: Settings) -> None:
        unknown = set(settings.site_origins) - set(SITES)
        if unknown:
            raise SettingsError(f"PIXEL_SITES names {sorted(unknown)}: the sites are {', '.join(SITES)}.")
        self._given = settings.site_origins
        self._allowed = settings.allowed_hosts | {socket.gethostname().lower()}
        self._sites = {name: site for site, name in OWN_HOSTS.items()}
        self._sites |= {urlsplit(base).netloc.lower(): site for site, base in self._given.items()}
        self._find = lru_cache(maxsize=512)(self._find_afresh)  # the same few hosts, at each hit
        self._check_cookie_domain()

    def _check_cookie_domain(self) -> None:
        bases = self._bases("http", "")
        hosts = {site: urlsplit(base).hostname or "" for site, base in bases.items()}
        for site in ("collector", "backstage"):
            if not hosts[site].endswith("." + hosts["network"]):
                raise SettingsError(
                    f"PIXEL_SITES: the {site} ({hosts[site]}) must stand under the network's host "
                    f"({hosts['network']}), since they share its cookie."
                )

    def _bases(self, scheme: str, port: str) -> dict[str, str]:
        suffix = f":{port}" if port else ""
        return {site: self._given.get(site, f"{scheme}://{host}{suffix}") for site, host in OWN_HOSTS.items()}

    def find(self, scheme: str, authority: str, path: str) -> Found | NotFound:
        """The site that `Host: authority` and `path` ask for."""
        return self._find(scheme, authority, path.split("/", 2)[1] if path.startswith("/") else "")

    def _find_afresh(self, scheme: str, authority: str, segment: str) -> Found | NotFound:
        matched = HOST.fullmatch(authority.lower())
        if not matched or int(matched["port"] or 0) > HIGHEST_PORT:
            return NotFound(421, None)
        name, port = matched["name"].rstrip("."), matched["port"] or ""
        site = self._sites.get(authority.lower()) or self._sites.get(name)
        if site:
            return Found(Here(site, "own-hosts", scheme, authority, self._bases(scheme, port)), "")
        if name.endswith(".localhost"):
            return NotFound(404, Here("start", "own-hosts", scheme, authority, self._bases(scheme, port)))
        if not self._is_one_address(name):
            return NotFound(421, None)
        return self._find_by_segment(scheme, authority.lower(), segment)

    def _is_one_address(self, name: str) -> bool:
        try:
            if name in self._allowed or name.endswith(".local"):
                name.encode().decode("idna")  # werkzeug does, and must not stumble
                return True
            IPv6Address(name[1:-1]) if name.startswith("[") else IPv4Address(name)
        except ValueError:
            return False
        return True

    def _find_by_segment(self, scheme: str, authority: str, segment: str) -> Found:
        base = f"{scheme}://{authority}"
        bases = {site: f"{base}/{SEGMENTS[site]}" if site in SEGMENTS else base for site in SITES}
        site = next((site for site, name in SEGMENTS.items() if name == segment), "start")
        return Found(Here(site, "one-address", scheme, authority, bases), "" if site == "start" else segment)
