"""One agency as a Flask application. Whoever hosts it hands it its surroundings; it never asks who that is."""

from datetime import date
from functools import lru_cache, partial

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from babel.support import NullTranslations
from flask import Flask, Response, g, make_response
from flask_babel import Babel, Domain, gettext
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.exceptions import HTTPException

from demo_sites import assets, basket, browse
from demo_sites.catalogue import HOME, load_agency
from demo_sites.shop import EXTENSION, Shop, language, page_context, show, this_agency
from demo_sites.surroundings import Surroundings

AGENCIES: tuple[str, ...] = ("soleil", "nordet", "escale", "affaires", "discrete")


class Catalogue(Domain):
    """Found once a request: flask-babel alone asks for the reader's language again at each text."""

    def get_translations(self) -> NullTranslations:
        if "translations" not in g:
            g.translations = super().get_translations()  # type: ignore[no-untyped-call]
        found: NullTranslations = g.translations
        return found


def create_agency(agency_id: str, surroundings: Surroundings) -> Flask:
    """Raises CatalogueError where the agency's data is not fit to be shown."""
    agency = load_agency(agency_id)
    app = Flask("demo_sites", static_folder=None)
    # A template of the agency's own goes before the one that all share.
    folders = (agency.folder / "templates", HOME / "templates")
    app.jinja_loader = ChoiceLoader([FileSystemLoader(folder) for folder in folders])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions[EXTENSION] = Shop(agency, surroundings)
    Babel(app, locale_selector=_locale)
    # One for all requests: left alone, flask-babel makes one, and reads its catalogues from disk, at each.
    catalogue = Catalogue([str(HOME / "translations")], "messages")  # type: ignore[no-untyped-call]
    app.before_request(catalogue.as_default)
    for room in (browse, basket, assets):
        app.register_blueprint(room.pages)
    app.context_processor(lambda: dict(page_context()))
    app.add_template_filter(_money, "money")
    app.add_template_filter(_decimal, "decimal")
    app.add_template_filter(_day, "day")
    app.add_template_filter(_month, "month")
    app.register_error_handler(HTTPException, _show_error)
    return app


def _locale() -> str:
    """Canada's ways of writing dates and prices, in the reader's language."""
    return f"{language()}_CA"


def _money(amount: int) -> str:
    pattern = "#,##0\u00a0¤" if language() == "fr" else "¤#,##0"
    return _write_money(amount, this_agency().currency, pattern, locale=_locale())


def _decimal(number: float) -> str:
    return _write_decimal(number, locale=_locale())


def _day(day: date) -> str:
    return _write_day(day, "long", locale=_locale())


def _month(day: date) -> str:
    return _write_day(day, "LLLL y", locale=_locale())


# The same few prices and dates stand on each page, and Babel takes longer for one of them than for finding it here.
_write_money = lru_cache(maxsize=1024)(partial(format_currency, currency_digits=False))
_write_decimal = lru_cache(maxsize=128)(partial(format_decimal, format="0.0"))
_write_day = lru_cache(maxsize=1024)(format_date)


def _show_error(error: HTTPException) -> Response:
    """Any refusal of HTTP's own, in the agency's look."""
    if error.response is not None:
        return make_response(error.response)
    code = error.code or 500
    if code == 404:
        heading = gettext("This page has gone on holiday")
        advice = gettext("The address leads nowhere here. Look for a trip instead:")
    else:
        heading = gettext("That did not work")
        advice = gettext("Go back and try again, or look for a trip:")
    return show("error.html", status=code, code=code, heading=heading, advice=advice)
