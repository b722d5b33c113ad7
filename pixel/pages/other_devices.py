"""A page's address for other devices, which do not reach `localhost`. Pages ask for it; `hosts.addresses` finds it."""

from ipaddress import ip_address

from pixel.hosts.addresses import find_origins
from pixel.origins import SEGMENTS, Here
from pixel.settings import Settings


def addresses_for_others(at: Here, settings: Settings, site: str, path: str = "/") -> list[str]:
    """The likeliest first: the name by which this request came, if others know it, then this machine's addresses. None
    where only this machine reaches the server."""
    known = [] if is_only_local(at.host(site)) else [at.url(site, path)]
    segment = f"/{SEGMENTS[site]}" if site in SEGMENTS else ""
    return list(dict.fromkeys((*known, *(f"{origin}{segment}{path}" for origin in find_origins(settings)))))


def is_only_local(host: str) -> bool:
    """Whether a host name means, to each machine, that machine itself."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
