"""The files of a site's look, under `/static/`: style sheets, scripts, pictures. `asset` writes their addresses.

An address carries a hash of what the file holds: browsers keep that for a year and ask no more, and a changed file has
another address. What a file holds is read once: whoever changes one starts the server again.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, abort, request
from werkzeug.security import safe_join

from pixel.pages.folders import PIXEL

# Whose files are not in the folder that all share; by the first part of a file's name.
FOLDERS = {"ribambelle": PIXEL / "networks" / "ribambelle" / "static"}
A_YEAR = "public, max-age=31536000, immutable"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
A_MINUTE = "public, max-age=60"

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Asset:
    """A file: what it holds, of which type, and the hash that its address carries."""

    content: bytes
    kind: str
    version: str


@blueprint.get("/static/<path:name>")
def send_asset(name: str) -> Response:
    """One file."""
    try:
        found = read_asset(name)
    except FileNotFoundError:
        abort(404)
    return let_keep(Response(found.content, mimetype=found.kind), found.version)


def asset(name: str) -> str:
    """A file's address on this site."""
    return f"{request.script_root}/static/{name}?v={read_asset(name).version}"


def let_keep(answer: Response, version: str) -> Response:
    """Lets everybody keep an answer that is the same for all: for a year where the address asks for this version of it,
    and for a minute under any other address."""
    answer.headers["Cache-Control"] = A_YEAR if request.args.get("v") == version else A_MINUTE
    answer.set_etag(version)
    answer.make_conditional(request)
    return answer


def is_for_everybody(answer: Response) -> bool:
    """Whether an answer tells nothing of who asked: such as anybody may keep. Werkzeug would read the header into a
    mapping, at each answer."""
    return "public" in answer.headers.get("Cache-Control", "")


@lru_cache(maxsize=1024)
def read_asset(name: str) -> Asset:
    """A file by its name under `/static/`. Raises FileNotFoundError."""
    path = safe_join(str(FOLDERS.get(name.partition("/")[0], PIXEL / "static")), name)
    if path is None or Path(name).suffix not in KINDS or not Path(path).is_file():
        raise FileNotFoundError(name)
    content = Path(path).read_bytes()
    return Asset(content, KINDS[Path(name).suffix], hashlib.blake2b(content, digest_size=6).hexdigest())
