"""Builds a site: a Flask application with templates, catalogue, error pages, and what its views need, typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from flask import Flask, Response, current_app, make_response, render_template
from flask_babel import Babel, gettext
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.exceptions import HTTPException

from pixel.origins import Here
from pixel.pages import assets
from pixel.pages.addresses import here, here_with, remembering_addresses, site_url
from pixel.pages.folders import PIXEL
from pixel.pages.language import LANGUAGES, TRANSLATIONS, language
from pixel.pages.protection import form_token
from pixel.pages.times import ago, at_time
from pixel.pages.translations import Catalogues
from pixel.settings import Settings
from pixel.store import Store, StoreUnavailable

SERVICES = "pixel.services"
TEMPLATES = (PIXEL / "templates", PIXEL / "networks" / "ribambelle" / "templates")


@dataclass(frozen=True)
class Services:
    """What the views of all sites are handed: the store, the key that signs cookies, the settings."""

    store: Store
    key: bytes
    settings: Settings

    @property
    def is_alone(self) -> bool:
        """Whether nobody but this machine's user can reach the server: behind a proxy others may come in, even where
        the server itself listens on loopback."""
        return self.settings.is_loopback and not self.settings.trusted_proxies


def services() -> Services:
    """Those of the site that answers the current request."""
    return cast(Services, current_app.extensions[SERVICES])


def new_site(name: str, of_all: Services, *, catalogue: str, error_template: str = "shared/error.html") -> Flask:
    """A Flask application with the templates, the static files and the catalogues `catalogue` and `shared`."""
    app = Flask(f"pixel.{name}", root_path=str(PIXEL), static_folder=None)
    app.extensions[SERVICES] = of_all
    app.config["BABEL_DEFAULT_LOCALE"] = "en"  # message ids are English
    Babel(app, locale_selector=language)
    # One for all requests: left alone, flask-babel makes one, and reads its catalogues from disk, at each.
    Catalogues([TRANSLATIONS, TRANSLATIONS], f"{catalogue};shared").install(app)  # it wants a folder for each
    app.jinja_loader = ChoiceLoader([FileSystemLoader(folder) for folder in TEMPLATES])
    app.jinja_env.globals.update(
        site_url=site_url,
        here_with=here_with,
        form_token=form_token,
        ago=ago,
        at_time=at_time,
        asset=assets.asset,
        url_for=remembering_addresses(),
        languages=LANGUAGES,
    )
    app.jinja_env.auto_reload = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(lambda: dict(_page_values()))
    app.register_blueprint(assets.blueprint)
    _show_errors(app, error_template)
    return app


def _show_errors(app: Flask, template: str) -> None:
    def show_error(error: HTTPException) -> Response | HTTPException:
        if error.code is None or error.code < 400:
            return error
        code, text = error.code, error.description
        page = render_template(template, me=None, code=code, title=_error_title(code), text=text)
        headers = [(name, text) for name, text in error.get_headers() if name != "Content-Type"]  # `Allow`, for one
        return make_response(page, code, headers)

    def show_unavailable(_: StoreUnavailable) -> tuple[str, int]:
        text = gettext("The database does not answer just now. Nothing was lost; try again in a moment.")
        return render_template(template, me=None, code=503, title=_error_title(503), text=text), 503

    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(StoreUnavailable, show_unavailable)


def _page_values() -> Mapping[str, str | bool | Here]:
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
