"""Ribambelle as a Flask application: its own pages and those that all networks share."""

from flask import Flask, redirect, url_for
from werkzeug.wrappers import Response

from pixel.networks import accounts, activity, ad_slot, click, companies, why_page
from pixel.networks.drawings import install_drawings
from pixel.networks.guesses import routes as guesses
from pixel.networks.network import EXTENSION
from pixel.networks.profile import file_page, line_page, rights_page
from pixel.networks.ribambelle import routes
from pixel.networks.ribambelle.members import befriending, groups, notices, pages, people, posts, sign_up
from pixel.networks.ribambelle.network import load_ribambelle
from pixel.networks.session import NobodyHereError, install_session
from pixel.pages.site import Services, new_site

CATALOGUES = "networks;profile;guesses;members"


def create_ribambelle(of_all: Services) -> Flask:
    """The site. Raises ContentError where its content is not as it should be."""
    network = load_ribambelle()
    app = new_site("ribambelle", of_all, catalogue=CATALOGUES, error_template="ribambelle/error.html")
    app.extensions[EXTENSION] = network
    app.jinja_env.globals["network"] = network
    install_drawings(app)
    install_session(app, of_all.key)
    for room in (
        routes,
        accounts,
        activity,
        ad_slot,
        click,
        companies,
        file_page,
        line_page,
        rights_page,
        why_page,
        guesses,
    ):
        app.register_blueprint(room.blueprint)
    for room in (people, befriending, groups, pages, posts, sign_up, notices):
        app.register_blueprint(room.blueprint)
    app.register_error_handler(NobodyHereError, _show_picker)
    return app


def _show_picker(_: NobodyHereError) -> Response:
    return redirect(url_for("feed.show_feed"), 303)
