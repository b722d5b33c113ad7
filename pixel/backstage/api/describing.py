"""The API about itself: all that can be asked, the OpenAPI document, and what a problem's type means."""

from pixel import pages
from pixel.backstage.api.caller import Caller
from pixel.backstage.api.models import Document, Link, Links, ProblemKind
from pixel.backstage.api.openapi import describe
from pixel.backstage.api.problems import KINDS, Problem
from pixel.backstage.api.room import Room
from pixel.backstage.api.table import Operation


class Describing:
    """Answers about a table of operations, of which they are part."""

    def __init__(self, operations: tuple[Operation, ...]) -> None:
        own = (
            Operation("GET", "/api/", self.list_links, "anybody"),
            Operation("GET", "/api/openapi.json", self.show_document, "anybody"),
            Operation("GET", "/api/problems/{name}", self.show_problem, "anybody", ("not-found",)),
        )
        self.operations = (*own, *operations)

    def list_links(self, _: Room, __: Caller) -> Links:
        """All that can be asked."""
        at = pages.here()
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

    def show_document(self, _: Room, __: Caller) -> Document:
        """This description, for programs: an OpenAPI 3.1 document."""
        return Document(describe(self.operations, server=pages.here().url("backstage", "")))

    def show_problem(self, _: Room, __: Caller, name: str) -> ProblemKind:
        """What a problem's type means."""
        kind = KINDS.get(name)
        if not kind:
            raise Problem("not-found", f"No problem is of the type {name!r}.")
        address = pages.here().url("backstage", f"/api/problems/{kind.name}")
        return ProblemKind(type=address, title=kind.title, status=kind.status, meaning=kind.meaning)
