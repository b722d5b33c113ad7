"""Serves the table of operations: a Flask application of its own, which speaks JSON alone and sets no cookie.

It needs no form token: what changes anything needs the teacher's token in a header that no foreign page can send, as
nothing here allows another origin anything (CORS).
"""

import json
import logging
import re
from functools import partial
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

from flask import Blueprint, Flask, Response, current_app, request
from pydantic import BaseModel
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.routing import RequestRedirect

from pixel.api.caller import Caller
from pixel.api.context import ApiContext
from pixel.api.description import Description
from pixel.api.operations import OPERATIONS, Operation
from pixel.api.problems import BY_STATUS, Problem
from pixel.api.validation import LARGEST_BODY, read_body, read_query, refuse_query
from pixel.pages.addresses import here
from pixel.store import StoreUnavailable

log = logging.getLogger("pixel.api")
EXTENSION = "pixel.api"

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


blueprint = Blueprint("api", __name__)


def create_api(context: ApiContext) -> Flask:
    """The API's application; the WSGI entry hands it the backstage's `/api/`."""
    app = Flask("pixel.api", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.extensions[EXTENSION] = context
    app.register_blueprint(blueprint)
    app.register_error_handler(Problem, _answer_problem)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(StoreUnavailable, _answer_unavailable)
    app.register_error_handler(Exception, _answer_defect)
    app.after_request(_finish)
    return app


def _answer(operation: Operation, **given: str) -> Response:
    """What an operation answers to the current request."""
    context = cast(ApiContext, current_app.extensions[EXTENSION])
    caller = Caller(request, context.store, context.key, context.settings.teacher_token)
    if operation.access == "teacher":
        caller.require_teacher()
    asked: dict[str, BaseModel] = {}
    if operation.query:
        asked["query"] = read_query(operation.query, dict(request.args.lists()))
    else:
        refuse_query(request.args)
    if operation.body:
        asked["body"] = read_body(operation.body, request.mimetype, request.get_data())
    answered = operation.answer(context, caller, **given, **asked)
    if isinstance(answered, Response):
        return answered
    text = answered.model_dump_json() if answered else ""
    status = 200 if operation.given else 204
    return Response(text, status, mimetype="application/json" if answered else None)


for each in Description(OPERATIONS).operations:
    blueprint.add_url_rule(
        re.sub(r"{(\w+)}", r"<\1>", each.path),
        each.name,
        partial(_answer, each),
        methods=[each.method],
        provide_automatic_options=False,
        strict_slashes=True,
    )


def _answer_problem(problem: Problem) -> Response:
    kind = problem.kind
    said: dict[str, Any] = {
        "type": here().url("backstage", f"/api/problems/{kind.name}"),
        "title": kind.title,
        "status": kind.status,
        "detail": problem.detail,
        "instance": quote(request.script_root + request.path),
    }
    if problem.field_errors:
        said["errors"] = [
            {"pointer": field_error.pointer, "detail": field_error.detail} for field_error in problem.field_errors
        ]
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
    if not response.is_streamed and not response.get_data():
        response.headers.pop("Content-Type", None)
    return response
