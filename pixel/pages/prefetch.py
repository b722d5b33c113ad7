"""Refuses pages to a browser that loads them ahead of a visit: a page of ours counts as seen when it is sent.

An ad in a page that nobody saw is no impression, and a step of the walk that nobody took is none. Browsers drop what
has no 2xx status, and ask again when the person does go there (WICG's speculation rules; whatwg/html, "prefetch").
The agencies' pages are not refused: they are strangers, and their script waits until the page is shown.
"""

from collections.abc import Callable

from flask import Flask, Response, request

from pixel.pages import assets

# By which browsers say it: the standard, then Chromium's, Firefox's and Safari's own of before.
PREFETCH_HEADERS = ("sec-purpose", "purpose", "x-moz", "x-purpose")
WORDS = ("prefetch", "prerender", "preview")


def is_prefetch(header: Callable[[str], str]) -> bool:
    """Whether a request loads ahead; `header` gives a header's text by its lower-case name, or nothing."""
    said = " ".join(map(header, PREFETCH_HEADERS)).lower()
    return any(word in said for word in WORDS)


def refuse_prefetches(app: Flask) -> None:
    """Answers 503 to what loads a page ahead; static files may be had."""

    def header(name: str) -> str:
        """As WSGI has it: Werkzeug makes an error of each header that is not there, and nearly always none is."""
        return str(request.environ.get(f"HTTP_{name.upper().replace('-', '_')}", ""))

    @app.before_request
    def refuse_prefetch() -> Response | None:
        if request.blueprint == assets.blueprint.name or not is_prefetch(header):
            return None
        return Response("", 503, {"Cache-Control": "no-store"}, mimetype="text/plain")
