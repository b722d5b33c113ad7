"""What a student does in the lesson: predicts (once, and before the act), follows a step's link, votes, answers."""

import unicodedata

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from pixel.classroom.lesson.facts import gather_facts
from pixel.classroom.lesson.model import Discussion, Experiment, Figure, Step, Visit, Vote
from pixel.classroom.lesson.outcomes import has_acted
from pixel.classroom.lesson.pages import link_url
from pixel.classroom.lesson.room import Room, enter_room, make_act, require_step, require_student, this_browser
from pixel.pages.site import services
from pixel.pages.walk_bar import LessonPosition, keep_position
from pixel.store.queries.classroom.classes import LogKind, Student, append_log

LONGEST_ANSWER = 600
MOST_ENTRIES = 500  # of one student in one class: more is no lesson any more

blueprint = Blueprint("lesson_acts", __name__, url_prefix="/lesson")


@blueprint.post("/<step_id>/predict")
def predict(step_id: str) -> Response:
    """Keeps a prediction, the first one; 409 after the act."""
    room, student, step = _enter(step_id)
    if not isinstance(step, Experiment | Figure):
        abort(404)
    choice = request.form.get("choice", "")
    if choice not in {each.id for each in step.choices}:
        abort(422, gettext("Choose one of the answers."))
    if step.id not in room.progress_of(student).predicted:
        if isinstance(step, Experiment) and _has_acted(room, student, step):
            abort(409, gettext("Too late to predict: it has happened already."))
        _note(room, student, "predicted", step, choice)
    return _back(step)


def _has_acted(room: Room, student: Student, step: Experiment) -> bool:
    act = make_act(room, student, step)
    return has_acted(step, services().store.read(gather_facts, act))


@blueprint.get("/<step_id>/go")
def go(step_id: str) -> Response:
    """On to the page that the step is about, once its prediction is kept; that somebody went is noted."""
    room, student, step = _enter(step_id)
    if not isinstance(step, Experiment | Visit):
        abort(404)
    if isinstance(step, Experiment) and step.id not in room.progress_of(student).predicted:
        return _back(step)
    _note(room, student, "went", step, this_browser())
    is_elsewhere = isinstance(step, Experiment) and step.where != "here"
    answer = _back(step, "happened") if is_elsewhere else redirect(link_url(room, step, step.go), 303)
    answer.headers["Cache-Control"] = "no-store"
    keep_position(answer, LessonPosition(step.id, room.lesson.label(step)))
    return answer


@blueprint.post("/<step_id>/vote")
def vote(step_id: str) -> Response:
    """Keeps a vote; the last one of each student counts."""
    room, student, step = _enter(step_id)
    if not isinstance(step, Vote):
        abort(404)
    choice = request.form.get("choice", "")
    if choice not in {part.id for part in room.lesson.parts_of(step.id)}:
        abort(422, gettext("Choose one of the experiments."))
    _note(room, student, "voted", step, choice)
    return _back(step)


@blueprint.post("/<step_id>/answer")
def answer(step_id: str) -> Response | tuple[str, int]:
    """Keeps what somebody wrote; the last of each student counts."""
    room, student, step = _enter(step_id)
    if not isinstance(step, Discussion):
        abort(404)
    text = tidy_answer(request.form.get("text", ""))
    if not 1 <= len(text) <= LONGEST_ANSWER:
        page = render_template("lesson/answer_refused.html", step=step, text=text, longest=LONGEST_ANSWER)
        return page, 422
    _note(room, student, "answered", step, text)
    return _back(step)


def tidy_answer(text: str) -> str:
    """A text without signs that cannot be seen, and without empty lines at its ends."""
    lines = (
        "".join(sign for sign in line if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
        for line in text.splitlines()
    )
    return "\n".join(line.strip() for line in lines).strip()


def _enter(step_id: str) -> tuple[Room, Student, Step]:
    room = enter_room()
    student = require_student(room)
    step = require_step(room, step_id)
    if room.progress_of(student).entries >= MOST_ENTRIES:
        abort(429, gettext("That is enough for one lesson."))
    return room, student, step


def _note(room: Room, student: Student, kind: LogKind, step: Step, value: str) -> None:
    services().store.write(append_log, room.opened.id, student.id, kind, step.id, value, room.now)


def _back(step: Step, part: str | None = None) -> Response:
    return redirect(url_for("lesson.show_step", step_id=step.id, _anchor=part), 303)
