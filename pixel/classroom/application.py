"""The classroom as a Flask application on the backstage's site; the composition root hands it its paths."""

from flask import Flask, render_template, request

from pixel.classroom.attendance import controls, students, teacher, totals
from pixel.classroom.attendance.access import TeacherNeededError
from pixel.classroom.attendance.words import cookie_word, cookie_words, reason_words
from pixel.classroom.guide import routes as guide
from pixel.classroom.lesson import acts, notes, pages
from pixel.classroom.stage import routes as stage
from pixel.pages.site import Services, new_site

# Catalogues: of two French texts for one English the later counts.
BORROWED = ("networks", "backstage")
OWN = ("guide", "lesson", "stage", "classroom")
PATHS = ("class", "stage", "lesson")  # first segments on the backstage's site


def create_classroom(of_all: Services) -> Flask:
    """The teacher's pages, the stage, the lesson."""
    app = new_site("classroom", of_all, catalogue=";".join((*BORROWED, *OWN)))
    app.jinja_env.globals.update(cookie_word=cookie_word, cookie_words=cookie_words, reason_words=reason_words)
    for room in (teacher, controls, students, totals, stage, pages, acts, notes, guide):
        app.register_blueprint(room.blueprint)
    app.register_error_handler(TeacherNeededError, _ask_for_token)
    return app


def _ask_for_token(_: TeacherNeededError) -> tuple[str, int]:
    return render_template("classroom/token.html", wanted=request.path, is_wrong=False), 403
