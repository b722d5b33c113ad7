"""The probe of third-party cookies: a first image sets a cookie and sends the browser on to a second one, which
sees whether it came back. Pure; `routes` answers with it, the start page shows it. Nothing of it is kept.

The verdict travels in the second image's width, because a page may know the size of another site's image, though
not its content.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["shared", "own-jar", "refused", "unknown"]
COOKIE = "probe"
LASTS_SECONDS = 60
NONCE = re.compile(r"[0-9a-f]{8,32}")
WIDTHS: Mapping[Outcome, int] = {"shared": 640, "own-jar": 641, "refused": 642, "unknown": 643}


@dataclass(frozen=True)
class Probed:
    """What the second image saw, and the headers, as they came, that tell it."""

    outcome: Outcome
    evidence: str

    @property
    def width(self) -> int:
        """The drawing's natural width, in pixels: by it alone a script knows the outcome."""
        return WIDTHS[self.outcome]


def read_nonce(text: str) -> str | None:
    """A nonce that may stand in a cookie: 8 to 32 hexadecimal digits; None for anything else."""
    return text if NONCE.fullmatch(text) else None


def judge_probe(nonce: str | None, cookie: str | None, storage_access: str, *, is_gpc: bool) -> Probed:
    """The outcome of one round trip: `cookie` is the probe cookie's value as it came back, if it did."""
    if is_gpc:
        return Probed("unknown", "Sec-GPC: 1")
    if nonce is None:
        return Probed("unknown", "nonce: ?")
    came = f"Cookie: {COOKIE}" if cookie is not None else f"no Cookie: {COOKIE}"
    evidence = f"{came}; Sec-Fetch-Storage-Access: {storage_access}" if storage_access else came
    if cookie is None:
        return Probed("refused", evidence)
    if cookie != nonce:  # another tab's round trip, under way at the same time
        return Probed("unknown", evidence)
    return Probed("own-jar" if storage_access == "none" else "shared", evidence)
