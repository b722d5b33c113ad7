"""Who sent a request that came through proxies: address, scheme and host, from the headers of those that are trusted.

The WSGI entry in `app` calls `TrustedProxies.believe` first thing. Two families of headers tell the same: the older
`X-Forwarded-For`, `-Proto` and `-Host`, which nearly all proxies write, and `Forwarded` (RFC 7239). Where both came,
the older ones count: a proxy that writes them mostly hands on `Forwarded` as whoever asked sent it.

Each proxy adds, on the right, whom it got the request from. So we go from right to left past those that are trusted,
and take the first address that is none of theirs, with scheme and host of the same place in the list. Many proxies add
to one of the three lists and not to another; a list of another length than that of the addresses tells nothing of
places, and its first entry, which is the browser's, counts for all.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

SCHEMES = ("http", "https")
# An address with what may stand around it: brackets, a port or a made-up name of one (RFC 7239, section 6).
NODE = re.compile(r"(?:\[(?P<bracketed>[^\]]*)\]|(?P<dotted>[\d.]+)(?=:|$))(?::[\w.-]+)?")
# One pair of `Forwarded` and the sign behind it: a comma ends what one proxy says. Possessive: no backing up.
PAIR = re.compile(
    r"[ \t]*+(?:(?P<name>[\w!#$%&'*+.^`|~-]++)[ \t]*+=[ \t]*+"
    r'(?:"(?P<quoted>(?:[^"\\]|\\.)*+)"|(?P<bare>[^",;]*+)))?[ \t]*+(?P<end>[;,]|$)',
    re.ASCII,
)


@dataclass(frozen=True)
class Hop:
    """What one proxy says of whom it got the request from; an empty text where it says nothing."""

    address: str
    scheme: str
    host: str


class TrustedProxies:
    """The proxies whose forwarded headers are believed, as addresses and networks."""

    def __init__(self, proxies: Sequence[str]) -> None:
        self._networks = tuple(ip_network(proxy, strict=False) for proxy in proxies)
        self._is_trusted = lru_cache(maxsize=1024)(self._look_up)

    def believe(self, environ: dict[str, Any]) -> None:
        """Puts into a WSGI environment whom a trusted proxy says that it speaks for; else leaves it as it is."""
        if not self._networks or not self._is_trusted(read_address(environ.get("REMOTE_ADDR", ""))):
            return
        hop = self._find_sender(environ["REMOTE_ADDR"], read_hops(environ))
        if hop is None:
            return
        environ["REMOTE_ADDR"] = hop.address
        if hop.scheme in SCHEMES:
            environ["wsgi.url_scheme"] = hop.scheme
        if hop.host:
            environ["HTTP_HOST"] = hop.host

    def _find_sender(self, peer: str, hops: Sequence[Hop]) -> Hop | None:
        """The nearest hop that is no trusted proxy, else the first; with the last address that was told, or with none
        where a proxy says that it does not know."""
        address = peer
        for hop in reversed(hops):
            if hop.address:
                address = read_address(hop.address)
            if not hop.address or not self._is_trusted(address):
                return Hop(address, hop.scheme, hop.host)
        return Hop(address, hops[0].scheme, hops[0].host) if hops else None

    def _look_up(self, address: str) -> bool:
        return bool(address) and any(ip_address(address) in network for network in self._networks)


def read_hops(environ: Mapping[str, Any]) -> Sequence[Hop]:
    """What the proxies say, the browser's first."""
    addresses, schemes, hosts = (
        _split(environ.get(f"HTTP_X_FORWARDED_{name}", "")) for name in ("FOR", "PROTO", "HOST")
    )
    if not (addresses or schemes or hosts):
        return _read_forwarded(environ.get("HTTP_FORWARDED", ""))
    count = len(addresses) or 1
    places = zip(addresses or [""], _place(schemes, count), _place(hosts, count), strict=True)
    return [Hop(address, scheme.lower(), host) for address, scheme, host in places]


def read_address(text: str) -> str:
    """The IP address in an entry, without brackets, port and zone, IPv4 as such; empty for `unknown`, `_name` and what
    is none."""
    text = text.strip().strip('"')
    matched = NODE.fullmatch(text)
    bare = (matched["bracketed"] or matched["dotted"] or "") if matched else text
    try:
        ip = ip_address(bare.partition("%")[0])
    except ValueError:
        return ""
    return str(_unmap(ip))


def _unmap(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    return (isinstance(ip, IPv6Address) and ip.ipv4_mapped) or ip


def _split(text: str) -> list[str]:
    return [part for part in (part.strip(' \t"') for part in text.split(",")) if part]


def _place(entries: Sequence[str], count: int) -> Sequence[str]:
    return entries if len(entries) == count else [entries[0] if entries else ""] * count


def _read_forwarded(text: str) -> Sequence[Hop]:
    """The elements of a `Forwarded` header; none where it is not written as RFC 7239 wants it (a port or an IPv6
    address without quotes is let pass)."""
    elements: list[dict[str, str]] = [{}]
    at = 0
    while at < len(text):
        pair = PAIR.match(text, at)
        if not pair:
            return []
        if pair["name"]:
            value = re.sub(r"\\(.)", r"\1", pair["quoted"]) if pair["quoted"] is not None else pair["bare"].strip(" \t")
            elements[-1].setdefault(pair["name"].lower(), value)
        if pair["end"] == ",":
            elements.append({})
        at = pair.end()
    return [Hop(each.get("for", ""), each.get("proto", "").lower(), each.get("host", "")) for each in elements if each]
