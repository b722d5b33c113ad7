"""Bare hits from a program, as a story's `send` says them: no browser, no cookie. `player` calls it."""

from urllib.parse import urlencode

from pixel.stories.driver import Seen, SeenHit
from pixel.stories.http_browser import USER_AGENTS
from pixel.stories.jar import Ask, Jar
from pixel.stories.sites import Sites
from pixel.stories.steps import Send
from pixel.stories.transport import send


def send_bare_hits(sites: Sites, step: Send) -> Seen:
    """Sends the hits one after the other; all that is in them is the story's own."""
    jar = Jar("allowed")
    ask = Ask(sites.host("collector"), "/tr", sites.host("collector"), is_navigation=False)
    headers = {"User-Agent": USER_AGENTS["chromium", "computer"], **step.headers}
    fields = step.send | ({"cd[note]": "x" * step.long} if step.long else {})
    url = f"{sites.url('collector', '/tr')}?{urlencode(fields)}"
    hits = []
    for _ in range(step.times):
        cookies = jar.header(ask)
        answer = send(sites, "GET", url, headers | ({"Cookie": cookies} if cookies else {}))
        if step.keeps_cookie:
            jar.keep(ask, answer.headers.get("set-cookie", ()))
        verdict = answer.header("x-pixel-verdict").removeprefix("ignored; reason=")
        hits.append(SeenHit(verdict, bool(cookies), fields))
    return Seen(sites.url("collector", "/tr"), 200, tuple(hits))
