"""The files of an agency's look: its own style sheet, logo, pictures, and two that all share. `app` registers them.

`url_for` writes a hash of what a file holds into its address, so that browsers may keep it for a year. A file is read
once: whoever changes one starts the server again.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, request
from werkzeug.security import safe_join

from demo_sites.catalogue import HOME
from demo_sites.shop import this_agency

A_YEAR = "public, max-age=31536000, immutable"
A_MINUTE = "public, max-age=60"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

pages = Blueprint("assets", __name__)


@dataclass(frozen=True)
class File:
    """What it holds, and a hash of that."""

    content: bytes
    version: str


@pages.get("/base.css")
def base_css() -> Response:
    return _send(_find("base_css"))


@pages.get("/agency.js")
def agency_js() -> Response:
    return _send(_find("agency_js"))


@pages.get("/site.css")
def site_css() -> Response:
    return _send(_find("site_css"))


@pages.get("/logo.svg")
def logo() -> Response:
    return _send(_find("logo"))


@pages.get("/pictures/<name>")
def picture(name: str) -> Response:
    return _send(_find("picture", name))


@pages.url_defaults
def add_version(endpoint: str, values: dict[str, Any]) -> None:
    """For `url_for`."""
    with suppress(OSError):  # a picture that is not there
        values["v"] = _read(_find(endpoint.rpartition(".")[2], values.get("name", ""))).version


def _find(endpoint: str, name: str = "") -> Path:
    return _find_in(this_agency().folder / "static", endpoint, name)


@lru_cache(maxsize=256)
def _find_in(own: Path, endpoint: str, name: str) -> Path:
    shared = HOME / "static"
    if endpoint == "picture":
        return Path(safe_join(str(own / "pictures"), name) or own)  # a folder, which is no file
    return {
        "base_css": shared / "base.css",
        "agency_js": shared / "agency.js",
        "site_css": own / "site.css",
        "logo": own / "logo.svg",
    }[endpoint]


def _send(path: Path) -> Response:
    """The file, for everybody to keep: for a year where the address has its version, else for a minute."""
    try:
        file = _read(path)
    except OSError:
        abort(404)
    answer = Response(file.content, mimetype=KINDS[path.suffix])
    answer.headers["Cache-Control"] = A_YEAR if request.args.get("v") == file.version else A_MINUTE
    answer.set_etag(file.version)
    answer.make_conditional(request)
    return answer


@lru_cache(maxsize=256)
def _read(path: Path) -> File:
    content = path.read_bytes()
    return File(content, hashlib.blake2b(content, digest_size=6).hexdigest())
