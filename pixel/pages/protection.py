"""Policy headers on each answer, and refusal of posts that come from another site's page.

The composition root calls `protect` on each site, the agencies' too. Browsers say where a post comes from
(`Sec-Fetch-Site`, `Origin`); for those that do not, each form holds a token.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from flask import Flask, Response, abort, current_app, request
from flask_babel import gettext

from pixel import clock
from pixel.origins import Here
from pixel.pages.addresses import here
from pixel.pages.assets import is_for_everybody
from pixel.pages.language import keep_language
from pixel.pages.walk_bar import take_from_link

Policy = Mapping[str, str]
FORM_KEY = "pixel.form_key"


def protect(app: Flask, key: bytes, policy: Callable[[Here], Policy], *, referrer_policy: str) -> None:
    """Puts the policy headers on each answer, keeps a chosen language, refuses cross-site posts."""

    @app.before_request
    def refuse_foreign_posts() -> None:
        if request.method not in ("GET", "HEAD", "OPTIONS") and not _is_own_post(key):
            abort(
                403,
                gettext("This form was sent by another site, or the page was open too long: reload it and try again."),
            )

    app.before_request(take_from_link)

    @lru_cache(maxsize=512)  # as many as `Origins` keeps
    def write_policy(at: Here) -> str:
        return "; ".join(f"{directive} {sources}" for directive, sources in policy(at).items())

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = write_policy(here())
        response.headers.setdefault("Referrer-Policy", referrer_policy)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers.setdefault("Cache-Control", "no-cache, private")
        if not is_for_everybody(response):
            keep_language(response)
        return response

    app.extensions[FORM_KEY] = key


def policy_for(*, collector: bool = False, door: bool = False) -> Callable[[Here], Policy]:
    """A content security policy without inline scripts or styles; `collector`: its script and images may load; `door`:
    a form may lead on to the network (browsers hold what a form's answer redirects to against the policy too)."""

    def build(at: Here) -> Policy:
        also = f" {at.origin('collector')}" if collector else ""
        onward = f" {at.origin('network')}" if door else ""
        return {
            "default-src": "'none'",
            "script-src": f"'self'{also}",
            "style-src": "'self'",
            "img-src": f"'self' data:{also}",
            "connect-src": f"'self'{also}",
            "font-src": "'self'",
            "form-action": f"'self'{onward}",
            "base-uri": "'none'",
            "frame-ancestors": "'none'",
        }

    return build


def form_token() -> str:
    """For each form's hidden `form_token`: shows, where a browser says nothing of where a post comes from, that the
    page was ours. It holds for one address, browser and day: no cookie is set just because a page has a form."""
    if "Sec-Fetch-Site" in request.headers:
        return ""
    return _sign_form(clock.now(), current_app.extensions[FORM_KEY])


def _is_own_post(key: bytes) -> bool:
    """By `Sec-Fetch-Site`, else by `Origin`, else by token: a page of another site can forge none of them."""
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        return fetch_site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin.lower() == here().origin(here().site)
    sent, now = request.form.get("form_token", "").encode(), clock.now()
    return any(hmac.compare_digest(_sign_form(day, key).encode(), sent) for day in (now, now - timedelta(days=1)))


def _sign_form(day: datetime, key: bytes) -> str:
    whose = "\n".join((here().site, request.remote_addr or "", request.user_agent.string, day.date().isoformat()))
    return hashlib.blake2b(whose.encode(), key=key[:64], digest_size=16, person=b"form").hexdigest()
