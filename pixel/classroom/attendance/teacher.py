"""The teacher's pages: opening a class, the door to project, who is here, what to open and close, and the end."""

from time import monotonic

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from pixel import clock
from pixel.classroom.attendance.access import admit_teacher, is_right_token, require_class, require_teacher
from pixel.classroom.attendance.codes import WrongTries, show_code
from pixel.classroom.attendance.names import find_problem, tidy_name
from pixel.classroom.attendance.opening import door_urls, open_new_class
from pixel.classroom.attendance.roster import read_roster
from pixel.hosts.qr_code import draw_svg
from pixel.pages.addresses import here
from pixel.pages.site import services
from pixel.store import Connection
from pixel.store.queries.classroom import (
    Class,
    Student,
    append_log,
    end_class,
    find_open_class,
    find_student,
    list_students,
    remove_student,
    rename_student,
    set_frozen,
    set_names_shown,
)
from pixel.store.queries.profile import clear_activity

blueprint = Blueprint("teacher", __name__, url_prefix="/class")
wrong_tokens = WrongTries()
Answer = str | Response | tuple[str, int]


@blueprint.get("")
def show_class() -> str:
    """The class with its roster and controls, or the way to open one."""
    require_teacher()
    opened = services().store.read(find_open_class)
    if opened is None:
        return render_template("classroom/open.html")
    return render_template(
        "classroom/class.html",
        opened=opened,
        code=show_code(opened.code),
        roster=services().store.read(read_roster, opened),
        clock_moves=services().settings.has_simulated_clock,
    )


@blueprint.post("/token")
def take_token() -> Answer:
    """Makes this device the teacher's, for whoever knows the token."""
    wanted = request.form.get("wanted", "")
    address, now = request.remote_addr or "", monotonic()
    is_refused = wrong_tokens.is_refused("", address, now)
    if is_refused or not is_right_token(request.form.get("token", ""), services().settings.teacher_token):
        wrong_tokens.add("", address, now)
        return render_template("classroom/token.html", wanted=wanted, is_wrong=True, is_refused=is_refused), 403
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and ":" not in wanted
    answer = redirect(request.script_root + wanted if is_ours else url_for("teacher.show_class"), 303)
    admit_teacher(answer)
    return answer


@blueprint.post("/open")
def open_class() -> Response:
    """Opens a class."""
    require_teacher()
    open_new_class(services().store, clock.now())
    return _back()


@blueprint.get("/door")
def show_door() -> str:
    """To project: the code, and each address as a QR code."""
    opened = require_class()
    addresses = door_urls(opened, here(), services().settings)
    return render_template(
        "classroom/door.html",
        opened=opened,
        code=show_code(opened.code),
        addresses=[(address.shown, draw_svg(address.whole)) for address in addresses],
        is_loopback=services().settings.is_loopback,
    )


@blueprint.post("/freeze")
def freeze() -> Response:
    """Stops the collection, or lets it go on."""
    opened = require_class()
    services().store.write(set_frozen, opened.id, clock.now(), is_frozen=request.form.get("on") == "yes")
    return _back()


@blueprint.post("/names")
def show_names() -> Response:
    """Shows the names on the stage, or hides them."""
    opened = require_class()
    services().store.write(set_names_shown, opened.id, clock.now(), is_shown=request.form.get("on") == "yes")
    return _back()


@blueprint.post("/students/<student_id>/rename")
def rename(student_id: str) -> Answer:
    """Gives a student another name."""
    require_class()
    name = tidy_name(request.form.get("name", ""))
    if not name or find_problem(name):
        abort(422, gettext("That cannot be a name here."))
    if not services().store.write(rename_student, _find(student_id), name, clock.now()):
        abort(422, gettext("Somebody in the class has that name. Choose another, or leave it empty."))
    return _back()


@blueprint.post("/students/<student_id>/remove")
def remove(student_id: str) -> Response:
    """Sends a student out; all that came from them is erased."""
    require_class()
    services().store.erase(remove_student, _find(student_id), clock.now())
    return _back()


@blueprint.post("/clean")
def clean() -> Response:
    """A clean start: what was collected goes, names and predictions stay; of one student, or of all."""
    opened = require_class()
    student_id = request.form.get("student", "")
    services().store.erase(_clean, opened, _find(student_id) if student_id else None)
    return _back()


@blueprint.post("/end")
def end() -> Answer:
    """Ends the class; everything of it is deleted."""
    opened = require_class()
    services().store.erase(end_class, opened)
    return render_template("classroom/ended.html")


def _clean(connection: Connection, opened: Class, student: Student | None) -> None:
    for each in [student] if student else list_students(connection, opened.id):
        clear_activity(connection, each.id)
    append_log(connection, opened.id, student.id if student else None, "cleaned", "", "", clock.now())


def _find(student_id: str) -> Student:
    return services().store.read(find_student, student_id) or abort(404)


def _back() -> Response:
    return redirect(url_for("teacher.show_class"), 303)
