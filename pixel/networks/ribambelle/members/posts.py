"""Posts of one's own: written on the feed or in a group, and deleted."""

from flask import Blueprint, abort, redirect, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from pixel import clock
from pixel.networks.ribambelle.members.faces import interests_of
from pixel.networks.ribambelle.members.render import render
from pixel.networks.session import Me, read_as_member, require_member
from pixel.pages.addresses import same_page
from pixel.pages.site import services
from pixel.store import Connection
from pixel.store.queries.members import list_memberships
from pixel.store.queries.posts import delete_post, keep_post
from pixel.store.queries.town.places import GROUPS, PlaceRecord, find_place

LONGEST_POST = 2_000

blueprint = Blueprint("posts", __name__)


@blueprint.post("/posts")
def write() -> Response | tuple[str, int]:
    """Keeps a post, on one's own page or, with `group`, in a group that one is in."""
    group_id = request.form.get("group", "")
    text = request.form.get("text", "").replace("\r\n", "\n").strip()
    me, (group, is_in) = read_as_member(lambda connection, me: _find_group(connection, me, group_id))
    if group_id and (group is None or not is_in):
        abort(404 if group is None else 403)
    if not 1 <= len(text) <= LONGEST_POST:
        error = gettext("Write 1 to %(n)d letters.", n=LONGEST_POST)
        return render("write", me, text=text, group=group_id, error=error), 422
    interests = interests_of(group.theme) if group else ()
    services().store.write(keep_post, me.seat.id, group_id, text, interests, clock.now())
    return redirect(url_for("groups.show_group", group_id=group_id) if group else url_for("feed.show_feed"), 303)


@blueprint.post("/posts/<int:number>/delete")
def delete(number: int) -> Response:
    """Deletes a post of one's own."""
    if not services().store.erase(delete_post, require_member().seat.id, number):
        abort(404)
    session["notice"] = gettext("Deleted: your post, and what was said under it.")
    return redirect(same_page(request.referrer or ""), 303)


def _find_group(connection: Connection, me: Me, group_id: str) -> tuple[PlaceRecord | None, bool]:
    if not group_id:
        return None, False
    group = find_place(connection, GROUPS, me.seat.network, group_id)
    return group, group_id in list_memberships(connection, me.seat.id)
