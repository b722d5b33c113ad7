"""The files of an agency's look: its own style sheet, logo, pictures, and two that all share. `app` registers them."""

from flask import Blueprint, Response, send_from_directory

from demo_sites.catalogue import HOME
from demo_sites.shop import this_agency

pages = Blueprint("assets", __name__)


@pages.get("/base.css")
def base_css() -> Response:
    return send_from_directory(HOME / "static", "base.css")


@pages.get("/agency.js")
def agency_js() -> Response:
    return send_from_directory(HOME / "static", "agency.js", mimetype="text/javascript")


@pages.get("/site.css")
def site_css() -> Response:
    return send_from_directory(this_agency().folder / "static", "site.css")


@pages.get("/logo.svg")
def logo() -> Response:
    return send_from_directory(this_agency().folder / "static", "logo.svg", mimetype="image/svg+xml")


@pages.get("/pictures/<name>")
def picture(name: str) -> Response:
    return send_from_directory(this_agency().folder / "static" / "pictures", name, mimetype="image/svg+xml")
