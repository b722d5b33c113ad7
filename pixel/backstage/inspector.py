"""The inspector: the reader's hits as they came; where nobody else can reach the server, hits tied to nobody too."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request

from pixel.backstage.browser_explanation import Explanation, explain
from pixel.backstage.facts import MOST_UNTIED, NEWEST, Asking, find_reader, gather_facts, list_own, list_untied
from pixel.backstage.request import describe_asking
from pixel.backstage.steps import STEPS, Step, find_arrival
from pixel.identity.resolution import Identity
from pixel.pages.addresses import here
from pixel.pages.site import services
from pixel.store import Connection
from pixel.store.queries.backstage import keep_step, list_steps
from pixel.store.records import Event, Refusal

HITS_A_PAGE = 20

blueprint = Blueprint("inspector", __name__)


@dataclass(frozen=True)
class InspectorFacts:
    """What the page reads, on one snapshot. `hits`: one more than a page shows; `silent`: the walk's steps whose page
    was opened, and from where nothing arrived."""

    reader: Identity
    hits: Sequence[Event]
    newest: Sequence[Event]
    untied: Sequence[Event]
    refusals: Sequence[Refusal]
    silent: Sequence[Step]


def read_inspector(connection: Connection, before: int, asking: Asking) -> InspectorFacts:
    """Hits with an id below `before`, and what explains the browser."""
    reader = find_reader(connection, asking)
    hits = list_own(connection, reader, before, HITS_A_PAGE + 1)
    newest = hits if before == NEWEST else list_own(connection, reader)
    noted = list_steps(connection, reader.visitor_id) if reader.visitor_id else {}
    opened = [step for step in STEPS if step.pixel_id and step.id in noted]
    if not opened:
        return InspectorFacts(reader, hits, newest, *list_untied(connection, reader, asking), [])
    walk = gather_facts(connection, reader, asking)
    silent = [step for step in opened if find_arrival(step, walk) == "nothing"]
    return InspectorFacts(reader, hits, newest, walk.untied, walk.refusals, silent)


@blueprint.get("/inspector")
def show_inspector() -> str:
    """The reader's hits, newest first."""
    asking, before = describe_asking(), _read_number(request.args.get("before", ""))
    facts = services().store.read(read_inspector, before, asking)
    if facts.reader.visitor_id:
        services().store.write(keep_step, facts.reader.visitor_id, "inspector", asking.now)
    return render_template(
        "backstage/inspector.html",
        reader=facts.reader,
        hits=facts.hits[:HITS_A_PAGE],
        older=facts.hits[HITS_A_PAGE - 1].id if len(facts.hits) > HITS_A_PAGE else None,
        is_newest=before == NEWEST,
        is_alone=asking.is_alone,
        untied=facts.untied,
        refusals=facts.refusals,
        most_untied=MOST_UNTIED,
        silent=facts.silent,
        explained=_explain(facts, asking),
    )


def _explain(facts: InspectorFacts, asking: Asking) -> Explanation:
    return explain(
        facts.newest,
        facts.untied,
        request.headers.get("User-Agent", ""),
        asking.now,
        is_gpc=asking.is_gpc,
        is_one_address=here().is_one_address,
    )


def _read_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else NEWEST
