"""The feed as HTML: what stands around its posts and ads is the same for all who are the same member."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from flask import render_template, request
from markupsafe import Markup

from pixel.networks.content import Member
from pixel.networks.network import this_network
from pixel.networks.session import Me
from pixel.pages.kept_markup import FORM_TOKEN, RequestTraits, fill_slot, new_slot, request_traits
from pixel.pages.protection import form_token
from pixel.store.queries.members import Menu

ITEMS = new_slot()
FRIENDS_BESIDE = 6
Query = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Reader:
    """Of the person at this browser what the page around the posts shows."""

    first_name: str
    member: Member | None
    menu: Menu


def write_page(items: Iterable[bytes], me: Me, page: int, next_page: int | None, *, has_cue: bool) -> bytes:
    """The page for one reader, whose form token is filled in wherever a form has one, in posts too."""
    query = tuple(request.args.to_dict().items())
    reader = Reader(me.first_name, me.member, me.menu)
    before, after = _write_frame(reader, page, next_page, query, request_traits(), has_cue=has_cue)
    return fill_slot(b"".join((before, *items, after)), FORM_TOKEN, form_token())


@lru_cache(maxsize=256)  # some 12 kB each
def _write_frame(
    me: Reader,
    page: int,
    next_page: int | None,
    query: Query,  # noqa: ARG001
    traits: RequestTraits,  # noqa: ARG001
    *,
    has_cue: bool,
) -> tuple[bytes, bytes]:
    """What stands before and after the items. All that the template takes from the request is a parameter here; `query`
    is in the links to languages."""
    friends = [member for member in this_network().content.members.values() if member != me.member][:FRIENDS_BESIDE]
    frame = render_template(
        "ribambelle/feed.html",
        me=me,
        items=Markup(ITEMS),  # noqa: S704
        page=page,
        next_page=next_page,
        friends=friends,
        has_cue=has_cue,
        form_token=lambda: FORM_TOKEN,
    )
    before, _, after = frame.partition(ITEMS)
    return before.encode(), after.encode()
