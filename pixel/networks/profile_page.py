"""What the network has of a member: what they said, did, what was worked out, what other sites reported."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template

from pixel import clock
from pixel.ads.serving import gather_ad_context
from pixel.networks.activity import view_signals
from pixel.networks.session import read_as_member
from pixel.networks.wording import describe_source, name_interest, write_number
from pixel.pages.language import language
from pixel.profile.interests import Interest
from pixel.store.records import Product

REASONS_SHOWN = 4

blueprint = Blueprint("profile", __name__)


@dataclass(frozen=True)
class InterestView:
    """An interest as shown: `level` in percent, `weight` its points, `reasons` in words."""

    kind: str
    slug: str
    label: str
    level: int
    weight: str
    reasons: tuple[str, ...]


@blueprint.get("/profile")
def show_profile() -> str:
    """The member's own profile."""
    now = clock.now()
    me, context = read_as_member(lambda connection, me: gather_ad_context(connection, me.seat, now))
    known, products = context.person, context.catalogue.products
    return render_template(
        "networks/profile.html",
        me=me,
        inferred=[view_interest(interest, products) for interest in known.profile.interests],
        name_interest=name_interest,
        likes=view_signals(known.signals),
        visits=sum(tally.hits for tally in known.tallies if not tally.content_id),
        browsers=len(known.visitors),
    )


def view_interest(interest: Interest, products: Mapping[tuple[str, str], Product]) -> InterestView:
    """An interest with its reasons, the weightiest first."""
    sources = sorted(interest.sources, key=lambda source: -source.points)[:REASONS_SHOWN]
    return InterestView(
        kind=interest.kind,
        slug=interest.slug,
        label=_name_destination(interest.slug, products)
        if interest.kind == "destination"
        else name_interest(interest.slug),
        level=round(interest.level * 100),
        weight=write_number(interest.points, 1),
        reasons=tuple(describe_source(source, products) for source in sources),
    )


def _name_destination(slug: str, products: Mapping[tuple[str, str], Product]) -> str:
    """As the feed that sells it names it."""
    return next((product.name[language()] for product in products.values() if product.content_id == slug), slug)
