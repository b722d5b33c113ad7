"""One student, for the teacher: another name, a clean start, the way back for a lost cookie, and out."""

import secrets
from datetime import timedelta

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from pixel import clock
from pixel.classroom.attendance.access import require_class
from pixel.classroom.attendance.controls import back_to_class
from pixel.classroom.attendance.names import find_problem, tidy_name
from pixel.classroom.attendance.roster import read_roster
from pixel.hosts.qr_code import draw_svg
from pixel.pages.addresses import here
from pixel.pages.other_devices import addresses_for_others
from pixel.pages.site import services
from pixel.store.queries.classroom.classes import Student, find_student, remove_student, rename_student
from pixel.store.queries.classroom.joining import let_back

WAY_BACK_LASTS = timedelta(minutes=15)

blueprint = Blueprint("students", __name__, url_prefix="/class/students")


@blueprint.get("/<student_id>")
def show_student(student_id: str) -> str:
    """A student, with all that can be done for one."""
    return _show(student_id)


@blueprint.post("/<student_id>/back")
def make_way_back(student_id: str) -> Response:
    """A link that makes another browser this student's: it is good once, and for a quarter of an hour."""
    require_class()
    student, token = _find(student_id), secrets.token_urlsafe(16)
    services().store.write(let_back, student.id, token, clock.now(), WAY_BACK_LASTS)
    path = f"/join?back={token}"
    addresses = addresses_for_others(here(), services().settings, "start", path) or [here().url("start", path)]
    answer = Response(
        _show(student_id, ways_back=[(address, draw_svg(address)) for address in addresses]), mimetype="text/html"
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/<student_id>/rename")
def rename(student_id: str) -> Response | tuple[str, int]:
    """Gives a student another name."""
    require_class()
    student, name = _find(student_id), tidy_name(request.form.get("name", "")[:1000])
    if not name or find_problem(name):
        return _show(student_id, error=gettext("That cannot be a name here.")), 422
    if not services().store.write(rename_student, student, name, clock.now()):
        return _show(student_id, error=gettext("Somebody in the class has that name already.")), 422
    return back_to_class("here")


@blueprint.post("/<student_id>/remove")
def remove(student_id: str) -> Response:
    """Sends a student out; all that came from them is erased."""
    require_class()
    services().store.erase(remove_student, _find(student_id), clock.now())
    return back_to_class("here")


def _show(student_id: str, error: str = "", ways_back: list[tuple[str, str]] | None = None) -> str:
    opened = require_class()
    roster = services().store.read(read_roster, opened)
    line = next((line for line in roster if line.student.id == student_id), None) or abort(404)
    minutes = WAY_BACK_LASTS // timedelta(minutes=1)
    return render_template("classroom/student.html", line=line, error=error, ways_back=ways_back or (), minutes=minutes)


def _find(student_id: str) -> Student:
    return services().store.read(find_student, student_id) or abort(404)
