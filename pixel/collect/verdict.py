"""Judges a hit before anything is kept: who asked not to be followed, and what is no hit of ours.

The order is the reader's: first whether it can be read, then whether the person said no, then whether it is
what it claims to be. `frozen`, `opted-out`, `duplicate` and `store-unavailable` need the store, and come last;
`rate-limited` comes before anything is looked at (see `rate_limit`).
"""

from typing import Literal, NamedTuple, get_args

from pixel.collect.request import Request
from pixel.origins import Here
from pixel.store.records import Device

Reason = Literal[  # in the order of the checks
    "rate-limited",
    "too-large",
    "malformed",
    "unknown-pixel",
    "gpc",
    "no-consent",
    "wrong-origin",
    "bot",
    "frozen",
    "opted-out",
    "duplicate",
    "store-unavailable",
]
REASONS: tuple[Reason, ...] = get_args(Reason)
LONGEST_WORD = 50
LONGEST_ID = 100


class Verdict(NamedTuple):
    """What became of a hit; `reason` None: it is recorded."""

    reason: Reason | None

    def __str__(self) -> str:
        """As `X-Pixel-Verdict` says it."""
        return f"ignored; reason={self.reason}" if self.reason else "recorded"


RECORDED = Verdict(None)
IGNORED = {reason: Verdict(reason) for reason in REASONS}


def judge(request: Request, here: Here, pixel_ids: frozenset[str], device: Device) -> Verdict:
    """The verdict on a hit as far as it can be known without the store."""
    reason: Reason | None = None
    if request.is_too_large:
        reason = "too-large"
    elif is_malformed(request):
        reason = "malformed"
    elif request.get("id") not in pixel_ids:
        reason = "unknown-pixel"
    elif has_gpc(request.headers.get("sec-gpc")):
        reason = "gpc"
    elif request.get("consent") == "denied":
        reason = "no-consent"
    elif not is_from(request, here, request.get("id")):
        reason = "wrong-origin"
    elif device.is_bot:
        reason = "bot"
    return IGNORED[reason] if reason else RECORDED


def has_gpc(header: str) -> bool:
    """Global Privacy Control: only the value `1` counts (W3C GPC, section 3)."""
    return header.strip() == "1"


def is_malformed(request: Request) -> bool:
    """No id, no event or one of over 50 characters, an unknown consent, an event id of over 100, no form."""
    event = request.get("ev")
    return (
        request.method not in ("GET", "POST")
        or request.is_unreadable
        or not 1 <= len(request.get("id")) <= LONGEST_WORD
        or not 1 <= len(event) <= LONGEST_WORD
        or not event.isprintable()
        or request.get("consent") not in ("", "granted", "denied")
        or len(request.get("eid")) > LONGEST_ID
    )


def is_from(request: Request, here: Here, site: str) -> bool:
    """Whether a hit comes from a site's own pages, as far as its headers and `dl` tell.

    A browser (it sends `Sec-Fetch-*`) must say where from; of a program only what it says must fit.
    """
    origin, referrer, page = request.headers.get("origin"), request.headers.get("referer"), request.get("dl")
    if request.headers.is_of_a_browser and not origin and not referrer:
        return False
    if origin and origin.lower() != here.origin(site):
        return False
    if referrer and not _is_page_of(referrer, here, site, may_be_bare=True):
        return False
    return not page or _is_page_of(page, here, site, may_be_bare=False)


def _is_page_of(address: str, here: Here, site: str, *, may_be_bare: bool) -> bool:
    """`may_be_bare`: in one-address mode a referrer cut down to the origin is all that some browsers give."""
    if address.startswith(here.url(site)) or here.site_of(address) == site:  # most are written as we write them
        return True
    return may_be_bare and here.is_one_address and address.removesuffix("/").lower() == here.origin(site)
