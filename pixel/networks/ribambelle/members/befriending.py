"""Befriending: a resident says yes at once, somebody of the class is asked first. Friends no more is one click."""

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from pixel import clock
from pixel.networks.ribambelle.members.render import back
from pixel.networks.session import read_as_member
from pixel.pages.site import services
from pixel.store import Connection
from pixel.store.queries.friendships import (
    answer_classmate,
    ask_classmate,
    befriend_resident,
    find_classmate,
    how_they_stand,
    list_resident_friends_of,
    unfriend_classmate,
    unfriend_resident,
)
from pixel.store.queries.town.people import find_resident, list_resident_friends
from pixel.store.records import Seat

blueprint = Blueprint("befriending", __name__)


@blueprint.post("/people/<person_id>/befriend")
def befriend(person_id: str) -> Response:
    """Asks somebody to be friends."""
    me, name = read_as_member(lambda connection, me: _find_other(connection, me.seat, person_id))
    done = services().store.write(_befriend, me.seat, person_id if name is not None else abort(404))
    return back(
        gettext("You are friends.") if done else gettext("Asked. You will be told of the answer."),
        url_for("people.show_person", person_id=person_id),
    )


@blueprint.post("/people/<person_id>/unfriend")
def unfriend(person_id: str) -> Response:
    """Friends no more; for somebody who was asked: asked no more."""
    me, name = read_as_member(lambda connection, me: _find_other(connection, me.seat, person_id))
    services().store.write(_unfriend, me.seat, person_id if name is not None else abort(404))
    return back(gettext("You are friends no more."), url_for("people.show_person", person_id=person_id))


@blueprint.post("/people/<person_id>/answer")
def answer(person_id: str) -> Response:
    """Answers somebody who asked: yes, or no."""
    me, stands = read_as_member(lambda connection, me: how_they_stand(connection, me.seat.id, person_id))
    is_yes = request.form.get("answer") == "yes"
    if stands == "none":
        abort(404)
    services().store.write(answer_classmate, me.seat.id, person_id, clock.now(), is_yes=is_yes)
    return back(
        gettext("You are friends.") if is_yes else gettext("Declined. They are not told."),
        url_for("people.show_person", person_id=person_id),
    )


def _find_other(connection: Connection, seat: Seat, person_id: str) -> str | None:
    """Whether somebody is there to be friends with, and what they are; None for oneself and one's face."""
    if person_id in (seat.id, seat.member_id):
        return None
    if find_resident(connection, seat.network, person_id):
        return "resident"
    is_known = (
        find_classmate(connection, seat.id, person_id) or how_they_stand(connection, seat.id, person_id) != "none"
    )
    return "seat" if is_known else None


def _befriend(connection: Connection, seat: Seat, other_id: str) -> bool:
    """Whether the two are friends now."""
    if find_resident(connection, seat.network, other_id) is None:
        return ask_classmate(connection, seat.id, other_id, clock.now()) == "friends"
    if other_id not in list_resident_friends_of(connection, seat):
        befriend_resident(connection, seat.id, other_id, clock.now())
    return True


def _unfriend(connection: Connection, seat: Seat, other_id: str) -> None:
    if find_resident(connection, seat.network, other_id) is None:
        unfriend_classmate(connection, seat.id, other_id)
        return
    of_face = list_resident_friends(connection, seat.network, seat.member_id) if seat.member_id else []
    unfriend_resident(connection, seat.id, other_id, clock.now(), is_faces=other_id in of_face)
