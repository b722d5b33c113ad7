"""Groups: all of them, and each with its members and posts; joined and left."""

from dataclasses import dataclass

from flask import Blueprint, abort, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from pixel import clock
from pixel.networks.ribambelle.members.directory import entry_of, find_entries
from pixel.networks.ribambelle.members.faces import face_of, interests_of
from pixel.networks.ribambelle.members.post_facts import AnyPost, PostFacts, read_post_facts
from pixel.networks.ribambelle.members.post_view import view_posts
from pixel.networks.ribambelle.members.render import back, read_search, render
from pixel.networks.ribambelle.town.rows import fold
from pixel.networks.session import Me, read_as_member
from pixel.networks.wording import name_interest
from pixel.pages.site import services
from pixel.store import Connection
from pixel.store.queries.members import list_memberships
from pixel.store.queries.networks import delete_signal, keep_signal
from pixel.store.queries.posts import list_posts
from pixel.store.queries.town.people import ResidentRecord, list_residents
from pixel.store.queries.town.places import GROUPS, PlaceRecord, find_place, list_people_in, list_places
from pixel.store.queries.town.posts import list_posts_in

MEMBERS_SHOWN = 24
POSTS_SHOWN = 20

blueprint = Blueprint("groups", __name__)


@dataclass(frozen=True)
class GroupFacts:
    """A group's page."""

    group: PlaceRecord
    is_member: bool
    members: list[ResidentRecord]
    posts: PostFacts


@blueprint.get("/groups")
def show_groups() -> str:
    """All groups, or those that are found; one's own first."""
    search = read_search()
    me, (groups, joined) = read_as_member(
        lambda connection, me: (
            list_places(connection, GROUPS, me.seat.network),
            list_memberships(connection, me.seat.id),
        )
    )
    entries = find_entries(groups, fold(search))
    return render("groups", me, search=search, entries=entries, joined=joined)


@blueprint.get("/groups/<group_id>")
def show_group(group_id: str) -> str:
    """A group."""
    me, facts = read_as_member(lambda connection, me: _read_group(connection, me, group_id))
    if facts is None:
        abort(404)
    return render(
        "group",
        me,
        group=entry_of(facts.group),
        interests=[name_interest(slug) for slug in interests_of(facts.group.theme)],
        is_member=facts.is_member,
        members=[face_of(resident) for resident in facts.members],
        posts=view_posts(facts.posts, me, clock.now()),
    )


@blueprint.post("/groups/<group_id>/join")
def join(group_id: str) -> Response:
    """Joins a group."""
    me, group = _require_group(group_id)
    services().store.write(keep_signal, "memberships", me.seat.id, group.id, interests_of(group.theme), clock.now())
    return back(gettext("You are in."), url_for("groups.show_group", group_id=group.id))


@blueprint.post("/groups/<group_id>/leave")
def leave(group_id: str) -> Response:
    """Leaves a group."""
    me, group = _require_group(group_id)
    services().store.write(delete_signal, "memberships", me.seat.id, group.id)
    return back(gettext("You have left the group."), url_for("groups.show_group", group_id=group.id))


def _require_group(group_id: str) -> tuple[Me, PlaceRecord]:
    me, group = read_as_member(lambda connection, me: find_place(connection, GROUPS, me.seat.network, group_id))
    return me, group or abort(404)


def _read_group(connection: Connection, me: Me, group_id: str) -> GroupFacts | None:
    network = me.seat.network
    group = find_place(connection, GROUPS, network, group_id)
    if group is None:
        return None
    members = list_residents(connection, network, list_people_in(connection, GROUPS, network, group_id, MEMBERS_SHOWN))
    own = list_posts(connection, me.seat.id, POSTS_SHOWN, group_id)
    posts: list[AnyPost] = [*own, *list_posts_in(connection, network, group_id, POSTS_SHOWN)]
    return GroupFacts(
        group,
        group_id in list_memberships(connection, me.seat.id),
        list(members.values()),
        read_post_facts(connection, me.seat, posts),
    )
