"""The network as a Flask application: the feed here, other pages beside. Thin: read, ask the rooms below, render."""

from collections.abc import Callable, Sequence
from functools import wraps

from flask import Flask, Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from pixel import clock
from pixel.network import activity, member_pages, seats
from pixel.network.content import load_content
from pixel.network.feed import ADS_A_PAGE, AdView, page_of_posts, view_ad, view_post, weave
from pixel.network.placements import gather, show_ads
from pixel.network.session import Me, install_session, last_here, this_visitor, who_is_here
from pixel.pages import language, new_site, same_page
from pixel.store import Store
from pixel.store.ads import find_picture
from pixel.store.network import keep_comment, list_comments, list_likes, toggle_like

Answer = str | BaseResponse | tuple[str, int]
LONGEST_COMMENT = 500
FRIENDS_BESIDE = 6


def create_network(store: Store, key: bytes) -> Flask:
    """The social network; the database is the store's."""
    app = new_site("network", domain="network", error_template="network/error.html")
    install_session(app, key)
    needs_member = require_member(store, key)
    _add_feed(app, store, key)
    _add_posts(app, store, needs_member)
    seats.add_pages(app, store, key, needs_member)
    member_pages.add_pages(app, store, key, needs_member)
    activity.add_pages(app, store, key, needs_member)
    return app


def require_member(store: Store, key: bytes) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """A decorator that hands a page the person at this browser, or leads to the picker."""

    def decorate(page: Callable[..., Answer]) -> Callable[..., Answer]:
        @wraps(page)
        def answer(*args: object, **kwargs: object) -> Answer:
            me = who_is_here(store, key)
            return page(me, *args, **kwargs) if me else redirect(url_for("feed"), 303)

        return answer

    return decorate


def _add_feed(app: Flask, store: Store, key: bytes) -> None:
    @app.get("/")
    def feed() -> Answer:
        me = who_is_here(store, key)
        if me is None:
            return seats.show_picker(last_here(store, key))
        page = max(request.args.get("page", 1, type=int), 1)
        posts, next_page = page_of_posts(page)
        now = clock.now()
        likes, written = store.read(list_likes, me.seat.id), store.read(list_comments, me.seat.id)
        views = [view_post(post, me, likes, written, now, language()) for post in posts]
        items = weave(views, _ads_for(me) if posts else [])
        friends = [member for member in load_content().members.values() if member != me.member][:FRIENDS_BESIDE]
        return render_template("network/feed.html", me=me, items=items, page=page, next_page=next_page, friends=friends)

    def _ads_for(me: Me) -> Sequence[AdView]:
        now = clock.now()
        shown = show_ads(store, me, this_visitor(key), gather(store, me, now), ADS_A_PAGE, now)
        return [view_ad(ad, language()) for ad in shown]

    @app.get("/ads/<advertiser>/<content_id>.svg")
    def ad_picture(advertiser: str, content_id: str) -> Response:
        picture = store.read(find_picture, advertiser, content_id)
        if picture is None:
            abort(404)
        return Response(picture, mimetype="image/svg+xml")

    @app.get("/shops/<ad_id>")
    def house(ad_id: str) -> Answer:
        ad = next((ad for ad in load_content().house_ads if ad.id == ad_id), None)
        if ad is None:
            abort(404)
        return render_template("network/house.html", me=who_is_here(store, key), ad=ad)


def _add_posts(app: Flask, store: Store, needs_member: Callable[..., Callable[..., Answer]]) -> None:
    posts = {post.id: post for post in load_content().posts}

    @app.post("/posts/<post_id>/like")
    @needs_member
    def like(me: Me, post_id: str) -> Answer:
        if post_id not in posts:
            abort(404)
        store.write(toggle_like, me.seat.id, post_id, _slugs(post_id), clock.now())
        return _back_to(me, post_id)

    @app.post("/posts/<post_id>/comment")
    @needs_member
    def comment(me: Me, post_id: str) -> Answer:
        if post_id not in posts:
            abort(404)
        text = request.form.get("text", "").strip()
        if len(text) > LONGEST_COMMENT:
            return _back_to(me, post_id, gettext("That is too long: %(n)d letters at most.", n=LONGEST_COMMENT))
        if text:
            store.write(keep_comment, me.seat.id, post_id, text, _slugs(post_id), clock.now())
        return _back_to(me, post_id)

    def _slugs(post_id: str) -> list[str]:
        return [slug for _, slug in posts[post_id].counts_for]

    def _back_to(me: Me, post_id: str, comment_error: str | None = None) -> Answer:
        """The post alone for a script, which swaps it in; else back to the page, at the post."""
        if request.headers.get("X-Fragment") != "post" and not comment_error:
            return redirect(same_page(request.referrer or "") + f"#post-{post_id}", 303)
        likes, written = store.read(list_likes, me.seat.id), store.read(list_comments, me.seat.id)
        view = view_post(posts[post_id], me, likes, written, clock.now(), language(), comment_error)
        if request.headers.get("X-Fragment") == "post":
            return render_template("network/_post.html", me=me, view=view), 422 if comment_error else 200
        page = render_template("network/feed.html", me=me, items=[("post", view)], page=1, next_page=None, friends=[])
        return page, 422
