"""A post as its template takes it, whoever wrote it. Pure but for names and the language."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from pixel.networks.content import Member, Post, Text
from pixel.networks.network import this_network
from pixel.networks.ribambelle.members.faces import Face, face_of, face_of_seat
from pixel.networks.ribambelle.members.post_facts import AnyPost, PostFacts
from pixel.networks.ribambelle.town.content_files import town_content
from pixel.networks.session import Me
from pixel.pages.language import language
from pixel.pages.times import ago, write_age
from pixel.store.queries.networks import OwnComment
from pixel.store.queries.posts import SeatComment, SeatPost
from pixel.store.queries.town.posts import TownCommentRecord, TownPostRecord


@dataclass(frozen=True)
class CommentView:
    """One comment under a post; `mine`: the reader's own; `is_seen`: by friends, too."""

    author: Face
    text: str
    ago: str
    mine: bool = False
    is_seen: bool = True


@dataclass(frozen=True)
class PostView:
    """A post as one person sees it; `group`: id and name of the one that it stands in; `number`: of one's own."""

    id: str
    author: Face
    text: str
    when: datetime
    ago: str
    likes: int
    liked: bool
    comments: tuple[CommentView, ...]
    comment_error: str | None = None
    picture: str | None = None
    picture_alt: str = ""
    paper: str | None = None
    group: tuple[str, str] | None = None
    number: int | None = None


def view_posts(facts: PostFacts, me: Me, now: datetime) -> list[PostView]:
    """All of them, in order."""
    return [view_any_post(post, facts, me, now) for post in facts.posts]


def view_any_post(post: AnyPost, facts: PostFacts, me: Me, now: datetime, error: str | None = None) -> PostView:
    """One post with all that stands under it."""
    if isinstance(post, Post):
        return view_post(post, me, facts.likes, facts.written, now, language(), error)
    if isinstance(post, SeatPost):
        return view_seat_post(post, facts.likes, facts.of_people.get(post.id, ()), me, error)
    comments = facts.of_residents.get(post.id, ())
    return view_town_post(post, facts.likes, comments, facts.written, me, now, error)


def view_post(
    post: Post,
    me: Me | None,
    likes: Collection[str],
    written: Sequence[OwnComment],
    now: datetime,
    language: str,
    comment_error: str | None = None,
) -> PostView:
    """A known member's post with everybody's comments and this person's own, if it is somebody who wrote any."""
    members = this_network().content.members
    comments = [
        CommentView(_face(members[said.member]), said.text.in_language(language), write_age(said.age))
        for said in post.comments
    ]
    return PostView(
        id=post.id,
        author=_face(members[post.author]),
        text=post.text.in_language(language),
        when=now - post.age,
        ago=write_age(post.age),
        likes=post.likes + (post.id in likes),
        liked=post.id in likes,
        comments=(*comments, *_own(post.id, me, written)),
        comment_error=comment_error,
        picture=post.picture,
        picture_alt=post.picture_alt.in_language(language) if post.picture_alt else "",
        paper=post.paper,
    )


def view_town_post(
    post: TownPostRecord,
    likes: Collection[str],
    comments: Sequence[TownCommentRecord],
    written: Sequence[OwnComment],
    me: Me,
    now: datetime,
    comment_error: str | None = None,
) -> PostView:
    """A resident's post."""
    said = [CommentView(face_of(it.author), it.text[language()], write_age(it.age)) for it in comments]
    return PostView(
        id=post.id,
        author=face_of(post.author),
        text=post.text[language()],
        when=now.replace(second=0, microsecond=0) - post.age,
        ago=write_age(post.age),
        likes=post.likes + (post.id in likes),
        liked=post.id in likes,
        comments=(*said, *_own(post.id, me, written)),
        comment_error=comment_error,
        group=name_group(post.group_id),
    )


def view_seat_post(
    post: SeatPost, likes: Collection[str], comments: Sequence[SeatComment], me: Me, comment_error: str | None = None
) -> PostView:
    """A post of this person or of a friend."""
    said = [
        CommentView(face_of_seat(it.author), it.text, ago(it.at), mine=it.author.id == me.seat.id) for it in comments
    ]
    return PostView(
        id=post.id,
        author=face_of_seat(post.author),
        text=post.text,
        when=post.at,
        ago=ago(post.at),
        likes=post.likes,
        liked=post.id in likes,
        comments=tuple(said),
        comment_error=comment_error,
        group=name_group(post.group_id),
        number=post.number if post.author.id == me.seat.id else None,
    )


def name_group(group_id: str | None) -> tuple[str, str] | None:
    """A group's id and name in the reader's language; None for none."""
    group = town_content().groups.get(group_id or "")
    return (group.id, _in_reader_language(group.name)) if group else None


def _in_reader_language(text: Text) -> str:
    return text.in_language(language())


def _own(post_id: str, me: Me | None, written: Sequence[OwnComment]) -> list[CommentView]:
    return [
        CommentView(face_of_seat(me.seat), said.text, ago(said.at), mine=True, is_seen=False)
        for said in written
        if me and said.post_id == post_id
    ]


def _face(member: Member) -> Face:
    return Face(member.id, member.name, member.first_name, member.portrait, member.city)
