"""One line of the profile: the very rows that it rests on, and the means to put it right or take it out, with the next
choice of ads before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from pixel import clock
from pixel.networks.guesses.words import write_km
from pixel.networks.network import this_network
from pixel.networks.profile.evidence_words import FoundRows, read_evidence, view_evidence
from pixel.networks.profile.file_page import FileFacts, read_file
from pixel.networks.profile.line_words import make_field, name_key, name_kind, name_slug, name_value, view_line
from pixel.networks.profile.next_auction import compare_auctions
from pixel.networks.session import Me, read_as_member, this_visitor
from pixel.pages.site import services
from pixel.profile.corrections import INTEREST, Choices, find_problem
from pixel.profile.guess_error import TownError, measure_error
from pixel.profile.inference.places import Place
from pixel.profile.inference.told import name_towns
from pixel.profile.line import Line
from pixel.store import Connection
from pixel.store.queries.choices import drop_correction, keep_correction

ROWS_SHOWN = 50

blueprint = Blueprint("lines", __name__)


@dataclass(frozen=True)
class LineFacts:
    """What the page reads, on one snapshot: the file, the lines with this key, the newest rows of each, and of a town
    that is guessed how far off it is."""

    file: FileFacts
    lines: list[Line]
    rows: list[FoundRows]
    error: TownError | None

    @property
    def choices(self) -> Choices:
        return self.file.context.person.choices


def read_line(connection: Connection, me: Me, key: str, places: Mapping[str, Place], now: datetime) -> LineFacts:
    """The lines of that key, none where there are none."""
    file = read_file(connection, me, places, now)
    lines = [line for line in file.lines if line.key == key]
    rows = [read_evidence(connection, me.seat.network, line.evidence[:ROWS_SHOWN]) for line in lines]
    return LineFacts(file, lines, rows, measure_error(connection, me.seat, lines, places))


@blueprint.get("/profile/lines/<key>")
def show_line(key: str) -> str:
    """A line with its rows. Of one that was put right or taken out, what the next choice of ads was before."""
    me, facts, now = _read(key)
    names, towns = facts.file.names(me), name_towns(list(this_network().places.values()))
    choices = facts.choices
    is_corrected = key in choices.corrections
    compared = (choices.without(key), choices) if is_corrected else (choices, choices.removing(key))
    to = choices.corrections.get(key)
    return render_template(
        "profile/line.html",
        me=me,
        notice=session.pop("notice", None),
        key=key,
        label=name_key(key),
        about=name_slug(key.removeprefix(INTEREST), names.products) if key.startswith(INTEREST) else "",
        views=[
            (view_line(line, names), name_kind(line.kind), view_evidence(rows, names, towns))
            for line, rows in zip(facts.lines, facts.rows, strict=True)
        ],
        error=facts.error and (write_km(facts.error.km), facts.error.truth.name),
        field=make_field(facts.lines[0]) if facts.lines else None,
        is_corrected=is_corrected,
        corrected_to=None if to is None else name_value(key, to, names),
        next=compare_auctions(me.seat, this_visitor(), facts.file.context, compared, now),
        has_objected=choices.has_objected,
    )


@blueprint.post("/profile/correct")
def correct() -> Response:
    """Puts a line right, or takes it out (field `remove`)."""
    key = request.form.get("key", "")
    value = None if "remove" in request.form else " ".join(request.form.get("value", "").split())
    me, _, _ = _read(key)
    problem = find_problem(key, value)
    if problem:
        session["notice"] = _describe(problem)
        return redirect(url_for("lines.show_line", key=key), 303)
    services().store.write(keep_correction, me.seat.id, key, value, clock.now())
    session["notice"] = (
        gettext("Taken out of your file. The next ad is chosen without it.")
        if value is None
        else gettext("Put right. The next ad is chosen by what you say.")
    )
    return redirect(url_for("lines.show_line", key=key), 303)


@blueprint.post("/profile/uncorrect")
def take_back() -> Response:
    """Takes a correction back: the line is again what it was."""
    me, _ = read_as_member(lambda _, __: None)
    key = request.form.get("key", "")
    services().store.erase(drop_correction, me.seat.id, key)
    session["notice"] = gettext("Your correction was taken back.")
    return redirect(url_for("profile.show_profile"), 303)


def _read(key: str) -> tuple[Me, LineFacts, datetime]:
    now, places = clock.now(), this_network().places
    me, facts = read_as_member(lambda connection, me: read_line(connection, me, key, places, now))
    if not facts.lines and key not in facts.choices.corrections:
        abort(404, gettext("There is no such line in your file."))
    return me, facts, now


def _describe(problem: str) -> str:
    """Why a correction was not kept."""
    return {
        "interest": gettext("Choose another interest from the list."),
        "only-remove": gettext("This line can only be taken out."),
        "age": gettext("An age is a whole number from 1 to 120."),
    }.get(problem, gettext("Write something of at most 80 letters."))
