"""What every page shares, whichever site it is on: policy headers, the reader's language, safe forms.

The composition root calls `protect` on each Flask application, the agencies' too.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_datetime, format_timedelta
from flask import Flask, Response, abort, current_app, make_response, render_template, request
from flask_babel import Babel, Domain, gettext
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from pixel import clock
from pixel.origins import Here
from pixel.store import StoreUnavailable

ROOT = Path(__file__).parent
LANGUAGES = ("fr", "en")
LANGUAGE_COOKIE = "lang"
TRANSLATIONS = str(ROOT / "translations")
HOUSE = Domain([TRANSLATIONS], "house")
A_YEAR = 365 * 24 * 3600


def new_site(name: str, *, domain: str, error_template: str = "house/error.html") -> Flask:
    """A Flask application of the house: its templates, static files and the catalogue `domain` (and `house`)."""
    app = Flask(f"pixel.{name}", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.config["BABEL_DEFAULT_LOCALE"] = "en"  # message ids are English
    Babel(app, locale_selector=language)
    # One for all requests: left alone, flask-babel makes one, and reads its catalogues from disk, at each.
    catalogues = Domain([TRANSLATIONS, TRANSLATIONS], f"{domain};house")  # it wants a folder for each
    app.before_request(catalogues.as_default)
    app.jinja_env.globals.update(
        site_url=site_url, here_with=here_with, form_token=form_token, ago=ago, at_time=at_time, languages=LANGUAGES
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_page_values)

    def show_error(error: HTTPException) -> Response | HTTPException:
        if error.code is None or error.code < 400:
            return error
        code, text = error.code, error.description
        page = render_template(error_template, me=None, code=code, title=_error_title(code), text=text)
        headers = [(name, text) for name, text in error.get_headers() if name != "Content-Type"]  # `Allow`, for one
        return make_response(page, code, headers)

    def show_unavailable(_: StoreUnavailable) -> tuple[str, int]:
        text = gettext("The database does not answer just now. Nothing was lost; try again in a moment.")
        return render_template(error_template, me=None, code=503, title=_error_title(503), text=text), 503

    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(StoreUnavailable, show_unavailable)
    return app


def protect(app: Flask, key: bytes, policy: Callable[[Here], Mapping[str, str]], *, referrer_policy: str) -> None:
    """Puts the policy headers on each answer, keeps a chosen language, refuses cross-site posts."""

    @app.before_request
    def refuse_foreign_posts() -> None:
        if request.method not in ("GET", "HEAD", "OPTIONS") and not _is_own_post(key):
            abort(
                403,
                gettext("This form was sent by another site, or the page was open too long: reload it and try again."),
            )

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = "; ".join(f"{k} {v}" for k, v in policy(here()).items())
        response.headers["Referrer-Policy"] = referrer_policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers.setdefault("Cache-Control", "no-cache, private")
        _keep_choices(response)
        return response

    app.extensions["pixel.form_key"] = key


def here() -> Here:
    """Where the current request came in."""
    found: Here = request.environ["pixel.here"]
    return found


def policy_for(*, collector: bool = False) -> Callable[[Here], Mapping[str, str]]:
    """A content security policy without inline scripts or styles; `collector`: its script and images may load."""

    def build(at: Here) -> Mapping[str, str]:
        also = f" {at.origin('collector')}" if collector else ""
        return {
            "default-src": "'none'",
            "script-src": f"'self'{also}",
            "style-src": "'self'",
            "img-src": f"'self' data:{also}",
            "connect-src": f"'self'{also}",
            "font-src": "'self'",
            "form-action": "'self'",
            "base-uri": "'none'",
            "frame-ancestors": "'none'",
        }

    return build


def language() -> str:
    """The reader's: `?lang`, else what they chose before, else the browser's, else French."""
    chosen = _chosen_language()
    return chosen or request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def site_url(site: str, path: str = "/") -> str:
    """Another site's address, in this request's mode; a language that the reader chose goes along."""
    address = here().url(site, path)
    chosen = _chosen_language()
    if not chosen or site == here().site:
        return address
    return f"{address}{'&' if '?' in path else '?'}lang={chosen}"


def here_with(**changes: str) -> str:
    """The current address with some query arguments changed."""
    return "?" + urlencode(request.args.to_dict() | changes)


def form_token() -> str:
    """For each form's hidden `form_token`: shows, where a browser says nothing of where a post comes from, that the
    page was ours. It holds for one address, browser and day: no cookie is set just because a page has a form."""
    if "Sec-Fetch-Site" in request.headers:
        return ""
    return _sign_form(clock.now(), current_app.extensions["pixel.form_key"])


def mode_note() -> str:
    """In one-address mode, what is different there; else empty. For pages whose own catalogue does not have it."""
    if not here().is_one_address:
        return ""
    return str(
        HOUSE.gettext("One address for all sites here: the pixel’s cookie is first-party, so no browser refuses it.")
    )


def ago(moment: datetime) -> str:
    """How long ago, in the reader's language: "2 hours ago"."""
    return format_timedelta(moment - clock.now(), add_direction=True, locale=language())


def at_time(moment: datetime) -> str:
    """Day and time to the second, on this machine's clock."""
    return format_datetime(moment.astimezone(), "d MMM, HH:mm:ss", locale=language())


def _chosen_language() -> str | None:
    asked = request.args.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    return asked if asked in LANGUAGES else None


def _keep_choices(response: BaseResponse) -> None:
    asked = request.args.get("lang")
    if asked in LANGUAGES and request.cookies.get(LANGUAGE_COOKIE) != asked:
        response.set_cookie(LANGUAGE_COOKIE, asked, max_age=A_YEAR, path="/", samesite="Lax", httponly=True)


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


def _page_values() -> dict[str, Any]:
    return {
        "language": language(),
        "here": here(),
        "one_address": here().is_one_address,
        "guide_url": site_url("start"),
        "backstage_url": site_url("backstage"),
    }


def _error_title(code: int) -> str:
    titles = {
        403: gettext("Not from here"),
        404: gettext("There is nothing at this address"),
        410: gettext("This is gone"),
        503: gettext("One moment"),
    }
    return titles.get(code, gettext("That did not work"))


def same_page(address: str) -> str:
    """The path and query of one of this site's own addresses, for going back to; `/` for anything else."""
    path = address[len(here().origin(here().site)) :].partition("#")[0]
    is_own = address.lower().startswith(here().origin(here().site)) and path.startswith("/")
    return path if is_own and not path.startswith(("//", "/\\")) else request.script_root + "/"
