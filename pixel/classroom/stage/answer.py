"""The headers that a hit was answered with. They are not kept: they are put together again from what the collector
answers each verdict with (`collect.endpoint.HEADERS`), and from whether the hit brought a visitor cookie."""

import re
from datetime import timedelta

from werkzeug.http import http_date

from pixel.collect.endpoint import HEADERS
from pixel.collect.verdict import IGNORED, RECORDED
from pixel.identity.visitor_cookie import COOKIE, LASTS_SECONDS, visitor_cookie
from pixel.origins import Here
from pixel.store.records import Hit

Header = tuple[str, str]


def list_answer_headers(hit: Hit, here: Here) -> list[Header]:
    """The answer to a recorded hit. Where it came without a visitor cookie, one was set with the answer; its value, the
    visitor's id and a signature, is not shown."""
    headers = list(HEADERS[RECORDED])
    if not has_cookie(hit):
        written = visitor_cookie(hit.visitor_id, b"not the key", here)
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
