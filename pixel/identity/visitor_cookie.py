"""The visitor cookie: an id and a keyed signature. The collector, the network and the backstage all set this one.

The id is time-ordered (it begins with the millisecond), so that rows of one visitor, and of visitors of one
day, lie near each other in an index; the rest is random. The signature (BLAKE2, keyed) is what makes a
forged or altered cookie worthless.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from werkzeug.http import dump_cookie

from pixel.origins import Here

COOKIE = "visitor"
LASTS_SECONDS = 395 * 24 * 3600  # 13 months; browsers cap a cookie's life at 400 days
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32
VALUE = re.compile(rf"([{ALPHABET}]{{20}})\.([0-9a-f]{{32}})")
LENGTH = 20 + 1 + 32


def mint_visitor(now: datetime) -> str:
    """A new visitor id: 20 letters, 48 bits of milliseconds and 52 random bits."""
    number = (int(now.timestamp() * 1000) << 52) | secrets.randbits(52)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(95, -1, -5))


def sign_visitor(visitor_id: str, key: bytes) -> str:
    """The cookie's value for a visitor."""
    return f"{visitor_id}.{_signature(visitor_id, key)}"


def read_visitor(value: str, key: bytes) -> str | None:
    """The visitor in a cookie's value; None for one that we did not sign."""
    return _read_visitor(value, key) if len(value) == LENGTH else None


@lru_cache(maxsize=4096)
def _read_visitor(value: str, key: bytes) -> str | None:
    matched = VALUE.fullmatch(value)
    if not matched or not hmac.compare_digest(_signature(matched[1], key), matched[2]):
        return None
    return matched[1]


def recognise_visitor(cookies: Mapping[str, Sequence[str]], key: bytes) -> str | None:
    """The first visitor among a request's cookies of that name whose signature holds."""
    known = (read_visitor(value, key) for value in cookies.get(COOKIE, ()))
    return next((visitor for visitor in known if visitor), None)


def visitor_cookie(visitor_id: str, key: bytes, here: Here) -> str:
    """The `Set-Cookie` header that gives a browser its visitor id, as the mode allows it."""
    value = sign_visitor(visitor_id, key)
    if here.is_one_address:
        return dump_cookie(
            COOKIE, value, max_age=LASTS_SECONDS, path="/", httponly=True, samesite="Lax", secure=here.is_secure
        )
    return dump_cookie(
        COOKIE,
        value,
        max_age=LASTS_SECONDS,
        path="/",
        domain=here.cookie_domain,
        httponly=True,
        samesite="None",
        secure=True,
    )


def forget_visitor(here: Here) -> str:
    """The `Set-Cookie` header that takes the visitor id away."""
    if here.is_one_address:
        return dump_cookie(COOKIE, "", max_age=0, path="/", httponly=True, samesite="Lax", secure=here.is_secure)
    return dump_cookie(
        COOKIE, "", max_age=0, path="/", domain=here.cookie_domain, httponly=True, samesite="None", secure=True
    )


def _signature(visitor_id: str, key: bytes) -> str:
    return hashlib.blake2b(visitor_id.encode(), key=key[:64], digest_size=16, person=b"visitor").hexdigest()
