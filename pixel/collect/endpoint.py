"""`/tr` and `/pixel.js`, as a lean WSGI application in front of the collector's Flask pages.

A hit is read, judged, kept (one committed transaction) and answered: always 200, always the same GIF, and a
header that says what became of it. The script is the same file for everybody; its answer sets the
visitor cookie, so that the two hits it then sends in parallel come from one visitor, not two.
"""

import contextlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from time import monotonic
from typing import Any

from pixel import clock
from pixel.collect.cookie_outcome import judge_cookie
from pixel.collect.device import LONGEST_USER_AGENT, read_device
from pixel.collect.rate_limit import RateLimiter
from pixel.collect.request import LARGEST, LONGEST_HEADER, Request, header_names, read_headers, read_request
from pixel.collect.verdict import IGNORED, RECORDED, Verdict, has_gpc, is_from, judge
from pixel.identity.cookies import read_cookies
from pixel.identity.visitor_cookie import mint_visitor, recognise_visitor, visitor_cookie
from pixel.origins import Here
from pixel.pages.prefetch import is_prefetch
from pixel.store import Store, StoreUnavailable
from pixel.store.records import Device, Hit, Refusal

# One transparent pixel: header, a palette of two, transparency, one image, end.
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff"
    b"!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
SCRIPT = Path(__file__).parent.parent / "static" / "collect" / "pixel.js"
VERDICTS = {"recorded": RECORDED} | {kept: IGNORED[kept] for kept in ("duplicate", "opted-out", "frozen")}
HEADERS = {
    verdict: (
        ("Content-Type", "image/gif"),
        ("Content-Length", str(len(GIF))),
        ("Cache-Control", "no-store"),
        ("X-Pixel-Verdict", str(verdict)),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
        ("X-Content-Type-Options", "nosniff"),
    )
    for verdict in (RECORDED, *IGNORED.values())
}

log = logging.getLogger("pixel.collect")
StartResponse = Callable[..., Any]


@dataclass(frozen=True)
class Endpoint:
    """What answers a browser that asks for the pixel; `pixel_ids` are the sites whose hits it takes."""

    store: Store
    key: bytes
    pixel_ids: frozenset[str]
    limiter: RateLimiter | None = None

    def answer_hit(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """`/tr`: any method, any bytes; 200 and the GIF."""
        here: Here = environ["pixel.here"]
        try:
            verdict, cookie = self._take(read_request(environ), here)
        except Exception:
            # A pixel never breaks its host's page: what we did not foresee is our defect, said in the log.
            log.exception("a hit could not be taken")
            verdict, cookie = IGNORED["store-unavailable"], None
        headers = list(HEADERS[verdict])
        if cookie:
            headers.append(("Set-Cookie", cookie))
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [GIF]

    def answer_script(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """`/pixel.js`: the file; and the visitor cookie for a browser that has none, if it may be introduced."""
        body = SCRIPT.read_bytes()
        headers = [
            ("Content-Type", "text/javascript; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Cross-Origin-Resource-Policy", "cross-origin"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        here: Here = environ["pixel.here"]
        if self._may_introduce(environ, here):
            headers.append(("Set-Cookie", visitor_cookie(mint_visitor(clock.now()), self.key, here)))
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _take(self, request: Request, here: Here) -> tuple[Verdict, str | None]:
        """The verdict, and the `Set-Cookie` value where the hit is recorded for a new visitor."""
        visitor = recognise_visitor(request.cookies, self.key)
        if self.limiter and self.limiter.refuses(request.remote, visitor, now := monotonic()):
            if self.limiter.may_note(now):
                self._note(request, IGNORED["rate-limited"])
            return IGNORED["rate-limited"], None
        device = read_device(request.headers.get("user-agent"))
        verdict = judge(request, here, self.pixel_ids, device)
        if verdict == RECORDED:
            hit = make_hit(request, here, device, visitor)
            verdict = self._keep(hit)
            if verdict == RECORDED and not visitor:
                return verdict, visitor_cookie(hit.visitor_id, self.key, here)
        if verdict != RECORDED:
            self._note(request, verdict)
        return verdict, None

    def _keep(self, hit: Hit) -> Verdict:
        try:
            kept = self.store.keep(hit)
        except StoreUnavailable:
            return IGNORED["store-unavailable"]
        return VERDICTS[kept]

    def _note(self, request: Request, verdict: Verdict) -> None:
        if not verdict.reason or verdict.reason == "store-unavailable":
            return
        refusal = Refusal(clock.now(), request.get("id")[:50], verdict.reason, header_names(request))
        with contextlib.suppress(StoreUnavailable):  # the store says so in the log; the verdict stands all the same
            self.store.keep(refusal)

    def _may_introduce(self, environ: dict[str, Any], here: Here) -> bool:
        headers = read_headers(environ)
        asking = Request("GET", {}, "", headers, read_cookies(environ.get("HTTP_COOKIE", "")), "")
        return (
            not has_gpc(headers.get("sec-gpc"))
            and not is_prefetch(headers.get)
            and "consent=denied" not in environ.get("QUERY_STRING", "")
            and not read_device(headers.get("user-agent")).is_bot
            and any(is_from(asking, here, site) for site in self.pixel_ids)
            and recognise_visitor(asking.cookies, self.key) is None
        )


def make_hit(request: Request, here: Here, device: Device, visitor: str | None) -> Hit:
    """The hit as it is kept: texts bounded, cookie values left out, the address's last part zeroed."""
    now = clock.now()
    judged = judge_cookie(
        request.headers, has_visitor=visitor is not None, browser=device.browser, is_one_address=here.is_one_address
    )
    return Hit(
        visitor_id=visitor or mint_visitor(now),
        pixel_id=request.get("id"),
        event=request.get("ev"),
        event_id=request.get("eid") or None,
        page_url=request.get("dl") or request.headers.get("referer")[:LARGEST],
        referrer=request.get("rl"),
        content_ids=request.content_ids,
        data=request.data,
        consent=request.get("consent"),
        is_noscript=request.get("noscript") == "1",
        request=request.raw,
        headers=kept_headers(request),
        user_agent=request.headers.get("user-agent")[:LONGEST_USER_AGENT],
        device=device,
        language=request.headers.get("accept-language")[:LONGEST_HEADER],
        screen=request.get("sw")[:10] and f"{request.get('sw')[:10]}×{request.get('sh')[:10]}",
        ip=shorten_address(request.remote),
        cookie=judged.outcome,
        cookie_evidence=judged.evidence[:LONGEST_HEADER],
        received_at=now,
    )


def kept_headers(request: Request) -> dict[str, str]:
    """The cookie-related headers as they came; of `Cookie`, names only."""
    kept = dict(request.headers.kept)
    if request.cookies:
        kept["cookie"] = "; ".join([f"{name[:60]}=…" for name in list(request.cookies)[:20]])
    return kept


@lru_cache(maxsize=4096)
def shorten_address(address: str) -> str:
    """An IP address with its last octet zeroed, or the last 80 bits of IPv6; empty for what is no address."""
    try:
        ip = ip_address(address)
    except ValueError:
        return ""
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    zeroed = 80 if ip.version == 6 else 8
    return str(type(ip)(int(ip) >> zeroed << zeroed))
