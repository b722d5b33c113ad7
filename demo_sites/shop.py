"""The shop that answers this request: which agency, which language, what its cookies say; how pages are rendered."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, cast
from urllib.parse import urlencode

from flask import Response, current_app, make_response, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.urls import iri_to_uri

from demo_sites.catalogue import Agency
from demo_sites.consent import ANSWERED_COOKIE, CONSENT_COOKIE, ConsentState, judge, read_answer
from demo_sites.host_services import HostServices
from demo_sites.search import months_of_departure
from demo_sites.snippet import Event, Page, build_snippet, travel_data
from demo_sites.vocabulary import LANGUAGES, THEMES
from demo_sites.wishlist import SAVED_COOKIE, WISHLIST_COOKIE, read_wishes

EXTENSION = "demo_sites"


@dataclass(frozen=True)
class Shop:
    agency: Agency
    host_services: HostServices


def this_shop() -> Shop:
    return cast(Shop, current_app.extensions[EXTENSION])


def this_agency() -> Agency:
    return this_shop().agency


def language() -> str:
    return "fr" if this_shop().host_services.language() == "fr" else "en"


def cookie_path() -> str:
    """Two agencies under one origin (one-address mode) each keep their own cookies."""
    return request.script_root or "/"


def consent_state() -> ConsentState:
    return judge(this_agency(), read_answer(request.cookies.get(CONSENT_COOKIE, "")))


def language_link(code: str) -> str:
    """This very page in another language, its other questions kept."""
    asked = MultiDict(request.args)
    asked["lang"] = code
    return "?" + urlencode(list(asked.items(multi=True)))


def show(template: str, *, event: Event | None = None, status: int = 200, **context: Any) -> Response:
    """A page with the snippet that belongs on it; once, after an answer or a wish without scripts, it says so."""
    agency = this_agency()
    saved = agency.find(request.cookies.get(SAVED_COOKIE, ""))
    wish = Event("AddToWishlist", travel_data(agency, saved)) if saved else None
    addresses, consent_url = this_shop().host_services.addresses(), url_for("basket.show_consent")
    snippet = build_snippet(agency.id, consent_state(), addresses, _page(), event, wish, consent_url)
    flash = gettext("%(name)s is on your wish list.", name=saved.words[language()].name) if saved else _after_answer()
    answer = make_response(render_template(template, snippet=snippet, flash=flash, **context), status)
    # Pages differ by cookie: a wish, an answer, an order. Browsers may hold one for going back, which agency.js mends.
    answer.headers["Cache-Control"] = "no-cache, private"
    for once in {SAVED_COOKIE, ANSWERED_COOKIE} & set(request.cookies):
        answer.delete_cookie(once, path=cookie_path(), samesite="Lax", httponly=True)
    return answer


def remember(answer: Response, name: str, value: str, seconds: int) -> None:
    """A cookie of the agency's own, which no script reads."""
    path, secure = cookie_path(), request.is_secure
    answer.set_cookie(name, value, max_age=seconds, path=path, httponly=True, samesite="Lax", secure=secure)


def page_context() -> Mapping[str, Any]:
    """What every template may use."""
    agency, lang = this_agency(), language()
    host_services = this_shop().host_services
    return {
        "agency": agency,
        "lang": lang,
        "languages": LANGUAGES,
        "text": agency.words[lang],
        "guide": host_services.addresses().guide,
        "note": host_services.note(),
        "bar": host_services.bar(),
        "form_token": host_services.form_token,
        "consent": consent_state(),
        "wishlist": [destination.id for destination in read_wishes(request.cookies.get(WISHLIST_COOKIE, ""), agency)],
        "months": months_of_departure(agency.destinations),
        "language_link": language_link,
        "travel_data": partial(travel_data, agency),
        "theme_label": lambda theme: THEMES[theme][lang],
    }


def _after_answer() -> str:
    """What follows from a yes or a no that was just given; empty: none was."""
    words = this_agency().words[language()]
    match read_answer(request.cookies.get(ANSWERED_COOKIE, "")):
        case "granted":
            return words.after_yes
        case "denied":
            return words.after_no
        case _:
            return ""


def _page() -> Page:
    return Page(iri_to_uri(request.url), request.referrer or "")
