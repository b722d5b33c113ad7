"""What the member pages' views share: a page with what the last action did on top, and the way back to it."""

from flask import redirect, render_template, request, session
from werkzeug.wrappers import Response

from pixel.networks.session import Me
from pixel.pages.addresses import same_page


def render(template: str, me: Me, **values: object) -> str:
    """A page of `members/`, which tells what was just done."""
    return render_template(f"members/{template}.html", me=me, notice=session.pop("notice", None), **values)


def back(notice: str, otherwise: str) -> Response:
    """Back to the page that one came from, which tells what was done."""
    session["notice"] = notice
    return redirect(same_page(request.referrer) if request.referrer else otherwise, 303)
