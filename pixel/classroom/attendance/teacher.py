"""The teacher's pages: the token, opening a class, the page that it is led from, the door to project, and the end."""

from time import monotonic

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from pixel import clock
from pixel.classroom.attendance.access import admit_teacher, is_right_token, require_class, require_teacher
from pixel.classroom.attendance.codes import WrongTries, show_code
from pixel.classroom.attendance.controls import MOVES, tell_clock
from pixel.classroom.attendance.opening import FIRST_LESSON, door_urls, open_new_class
from pixel.classroom.attendance.roster import RosterLine, read_roster
from pixel.classroom.attendance.steps import list_steps
from pixel.classroom.lesson.reader import find_lesson, list_shipped
from pixel.hosts.qr_code import draw_svg
from pixel.pages.addresses import here
from pixel.pages.site import services
from pixel.store import Connection
from pixel.store.queries.classroom.classes import Class, LogEntry, end_class, find_open_class, list_log

blueprint = Blueprint("teacher", __name__, url_prefix="/class")
wrong_tokens = WrongTries()
Answer = str | Response | tuple[str, int]


@blueprint.get("")
def show_class() -> str:
    """The class with its roster and controls, or the way to open one."""
    require_teacher()
    opened = services().store.read(find_open_class)
    if opened is None:
        lessons = [find_lesson(name) for name in list_shipped()]
        return render_template("classroom/open.html", lessons=lessons, first=FIRST_LESSON)
    roster, entries = services().store.read(_read_class, opened)
    lesson = find_lesson(opened.lesson)
    return render_template(
        "classroom/class.html",
        opened=opened,
        code=show_code(opened.code),
        lesson=lesson,
        steps=list_steps(lesson, opened.step, roster, entries),
        roster=roster,
        now=clock.now(),
        clock_told=tell_clock(),
        moves=MOVES if services().settings.has_simulated_clock else (),
    )


def _read_class(connection: Connection, opened: Class) -> tuple[list[RosterLine], list[LogEntry]]:
    return list(read_roster(connection, opened)), list_log(connection, opened.id)


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
    """Opens a class with one of the shipped lessons."""
    require_teacher()
    asked = request.form.get("lesson", FIRST_LESSON)
    open_new_class(services().store, clock.now(), asked if asked in list_shipped() else FIRST_LESSON)
    return redirect(url_for("teacher.show_class"), 303)


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


@blueprint.post("/end")
def end() -> Answer:
    """Ends the class; everything of it is deleted."""
    opened = require_class()
    services().store.erase(end_class, opened)
    return render_template("classroom/ended.html")
