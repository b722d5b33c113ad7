"""Serves the table of operations: a Flask application of its own, which speaks JSON alone and sets no cookie.

It needs no form token: what changes anything needs the teacher's token in a header that no foreign page can send, as
nothing here allows another origin anything (CORS).
"""

import json
import logging
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.routing import RequestRedirect

from pixel import pages
from pixel.backstage.api.caller import Caller
from pixel.backstage.api.describing import Describing
from pixel.backstage.api.problems import BY_STATUS, Problem
from pixel.backstage.api.reading import LARGEST_BODY, read_body, read_query, refuse_query
from pixel.backstage.api.room import Room
from pixel.backstage.api.table import OPERATIONS, Operation
from pixel.store import StoreUnavailable

log = logging.getLogger("pixel.backstage")

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def create_api(room: Room) -> Flask:
    """The API's application; the WSGI entry hands it the backstage's `/api/`."""
    app = Flask("pixel.api", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    for operation in Describing(OPERATIONS).operations:
        rule = re.sub(r"{(\w+)}", r"<\1>", operation.path)
        view = _make_view(room, operation)
        app.add_url_rule(
            rule, operation.name, view, methods=[operation.method], provide_automatic_options=False, strict_slashes=True
        )
    app.register_error_handler(Problem, _answer_problem)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(StoreUnavailable, _answer_unavailable)
    app.register_error_handler(Exception, _answer_defect)
    app.after_request(_finish)
    return app


def _make_view(room: Room, operation: Operation) -> Callable[..., Response]:
    query, body, status = operation.query, operation.body, 200 if operation.given else 204

    def view(**given: Any) -> Response:
        caller = Caller(request, room.store, room.key, room.teacher_token)
        if operation.access == "teacher":
            caller.require_teacher()
        if query:
            given["query"] = read_query(query, dict(request.args.lists()))
        else:
            refuse_query(request.args)
        if body:
            given["body"] = read_body(body, request.mimetype, request.get_data())
        answered = operation.answer(room, caller, **given)
        text = answered.model_dump_json() if answered else ""
        return Response(text, status, mimetype="application/json" if answered else None)

    return view


def _answer_problem(problem: Problem) -> Response:
    kind = problem.kind
    said: dict[str, Any] = {
        "type": pages.here().url("backstage", f"/api/problems/{kind.name}"),
        "title": kind.title,
        "status": kind.status,
        "detail": problem.detail,
        "instance": quote(request.script_root + request.path),
    }
    if problem.slips:
        said["errors"] = [{"pointer": slip.pointer, "detail": slip.detail} for slip in problem.slips]
    answer = Response(json.dumps(said), kind.status, mimetype="application/problem+json")
    answer.headers.update(problem.headers)
    return answer


def _answer_http(error: HTTPException) -> Response:
    """What Flask itself refuses, in the same form."""
    if isinstance(error, RequestRedirect):
        return Response("", error.code, {"Location": error.new_url})
    if isinstance(error, RequestEntityTooLarge):
        return _answer_problem(Problem("too-large", f"The body is longer than {LARGEST_BODY} bytes."))
    kind = BY_STATUS.get(error.code or 500, BY_STATUS[500])
    headers = {name: text for name, text in error.get_headers() if name == "Allow"}
    detail = error.description or HTTPStatus(kind.status).description
    return _answer_problem(Problem(kind.name, detail, headers=headers))


def _answer_unavailable(error: StoreUnavailable) -> Response:
    return _answer_problem(Problem("store-unavailable", f"{error}."))


def _answer_defect(error: Exception) -> Response:
    log.error("the API failed at %s", request.path, exc_info=error)
    return _answer_problem(Problem("failed", "This is a defect of ours; the log says more."))


def _finish(response: Response) -> Response:
    response.headers.update(HEADERS)
    if not response.get_data():
        response.headers.pop("Content-Type", None)
    return response
