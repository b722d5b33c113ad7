"""Every operation of the API: its address, who may ask, and the function that answers. What it takes and gives stands
in that function's annotations, what it does in its docstring: `application` and `openapi` read both there.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_type_hints

from pydantic import BaseModel

from pixel.api import administration, classroom, people, predictions, reports, stories, streaming, visits
from pixel.api.streaming import EventStream

Access = Literal["anybody", "own", "teacher"]


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked. `own`: without the token, about one's own visitor. `problems`: those of its own."""

    method: Literal["GET", "POST", "DELETE"]
    path: str
    answer: Callable[..., BaseModel | EventStream | None]
    access: Access
    problems: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.answer.__name__

    @property
    def summary(self) -> str:
        return (inspect.getdoc(self.answer) or "").partition("\n\n")[0].replace("\n", " ")

    @property
    def query(self) -> type[BaseModel] | None:
        return self._hints.get("query")

    @property
    def body(self) -> type[BaseModel] | None:
        return self._hints.get("body")

    @property
    def given(self) -> type[BaseModel] | None:
        """What it answers with; None: nothing but that it is done."""
        found: type[object] = self._hints["return"]
        return found if issubclass(found, BaseModel) else None

    @property
    def is_stream(self) -> bool:
        """Whether it answers with server-sent events."""
        return issubclass(self._hints["return"], EventStream)

    @property
    def _hints(self) -> dict[str, Any]:
        return get_type_hints(self.answer)


OPERATIONS = (
    Operation("GET", "/api/clock", administration.show_clock, "anybody"),
    Operation("POST", "/api/clock", administration.move_clock, "teacher", ("clock-fixed",)),
    Operation("POST", "/api/reset", administration.reset, "teacher"),
    Operation("POST", "/api/seed", administration.seed, "teacher"),
    Operation("POST", "/api/class", classroom.open_class, "teacher", ("class-open",)),
    Operation("GET", "/api/class", classroom.show_class, "teacher", ("not-found",)),
    Operation("DELETE", "/api/class", classroom.end_class, "teacher", ("not-found",)),
    Operation("GET", "/api/stream", streaming.follow_stream, "own"),
    Operation("GET", "/api/visitors", visits.list_visitors, "teacher"),
    Operation("GET", "/api/visitors/{visitor_id}", visits.show_visitor, "own", ("not-found",)),
    Operation("GET", "/api/events", visits.list_events, "own"),
    Operation("GET", "/api/refusals", visits.list_refusals, "teacher"),
    Operation("GET", "/api/profiles/{visitor_id}", people.show_profile, "own", ("not-found",)),
    Operation("GET", "/api/impressions", people.list_impressions, "own"),
    Operation("GET", "/api/reports", reports.show_report, "own", ("not-found",)),
    Operation("GET", "/api/predictions", predictions.list_predictions, "anybody"),
    Operation("GET", "/api/stories", stories.list_stories, "anybody"),
    Operation("GET", "/api/stories/{name}", stories.show_story, "anybody", ("not-found",)),
)
