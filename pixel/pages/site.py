"""Builds a site: a Flask application with templates, catalogue, error pages, and what its views need, typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from babel.dates import get_timezone
from flask import Flask, current_app
from flask_babel import Babel
from jinja2 import ChoiceLoader, FileSystemLoader

from pixel.origins import Here
from pixel.pages import assets
from pixel.pages.addresses import here, here_with, remembering_addresses, site_url
from pixel.pages.errors import show_errors
from pixel.pages.folders import PIXEL
from pixel.pages.language import LANGUAGES, TRANSLATIONS, language
from pixel.pages.prefetch import refuse_prefetches
from pixel.pages.protection import form_token
from pixel.pages.times import ago, at_time, zone_name
from pixel.pages.translations import Catalogues
from pixel.pages.walk_bar import make_bar, onward_url
from pixel.settings import Settings
from pixel.store import Store

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
    """A Flask application with the templates, the static files, the catalogue `shared` and those that `catalogue` names
    (several with semicolons between them)."""
    app = Flask(f"pixel.{name}", root_path=str(PIXEL), static_folder=None)
    app.extensions[SERVICES] = of_all
    app.config["BABEL_DEFAULT_LOCALE"] = "en"  # message ids are English
    zone = get_timezone(of_all.settings.timezone or None)
    Babel(app, locale_selector=language, timezone_selector=lambda: zone)
    # One for all requests: left alone, flask-babel makes one, and reads its catalogues from disk, at each.
    domains = f"{catalogue};shared"
    Catalogues([TRANSLATIONS] * len(domains.split(";")), domains).install(app)  # it wants a folder for each
    refuse_prefetches(app)
    app.jinja_loader = ChoiceLoader([FileSystemLoader(folder) for folder in TEMPLATES])
    app.jinja_env.globals.update(
        site_url=site_url,
        onward_url=onward_url,
        walk_bar=make_bar,
        here_with=here_with,
        form_token=form_token,
        ago=ago,
        at_time=at_time,
        zone_name=zone_name,
        asset=assets.asset,
        url_for=remembering_addresses(),
        languages=LANGUAGES,
    )
    app.jinja_env.auto_reload = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(lambda: dict(_page_values()))
    app.register_blueprint(assets.blueprint)
    show_errors(app, error_template)
    return app


def _page_values() -> Mapping[str, str | bool | Here]:
    return {
        "language": language(),
        "here": here(),
        "one_address": here().is_one_address,
        "guide_url": onward_url("start"),
        "backstage_url": onward_url("backstage"),
    }
