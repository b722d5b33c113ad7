"""The pages of the guide, on the backstage: the teacher's guide and key, the vocabulary, the way to the cookie."""

from flask import Blueprint, render_template, request

from pixel.classroom.guide.browser_tools import Tool, choose_tool, order_tools
from pixel.classroom.guide.expected import expected_of
from pixel.classroom.guide.plain_text import without_marks
from pixel.classroom.guide.vocabulary import Wording, shipped_vocabulary
from pixel.classroom.lesson.model import Lesson
from pixel.classroom.lesson.reader import DEFAULT_LESSON, find_lesson
from pixel.pages.language import language

blueprint = Blueprint("guide", __name__)
blueprint.add_app_template_global(without_marks)


@blueprint.get("/class/guide")
def show_guide() -> str:
    """The teacher's guide: before, during, after."""
    return render_template("guide/guide.html", lesson=_current_lesson())


@blueprint.get("/class/key")
def show_key() -> str:
    """Each step of the lesson for the teacher: aim, minutes, what comes out, what to say, pitfalls."""
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
    return find_lesson(DEFAULT_LESSON)
