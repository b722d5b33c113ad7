"""The page for a mistyped `*.localhost`: which sites there are. The WSGI entry in `app` leaves such requests to it.

It is a site of its own without any page, so that style sheet and pictures are there; all else is this error.
"""

from flask import Flask, Response, make_response, render_template
from werkzeug.exceptions import HTTPException

from pixel.origins import SITES
from pixel.pages.addresses import here
from pixel.pages.site import Services, new_site


def create_unknown_host(of_all: Services) -> Flask:
    """The site."""
    app = new_site("unknown-host", of_all, catalogue="shared")
    app.register_error_handler(HTTPException, _show_sites)
    return app


def _show_sites(_: HTTPException) -> Response:
    sites = [(site, here().url(site)) for site in SITES]
    return make_response(render_template("shared/unknown_host.html", sites=sites), 404)
