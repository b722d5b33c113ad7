"""A request's parameters and body as models, or the problem with them. `application` calls it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from pixel.backstage.api.problems import Problem, Slip

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

M = TypeVar("M", bound=BaseModel)

MOST_SLIPS = 20
LARGEST_BODY = 10_000  # bytes


def read_query(model: type[M], given: Mapping[str, Sequence[str]]) -> M:
    """The parameters of a request, each given at most once. Raises Problem."""
    twice = [Slip(f"?{name}", "given more than once") for name, texts in given.items() if len(texts) > 1]
    if twice:
        raise _invalid(twice)
    try:
        return model.model_validate({name: texts[0] for name, texts in given.items()})
    except ValidationError as error:
        raise _invalid(_slips(error.errors(), "?")) from error


def refuse_query(given: Iterable[str]) -> None:
    """For what takes no parameters: a name that nobody reads is a slip. Raises Problem."""
    slips = [Slip(f"?{name}", "no such parameter here") for name in given]
    if slips:
        raise _invalid(slips)


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
        unreadable = next((slip for slip in found if slip["type"] == "json_invalid"), None)
        if unreadable:
            raise Problem("unreadable", f"{unreadable['msg']}.") from error
        raise _invalid(_slips(found, "/")) from error


def _invalid(slips: Sequence[Slip]) -> Problem:
    return Problem("invalid", f"{len(slips)} thing(s) to mend: see errors.", slips[:MOST_SLIPS])


def _slips(found: "Sequence[ErrorDetails]", start: str) -> list[Slip]:
    return [Slip(_pointer(slip["loc"], start), slip["msg"].removeprefix("Value error, ")) for slip in found]


def _pointer(location: Sequence[Any], start: str) -> str:
    """A JSON pointer (RFC 6901) to where pydantic met the slip; the empty one is the whole body. Bodies are flat here:
    before a name pydantic has at most the way that was chosen among several."""
    return start + str(location[-1]).replace("~", "~0").replace("/", "~1") if location else ""
