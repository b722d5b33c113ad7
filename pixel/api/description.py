"""The API about itself: all that can be asked, the OpenAPI document, and what a problem's type means."""

from pixel.api.caller import Caller
from pixel.api.context import ApiContext
from pixel.api.openapi import describe
from pixel.api.operations import Operation
from pixel.api.problems import KINDS, Problem
from pixel.api.responses import Document, Link, Links, ProblemKind
from pixel.pages.addresses import here


class Description:
    """Answers about a table of operations, of which they are part."""

    def __init__(self, operations: tuple[Operation, ...]) -> None:
        own = (
            Operation("GET", "/api/", self.list_links, "anybody"),
            Operation("GET", "/api/openapi.json", self.show_document, "anybody"),
            Operation("GET", "/api/problems/{name}", self.show_problem, "anybody", ("not-found",)),
        )
        self.operations = (*own, *operations)

    def list_links(self, _: ApiContext, __: Caller) -> Links:
        """All that can be asked."""
        at = here()
        items = [
            Link(
                method=operation.method,
                href=at.url("backstage", operation.path),
                name=operation.name,
                summary=operation.summary,
                needs_token=operation.access == "teacher",
            )
            for operation in self.operations
        ]
        return Links(openapi=at.url("backstage", "/api/openapi.json"), items=items)

    def show_document(self, _: ApiContext, __: Caller) -> Document:
        """This description, for programs: an OpenAPI 3.1 document."""
        return Document(describe(self.operations, server=here().url("backstage", "")))

    def show_problem(self, _: ApiContext, __: Caller, name: str) -> ProblemKind:
        """What a problem's type means."""
        kind = KINDS.get(name)
        if not kind:
            raise Problem("not-found", f"No problem is of the type {name!r}.")
        address = here().url("backstage", f"/api/problems/{kind.name}")
        return ProblemKind(type=address, title=kind.title, status=kind.status, meaning=kind.meaning)
