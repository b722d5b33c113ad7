"""The headers that a hit was answered with. They are not kept: they are put together again from what the collector
answers each verdict with (`collect.endpoint.HEADERS`), and from whether the hit brought a visitor cookie."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from werkzeug.http import http_date

from pixel.collect.endpoint import HEADERS
from pixel.collect.verdict import IGNORED, RECORDED
from pixel.identity.visitor_cookie import COOKIE, LASTS_SECONDS, visitor_cookie
from pixel.origins import OWN_HOSTS, SEGMENTS, Here
from pixel.store.records import Hit

Header = tuple[str, str]


def list_answer_headers(hit: Hit, here: Here) -> list[Header]:
    """The answer to a recorded hit. Where it came without a visitor cookie, one was set with the answer; its value, the
    visitor's id and a signature, is not shown."""
    headers = list(HEADERS[RECORDED])
    if not has_cookie(hit):
        written = visitor_cookie(hit.visitor_id, b"not the key", _find_mode(hit, here))
        ends = http_date(hit.received_at + timedelta(seconds=LASTS_SECONDS))
        attributes = re.sub("Expires=[^;]*", f"Expires={ends}", written.partition(";")[2])
        headers.append(("Set-Cookie", f"{COOKIE}=…;{attributes}"))
    return headers


def list_ignored_headers(reason: str) -> list[Header]:
    """The answer to a hit that was ignored for a reason."""
    return [header for word, verdict in IGNORED.items() if word == reason for header in HEADERS[verdict]]


def has_cookie(hit: Hit) -> bool:
    """Whether the hit brought a visitor cookie: `collect.cookie_outcome` says it in its evidence."""
    return "no Cookie: visitor" not in hit.cookie_evidence


def _find_mode(hit: Hit, here: Here) -> Here:
    """Where the hit came in, which need not be where the teacher looks from: phones come by the machine's address."""
    if not hit.page_url:
        return here
    is_one_address = urlsplit(hit.page_url).path.startswith(f"/{SEGMENTS.get(hit.pixel_id)}/")
    domain = here.cookie_domain or OWN_HOSTS["network"]
    return replace(here, mode="one-address" if is_one_address else "own-hosts", cookie_domain=domain)
