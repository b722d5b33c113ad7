"""Hits that a program sends: no browser, no page, no cookie but those it is told to keep. `actions` send them."""

from collections.abc import Mapping
from urllib.parse import urlencode

from pixel.stories.drivers.cookie_jar import CookieJar, CookieRequest
from pixel.stories.drivers.driver import IGNORED, Seen, SeenHit
from pixel.stories.drivers.http_requests import user_agent
from pixel.stories.server.http import send
from pixel.stories.server.sites import Sites


def send_bare_hits(
    sites: Sites, fields: Mapping[str, str], headers: Mapping[str, str], times: int, *, keeps_cookie: bool
) -> Seen:
    """Sends the same hit one time after the other; `headers` come on top of a browser's `User-Agent`."""
    jar = CookieJar("allowed")
    asked = CookieRequest(sites.host("collector"), "/tr", sites.host("collector"), is_navigation=False)
    said = {"User-Agent": user_agent("allowed", "computer"), **headers}
    url = f"{sites.url('collector', '/tr')}?{urlencode(fields)}"
    hits = []
    for _ in range(times):
        cookies = jar.header(asked)
        answer = send(sites, "GET", url, said | ({"Cookie": cookies} if cookies else {}))
        if keeps_cookie:
            jar.keep(asked, answer.headers.get("set-cookie", ()))
        hits.append(SeenHit(answer.header("x-pixel-verdict").removeprefix(IGNORED), bool(cookies), fields))
    return Seen(sites.url("collector", "/tr"), 200, tuple(hits))
