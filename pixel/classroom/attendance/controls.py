"""What the teacher opens, closes, stops and moves: the lesson's steps, the collection, names, clock, a clean start."""

from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from pixel import clock
from pixel.classroom.attendance.access import require_class
from pixel.classroom.lesson.reader import find_lesson
from pixel.pages.site import services
from pixel.store import Connection
from pixel.store.queries.classroom.classes import (
    Class,
    append_log,
    find_student,
    list_students,
    set_frozen,
    set_names_shown,
    set_step,
)
from pixel.store.queries.clock import advance_clock, read_clock, stand_clock
from pixel.store.queries.profile import clear_activity

HOUR, DAY = 3600, 24 * 3600
MOVES = (HOUR, 6 * HOUR, DAY, 7 * DAY)  # seconds
BACK = "real"

blueprint = Blueprint("controls", __name__, url_prefix="/class")


@blueprint.post("/step")
def change_step() -> Response:
    """Opens a step of the lesson for all; an empty one closes what is open."""
    opened = require_class()
    step = request.form.get("step", "")
    if step and find_lesson(opened.lesson).find(step) is None:
        abort(404, gettext("The lesson has no such step."))
    services().store.write(set_step, opened.id, step, clock.now())
    return back_to_class("steps")


@blueprint.post("/freeze")
def freeze() -> Response:
    """Stops the collection, or lets it go on."""
    opened = require_class()
    services().store.write(set_frozen, opened.id, clock.now(), is_frozen=request.form.get("on") == "yes")
    return back_to_class()


@blueprint.post("/names")
def show_names() -> Response:
    """Shows the names on the stage, or hides them."""
    opened = require_class()
    services().store.write(set_names_shown, opened.id, clock.now(), is_shown=request.form.get("on") == "yes")
    return back_to_class()


@blueprint.post("/clock")
def move_clock() -> Response:
    """Moves the simulated clock on, or back to the real time; each process follows it at its next request."""
    opened = require_class()
    if not services().settings.has_simulated_clock:
        abort(409, gettext("This server goes by the real time. Start it with --class, and its clock can be moved."))
    by = request.form.get("by", "")
    if by not in (BACK, *map(str, MOVES)):
        abort(422)
    services().store.write(_move, opened, None if by == BACK else int(by))
    return back_to_class("clock")


@blueprint.post("/clean")
def clean() -> Response:
    """A clean start: what was collected goes, names and predictions stay; of one student, or of all."""
    opened = require_class()
    student_id = request.form.get("student", "")
    if student_id and services().store.read(find_student, student_id) is None:
        abort(404)
    services().store.erase(_clean, opened, student_id)
    return back_to_class()


@blueprint.get("/sure/<any('clean-all', end, 'clean-one', remove):what>")
def ask_once_more(what: str) -> str:
    """Asks before what cannot be undone; `student`: whom it is about, where it is about one."""
    require_class()
    student_id = request.args.get("student", "")
    student = services().store.read(find_student, student_id) if student_id else None
    if student is None and what in ("clean-one", "remove"):
        abort(404)
    return render_template("classroom/sure.html", what=what, student=student)


def back_to_class(part: str | None = None) -> Response:
    """To the page that the class is led from."""
    return redirect(url_for("teacher.show_class", _anchor=part), 303)


def tell_clock() -> str:
    """How far the simulated clock is moved, in the reader's language; empty where it is not."""
    seconds = round(clock.offset().total_seconds())
    if not seconds:
        return ""
    days, rest = divmod(abs(seconds), DAY)
    parts = [
        ngettext("%(num)d day", "%(num)d days", days),
        ngettext("%(num)d hour", "%(num)d hours", rest // HOUR),
        ngettext("%(num)d minute", "%(num)d minutes", rest % HOUR // 60),
    ]
    told = ", ".join(
        part for part, number in zip(parts, (days, rest // HOUR, rest % HOUR // 60), strict=True) if number
    )
    return gettext("%(time)s ahead", time=told) if seconds > 0 else gettext("%(time)s behind", time=told)


def _move(connection: Connection, opened: Class, seconds: int | None) -> None:
    """Noted with the seconds that it was moved by; None: back to the real time."""
    before = read_clock(connection).shift.offset
    after = advance_clock(connection, seconds) if seconds else stand_clock(connection, None)
    moved = round((after.shift.offset - before) / timedelta(seconds=1))
    append_log(connection, opened.id, None, "clock", "", str(moved), after.shift.now())


def _clean(connection: Connection, opened: Class, student_id: str) -> None:
    for each in [student_id] if student_id else [student.id for student in list_students(connection, opened.id)]:
        clear_activity(connection, each)
    append_log(connection, opened.id, student_id or None, "cleaned", "", "", clock.now())
