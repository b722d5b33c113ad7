"""Drawings of the logo's kit, as files that browsers keep."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache

from flask import Blueprint, Response, abort, url_for

from pixel.ads.company_logo import Logo, draw_logo, draw_part, read_logo
from pixel.pages.assets import let_keep

blueprint = Blueprint("logos", __name__)


def logo_url(kept: Mapping[str, str]) -> str:
    """The address of a company's logo."""
    logo = read_logo(kept)
    version = _version(draw_logo(logo))
    return url_for("logos.send_logo", shape=logo.shape, colour=logo.colour, symbol=logo.symbol, v=version)


def part_url(kind: str, name: str) -> str:
    """The address of one part of the kit by itself."""
    return url_for("logos.send_part", kind=kind, name=name, v=_version(draw_part(kind, name)))


@blueprint.get("/logos/<shape>-<colour>-<symbol>.svg")
def send_logo(shape: str, colour: str, symbol: str) -> Response:
    """A logo."""
    logo = Logo(shape, colour, symbol)
    if not logo.is_of_kit:
        abort(404)
    return _send(draw_logo(logo))


@blueprint.get("/logos/<kind>/<name>.svg")
def send_part(kind: str, name: str) -> Response:
    """One part of the kit."""
    try:
        return _send(draw_part(kind, name))
    except KeyError:
        abort(404)


def _send(drawing: str) -> Response:
    return let_keep(Response(drawing, mimetype="image/svg+xml"), _version(drawing))


@lru_cache(maxsize=1024)
def _version(drawing: str) -> str:
    return hashlib.blake2b(drawing.encode(), digest_size=6).hexdigest()
