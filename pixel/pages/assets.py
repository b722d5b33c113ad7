"""The files of a site's look, under `/static/`: style sheets, scripts, pictures. `asset` writes their addresses."""

from flask import Blueprint, Response, send_from_directory, url_for

from pixel.pages.folders import PIXEL

# Whose files are not in the folder that all share; by the first part of a file's name.
FOLDERS = {"ribambelle": PIXEL / "networks" / "ribambelle" / "static"}

blueprint = Blueprint("assets", __name__)


@blueprint.get("/static/<path:name>")
def send_asset(name: str) -> Response:
    """One file."""
    return send_from_directory(FOLDERS.get(name.partition("/")[0], PIXEL / "static"), name)


def asset(name: str) -> str:
    """A file's address on this site."""
    return url_for("assets.send_asset", name=name)
