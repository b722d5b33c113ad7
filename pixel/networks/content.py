"""A network's own content: its people, their posts and the house ads, read from a folder of TOML files.

It is read once and validated as a whole, so that a slip in the data stops the start, not a page. All of it is invented.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pixel.profile.vocabulary import Kind, kind_of

PAPERS = frozenset({"berry", "mint", "sun", "sky", "plum"})
AGE = re.compile(r"(\d+)([mhd])")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


class ContentError(ValueError):
    """A content file says something that cannot be; the message names the entry."""


@dataclass(frozen=True)
class Text:
    """The same words in both languages."""

    fr: str
    en: str

    def in_language(self, language: str) -> str:
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True)
class Member:
    """An invented person; `interests` are theme and region slugs that the person declares, `portrait` a file name.
    `town` and `home_town`, where they grew up, are slugs of the towns that the network's people live in."""

    id: str
    first_name: str
    last_name: str
    age: int
    city: str
    job: Text
    employer: str
    interests: tuple[str, ...]
    bio: Text
    portrait: str
    sex: Literal["f", "m"]
    town: str
    home_town: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class Comment:
    """What another member wrote under a post, `age` before now."""

    member: str
    age: timedelta
    text: Text


@dataclass(frozen=True)
class Post:
    """A member's post. `interests` and `destinations` are what a like or a comment on it counts for, if anything."""

    id: str
    author: str
    age: timedelta
    text: Text
    picture: str | None
    picture_alt: Text | None
    paper: str | None
    interests: tuple[str, ...]
    destinations: tuple[str, ...]
    comments: tuple[Comment, ...]
    likes: int

    @property
    def counts_for(self) -> tuple[tuple[Kind, str], ...]:
        """Everything that liking this post says about the person who likes it."""
        declared = tuple((kind_of(slug), slug) for slug in self.interests)
        return declared + tuple(("destination", slug) for slug in self.destinations)


@dataclass(frozen=True)
class HouseAd:
    """An untargeted ad of a local business: shown to anybody, because nothing is known."""

    id: str
    advertiser: str
    title: Text
    text: Text
    button: Text
    picture: str


@dataclass(frozen=True)
class Content:
    """Members by id, posts from newest to oldest, house ads in file order."""

    members: Mapping[str, Member]
    posts: tuple[Post, ...]
    house_ads: tuple[HouseAd, ...]

    @cached_property
    def posts_by_id(self) -> Mapping[str, Post]:
        return {post.id: post for post in self.posts}


def load_content(folder: Path) -> Content:
    """The content of a network, validated. Raises ContentError."""
    members = [read_member(entry) for entry in read_entries(folder, "members")]
    posts = [read_post(entry) for entry in read_entries(folder, "posts")]
    ads = [read_house_ad(entry) for entry in read_entries(folder, "house_ads")]
    for what, ids in (("member", members), ("post", posts), ("house ad", ads)):
        refuse_repeats(what, (entry.id for entry in ids))
    known = {member.id: member for member in members}
    for post in posts:
        check_post(post, known)
    return Content(known, tuple(sorted(posts, key=lambda post: post.age)), tuple(ads))


def read_entries(folder: Path, name: str) -> list[dict[str, Any]]:
    """The `[[name]]` tables of `<name>.toml`."""
    with (folder / f"{name}.toml").open("rb") as file:
        entries: list[dict[str, Any]] = tomllib.load(file)[name]
    return entries


def read_member(entry: Mapping[str, Any]) -> Member:
    where = f"member {entry.get('id')}"
    try:
        member = Member(
            id=entry["id"],
            first_name=entry["first_name"],
            last_name=entry["last_name"],
            age=int(entry["age"]),
            city=entry["city"],
            job=read_text(entry["job"]),
            employer=entry["employer"],
            interests=tuple(entry["interests"]),
            bio=read_text(entry["bio"]),
            portrait=f"{entry['id']}.svg",
            sex=entry["sex"],
            town=entry["town"],
            home_town=entry["home_town"],
        )
    except KeyError as missing:
        raise ContentError(f"{where}: {missing} is missing") from missing
    check_interests(where, member.interests)
    return member


def read_post(entry: Mapping[str, Any]) -> Post:
    where = f"post {entry.get('id')}"
    try:
        post = Post(
            id=entry["id"],
            author=entry["author"],
            age=read_age(where, entry["age"]),
            text=read_text(entry),
            picture=entry.get("picture"),
            picture_alt=read_text(entry["picture_alt"]) if "picture" in entry else None,
            paper=entry.get("paper"),
            interests=tuple(entry.get("interests", ())),
            destinations=tuple(entry.get("destinations", ())),
            comments=tuple(read_comment(where, comment) for comment in entry.get("comments", ())),
            likes=int(entry["likes"]),
        )
    except KeyError as missing:
        raise ContentError(f"{where}: {missing} is missing") from missing
    check_interests(where, post.interests)
    return post


def read_comment(where: str, entry: Mapping[str, Any]) -> Comment:
    return Comment(entry["member"], read_age(where, entry["age"]), read_text(entry))


def read_house_ad(entry: Mapping[str, Any]) -> HouseAd:
    try:
        title, text, button = (read_text(entry[part]) for part in ("title", "text", "button"))
        return HouseAd(entry["id"], entry["advertiser"], title, text, button, f"{entry['id']}.svg")
    except KeyError as missing:
        raise ContentError(f"house ad {entry.get('id')}: {missing} is missing") from missing


def read_text(entry: Mapping[str, Any]) -> Text:
    return Text(fr=entry["fr"], en=entry["en"])


def read_age(where: str, age: str) -> timedelta:
    """`"40m"`, `"2h"` or `"3d"` as a span of time. Raises ContentError."""
    match = AGE.fullmatch(age)
    if match is None:
        raise ContentError(f"{where}: {age!r} is no age; write minutes, hours or days as 40m, 2h or 3d")
    return int(match[1]) * UNITS[match[2]]


def check_interests(where: str, interests: Iterable[str]) -> None:
    for slug in interests:
        if kind_of(slug) == "destination":
            raise ContentError(f"{where}: {slug!r} is neither a theme nor a region")


def check_post(post: Post, members: Mapping[str, Member]) -> None:
    """People exist, comments come after their post, and names that end up in addresses are slugs."""
    where = f"post {post.id}"
    for person in (post.author, *(comment.member for comment in post.comments)):
        if person not in members:
            raise ContentError(f"{where}: nobody is called {person!r}")
    if any(comment.age > post.age for comment in post.comments):
        raise ContentError(f"{where}: a comment is older than its post")
    if post.paper is not None and post.paper not in PAPERS:
        raise ContentError(f"{where}: no paper is called {post.paper!r}")
    for slug in (post.id, *post.destinations):
        if SLUG.fullmatch(slug) is None:
            raise ContentError(f"{where}: {slug!r} is no slug")


def refuse_repeats(what: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for entry_id in ids:
        if entry_id in seen:
            raise ContentError(f"{what} {entry_id} stands there twice")
        seen.add(entry_id)
