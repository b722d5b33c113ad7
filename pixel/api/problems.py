"""What may go wrong, as problem details (RFC 9457). Pure; whatever answers raises a Problem, `application` sends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Kind:
    """A kind of problem: `name` ends its type's address, where `meaning` can be read."""

    name: str
    status: int
    title: str
    meaning: str


ALL = (
    Kind("unreadable", 400, "Bad request", "The body is no JSON text."),
    Kind(
        "token-needed",
        401,
        "Unauthorized",
        "Send the teacher's token, as printed at start: Authorization: Bearer <token>. Without it, only what concerns "
        "the visitor of the cookie sent along can be asked.",
    ),
    Kind(
        "not-yours",
        403,
        "Forbidden",
        "You are known as a student of the class; this is another's, or the teacher's.",
    ),
    Kind("not-found", 404, "Not found", "There is nothing at this address, or nobody of that name."),
    Kind("method-not-allowed", 405, "Method not allowed", "The header Allow says which methods there are."),
    Kind(
        "clock-fixed",
        409,
        "Conflict",
        "The clock can be moved only where the server was started with it (pixel serve --simulated-clock), and by no "
        "more than a hundred years in all.",
    ),
    Kind("class-open", 409, "Conflict", "A class is open already; end it first: DELETE /api/class."),
    Kind("too-large", 413, "Content too large", "The body is longer than anything that can be asked here."),
    Kind("no-json", 415, "Unsupported media type", "Send JSON, and say so: Content-Type: application/json."),
    Kind("invalid", 422, "Unprocessable content", "Something in it is not as it should be; `errors` says what."),
    Kind("failed", 500, "Internal server error", "A defect of ours; the server's log says more."),
    Kind("store-unavailable", 503, "Service unavailable", "The database does not answer just now. Ask again."),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in ALL}
BY_STATUS: Mapping[int, Kind] = {kind.status: kind for kind in ALL}


@dataclass(frozen=True)
class FieldError:
    """One thing that is wrong: where (a JSON pointer into the body, or `?name` for a parameter), and what."""

    pointer: str
    detail: str


@dataclass(eq=False)
class Problem(Exception):
    """An answer that is no success; `detail` is about this one request."""

    name: str
    detail: str
    field_errors: Sequence[FieldError] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        return KINDS[self.name]
