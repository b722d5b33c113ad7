"""The walk's pages: its steps with what happened so far, and the way to each."""

from flask import Blueprint, abort, make_response, redirect, render_template
from werkzeug.wrappers import Response

from pixel.backstage.facts import Asking, find_reader, gather_facts, note_progress
from pixel.backstage.request import describe_asking
from pixel.backstage.steps import (
    STEPS,
    Facts,
    Step,
    counted_steps,
    find_arrival,
    find_done,
    find_next,
    find_outcomes,
    why_not_counted,
)
from pixel.identity.resolution import Identity
from pixel.identity.visitor_cookie import mint_visitor, visitor_cookie
from pixel.pages.addresses import here
from pixel.pages.site import services
from pixel.pages.walk_bar import Position, keep_position, leave_walk, walk_url
from pixel.store import Connection
from pixel.store.queries.backstage import keep_step

blueprint = Blueprint("walk", __name__)


def read_walk(connection: Connection, asking: Asking) -> tuple[Identity, Facts]:
    """The reader and all that decides on the ticks."""
    reader = find_reader(connection, asking)
    return reader, gather_facts(connection, reader, asking)


@blueprint.get("/")
def show_walk() -> Response:
    """The steps, each with what happened so far. The page is kept by no cache: gone back to, it is asked for again."""
    reader, facts = services().store.read(read_walk, describe_asking())
    done = find_done(facts)
    note_progress(services().store, reader, facts, done)
    next_step, counted = find_next(facts, done), counted_steps(facts)
    page = render_template(
        "backstage/walk.html",
        steps=STEPS,
        done=done,
        next_step=next_step,
        counted=counted,
        not_counted={step.id: why_not_counted(step, facts) for step in STEPS if step not in counted},
        arrivals={step.id: find_arrival(step, facts) for step in STEPS},
        outcomes=find_outcomes(facts),
        facts=facts,
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    if next_step is None:
        leave_walk(answer)
    return answer


@blueprint.get("/go/<step_id>")
def open_step(step_id: str) -> Response:
    """On to a step's page; that it was opened is noted, so that the walk can say when nothing arrived from there.

    Someone without a cookie gets one here: else the first hit would come before anything could tie it to the walk.
    Not where the browser asks not to be followed.
    """
    step = next((step for step in STEPS if step.id == step_id), None) or abort(404)
    reader, facts = services().store.read(read_walk, describe_asking())
    position = _position(step, facts)
    response = redirect(walk_url(step.site, step.path, position), 303)
    response.headers["Cache-Control"] = "no-store"
    keep_position(response, position)
    visitor = reader.visitor_id
    if visitor is None and not facts.is_gpc:
        visitor = mint_visitor(facts.now)
        response.headers.add("Set-Cookie", visitor_cookie(visitor, services().key, here()))
    if visitor:
        note_progress(services().store, reader, facts, find_done(facts))
        services().store.write(keep_step, visitor, step.id, facts.now)
    return response


def _position(step: Step, facts: Facts) -> Position:
    number = STEPS.index(step) + 1
    return Position(step.id, number, max(number, len(counted_steps(facts))))
