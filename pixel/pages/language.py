"""The reader's language: what they chose, else what their browser asks for, else French."""

from functools import lru_cache
from typing import cast

from flask import g, request
from flask_babel import Domain
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Response

from pixel.pages.folders import PIXEL

LANGUAGES = ("fr", "en")
LANGUAGE_COOKIE = "lang"
A_YEAR = 365 * 24 * 3600
TRANSLATIONS = str(PIXEL / "translations")
SHARED = Domain([TRANSLATIONS], "shared")


def language() -> str:
    """The reader's: `?lang`, else what they chose before, else the browser's, else French. Found out once a request."""
    if "language" not in g:
        g.language = chosen_language() or _match_header(request.headers.get("Accept-Language", "")) or LANGUAGES[0]
    return str(g.language)


def match_language(accepted: LanguageAccept) -> str | None:
    """The first of our languages in the browser's order of preference, by primary tag: `fr-CA` is French."""
    ranked = (tag.replace("_", "-").partition("-")[0].lower() for tag, quality in accepted if quality > 0)
    return next((primary for primary in ranked if primary in LANGUAGES), None)


@lru_cache(maxsize=256)
def _match_header(header: str) -> str | None:
    """Most browsers in a class say the same, at each page."""
    return match_language(parse_accept_header(header, LanguageAccept))


def chosen_language() -> str | None:
    """The language that the reader chose, now or before."""
    if "chosen_language" not in g:
        asked = request.args.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
        g.chosen_language = asked if asked in LANGUAGES else None
    return cast(str | None, g.chosen_language)


def keep_language(response: Response) -> None:
    """Keeps a choice made by `?lang` in a cookie."""
    asked = request.args.get("lang")
    if asked in LANGUAGES and request.cookies.get(LANGUAGE_COOKIE) != asked:
        response.set_cookie(LANGUAGE_COOKIE, asked, max_age=A_YEAR, path="/", samesite="Lax", httponly=True)
