"""Pages to follow: companies, shops, subjects. Each with its followers, and what these posted about its subject."""

from dataclasses import dataclass

from flask import Blueprint, abort, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from pixel import clock
from pixel.networks.ribambelle.members.directory import entry_of, find_entries
from pixel.networks.ribambelle.members.faces import face_of, interests_of
from pixel.networks.ribambelle.members.post_facts import PostFacts, read_post_facts
from pixel.networks.ribambelle.members.post_view import view_posts
from pixel.networks.ribambelle.members.render import back, read_search, render
from pixel.networks.ribambelle.town.posts import MOST_WORDS
from pixel.networks.ribambelle.town.rows import fold
from pixel.networks.session import Me, read_as_member
from pixel.networks.wording import name_interest
from pixel.pages.site import services
from pixel.pages.walk_bar import onward_url
from pixel.store import Connection
from pixel.store.queries.members import list_follows
from pixel.store.queries.networks import delete_signal, keep_signal
from pixel.store.queries.town.people import ResidentRecord, list_residents
from pixel.store.queries.town.places import PAGES, PlaceRecord, find_place, list_people_in, list_places
from pixel.store.queries.town.posts import list_posts_about

FOLLOWERS_SHOWN = 24
POSTS_SHOWN = 8

blueprint = Blueprint("pages", __name__)


@dataclass(frozen=True)
class PageFacts:
    """A page's page."""

    page: PlaceRecord
    is_followed: bool
    followers: list[ResidentRecord]
    posts: PostFacts


@blueprint.get("/pages")
def show_pages() -> str:
    """All pages, or those that are found: companies, shops, subjects."""
    search = read_search()
    me, (pages, followed) = read_as_member(
        lambda connection, me: (list_places(connection, PAGES, me.seat.network), list_follows(connection, me.seat.id))
    )
    entries = find_entries(pages, fold(search))
    kinds = {kind: [entry for entry in entries if entry.kind == kind] for kind in ("company", "shop", "subject")}
    return render("pages", me, search=search, kinds=kinds, followed=followed)


@blueprint.get("/pages/<page_id>")
def show_page(page_id: str) -> str:
    """A page."""
    me, facts = read_as_member(lambda connection, me: _read_page(connection, me, page_id))
    if facts is None:
        abort(404)
    return render(
        "page",
        me,
        page=entry_of(facts.page),
        interests=[name_interest(slug) for slug in interests_of(facts.page.theme)],
        site=_site_of(facts.page),
        is_followed=facts.is_followed,
        followers=[face_of(resident) for resident in facts.followers],
        posts=view_posts(facts.posts, me, clock.now()),
    )


@blueprint.post("/pages/<page_id>/follow")
def follow(page_id: str) -> Response:
    """Follows a page."""
    me, page = _require_page(page_id)
    services().store.write(keep_signal, "follows", me.seat.id, page.id, interests_of(page.theme), clock.now())
    return back(gettext("You follow this page."), url_for("pages.show_page", page_id=page.id))


@blueprint.post("/pages/<page_id>/unfollow")
def unfollow(page_id: str) -> Response:
    """Follows a page no more."""
    me, page = _require_page(page_id)
    services().store.write(delete_signal, "follows", me.seat.id, page.id)
    return back(gettext("You no longer follow this page."), url_for("pages.show_page", page_id=page.id))


def _site_of(page: PlaceRecord) -> str | None:
    """Where a company's or a shop's own pages are."""
    if page.kind == "company":
        return onward_url(page.id)
    return url_for("ads.show_shop", ad_id=page.id) if page.kind == "shop" else None


def _require_page(page_id: str) -> tuple[Me, PlaceRecord]:
    me, page = read_as_member(lambda connection, me: find_place(connection, PAGES, me.seat.network, page_id))
    return me, page or abort(404)


def _read_page(connection: Connection, me: Me, page_id: str) -> PageFacts | None:
    network = me.seat.network
    page = find_place(connection, PAGES, network, page_id)
    if page is None:
        return None
    followers = list_people_in(connection, PAGES, network, page_id, FOLLOWERS_SHOWN)
    words = interests_of(page.theme)[:MOST_WORDS]
    posts = list_posts_about(connection, network, page_id, words, POSTS_SHOWN)
    return PageFacts(
        page,
        page_id in list_follows(connection, me.seat.id),
        list(list_residents(connection, network, followers).values()),
        read_post_facts(connection, me.seat, posts),
    )
