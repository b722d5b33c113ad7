"""The walk's pages: its steps with what happened so far, and the way to each."""

from flask import Blueprint, abort, redirect, render_template
from werkzeug.wrappers import Response

from pixel.backstage.facts import Asking, find_reader, gather_facts, note_done
from pixel.backstage.request import describe_asking
from pixel.backstage.steps import STEPS, Facts, find_arrival, find_done
from pixel.identity.resolution import Identity
from pixel.identity.visitor_cookie import mint_visitor, visitor_cookie
from pixel.pages.addresses import here, site_url
from pixel.pages.site import services
from pixel.store import Connection
from pixel.store.queries.backstage import keep_step

blueprint = Blueprint("walk", __name__)


def read_walk(connection: Connection, asking: Asking) -> tuple[Identity, Facts]:
    """The reader and all that decides on the ticks."""
    reader = find_reader(connection, asking)
    return reader, gather_facts(connection, reader, asking)


@blueprint.get("/")
def show_walk() -> str:
    """The steps, each with what happened so far."""
    reader, facts = services().store.read(read_walk, describe_asking())
    done = find_done(facts)
    note_done(services().store, reader, facts, done)
    arrivals = {step.id: find_arrival(step, facts) for step in STEPS}
    return render_template(
        "backstage/walk.html", steps=STEPS, done=done, arrivals=arrivals, noted=facts.noted, gpc=facts.is_gpc
    )


@blueprint.get("/go/<step_id>")
def open_step(step_id: str) -> Response:
    """On to a step's page; that it was opened is noted, so that the walk can say when nothing arrived from there.

    Someone without a cookie gets one here: else the first hit would come before anything could tie it to the walk.
    Not where the browser asks not to be followed.
    """
    step = next((step for step in STEPS if step.id == step_id), None) or abort(404)
    response = redirect(site_url(step.site, step.path), 303)
    reader, facts = services().store.read(read_walk, describe_asking())
    visitor = reader.visitor_id
    if visitor is None and not facts.is_gpc:
        visitor = mint_visitor(facts.now)
        response.headers.add("Set-Cookie", visitor_cookie(visitor, services().key, here()))
    if visitor:
        note_done(services().store, reader, facts, find_done(facts))
        services().store.write(keep_step, visitor, step.id, facts.now)
    response.headers["Cache-Control"] = "no-store"
    return response
