"""What a page reads of posts, on its snapshot: residents' and people's, with answers, and what the reader did there.

Feed, member pages, groups and pages ask, each for the posts that it is about to show.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime

from pixel.networks.content import Post
from pixel.store import Connection
from pixel.store.queries.networks import OwnComment, keep_comment, list_comments, list_likes, toggle_like
from pixel.store.queries.posts import SeatComment, SeatPost, find_post, list_comments_on, tell_author
from pixel.store.queries.town.posts import TownCommentRecord, TownPostRecord, find_town_post, list_town_comments
from pixel.store.records import Seat

AnyPost = Post | TownPostRecord | SeatPost


@dataclass(frozen=True)
class PostFacts:
    """Posts in order, and what stands under them by post id. `likes` and `written` are the reader's own."""

    posts: Sequence[AnyPost] = ()
    likes: Set[str] = frozenset()
    written: Sequence[OwnComment] = ()
    of_residents: Mapping[str, Sequence[TownCommentRecord]] = field(default_factory=dict)
    of_people: Mapping[str, Sequence[SeatComment]] = field(default_factory=dict)


def read_post_facts(connection: Connection, seat: Seat, posts: Sequence[AnyPost]) -> PostFacts:
    """In four statements at most, however many posts there are."""
    ids = [post.id for post in posts]
    return PostFacts(
        posts,
        list_likes(connection, seat.id, ids),
        list_comments(connection, seat.id, [post.id for post in posts if not isinstance(post, SeatPost)]),
        list_town_comments(connection, seat.network, [post.id for post in posts if isinstance(post, TownPostRecord)]),
        list_comments_on(connection, [post.id for post in posts if isinstance(post, SeatPost)]),
    )


def find_any_post(connection: Connection, seat: Seat, post_id: str) -> TownPostRecord | SeatPost | None:
    """A resident's post, or one of a person that this one may see."""
    return find_post(connection, seat.id, post_id) or find_town_post(connection, seat.network, post_id)


def like_post(connection: Connection, seat: Seat, post: AnyPost, now: datetime) -> None:
    """Likes a post, or takes the like back; a person who wrote it is told."""
    is_liked = toggle_like(connection, seat.id, post.id, interests_spoken_for(post), now)
    if is_liked and isinstance(post, SeatPost):
        tell_author(connection, post, seat.id, "liked", now)


def comment_post(connection: Connection, seat: Seat, post: AnyPost, text: str, now: datetime) -> None:
    """Keeps a comment; a person who wrote the post is told."""
    keep_comment(connection, seat.id, post.id, text, interests_spoken_for(post), now)
    if isinstance(post, SeatPost):
        tell_author(connection, post, seat.id, "commented", now)


def interests_spoken_for(post: AnyPost) -> list[str]:
    """What a like or a comment on a post counts for."""
    return [slug for _, slug in post.counts_for] if isinstance(post, Post) else list(post.interests)
