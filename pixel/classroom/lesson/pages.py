"""The pages of the lesson, for a student: the step that is open, those before it, and the class's table."""

from flask import Blueprint, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from pixel.classroom.lesson.facts import is_news
from pixel.classroom.lesson.figures import Found, choice_of, find_figure, find_figures, make_figure_tables
from pixel.classroom.lesson.model import Experiment, Figure, Link, Step, Visit
from pixel.classroom.lesson.outcome_table import make_table
from pixel.classroom.lesson.outcomes import came_true, is_settled
from pixel.classroom.lesson.progress import count_votes, list_answers
from pixel.classroom.lesson.room import Room, ask_outcome, catch_up, enter_room, make_act, require_step, require_student
from pixel.classroom.lesson.wording import to_html
from pixel.data_files.base_model import Texts
from pixel.pages.addresses import here, site_url
from pixel.pages.language import language
from pixel.pages.site import services
from pixel.pages.walk_bar import LessonPosition, walk_url
from pixel.store.queries.classroom.classes import Student, append_log

blueprint = Blueprint("lesson", __name__, url_prefix="/lesson")


@blueprint.app_template_filter()
def said(text: Texts) -> str:
    """A lesson's text in the reader's language, as it is."""
    return text.in_language(language())


@blueprint.app_template_filter()
def told(text: Texts) -> str:
    """The same as HTML: paragraphs, and links to the vocabulary."""
    return to_html(text.in_language(language()), site_url("backstage", "/lesson/vocabulary"))


@blueprint.get("")
def show_lesson() -> Response:
    """On to the step that is open now; a page that waits where none is."""
    room = enter_room()
    if room.asker.student is None and room.asker.is_teacher:
        return redirect(url_for("lesson_notes.show_notes"), 303)
    student = require_student(room)
    if room.current is None:
        return _keep_out_of_caches(_render(room, student, "lesson/wait.html"))
    answer = redirect(url_for("lesson.show_step", step_id=room.current.id), 303)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/<step_id>")
def show_step(step_id: str) -> Response:
    """A step that is open, or was."""
    room = enter_room()
    student = require_student(room)
    return _keep_out_of_caches(_show(room, student, require_step(room, step_id)))


@blueprint.get("/outcomes")
def show_outcomes() -> Response:
    """The class's table; without names, unless the teacher shows them."""
    room = enter_room()
    if room.asker.is_teacher:
        room = catch_up(room)
    else:
        require_student(room)
    progress = {student.id: room.progress_of(student) for student in room.students}
    tables = make_table(room.lesson, progress)
    figures = make_figure_tables(room.lesson, progress.values(), services().store.read(find_figures, room.lesson))
    return _keep_out_of_caches(render_template("lesson/outcomes.html", room=room, tables=tables, figures=figures))


def _show(room: Room, student: Student, step: Step) -> str:
    progress = room.progress_of(student)
    if step.id not in progress.entered:
        services().store.write(append_log, room.opened.id, student.id, "entered", step.id, "", room.now)
    happened: dict[str, object] = {}
    if isinstance(step, Experiment | Visit):
        happened = _what_happened(room, student, step)
    elif isinstance(step, Figure):
        figure = services().store.read(find_figure, step)
        happened = {"found": Found(choice_of(step, progress), figure)}
    return _render(
        room,
        student,
        "lesson/step.html",
        step=step,
        parts=[part for part in room.lesson.parts_of(step.id) if isinstance(part, Experiment)],
        votes=count_votes(room.entries, step.id),
        answers=[(room.name_of(whose), text) for whose, text in list_answers(room.entries, step.id)],
        link_url=lambda link: link_url(room, step, link),
        **happened,
    )


def _what_happened(room: Room, student: Student, step: Experiment | Visit) -> dict[str, object]:
    """What the log tells of the act; it is kept once all is known."""
    act = make_act(room, student, step)
    outcome = ask_outcome(act)
    if is_news(act, outcome):
        services().store.write(append_log, room.opened.id, student.id, "found", step.id, str(outcome), room.now)
    choices = step.choices if isinstance(step, Experiment) else ()
    predicted = next((choice for choice in choices if choice.id == act.progress.predicted.get(step.id)), None)
    settled = is_settled(step, outcome)
    is_elsewhere = isinstance(step, Experiment) and step.where != "here"
    return {
        "outcome": outcome,
        "is_settled": settled,
        "predicted": predicted,
        "came_true": came_true(predicted, outcome) if predicted and settled else None,
        "address": here().url(step.go.site, step.go.path),
        "is_address_shown": is_elsewhere and step.id in act.progress.went_at,
        "needs": room.lesson.find(step.watch.since) if step.watch and step.watch.since else None,
    }


def _render(room: Room, student: Student, template: str, **values: object) -> str:
    return render_template(
        template, room=room, student=student, progress=room.progress_of(student), current_step=room.current, **values
    )


def link_url(room: Room, step: Step, link: Link) -> str:
    """Where a link of a step leads; the bar goes along."""
    return walk_url(link.site, link.path, LessonPosition(step.id, room.lesson.label(step)))


def _keep_out_of_caches(page: str) -> Response:
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer
