"""A request's parameters and body as models, or the problem with them. `application` calls it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from pixel.api.problems import FieldError, Problem

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

M = TypeVar("M", bound=BaseModel)

MOST_FIELD_ERRORS = 20
LARGEST_BODY = 10_000  # bytes


def read_query(model: type[M], given: Mapping[str, Sequence[str]]) -> M:
    """The parameters of a request, each given at most once. Raises Problem."""
    twice = [FieldError(f"?{name}", "given more than once") for name, texts in given.items() if len(texts) > 1]
    if twice:
        raise _invalid(twice)
    try:
        return model.model_validate({name: texts[0] for name, texts in given.items()})
    except ValidationError as error:
        raise _invalid(_field_errors(error.errors(), "?")) from error


def refuse_query(given: Iterable[str]) -> None:
    """For what takes no parameters: a name that nobody reads is a field_error. Raises Problem."""
    field_errors = [FieldError(f"?{name}", "no such parameter here") for name in given]
    if field_errors:
        raise _invalid(field_errors)


def read_body(model: type[M], media_type: str, body: bytes) -> M:
    """The body of a request. Raises Problem."""
    if media_type != "application/json":
        raise Problem("no-json", f"The body is {media_type or 'of no type'}: send application/json.")
    if len(body) > LARGEST_BODY:
        raise Problem("too-large", f"The body is longer than {LARGEST_BODY} bytes.")
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        found = error.errors()
        unreadable = next((field_error for field_error in found if field_error["type"] == "json_invalid"), None)
        if unreadable:
            raise Problem("unreadable", f"{unreadable['msg']}.") from error
        raise _invalid(_field_errors(found, "/")) from error


def _invalid(field_errors: Sequence[FieldError]) -> Problem:
    return Problem("invalid", f"{len(field_errors)} thing(s) to mend: see errors.", field_errors[:MOST_FIELD_ERRORS])


def _field_errors(found: "Sequence[ErrorDetails]", start: str) -> list[FieldError]:
    return [
        FieldError(_pointer(field_error["loc"], start), field_error["msg"].removeprefix("Value error, "))
        for field_error in found
    ]


def _pointer(location: Sequence[Any], start: str) -> str:
    """A JSON pointer (RFC 6901) to where pydantic met the error; the empty one is the whole body. Bodies are flat here:
    before a name pydantic has at most the way that was chosen among several."""
    return start + str(location[-1]).replace("~", "~0").replace("/", "~1") if location else ""
