"""The start page: two lines of welcome, who talks to whom, and what this browser is about to do."""

import secrets
from urllib.parse import urlsplit

from flask import Flask, render_template, request

from pixel import pages
from pixel.collect.verdict import has_gpc
from pixel.origins import Here

NUMERIC_ADDRESS = "http://127.0.0.1"


def create_start() -> Flask:
    """The start page's application. It keeps nothing and asks the store nothing."""
    app = pages.new_site("start", domain="start")

    @app.get("/")
    def show_start() -> str:
        return render_template(
            "start/start.html",
            gpc="on" if has_gpc(request.headers.get("Sec-GPC", "")) else "off",
            nonce=secrets.token_hex(8),
            numeric_address=numeric_address(pages.here()),
        )

    return app


def numeric_address(here: Here) -> str | None:
    """The address to offer a browser that does not find `*.localhost`; None where the sites have other names."""
    if here.is_one_address or here.host("start") != "localhost":
        return None
    port = urlsplit(f"//{here.authority}").port
    return f"{NUMERIC_ADDRESS}:{port}/" if port else f"{NUMERIC_ADDRESS}/"
