"""The teacher's page that erases everything."""

import hmac

from flask import Blueprint, render_template, request

from pixel.pages.site import services
from pixel.store.queries.reset import erase_everything

blueprint = Blueprint("reset", __name__)


@blueprint.get("/reset")
def show_reset() -> str:
    """The form."""
    return render_template("backstage/reset.html", state="asked")


@blueprint.post("/reset")
def reset() -> tuple[str, int]:
    """Erases every visit and person, for whoever has the teacher token."""
    given, right = request.form.get("token", "").strip(), services().settings.teacher_token
    if not right or not hmac.compare_digest(given.encode(), right.encode()):
        return render_template("backstage/reset.html", state="refused"), 403
    services().store.erase(erase_everything)
    return render_template("backstage/reset.html", state="erased"), 200
