"""The page for a mistyped `*.localhost`: which sites there are. The WSGI entry in `app` leaves such requests to it.

It stands at a name that has no site, so its style comes from the start page's; it answers whatever path is asked for.
"""

from flask import Flask, Response, make_response, render_template

from pixel.origins import SITES, Here
from pixel.pages import assets
from pixel.pages.addresses import here
from pixel.pages.protection import Policy, policy_for
from pixel.pages.site import Services, new_site


def create_unknown_host(of_all: Services) -> Flask:
    """An application with this one page."""
    app = new_site("unknown-host", of_all, catalogue="shared")
    app.jinja_env.globals["asset"] = lambda name: here().url("start", assets.asset(name))
    app.before_request(_show_sites)
    return app


def unknown_host_policy(at: Here) -> Policy:
    """As for any page, and style sheet and pictures of the start site may load."""
    own, start = policy_for()(at), at.origin("start")
    return {**own, "style-src": f"{own['style-src']} {start}", "img-src": f"{own['img-src']} {start}"}


def _show_sites() -> Response:
    addresses = [here().url(site) for site in SITES]
    return make_response(render_template("shared/unknown_host.html", addresses=addresses), 404)
