"""A post as HTML. Most posts look the same to everybody: those are written once a minute, and not once a reader."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from flask import render_template

from pixel.networks.content import Post
from pixel.networks.network import this_network
from pixel.networks.ribambelle.members.post_view import PostView, view_post
from pixel.networks.session import Me
from pixel.pages.kept_markup import FORM_TOKEN, request_traits
from pixel.pages.language import language
from pixel.store.queries.networks import OwnComment

TEMPLATE = "ribambelle/_post.html"


def write_posts(
    posts: Iterable[Post], me: Me, likes: Collection[str], written: Sequence[OwnComment], now: datetime
) -> list[bytes]:
    """Posts for one reader, afresh where they commented on one. FORM_TOKEN stands in them for the reader's own."""
    commented = {comment.post_id for comment in written}
    minute, traits = now.replace(second=0, microsecond=0), request_traits()
    return [
        _write_commented(post, me, likes, written, now)
        if post.id in commented
        else _write_uncommented(post.id, post.id in likes, minute, traits.language, traits.root)
        for post in posts
    ]


def write_views(views: Iterable[PostView]) -> list[bytes]:
    """Posts of the town and of people, which come with all that stands under them."""
    traits = request_traits()
    return [_write_view(view, traits.language, traits.root) for view in views]


@lru_cache(maxsize=512)
def _write_view(view: PostView, language: str, root: str) -> bytes:  # noqa: ARG001
    return render_template(TEMPLATE, view=view, form_token=lambda: FORM_TOKEN).encode()


def _write_commented(post: Post, me: Me, likes: Collection[str], written: Sequence[OwnComment], now: datetime) -> bytes:
    view = view_post(post, me, likes, written, now, language())
    return render_template(TEMPLATE, view=view, form_token=lambda: FORM_TOKEN).encode()


@lru_cache(maxsize=512)  # some 4 kB each
def _write_uncommented(post_id: str, is_liked: bool, now: datetime, language: str, root: str) -> bytes:  # noqa: ARG001
    """All that the template takes from the request is a parameter here: `root` is in the addresses that it writes."""
    post = this_network().content.posts_by_id[post_id]
    view = view_post(post, None, {post_id} if is_liked else (), (), now, language)
    return render_template(TEMPLATE, view=view, form_token=lambda: FORM_TOKEN).encode()
