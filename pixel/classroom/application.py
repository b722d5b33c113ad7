"""The classroom as a Flask application on the backstage's site; the composition root hands it its paths."""

from flask import Flask, render_template, request

from pixel.classroom.attendance import teacher
from pixel.classroom.attendance.access import TeacherNeededError
from pixel.classroom.attendance.words import cookie_word
from pixel.classroom.guide import routes as guide
from pixel.classroom.lesson import acts, notes, pages
from pixel.classroom.stage import routes as stage
from pixel.pages.site import Services, new_site

PATHS = ("class", "stage", "lesson")  # first segments on the backstage's site


def create_classroom(of_all: Services) -> Flask:
    """The teacher's pages, the stage, the lesson."""
    catalogues = ("classroom", "stage", "lesson", "guide", "backstage", "networks")
    app = new_site("classroom", of_all, catalogue=";".join(catalogues))
    app.jinja_env.globals["cookie_word"] = cookie_word
    for room in (teacher, stage, pages, acts, notes, guide):
        app.register_blueprint(room.blueprint)
    app.register_error_handler(TeacherNeededError, _ask_for_token)
    return app


def _ask_for_token(_: TeacherNeededError) -> tuple[str, int]:
    return render_template("classroom/token.html", wanted=request.path, is_wrong=False), 403
