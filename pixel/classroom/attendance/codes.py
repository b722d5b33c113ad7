"""Codes that open the door of a class, and how often a wrong one may be tried. `door` asks.

Two codes lead in. The short one is typed: six letters and digits, so tries are counted. The long one is in the QR code
and cannot be guessed, so nobody who scans is ever held up, however many wrong short codes a joker types beside them.
"""

import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass

from pixel.collect.rate_limit import network_of

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"  # no letter that looks like a digit, and no vowel: no words
SHORT = 6
KEY_BYTES = 15
WINDOW_SECONDS = 600.0
# Wrong tries in ten minutes: of one browser, of one address, of all. Of 27^6 codes, an hour's tries of all reach
# one in 65,000.
TRIES_A_BROWSER = 10
TRIES_AN_ADDRESS = 200
TRIES_IN_ALL = 1_000
MOST_KNOWN = 20_000


def draw_code() -> str:
    """A new short code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(SHORT))


def draw_key() -> str:
    """A new long code: 120 random bits, in letters that an address takes as they are."""
    return secrets.token_urlsafe(KEY_BYTES)


def tidy_code(text: str) -> str:
    """A code as it was typed, without blanks and hyphens; short ones in capitals."""
    code = "".join(text.split()).replace("-", "") if len(text) <= 2 * SHORT else text.strip()
    return code.upper() if len(code) <= SHORT else text.strip()


def show_code(code: str) -> str:
    """A short code in two halves, easier to read out."""
    return f"{code[: SHORT // 2]}-{code[SHORT // 2 :]}"


def is_same(given: str, right: str) -> bool:
    """Whether two codes are one, in a time that tells nothing."""
    return hmac.compare_digest(given.encode(), right.encode())


@dataclass
class _Count:
    """Wrong tries since a time."""

    since: float
    tries: int = 0


class WrongTries:
    """How many wrong codes came in, by browser, by address and in all. In memory, and each worker counts for itself."""

    def __init__(self) -> None:
        self._counts: OrderedDict[str, _Count] = OrderedDict()

    def is_refused(self, browser: str, address: str, now: float) -> bool:
        """Whether no more short codes are looked at. `browser`: a name of its own, empty without a cookie: then its
        address counts as one browser. Times are seconds of a clock that never steps back."""
        return any(self._of(name, now).tries >= most for name, most in _limits(browser, address))

    def add(self, browser: str, address: str, now: float) -> None:
        """One more."""
        for name, _ in _limits(browser, address):
            self._of(name, now).tries += 1

    def _of(self, name: str, now: float) -> _Count:
        count = self._counts.get(name)
        if count is None or now - count.since > WINDOW_SECONDS:
            count = self._counts[name] = _Count(now)
        self._counts.move_to_end(name)
        while len(self._counts) > MOST_KNOWN:
            self._counts.popitem(last=False)
        return count


def _limits(browser: str, address: str) -> tuple[tuple[str, int], ...]:
    network = network_of(address)
    return (
        (f"browser {browser or network}", TRIES_A_BROWSER),
        (f"address {network}", TRIES_AN_ADDRESS),
        ("all", TRIES_IN_ALL),
    )
