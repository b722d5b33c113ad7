"""The feed as its template takes it: posts with their comments, and the ad after every few. Pure but for addresses."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from pixel.networks.content import Member, Post
from pixel.networks.network import this_network
from pixel.networks.session import Me
from pixel.pages.times import ago, write_age
from pixel.store.queries.networks import OwnComment

POSTS_A_PAGE = 9
FIRST_AD_AFTER = 1
POSTS_BETWEEN_ADS = 3
ADS_A_PAGE = POSTS_A_PAGE // POSTS_BETWEEN_ADS


@dataclass(frozen=True)
class CommentView:
    """One comment under a post."""

    author_name: str
    portrait: str
    text: str
    ago: str
    mine: bool


@dataclass(frozen=True)
class PostView:
    """A post as one person sees it."""

    post: Post
    author: Member
    text: str
    when: datetime
    ago: str
    likes: int
    liked: bool
    comments: tuple[CommentView, ...]
    comment_error: str | None


def page_of_posts(page: int) -> tuple[Sequence[Post], int | None]:
    """The posts of a page (from 1), and the next page's number if there is one."""
    posts = this_network().content.posts
    end = page * POSTS_A_PAGE
    return posts[end - POSTS_A_PAGE : end], page + 1 if end < len(posts) else None


def weave(posts: Sequence[bytes], ads: Sequence[bytes]) -> list[bytes]:
    """The markup of posts in order, an ad after the first and then after every third."""
    waiting = iter(ads)
    items: list[bytes] = []
    for number, post in enumerate(posts, 1):
        items.append(post)
        if number % POSTS_BETWEEN_ADS == FIRST_AD_AFTER and (ad := next(waiting, None)):
            items.append(ad)
    return items


def view_post(
    post: Post,
    me: Me | None,
    likes: Collection[str],
    written: Sequence[OwnComment],
    now: datetime,
    language: str,
    comment_error: str | None = None,
) -> PostView:
    """One post with everybody's comments and this person's own, if it is somebody who wrote any."""
    members = this_network().content.members
    comments = [
        CommentView(
            members[said.member].name,
            members[said.member].portrait,
            said.text.in_language(language),
            write_age(said.age),
            False,
        )
        for said in post.comments
    ]
    comments += [
        CommentView(me.first_name, me.portrait, said.text, ago(said.at), True)
        for said in written
        if me and said.post_id == post.id
    ]
    return PostView(
        post=post,
        author=members[post.author],
        text=post.text.in_language(language),
        when=now - post.age,
        ago=write_age(post.age),
        likes=post.likes + (post.id in likes),
        liked=post.id in likes,
        comments=tuple(comments),
        comment_error=comment_error,
    )
