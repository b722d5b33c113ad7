"""The reference for the feed: a bare Flask route that renders the feed's own bytes. `pages` has `servers` run it.

What it does for each request: Flask routes it, and Jinja renders a template that was compiled beforehand from data that
were made beforehand: the page's parts (what stands before, each post or ad, what stands after), each a list of markup
and of the value that follows it. A value is a text that a person reads or an attribute that names something (an
address, an id, a date, a number), and Jinja escapes it. So much any template of that page would do.

What it does not do: no session, no database, no choice of an ad, no translation, no date put into words.
"""

import html
import re
from pathlib import Path

from flask import Flask, render_template
from markupsafe import Markup, escape

Part = list[tuple[Markup, str]]
TEMPLATE = "{% for part in parts %}{% for markup, value in part %}{{ markup }}{{ value }}{% endfor %}{% endfor %}"
POST = re.compile(r"(?=<article\b)|(?<=</article>)")
# A text between two tags, or the value of an attribute that names something; `class`, `viewBox` and such are markup.
NAMING = r"id|href|src|alt|for|name|value|action|datetime|aria-label|aria-labelledby|data-[a-z-]+"
VALUE = re.compile(rf'>(?P<text>[^<>]*\w[^<>]*)(?=<)| (?:{NAMING})="(?P<attribute>[^"]+)(?=")')


def split_page(page: str) -> list[Part]:
    """A page's parts, which TEMPLATE makes the same page of."""
    return [_split_part(part) for part in POST.split(page)]


def make_app(file: str) -> Flask:
    """The application for the page in `file`."""
    app = Flask("bare feed")
    template = app.jinja_env.from_string(TEMPLATE)
    parts = split_page(Path(file).read_text(encoding="utf-8"))

    @app.get("/")
    def feed() -> str:
        return render_template(template, parts=parts)

    return app


def _split_part(part: str) -> Part:
    pairs: Part = []
    end = 0
    for found in VALUE.finditer(part):
        kind = found.lastgroup or ""
        value = html.unescape(found[kind])
        if str(escape(value)) == found[kind]:  # else it was escaped in another way, and stays as it is
            pairs.append((Markup(part[end : found.start(kind)]), value))  # noqa: S704 (our own page)
            end = found.end(kind)
    return [*pairs, (Markup(part[end:]), "")]  # noqa: S704
