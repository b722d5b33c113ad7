"""What the browser did with our cookie, told from one hit's real headers, with the header that says so.

Measured in Chromium and Firefox on `*.localhost`: `Sec-Fetch-Storage-Access` is `active` where third-party
cookies are shared, `none` where they are refused (Chromium) or kept in a jar of the page's own site
(Firefox's Total Cookie Protection), and absent where the browser does not send it.
"""

from dataclasses import dataclass

from pixel.collect.request import Headers
from pixel.store.records import CookieOutcome


@dataclass(frozen=True)
class Judged:
    """An outcome and its evidence: the headers, as they came, that tell it."""

    outcome: CookieOutcome
    evidence: str


def judge_cookie(headers: Headers, *, has_visitor: bool, browser: str, is_one_address: bool) -> Judged:
    """The outcome for one hit.

    `has_visitor`: our own signed cookie came with it; `browser` as `read_device` has it.
    """
    site = headers.get("sec-fetch-site")
    access = headers.get("sec-fetch-storage-access")
    cookie = "Cookie: visitor" if has_visitor else "no Cookie: visitor"
    if is_one_address or site in ("same-origin", "same-site"):
        return Judged("first-party", f"Sec-Fetch-Site: {site}; {cookie}" if site else f"one address; {cookie}")
    if not access:
        return Judged("sent-back" if has_visitor else "unknown", f"{cookie}; no Sec-Fetch-Storage-Access")
    evidence = f"Sec-Fetch-Storage-Access: {access}; {cookie}"
    if access == "active":
        return Judged("sent-back" if has_visitor else "first-seen", evidence)
    if has_visitor:
        return Judged("own-jar", evidence)
    return Judged("first-seen" if "Firefox" in browser else "refused", evidence)
