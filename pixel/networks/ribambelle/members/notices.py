"""Notifications: who asks to be friends, who answered, who liked or commented what one wrote."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint

from pixel.networks.ribambelle.members.faces import Face, face_of, face_of_seat
from pixel.networks.ribambelle.members.render import render
from pixel.networks.session import Me, read_as_member
from pixel.pages.site import services
from pixel.pages.times import ago
from pixel.store import Connection
from pixel.store.queries.friendships import list_seat_friends
from pixel.store.queries.notifications import Notification, list_notifications, mark_read
from pixel.store.queries.posts import SeatPost, find_posts
from pixel.store.queries.town.people import ResidentRecord, list_residents

SHOWN = 50

blueprint = Blueprint("notices", __name__)


@dataclass(frozen=True)
class NoticeView:
    """One notification; `post`: one's own that it is about, as its first words; `is_open`: it waits for an answer."""

    kind: str
    face: Face
    post: str | None
    when: datetime
    ago: str
    is_new: bool
    is_open: bool


@dataclass(frozen=True)
class _Facts:
    told: list[Notification]
    residents: Mapping[str, ResidentRecord]
    posts: Mapping[str, SeatPost]
    asking: frozenset[str]


@blueprint.get("/notifications")
def show_notices() -> str:
    """All of them, newest first; from now on they are read."""
    me, facts = read_as_member(_read)
    if me.menu.unread:
        services().store.write(mark_read, me.seat.id)
    notices = [notice for told in facts.told if (notice := _view(told, facts))]
    return render("notices", replace(me, menu=replace(me.menu, unread=0)), notices=notices)


def _read(connection: Connection, me: Me) -> _Facts:
    told = list_notifications(connection, me.seat.id, SHOWN)
    residents = [it.about["resident"] for it in told if "resident" in it.about]
    posts = {it.about["post"] for it in told if "post" in it.about}
    asking = [it.seat.id for it in list_seat_friends(connection, me.seat.id) if it.state == "asks-me"]
    return _Facts(
        told,
        list_residents(connection, me.seat.network, residents),
        find_posts(connection, me.seat.id, posts),
        frozenset(asking),
    )


def _view(told: Notification, facts: _Facts) -> NoticeView | None:
    """None where whom it is about is no more there."""
    resident = facts.residents.get(told.about.get("resident", ""))
    if told.by is None and resident is None:
        return None
    face = face_of_seat(told.by) if told.by else face_of(resident) if resident else None
    if face is None:
        return None
    post = facts.posts.get(told.about.get("post", ""))
    return NoticeView(
        kind=told.kind,
        face=face,
        post=post.text if post else None,
        when=told.at,
        ago=ago(told.at),
        is_new=not told.is_read,
        is_open=told.kind == "friend-asked" and face.id in facts.asking,
    )
