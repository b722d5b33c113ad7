"""Ribambelle's feed, and likes and comments on any post. Thin: read, ask the rooms below, render."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from pixel import clock
from pixel.ads.serving import AdContext, AdRequest, ShownAd, gather_ad_context, serve_ads
from pixel.networks.accounts import show_picker
from pixel.networks.ad_html import write_ad
from pixel.networks.network import this_network
from pixel.networks.ribambelle.feed import ADS_A_PAGE, OWN_ON_TOP, mix, page_of_posts, town_range, weave
from pixel.networks.ribambelle.members.post_facts import (
    AnyPost,
    PostFacts,
    comment_post,
    find_any_post,
    like_post,
    read_post_facts,
)
from pixel.networks.ribambelle.members.post_view import view_any_post, view_posts
from pixel.networks.ribambelle.page_html import write_page
from pixel.networks.ribambelle.post_html import write_posts, write_views
from pixel.networks.session import Me, NobodyHereError, last_here, read_as_member, this_visitor
from pixel.pages.addresses import same_page
from pixel.pages.language import language
from pixel.pages.site import services
from pixel.pages.walk_bar import current_position
from pixel.store import Connection
from pixel.store.queries.networks import OwnComment, list_comments
from pixel.store.queries.posts import list_posts
from pixel.store.queries.town.posts import list_posts_for

Answer = str | bytes | Response | tuple[str, int]
LONGEST_COMMENT = 500

blueprint = Blueprint("feed", __name__)


@dataclass(frozen=True)
class FeedFacts:
    """What a page of the feed reads: a person's likes and comments, the posts of people (`on_top`) and of the town
    (`between`), whether more of these come after, and what the choice of ads may use."""

    likes: Set[str]
    written: tuple[OwnComment, ...]
    on_top: PostFacts
    between: PostFacts
    has_more: bool
    context: AdContext


@dataclass(frozen=True)
class FeedPage:
    """A page of the feed (from 1): the ids of known members' posts on it, and which of the town's stand between."""

    number: int
    known: Sequence[str]
    of_town: tuple[int, int]


def read_feed(connection: Connection, me: Me, now: datetime, page: FeedPage) -> FeedFacts:
    """All of it on one snapshot. Runs in a thread that knows of no request."""
    context = gather_ad_context(connection, me.seat, now)
    liked = {signal.post_id for signal in context.person.signals if signal.source == "like"}
    on_top, between, (start, end) = PostFacts(), PostFacts(), page.of_town
    if page.number == 1 and me.menu.has_posts:
        on_top = read_post_facts(connection, me.seat, list_posts(connection, me.seat.id, OWN_ON_TOP))
    of_town = list_posts_for(connection, me.seat, end + 1) if end else []
    if of_town[start:end]:
        between = read_post_facts(connection, me.seat, of_town[start:end])
    written = tuple(list_comments(connection, me.seat.id, page.known))
    return FeedFacts(liked, written, on_top, between, len(of_town) > end > 0, context)


@blueprint.get("/")
def show_feed() -> Answer:
    """The feed, or the picker where nobody is logged in."""
    now, page = clock.now(), max(request.args.get("page", 1, type=int), 1)
    posts, next_page = page_of_posts(page)
    asked = FeedPage(page, [post.id for post in posts], town_range(page))
    try:
        me, facts = read_as_member(lambda connection, me: read_feed(connection, me, now, asked))
    except NobodyHereError:
        return show_picker(last_here())
    written = write_posts(posts, me, facts.likes, facts.written, now)
    on_top, between = (write_views(view_posts(each, me, now)) for each in (facts.on_top, facts.between))
    ads = _serve(me, facts.context, now) if posts or between else []
    cue = _find_cue(ads) if current_position() else None
    items = weave([*on_top, *mix(written, between)], [write_ad(ad, is_cue=ad is cue) for ad in ads])
    if next_page is None and posts and facts.has_more:
        next_page = page + 1
    return write_page(items, me, page, next_page, has_cue=cue is not None)


@blueprint.post("/posts/<post_id>/like")
def like(post_id: str) -> Answer:
    """Likes a post, or takes the like back."""
    me, post = _find_post(post_id)
    services().store.write(like_post, me.seat, post, clock.now())
    return _back_to(post)


@blueprint.post("/posts/<post_id>/comment")
def comment(post_id: str) -> Answer:
    """Keeps a comment."""
    me, post = _find_post(post_id)
    text = request.form.get("text", "").strip()
    if len(text) > LONGEST_COMMENT:
        return _back_to(post, gettext("That is too long: %(n)d letters at most.", n=LONGEST_COMMENT))
    if text:
        services().store.write(comment_post, me.seat, post, text, clock.now())
    return _back_to(post)


def _serve(me: Me, context: AdContext, now: datetime) -> list[ShownAd]:
    asked = AdRequest(me.seat, this_visitor(), ADS_A_PAGE, language=language(), places=this_network().places)
    return serve_ads(services().store, asked, context, now)


def _find_cue(ads: Sequence[ShownAd]) -> ShownAd | None:
    """For somebody who comes from the walk: the ad that a visit elsewhere brought."""
    return next((ad for ad in ads if ad.impression.reason == "retargeting"), None)


def _find_post(post_id: str) -> tuple[Me, AnyPost]:
    known = this_network().find_post(post_id)
    me, post = read_as_member(lambda connection, me: known or find_any_post(connection, me.seat, post_id))
    return me, post or abort(404)


def _back_to(post: AnyPost, comment_error: str | None = None) -> Answer:
    """The post alone for a script, which swaps it in; else back to the page, at the post."""
    is_fragment = request.headers.get("X-Fragment") == "post"
    if not is_fragment and not comment_error:
        return redirect(same_page(request.referrer or "") + f"#post-{post.id}", 303)

    def ask(connection: Connection, me: Me) -> PostFacts:
        fresh = find_any_post(connection, me.seat, post.id) or post  # its likes have changed
        return read_post_facts(connection, me.seat, [fresh])

    me, facts = read_as_member(ask)
    view = view_any_post(facts.posts[0], facts, me, clock.now(), comment_error)
    if is_fragment:
        return render_template("ribambelle/_post.html", me=me, view=view), 422 if comment_error else 200
    return render_template("ribambelle/feed.html", me=me, refused=view, page=1, next_page=None, friends=[]), 422
