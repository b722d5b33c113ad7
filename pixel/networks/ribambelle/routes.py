"""Ribambelle's own pages: the feed, likes and comments. Thin: read, ask the rooms below, render."""

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
from pixel.networks.content import Post
from pixel.networks.network import this_network
from pixel.networks.ribambelle.feed import ADS_A_PAGE, page_of_posts, view_post, weave
from pixel.networks.ribambelle.page_html import write_page
from pixel.networks.ribambelle.post_html import write_posts
from pixel.networks.session import Me, NobodyHereError, last_here, read_as_member, require_member, this_visitor
from pixel.pages.addresses import same_page
from pixel.pages.language import language
from pixel.pages.site import services
from pixel.pages.walk_bar import current_position
from pixel.store import Connection
from pixel.store.queries.networks import OwnComment, keep_comment, list_comments, list_likes, toggle_like

Answer = str | bytes | Response | tuple[str, int]
LONGEST_COMMENT = 500

blueprint = Blueprint("feed", __name__)


@dataclass(frozen=True)
class FeedFacts:
    """What the feed reads of a person: their likes and comments, and what the choice of ads may use."""

    likes: Set[str]
    written: tuple[OwnComment, ...]
    context: AdContext


def read_feed(connection: Connection, me: Me, now: datetime) -> FeedFacts:
    """All of it on one snapshot."""
    context = gather_ad_context(connection, me.seat, now)
    liked = {signal.post_id for signal in context.person.signals if signal.source == "like"}
    return FeedFacts(liked, tuple(list_comments(connection, me.seat.id)), context)


@blueprint.get("/")
def show_feed() -> Answer:
    """The feed, or the picker where nobody is logged in."""
    now = clock.now()
    try:
        me, facts = read_as_member(lambda connection, me: read_feed(connection, me, now))
    except NobodyHereError:
        return show_picker(last_here())
    page = max(request.args.get("page", 1, type=int), 1)
    posts, next_page = page_of_posts(page)
    written = write_posts(posts, me, facts.likes, facts.written, now)
    ads = _serve(me, facts.context, now) if posts else []
    cue = _find_cue(ads) if current_position() else None
    items = weave(written, [write_ad(ad, is_cue=ad is cue) for ad in ads])
    return write_page(items, me, page, next_page, has_cue=cue is not None)


@blueprint.post("/posts/<post_id>/like")
def like(post_id: str) -> Answer:
    """Likes a post, or takes the like back."""
    me, post = require_member(), _find_post(post_id)
    services().store.write(toggle_like, me.seat.id, post.id, _slugs(post), clock.now())
    return _back_to(post)


@blueprint.post("/posts/<post_id>/comment")
def comment(post_id: str) -> Answer:
    """Keeps a comment."""
    me, post = require_member(), _find_post(post_id)
    text = request.form.get("text", "").strip()
    if len(text) > LONGEST_COMMENT:
        return _back_to(post, gettext("That is too long: %(n)d letters at most.", n=LONGEST_COMMENT))
    if text:
        services().store.write(keep_comment, me.seat.id, post.id, text, _slugs(post), clock.now())
    return _back_to(post)


def _serve(me: Me, context: AdContext, now: datetime) -> list[ShownAd]:
    asked = AdRequest(me.seat, this_visitor(), ADS_A_PAGE)
    return serve_ads(services().store, asked, context, now)


def _find_cue(ads: Sequence[ShownAd]) -> ShownAd | None:
    """For somebody who comes from the walk: the ad that a visit elsewhere brought."""
    return next((ad for ad in ads if ad.impression.reason == "retargeting"), None)


def _find_post(post_id: str) -> Post:
    return this_network().find_post(post_id) or abort(404)


def _slugs(post: Post) -> list[str]:
    return [slug for _, slug in post.counts_for]


def _back_to(post: Post, comment_error: str | None = None) -> Answer:
    """The post alone for a script, which swaps it in; else back to the page, at the post."""
    is_fragment = request.headers.get("X-Fragment") == "post"
    if not is_fragment and not comment_error:
        return redirect(same_page(request.referrer or "") + f"#post-{post.id}", 303)

    def ask(connection: Connection, me: Me) -> tuple[Set[str], list[OwnComment]]:
        return list_likes(connection, me.seat.id), list_comments(connection, me.seat.id)

    me, (likes, written) = read_as_member(ask)
    view = view_post(post, me, likes, written, clock.now(), language(), comment_error)
    if is_fragment:
        return render_template("ribambelle/_post.html", me=me, view=view), 422 if comment_error else 200
    return render_template("ribambelle/feed.html", me=me, refused=view, page=1, next_page=None, friends=[]), 422
