"""Which site a request is for, and how another site's address is written.

The WSGI entry in `app` asks `Origins.find` for each request; every link from one site to another is
written by the `Here` that it got. Nothing else in the house writes a host name.
"""

import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from typing import Literal
from urllib.parse import urlsplit

from pixel.settings import Settings, SettingsError


@dataclass(frozen=True)
class Site:
    """A site: its host where each has its own, and its path segment where all stand under one address."""

    name: str
    host: str
    segment: str


AGENCIES = ("soleil", "nordet", "escale", "affaires", "discrete")
# The register of sites: whoever adds one adds it here.
REGISTER = (
    Site("start", "localhost", ""),
    Site("network", "reseau.localhost", "reseau"),
    Site("collector", "pixel.reseau.localhost", "pixel"),
    Site("backstage", "coulisses.reseau.localhost", "coulisses"),
    Site("regie", "regie.reseau.localhost", "regie"),
    *(Site(agency, f"{agency}.localhost", agency) for agency in AGENCIES),
)
SITES = tuple(site.name for site in REGISTER)
OWN_HOSTS = {site.name: site.host for site in REGISTER}
SEGMENTS = {site.name: site.segment for site in REGISTER if site.segment}
# Each network by its id, with the site that it is.
NETWORKS = {"ribambelle": "network"}
FIRST_NETWORK = next(iter(NETWORKS))
# Sites that see the tracking company's cookie first-party: they stand under the domain that it is set for.
COMPANY_SITES = ("collector", "backstage", "network", "regie")

Mode = Literal["own-hosts", "one-address"]
LABEL = r"[a-z0-9_-]{1,63}"
HOST = re.compile(rf"(?P<name>\[[0-9a-f:.]+\]|{LABEL}(?:\.{LABEL})*\.?)(?::(?P<port>\d{{1,5}}))?", re.ASCII)
HIGHEST_PORT = 65535
DEFAULT_PORTS = {"http": "80", "https": "443"}


@dataclass(frozen=True)
class Here:
    """Where a request came in: its site, and all that is needed to write any site's address."""

    site: str
    mode: Mode
    scheme: str
    authority: str
    bases: Mapping[str, str] = field(hash=False)
    cookie_domain: str  # what the tracking company's cookie is set for, where sites have their own hosts

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


def _with_ad_manager(given: Mapping[str, str], cookie_domain: str) -> Mapping[str, str]:
    """A file of sites that was written before there was an ad manager names none: then it stands beside the collector,
    under the domain of the tracking company's cookie."""
    if "collector" not in given or "regie" in given:
        return given
    parts = urlsplit(given["collector"])
    domain = cookie_domain or (parts.hostname or "").partition(".")[2]
    port = f":{parts.port}" if parts.port else ""
    return {**given, "regie": f"{parts.scheme}://regie.{domain}{port}"}


class Origins:
    """Finds the site for a request by Host, or by first path segment in one-address mode."""

    def __init__(self, settings: Settings) -> None:
        unknown = set(settings.site_origins) - set(SITES)
        if unknown:
            raise SettingsError(f"PIXEL_SITES names {sorted(unknown)}: the sites are {', '.join(SITES)}.")
        self._given = _with_ad_manager(settings.site_origins, settings.cookie_domain)
        self._allowed = settings.allowed_hosts | {socket.gethostname().lower()}
        self._sites = {name: site for site, name in OWN_HOSTS.items()}
        self._sites |= {urlsplit(base).netloc.lower(): site for site, base in self._given.items()}
        self._find = lru_cache(maxsize=512)(self._find_afresh)  # the same few hosts, at each hit
        self._cookie_domain = self._find_cookie_domain(settings.cookie_domain)

    def _find_cookie_domain(self, given: str) -> str:
        """The setting, else the collector's host without its first label. Raises SettingsError where a site that should
        see the cookie stands elsewhere."""
        hosts = {site: urlsplit(base).hostname or "" for site, base in self._bases("http", "").items()}
        domain = given or hosts["collector"].partition(".")[2]
        for site in COMPANY_SITES:
            if not domain or not f".{hosts[site]}".endswith(f".{domain}"):
                raise SettingsError(
                    f"PIXEL_SITES: the {site} ({hosts[site]}) must stand under {domain}, the domain of the tracking "
                    "company's cookie: PIXEL_COOKIE_DOMAIN, else the collector's host without its first label."
                )
        return domain

    def _bases(self, scheme: str, port: str) -> dict[str, str]:
        suffix = f":{port}" if port else ""
        return {site: self._given.get(site, f"{scheme}://{host}{suffix}") for site, host in OWN_HOSTS.items()}

    def find(self, scheme: str, authority: str, path: str) -> Found | NotFound:
        """The site that `Host: authority` and `path` ask for."""
        return self._find(scheme, authority, path.split("/", 2)[1] if path.startswith("/") else "")

    def _find_afresh(self, scheme: str, authority: str, segment: str) -> Found | NotFound:
        matched = _match_host(authority)
        if not matched:
            return NotFound(421, None)
        name, port = matched["name"].rstrip("."), matched["port"] or ""
        if port == DEFAULT_PORTS.get(scheme):  # proxies write it, browsers do not
            authority, port = matched["name"], ""
        site = self._sites.get(authority.lower()) or self._sites.get(name)
        if site:
            return Found(self._own_hosts(site, scheme, authority, port), "")
        if name.endswith(".localhost"):
            return NotFound(404, self._own_hosts("start", scheme, authority, port))
        if not self._is_one_address(name):
            return NotFound(421, None)
        return self._find_by_segment(scheme, authority.lower(), segment)

    def _own_hosts(self, site: str, scheme: str, authority: str, port: str) -> Here:
        return Here(site, "own-hosts", scheme, authority, self._bases(scheme, port), self._cookie_domain)

    def _is_one_address(self, name: str) -> bool:
        if name in self._allowed or name.endswith(".local"):
            return read_name(name) == name
        try:
            IPv6Address(name[1:-1]) if name.startswith("[") else IPv4Address(name)
        except ValueError:
            return False
        return True

    def _find_by_segment(self, scheme: str, authority: str, segment: str) -> Found:
        base = f"{scheme}://{authority}"
        bases = {site.name: f"{base}/{site.segment}" if site.segment else base for site in REGISTER}
        site = next((site for site, name in SEGMENTS.items() if name == segment), "start")
        return Found(Here(site, "one-address", scheme, authority, bases, ""), "" if site == "start" else segment)


def read_name(authority: str) -> str:
    """The host's name in a `Host` header, in small letters and without a final dot; empty where it can be none."""
    matched = _match_host(authority)
    name = matched["name"].rstrip(".") if matched else ""
    try:
        name.encode().decode("idna")  # werkzeug does, and must not stumble
    except ValueError:
        return ""
    return name


def _match_host(authority: str) -> re.Match[str] | None:
    matched = HOST.fullmatch(authority.lower())
    return matched if matched and int(matched["port"] or 0) <= HIGHEST_PORT else None
