"""The OpenAPI 3.1 document, made from the operations and the models that they take and give. `describing` shows it."""

import re
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from pixel.api.operations import Operation
from pixel.api.problems import KINDS, Kind
from pixel.api.requests import CURSOR
from pixel.api.responses import ProblemDetails

ABOUT = """What a script may ask of a teaching server on web tracking, and change in it.

With the teacher's token, everything; without it, what concerns the visitor of the cookie sent along. Lists come in
pages: go on from `next`, or, to follow what arrives, from the last number that you saw. No number is given twice.
"""
REFERENCE = "#/components/schemas/{model}"
SECURITY: dict[str, list[dict[str, list[str]]]] = {
    "anybody": [],
    "own": [{"teacher": []}, {"visitor": []}],
    "teacher": [{"teacher": []}],
}
SCHEMES = {
    "teacher": {"type": "http", "scheme": "bearer", "description": "The teacher's token, as printed at start."},
    "visitor": {"type": "apiKey", "in": "cookie", "name": "visitor", "description": "A browser's own visitor cookie."},
}


def describe(operations: Sequence[Operation], server: str) -> dict[str, Any]:
    """The document; `server` is the backstage's address."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _describe(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "pixel", "version": _version(), "description": ABOUT},
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": _schemas(operations),
            "responses": {kind.name: _problem(kind) for kind in KINDS.values()},
            "securitySchemes": SCHEMES,
        },
    }


def _describe(operation: Operation) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*_path_parameters(operation.path), *_query_parameters(operation.query)],
        "responses": {**_success(operation), **_problems(operation)},
        "security": SECURITY[operation.access],
    }
    if operation.body:
        said["requestBody"] = {"required": True, "content": {"application/json": _reference(operation.body)}}
    return said


def _path_parameters(path: str) -> list[dict[str, Any]]:
    schema = {"type": "string", "minLength": 1, "pattern": "^[^/]+$"}
    return [{"name": name, "in": "path", "required": True, "schema": schema} for name in re.findall(r"{(\w+)}", path)]


def _query_parameters(model: type[BaseModel] | None) -> list[dict[str, Any]]:
    """Each field of the model; that one may be left out is not part of its type."""
    if model is None:
        return []
    parameters = []
    whole = model.model_json_schema()
    for name, schema in whole["properties"].items():
        choices = [choice for choice in schema.pop("anyOf", []) if choice.get("type") != "null"]
        about = schema.pop("description", "")
        schema = {key: value for key, value in schema.items() if key != "title" and value is not None}
        described = {"name": name, "in": "query", "description": about, "schema": {**schema, **(choices or [{}])[0]}}
        parameters.append(described | ({"required": True} if name in whole.get("required", ()) else {}))
    return parameters


STREAM_EVENTS = ("hit", "impression", "step", "flood", "place")
EVENT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "description": "A place to go on from.", "pattern": CURSOR.pattern},
        "event": {"enum": list(STREAM_EVENTS)},
        "data": {"type": "string"},
    },
    "required": ["id"],
}


def _success(operation: Operation) -> dict[str, Any]:
    given = operation.given
    if operation.is_stream:
        sentence = f"Server-sent events {', '.join(f'`{name}`' for name in STREAM_EVENTS)}; `data` is JSON."
        return {"200": {"description": sentence, "content": {"text/event-stream": {"schema": EVENT_SCHEMA}}}}
    if given is None:
        return {"204": {"description": "Done."}}
    return {"200": {"description": _sentence(given), "content": {"application/json": _reference(given)}}}


def _problems(operation: Operation) -> dict[str, Any]:
    names = [*operation.problems, "invalid", "store-unavailable"]
    if operation.access != "anybody":
        names += ["token-needed", "not-yours"]
    if operation.body:
        names += ["unreadable", "no-json", "too-large"]
    kinds = sorted((KINDS[name] for name in names), key=lambda kind: kind.status)
    return {str(kind.status): {"$ref": f"#/components/responses/{kind.name}"} for kind in kinds}


def _problem(kind: Kind) -> dict[str, Any]:
    content = {"application/problem+json": _reference(ProblemDetails)}
    described: dict[str, Any] = {"description": kind.meaning, "content": content}
    if kind.status == HTTPStatus.UNAUTHORIZED:
        described["headers"] = {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}}
    return described


def _schemas(operations: Iterable[Operation]) -> dict[str, Any]:
    models: dict[type[BaseModel], JsonSchemaMode] = {o.body: "validation" for o in operations if o.body}
    models |= {o.given: "serialization" for o in operations if o.given}
    models[ProblemDetails] = "serialization"
    _, found = models_json_schema(list(models.items()), ref_template=REFERENCE)
    return dict(found["$defs"])


def _reference(model: type[BaseModel]) -> dict[str, Any]:
    return {"schema": {"$ref": REFERENCE.format(model=model.__name__)}}


def _sentence(model: type[BaseModel]) -> str:
    return (model.__doc__ or model.__name__).strip()


def _version() -> str:
    try:
        return version("pixel")
    except PackageNotFoundError:  # run from a clone, not installed
        return "0"
