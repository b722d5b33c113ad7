"""The lesson on the teacher's own device: what to say at each step, its pitfalls, and what the class has predicted,
voted and written; from here steps are opened and closed."""

from collections import Counter
from collections.abc import Iterable

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from pixel import clock
from pixel.classroom.attendance.access import require_class
from pixel.classroom.lesson.figures import find_figure
from pixel.classroom.lesson.model import Experiment, Figure, Lesson, Step
from pixel.classroom.lesson.outcome_table import make_table
from pixel.classroom.lesson.progress import Progress, count_votes, list_answers
from pixel.classroom.lesson.room import catch_up, enter_room, read_lesson
from pixel.pages.site import services
from pixel.store.queries.classroom.classes import Class, set_step

blueprint = Blueprint("lesson_notes", __name__, url_prefix="/lesson")


@blueprint.get("/notes")
def show_notes() -> Response | str:
    """The notes of the step that is open, or of the first."""
    opened = require_class()
    lesson = read_lesson(opened)
    return _render(lesson, lesson.find(opened.step) or lesson.steps[0])


@blueprint.get("/notes/<step_id>")
def show_notes_of(step_id: str) -> str:
    """The notes of one step, open or not."""
    opened = require_class()
    lesson = read_lesson(opened)
    return _render(lesson, lesson.find(step_id) or abort(404))


@blueprint.post("/notes/<step_id>/open")
def open_step(step_id: str) -> Response:
    """Opens a step for the class: all who are on the lesson's page are led there."""
    opened = require_class()
    if read_lesson(opened).find(step_id) is None:
        abort(404)
    return _set(opened, step_id, step_id)


@blueprint.post("/notes/<step_id>/close")
def close_step(step_id: str) -> Response:
    """Closes the step that is open; what was opened stays readable."""
    return _set(require_class(), "", step_id)


def _set(opened: Class, step_id: str, shown: str) -> Response:
    services().store.write(set_step, opened.id, step_id, clock.now())
    return redirect(url_for("lesson_notes.show_notes_of", step_id=shown), 303)


def _render(lesson: Lesson, step: Step) -> str:
    room = catch_up(enter_room())
    following, votes = lesson.steps[lesson.steps.index(step) + 1 :], count_votes(room.entries, step.id)
    progress = {student.id: room.progress_of(student) for student in room.students}
    table = next((table for table in make_table(lesson, progress) if table.step.id == step.id), None)
    return render_template(
        "lesson/notes.html",
        room=room,
        lesson=lesson,
        step=step,
        next_step=lesson.find(max(votes, key=votes.__getitem__)) if votes else following[0] if following else None,
        here_now=sum(step.id in done.entered for done in progress.values()),
        predicted=_count_predictions(step, progress.values()),
        figure=services().store.read(find_figure, step) if isinstance(step, Figure) else None,
        table=table,
        parts=[part for part in lesson.parts_of(step.id) if isinstance(part, Experiment)],
        votes=votes,
        answers=[(room.name_of(whose), text) for whose, text in list_answers(room.entries, step.id)],
    )


def _count_predictions(step: Step, progress: Iterable[Progress]) -> Counter[str]:
    return Counter(done.predicted[step.id] for done in progress if step.id in done.predicted)
