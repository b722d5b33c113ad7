"""The references: one pixel that nobody keeps, as a Flask route and as a bare WSGI callable. `servers` runs both
on the gevent workers that the real server has."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response

from pixel.collect.endpoint import GIF

app = Flask("bare")


@app.get("/tr")
def answer() -> Response:
    return Response(GIF, mimetype="image/gif")


def wsgi(_: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """What remains when there is no framework either."""
    start_response("200 OK", [("Content-Type", "image/gif"), ("Content-Length", str(len(GIF)))])
    return [GIF]
