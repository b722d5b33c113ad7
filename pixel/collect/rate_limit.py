"""Whether a visitor or an address sends too many hits: token buckets. `endpoint` asks before anything else.

Each worker process counts for itself, so with several workers up to so many times the limit may pass: this stops
floods, it does not count fairly. All of it is in memory, and forgotten within seconds of a visitor's last hit.
"""

from collections import OrderedDict
from functools import lru_cache
from ipaddress import ip_address

ADDRESS_FACTOR = 60  # a class behind one address
BURST_SECONDS = 2  # a page sends its hits together, and a class opens it at one word of the teacher
MOST_KNOWN = 20_000
NOTE_EVERY_SECONDS = 1.0


class RateLimiter:
    """Buckets of tokens, one a visitor and one an address, that fill steadily; a hit takes one from each.

    Times are seconds of a clock that never steps back.
    """

    def __init__(self, hits_a_second: float) -> None:
        self._rate = hits_a_second
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens left, at which time
        self._noted = float("-inf")

    def refuses(self, address: str, visitor: str | None, now: float) -> bool:
        """Whether a hit is one too many. What a visitor has refused does not count against the address: one who
        floods does not silence a class. Without a cookie the address alone counts."""
        if visitor and not self._take(visitor, self._rate, now):
            return True
        return not self._take(network_of(address), self._rate * ADDRESS_FACTOR, now)

    def may_note(self, now: float) -> bool:
        """Whether a refused hit may be noted: one a second, so that a flood of hits is no flood of writes."""
        if now - self._noted < NOTE_EVERY_SECONDS:
            return False
        self._noted = now
        return True

    def _take(self, name: str, rate: float, now: float) -> bool:
        most = rate * BURST_SECONDS
        left, at = self._buckets.get(name, (most, now))
        left = min(left + (now - at) * rate, most)
        is_there = left >= 1
        self._buckets[name] = (left - is_there, now)
        self._buckets.move_to_end(name)
        if len(self._buckets) > MOST_KNOWN:
            self._buckets.popitem(last=False)
        return is_there


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """What counts as one address: for IPv6 the first 64 bits, since a single machine has all of the rest."""
    try:
        ip = ip_address(address)
    except ValueError:
        return "?"
    if ip.version == 6 and not ip.ipv4_mapped:
        return f"{int(ip) >> 64:x}::/64"
    return str(ip.ipv4_mapped if ip.version == 6 else ip)
