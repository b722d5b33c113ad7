"""The pages of the guide, on the backstage: the teacher's guide and key, the vocabulary, the way to the cookie, and the
worksheet."""

from datetime import datetime

from flask import Blueprint, render_template, request
from flask_babel import format_time

from pixel.backstage.facts import Asking
from pixel.backstage.request import describe_asking
from pixel.classroom.attendance.access import Asker, find_asker, require_teacher
from pixel.classroom.guide.browser_tools import Tool, choose_tool, order_tools
from pixel.classroom.guide.expected import expected_of
from pixel.classroom.guide.plain_text import without_marks
from pixel.classroom.guide.vocabulary import Wording, shipped_vocabulary
from pixel.classroom.guide.worksheet import (
    MOST_EVENTS,
    PredictionLine,
    Worksheet,
    count_ads,
    list_lines,
    list_questions,
)
from pixel.classroom.lesson.facts import Act, find_outcome
from pixel.classroom.lesson.figures import find_figures
from pixel.classroom.lesson.model import Experiment, Lesson
from pixel.classroom.lesson.progress import read_progress
from pixel.classroom.lesson.reader import DEFAULT_LESSON, find_lesson
from pixel.data_files.base_model import Texts
from pixel.pages.language import language
from pixel.pages.site import services
from pixel.store import Connection
from pixel.store.queries.ads import list_products
from pixel.store.queries.backstage import list_events_of
from pixel.store.queries.classroom.classes import Student, find_open_class, list_log
from pixel.store.queries.classroom.lesson import list_shown_since
from pixel.store.records import Product

NEWEST = 2**63 - 1
MOST_READ = 500

blueprint = Blueprint("guide", __name__)


@blueprint.get("/class/guide")
def show_guide() -> str:
    """The teacher's guide: before, during, after."""
    return render_template("guide/guide.html", lesson=_current_lesson())


@blueprint.get("/class/key")
def show_key() -> str:
    """Each step of the lesson for the teacher: aim, minutes, what comes out, what to say, pitfalls."""
    require_teacher()
    lesson = _current_lesson()
    return render_template("guide/key.html", lesson=lesson, expected=expected_of(lesson))


@blueprint.get("/lesson/vocabulary")
def show_vocabulary() -> str:
    """Every word of the lesson, and what it means."""
    vocabulary = shipped_vocabulary()
    return render_template("guide/vocabulary.html", terms=vocabulary.in_order(language()), by_id=vocabulary.terms)


@blueprint.get("/lesson/tools")
def show_tools() -> str:
    """How to find the cookie, in each browser."""
    return render_template("guide/tools.html")


@blueprint.get("/lesson/worksheet")
def show_worksheet() -> str:
    """The student's own; blank for whoever is none."""
    lesson, asker = _current_lesson(), find_asker()
    sheet, products = services().store.read(read_worksheet, lesson, asker, describe_asking())
    return render_template(
        "guide/worksheet.html",
        lesson=lesson,
        student=asker.student,
        sheet=sheet,
        products={(product.advertiser, product.content_id): product for product in products},
        names_of={product.content_id: product.name[language()] for product in products},
        clock_time=_clock_time,
    )


def read_worksheet(
    connection: Connection, lesson: Lesson, asker: Asker, asking: Asking
) -> tuple[Worksheet, list[Product]]:
    """What is on somebody's worksheet, on one snapshot, and the products that give trips their names."""
    questions, student = list_questions(lesson), asker.student
    if student is None:
        return Worksheet(list_lines(lesson, {}, {}, {}), questions), []
    events = list_events_of(connection, asker.identity.visitors, NEWEST, MOST_READ)
    own = [event for event in events if event.hit.received_at >= student.joined_at]
    sheet = Worksheet(
        _list_own_lines(connection, lesson, asker, student, asking),
        questions,
        list(reversed(own[:MOST_EVENTS])),
        max(0, len(own) - MOST_EVENTS),
        count_ads(list_shown_since(connection, student.id, student.joined_at)),
    )
    return sheet, list_products(connection)


def _list_own_lines(
    connection: Connection, lesson: Lesson, asker: Asker, student: Student, asking: Asking
) -> list[PredictionLine]:
    entries = list_log(connection, student.class_id)
    progress = read_progress(entries, student.id)
    acts = [
        Act(student, asker.identity.visitors, step, progress, entries, asking.now)
        for step in lesson.steps
        if isinstance(step, Experiment) and step.id in progress.went_at
    ]
    outcomes = {act.step.id: find_outcome(connection, act) for act in acts}
    return list_lines(lesson, progress.predicted, outcomes, find_figures(connection, lesson))


@blueprint.app_template_filter()
def plain(text: Texts) -> str:
    """A lesson's text in the reader's language, without marks."""
    return without_marks(text.in_language(language()))


@blueprint.app_template_global()
def find_wording(term_id: str) -> Wording:
    """A word of the vocabulary in the reader's language, for the macro `term`. Raises KeyError for one that is not."""
    return shipped_vocabulary().terms[term_id].in_language(language())


@blueprint.app_template_global()
def reader_tools() -> tuple[Tool | None, list[Tool]]:
    """The browser that the reader has, where it is known, and all of them, that one first."""
    own = choose_tool(request.headers.get("User-Agent", ""))
    return own, order_tools(own)


def _current_lesson() -> Lesson:
    """The open class's, else the one that a class has by default."""
    opened = services().store.read(find_open_class)
    return find_lesson(opened.lesson if opened else DEFAULT_LESSON)


def _clock_time(moment: datetime) -> str:
    return str(format_time(moment, "HH:mm:ss"))
