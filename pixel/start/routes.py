"""The start page: what this is, and what this browser is about to do. It keeps nothing and asks the store nothing."""

import secrets
from urllib.parse import urlsplit

from flask import Blueprint, Flask, render_template, request

from pixel.collect.verdict import has_gpc
from pixel.origins import SEGMENTS, Here
from pixel.pages.addresses import here
from pixel.pages.site import Services, new_site

NUMERIC_ADDRESS = "http://127.0.0.1"

blueprint = Blueprint("start", __name__)


def create_start(of_all: Services, door: Blueprint) -> Flask:
    """The site; `door`: the pages where a class comes in, which the classroom brings."""
    app = new_site("start", of_all, catalogue="start;classroom")
    app.register_blueprint(blueprint)
    app.register_blueprint(door)
    return app


@blueprint.get("/")
def show_start() -> str:
    """The front door."""
    return render_template(
        "start/start.html",
        gpc="on" if has_gpc(request.headers.get("Sec-GPC", "")) else "off",
        nonce=secrets.token_hex(8),
        numeric_address=numeric_address(here()),
        backstage_segment=SEGMENTS["backstage"],
    )


def numeric_address(at: Here) -> str | None:
    """The address to offer a browser that does not find `*.localhost`; None where the sites have other names."""
    if at.is_one_address or at.host("start") != "localhost":
        return None
    port = urlsplit(f"//{at.authority}").port
    return f"{NUMERIC_ADDRESS}:{port}/" if port else f"{NUMERIC_ADDRESS}/"
