"""What a member sees of the network's knowledge: the profile, and why this ad."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, abort, render_template
from flask_babel import gettext

from pixel import clock
from pixel.ads.explanation import explain
from pixel.network.content import Member, load_content
from pixel.network.feed import view_ad
from pixel.network.placements import Shown, gather
from pixel.network.session import Me, this_visitor
from pixel.network.why import describe_auction, describe_chain, describe_source
from pixel.pages import ago, language
from pixel.profile.interests import Interest
from pixel.store import Connection, Store
from pixel.store.ads import find_campaign, find_impression
from pixel.store.backstage import keep_step
from pixel.store.profile import list_events_of_seat, list_signals, list_visitors
from pixel.store.records import Campaign, Event, Impression, Product, Signal

EVENTS_LOOKED_AT = 500
REASONS_SHOWN = 4


@dataclass(frozen=True)
class LikeView:
    """A like or a comment of one's own."""

    post_id: str
    author: Member
    text: str
    ago: str
    kind: str


@dataclass(frozen=True)
class InterestView:
    """An interest as shown: `level` in percent, `weight` its points, `reasons` in words."""

    kind: str
    slug: str
    label: str
    level: int
    weight: str
    reasons: tuple[str, ...]


def add_pages(app: Flask, store: Store, key: bytes, needs_member: Callable[..., Callable[..., Any]]) -> None:
    """The profile and the explanation of each ad."""

    @app.get("/profile")
    @needs_member
    def profile(me: Me) -> str:
        known = gather(store, me, clock.now())
        return render_template(
            "network/profile.html",
            me=me,
            inferred=[view_interest(interest, known.products) for interest in known.profile.interests],
            likes=_view_likes(store.read(list_signals, me.seat.id)),
            visits=sum(tally.hits for tally in known.tallies if not tally.content_id),
            browsers=len(store.read(list_visitors, me.seat.id)),
        )

    @app.get("/why/<impression_id>")
    @needs_member
    def why(me: Me, impression_id: str) -> str:
        now = clock.now()
        impression, campaign, events = store.read(_ask, me.seat.id, impression_id)
        if impression is None or campaign is None:
            abort(404, gettext("That ad is not one of yours, or it was erased with your activity."))
        store.write(keep_step, this_visitor(key), f"why-{impression.reason}", now)
        known = gather(store, me, now)
        shown = Shown(impression, campaign, known.products.get((impression.advertiser, impression.content_id)))
        explained = explain(impression, campaign, events, known.profile)
        visitors = dict(store.read(list_visitors, me.seat.id))
        return render_template(
            "network/why.html",
            me=me,
            ad=view_ad(shown, language()),
            shown=ago(impression.shown_at),
            chain=describe_chain(explained, shown, visitors, known.products),
            auction=describe_auction(impression, known),
        )


def view_interest(interest: Interest, products: Mapping[tuple[str, str], Product]) -> InterestView:
    """An interest with its reasons, the weightiest first."""
    sources = sorted(interest.sources, key=lambda source: -source.points)[:REASONS_SHOWN]
    names = {product.content_id: product.name[language()] for product in products.values()}
    return InterestView(
        kind=interest.kind,
        slug=interest.slug,
        label=names.get(interest.slug, "") if interest.kind == "destination" else "",
        level=round(interest.level * 100),
        weight=f"{interest.points:.1f}".replace(".", "," if language() == "fr" else "."),
        reasons=tuple(describe_source(source, products) for source in sources),
    )


def _view_likes(signals: Sequence[Signal]) -> list[LikeView]:
    content = load_content()
    posts = {post.id: post for post in content.posts}
    return [
        LikeView(
            signal.post_id,
            content.members[posts[signal.post_id].author],
            posts[signal.post_id].text.in_language(language()),
            ago(signal.at),
            signal.source,
        )
        for signal in reversed(signals)
        if signal.post_id in posts
    ]


def _ask(
    connection: Connection, seat_id: str, impression_id: str
) -> tuple[Impression | None, Campaign | None, list[Event]]:
    impression = find_impression(connection, impression_id, seat_id)
    if impression is None:
        return None, None, []
    events = list_events_of_seat(connection, seat_id, impression.advertiser, EVENTS_LOOKED_AT)
    return impression, find_campaign(connection, impression.campaign_id), events
