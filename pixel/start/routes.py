"""The start page: what this is, and what this browser is about to do. It keeps nothing and asks the store nothing."""

import secrets
from urllib.parse import urlsplit

from flask import Blueprint, Flask, render_template, request

from pixel.collect.verdict import has_gpc
from pixel.hosts.qr_code import draw_svg
from pixel.origins import SEGMENTS, Here
from pixel.pages.addresses import here
from pixel.pages.other_devices import addresses_for_others
from pixel.pages.site import Services, new_site, services

NUMERIC_ADDRESS = "http://127.0.0.1"

blueprint = Blueprint("start", __name__)


def create_start(of_all: Services) -> Flask:
    """The site."""
    app = new_site("start", of_all, catalogue="start")
    app.register_blueprint(blueprint)
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


@blueprint.get("/join")
def show_join() -> str:
    """To project to a class: where everybody comes in, as text and as codes to scan."""
    settings = services().settings
    addresses = addresses_for_others(here(), settings, "start")
    return render_template(
        "start/join.html",
        addresses=[(address, draw_svg(address)) for address in addresses],
        is_loopback=settings.is_loopback,
        has_proxy=bool(settings.trusted_proxies),
    )


def numeric_address(at: Here) -> str | None:
    """The address to offer a browser that does not find `*.localhost`; None where the sites have other names."""
    if at.is_one_address or at.host("start") != "localhost":
        return None
    port = urlsplit(f"//{at.authority}").port
    return f"{NUMERIC_ADDRESS}:{port}/" if port else f"{NUMERIC_ADDRESS}/"
