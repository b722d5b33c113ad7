"""The rights desk: access, rectification, erasure, objection to profiling and portability, each of which works here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from pixel import clock
from pixel.ads.catalogue import read_catalogue
from pixel.ads.person_lines import read_lines
from pixel.ads.serving import AdContext, gather_ad_context
from pixel.identity.visitor_cookie import forget_visitor
from pixel.networks.network import this_network
from pixel.networks.profile.next_auction import compare_auctions
from pixel.networks.session import Me, NobodyHereError, read_as_member, require_member, this_visitor
from pixel.pages.addresses import here
from pixel.pages.site import services
from pixel.pages.times import at_time
from pixel.profile.data_privacy import label_line
from pixel.profile.inference.places import Place
from pixel.profile.line import Line
from pixel.profile.person import PersonProfile, assemble_visitor
from pixel.store import Connection
from pixel.store.queries.access import list_own_rows
from pixel.store.queries.choices import object_to_profiling, withdraw_objection
from pixel.store.queries.profile import erase_seat

blueprint = Blueprint("rights", __name__)


@dataclass(frozen=True)
class RightsFacts:
    """What the page reads, on one snapshot: the person, how many lines, and how many rows of each table."""

    context: AdContext
    lines: int
    rows: Mapping[str, int]


@dataclass(frozen=True)
class Access:
    """All that is kept about somebody."""

    person: PersonProfile
    lines: list[Line]
    rows: Mapping[str, list[dict[str, Any]]]


def read_rights(connection: Connection, me: Me, places: Mapping[str, Place], now: datetime) -> RightsFacts:
    """The figures that the page shows."""
    context = gather_ad_context(connection, me.seat, now)
    lines = read_lines(connection, context.person, context.catalogue, places, now)
    rows = list_own_rows(connection, me.seat.id, context.person.visitor_ids)
    return RightsFacts(context, len(lines), {table: len(found) for table, found in rows.items()})


def read_access(connection: Connection, visitor_id: str, places: Mapping[str, Place], now: datetime) -> Access:
    """All of it, for the person that a visitor is; for one that is nobody, what its browser left."""
    catalogue = read_catalogue(connection)
    person = assemble_visitor(connection, visitor_id, catalogue.assortment, now)
    lines = read_lines(connection, person, catalogue, places if person.seat else {}, now)
    seat_id = person.seat.id if person.seat else ""
    return Access(person, lines, list_own_rows(connection, seat_id, person.visitor_ids or (visitor_id,)))


@blueprint.get("/rights")
def show_rights() -> str:
    """The desk."""
    now, places = clock.now(), this_network().places
    me, facts = read_as_member(lambda connection, me: read_rights(connection, me, places, now))
    choices = facts.context.person.choices
    compared = (replace(choices, objected_at=None), replace(choices, objected_at=choices.objected_at or now))
    return render_template(
        "profile/rights.html",
        me=me,
        notice=session.pop("notice", None),
        lines=facts.lines,
        rows=facts.rows,
        number_of_rows=sum(facts.rows.values()),
        objected=at_time(choices.objected_at) if choices.objected_at else None,
        corrections=len(choices.corrections),
        next=compare_auctions(me.seat, this_visitor(), facts.context, compared, now),
    )


@blueprint.get("/rights/export.json")
def download() -> Response:
    """All that is kept about oneself, to take away: lines with their labels, and the very rows."""
    now, places, visitor = clock.now(), this_network().places, this_visitor()
    try:
        read_as_member(lambda _, __: None)
    except NobodyHereError:
        session.clear()
    access = services().store.read(read_access, visitor, places, now)
    seat = access.person.seat
    told = {
        "network": this_network().id,
        "made_at": clock.to_text(now),
        "member": seat.member_id if seat else None,
        "first_name": seat.first_name if seat else None,
        "lines": [_describe(line) for line in access.lines],
        "rows": access.rows,
    }
    answer = Response(json.dumps(told, ensure_ascii=False, indent=1), mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{this_network().id}-{now:%Y-%m-%d}.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/rights/object")
def object_here() -> Response:
    """From now on no choice of ads reads a line."""
    services().store.write(object_to_profiling, require_member().seat.id, clock.now())
    return _back(gettext("Noted. The next ad is chosen without reading a line of your file."))


@blueprint.post("/rights/withdraw")
def withdraw() -> Response:
    """Takes the objection back."""
    services().store.write(withdraw_objection, require_member().seat.id)
    return _back(gettext("Your objection was withdrawn. Ads are chosen by your file again."))


@blueprint.post("/rights/erase")
def erase() -> Response:
    """Erases the person at this browser with all that was derived of them, and says how much that was."""
    deleted = services().store.erase(erase_seat, require_member().seat.id)
    session.clear()
    rows = {table: number for table, number in deleted.items() if number > 0}
    answer = Response(render_template("profile/erased.html", me=None, rows=rows, number_of_rows=sum(rows.values())))
    answer.headers["Content-Type"] = "text/html; charset=utf-8"
    answer.headers.add("Set-Cookie", forget_visitor(here()))
    return answer


def _describe(line: Line) -> dict[str, Any]:
    worth = {"cents": round(line.worth.cents, 3), "campaign": line.worth.campaign_id} if line.worth else None
    return {
        "key": line.key,
        "value": line.value,
        "kind": line.kind,
        "confidence": round(line.confidence, 6),
        "may_use": line.may_use,
        "worth": worth,
        "evidence": [row._asdict() for row in line.evidence],
        "labels": label_line(line),
    }


def _back(notice: str) -> Response:
    session["notice"] = notice
    return redirect(url_for("rights.show_rights"), 303)
