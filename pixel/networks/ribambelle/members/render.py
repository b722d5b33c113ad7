"""What the member pages' views share: a page with what the last action did on top, and the way back to it."""

from flask import redirect, render_template, request, session
from werkzeug.wrappers import Response

from pixel.networks.session import Me
from pixel.pages.addresses import same_page

LONGEST_SEARCH = 60


def render(template: str, me: Me, **values: object) -> str:
    """A page of `members/`, which tells what was just done."""
    return render_template(f"members/{template}.html", me=me, notice=session.pop("notice", None), **values)


def read_search() -> str:
    """What is searched for (`?q=`), cut to what a name may be long; without NUL, where SQLite would stop reading."""
    return request.args.get("q", "").replace("\0", "\ufffd").strip()[:LONGEST_SEARCH]


def back(notice: str, otherwise: str) -> Response:
    """Back to the page that one came from, which tells what was done."""
    session["notice"] = notice
    return redirect(same_page(request.referrer) if request.referrer else otherwise, 303)
