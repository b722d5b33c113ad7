"""At which addresses other devices reach this machine. `pixel serve` prints them, pages offer them.

The standard library cannot list a machine's addresses on all systems: resolving its own name gives 127.0.1.1 on Debian,
and asking the route to somewhere gives one address and needs a route. `ifaddr` asks each system in its own way.
"""

import socket
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

import ifaddr

from pixel.settings import Settings

EVERY_IPV4, EVERY_ADDRESS = "0.0.0.0", "::"  # noqa: S104
# How adapters begin that lead to guests of this machine, not to its network.
GUESTS = ("docker", "br-", "veth", "virbr", "vboxnet", "vmnet", "lxc", "lxdbr", "podman", "cni", "hyper-v", "vmware")
GUESTS_WITHIN = ("virtualbox", "vethernet", "hyper-v")
ELSEWHERE = "192.0.2.1"  # set apart for documentation (RFC 5737); nothing is sent there
AVAHI = Path("/run/avahi-daemon/socket")  # who on Linux makes `name.local` known


@dataclass(frozen=True)
class Adapter:
    """A network adapter by the name that people see, with its addresses."""

    name: str
    addresses: tuple[str, ...]

    @property
    def is_for_guests(self) -> bool:
        """Whether it leads to containers and virtual machines on this very machine."""
        name = self.name.lower()
        return name.startswith(GUESTS) or any(part in name for part in GUESTS_WITHIN)


def find_origins(settings: Settings) -> list[str]:
    """`http://host:port` for each address at which others reach the server; the likeliest first, none on loopback."""
    port = "" if settings.port == 80 else f":{settings.port}"
    return [f"http://{host}{port}" for host in find_hosts(settings.host)]


def find_hosts(listens_on: str) -> list[str]:
    """The hosts of those addresses as a URL takes them, for a server that listens on this."""
    host = listens_on.strip("[]")
    if host not in (EVERY_IPV4, EVERY_ADDRESS):
        return [] if Settings(host=host).is_loopback else [_as_in_url(host)]
    found = choose_addresses(read_adapters(), _address_of_default_route(), has_ipv6=host == EVERY_ADDRESS)
    name = _multicast_name()
    return [*map(_as_in_url, found), *([name] if name and found else [])]


def choose_addresses(adapters: Iterable[Adapter], first: str, *, has_ipv6: bool) -> list[str]:
    """Addresses that others can open: no loopback, no link-local, none that leads to guests; `first` goes first, IPv4
    before IPv6."""
    ips = [ip_address(text) for adapter in adapters if not adapter.is_for_guests for text in adapter.addresses]
    usable = [ip for ip in dict.fromkeys(ips) if _is_usable(ip) and (has_ipv6 or ip.version == 4)]
    return [str(ip) for ip in sorted(usable, key=lambda ip: (str(ip) != first, ip.version))]


def read_adapters() -> Sequence[Adapter]:
    """This machine's network adapters."""
    return [
        Adapter(str(adapter.nice_name), tuple(ip.ip if isinstance(ip.ip, str) else ip.ip[0] for ip in adapter.ips))
        for adapter in ifaddr.get_adapters()
    ]


def _is_usable(ip: IPv4Address | IPv6Address) -> bool:
    return not (ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_unspecified)


def _as_in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _address_of_default_route() -> str:
    """By which of its addresses this machine would speak to the rest of the world; empty where it has no way there."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as asked, suppress(OSError):
        asked.connect((ELSEWHERE, 9))
        return str(asked.getsockname()[0])
    return ""


def _multicast_name() -> str:
    """`name.local`, where something on this machine makes it known (multicast DNS); else empty."""
    name = socket.gethostname().lower().removesuffix(".local")
    is_known = sys.platform in ("darwin", "win32") or AVAHI.exists()
    return f"{name}.local" if is_known and name.isascii() and "." not in name and name != "localhost" else ""
