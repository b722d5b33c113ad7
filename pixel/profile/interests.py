"""Interests from neutral sums: what counts how much, and how it fades. Pure; the network and the ads ask.

The points of one kind of event for one destination are

    weight(event) × (1 + log2(hits)) × 0.5 ** (days since the last hit / HALF_LIFE_DAYS)

so that a booking page says more than a look, the tenth look little more than the ninth, and what was two weeks
ago counts half. A destination's points go to its themes and its region as well. A like, a comment, a post of one's
own, a group joined or a page followed gives its weight to each interest of what it is about, and fades the same; what
a member declared stays, and so does what they put in the place of an interest that was wrong. The level shown to
people, between 0 and 1, is points / (points + HALF_LEVEL). Our own formula, kept simple enough to do by hand.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import log2
from typing import Literal, NamedTuple

from pixel.profile.vocabulary import Kind
from pixel.store.records import Product, Signal, Tally

HALF_LIFE_DAYS = 14.0
HALF_LEVEL = 2.0
DECLARED_POINTS = 0.5
OTHER_EVENT = 0.5
WEIGHTS: Mapping[str, float] = {
    "PageView": 0.0,  # each destination's page sends ViewContent too
    "Search": 0.5,
    "ViewContent": 1.0,
    "AddToWishlist": 3.0,
    "Lead": 3.0,
    "InitiateCheckout": 4.0,
    "Purchase": 5.0,
    "like": 1.0,
    "comment": 1.5,
    "post": 1.5,
    "group": 2.0,
    "page": 1.0,
}
CORRECTED_POINTS = 2.0  # one's own word, given to put the file right: level 0.5


SourceKind = Literal["off-network", "like", "comment", "post", "group", "page", "declared", "corrected"]


class Source(NamedTuple):
    """Where points come from: a site's event, something done on the network, or the member's own word (`corrected`: put
    in the place of another interest, the `subject`). A tuple, as Interest is: each page makes some dozen of both."""

    kind: SourceKind
    event: str
    pixel_id: str
    subject: str
    hits: int
    last_at: datetime | None
    points: float


class Interest(NamedTuple):
    """One interest; `level` from 0 to 1."""

    kind: Kind
    slug: str
    points: float
    sources: tuple[Source, ...]

    @property
    def level(self) -> float:
        return self.points / (self.points + HALF_LEVEL)


@dataclass(frozen=True)
class Profile:
    """All interests of a person, strongest first."""

    interests: tuple[Interest, ...]

    def level(self, slug: str) -> float:
        """An interest's level; 0 for one that the person has not."""
        return self._levels.get(slug, 0.0)

    @cached_property
    def _levels(self) -> Mapping[str, float]:
        return {interest.slug: interest.level for interest in reversed(self.interests)}  # of namesakes the strongest


@dataclass(frozen=True)
class Assortment:
    """What product feeds tell of contents: each product by site and content, and which slugs are of what kind."""

    products: Mapping[tuple[str, str], Product]
    destinations: frozenset[str]
    regions: frozenset[str]

    def kind_of(self, slug: str) -> Kind:
        """A slug's kind: what is neither a destination nor a region is a theme."""
        return "destination" if slug in self.destinations else "region" if slug in self.regions else "theme"


def sort_products(products: Iterable[Product]) -> Assortment:
    """The assortment; once for each catalogue, for it takes longer than a person's profile."""
    by_content = {(product.advertiser, product.content_id): product for product in products}
    destinations = frozenset(product.content_id for product in by_content.values())
    return Assortment(by_content, destinations, frozenset(product.region for product in by_content.values()))


def fade(last_at: datetime, now: datetime) -> float:
    """How much of a signal is left: 1 now, 0.5 after HALF_LIFE_DAYS; a time to come counts as now."""
    days = max((now - last_at).total_seconds(), 0.0) / 86_400
    return float(0.5 ** (days / HALF_LIFE_DAYS))


def tally_points(tally: Tally, now: datetime) -> float:
    """The points of one sum."""
    return WEIGHTS.get(tally.event, OTHER_EVENT) * (1 + log2(max(tally.hits, 1))) * fade(tally.last_at, now)


def build_profile(
    tallies: Sequence[Tally],
    signals: Sequence[Signal],
    declared: Sequence[str],
    assortment: Assortment,
    now: datetime,
) -> Profile:
    """The profile at a moment. Contents that no product feed names count for nothing."""
    gathered: defaultdict[tuple[Kind, str], list[Source]] = defaultdict(list)
    for kind_slug, source in _all_sources(tallies, signals, declared, assortment, now):
        if source.points > 0:
            gathered[kind_slug].append(source)
    interests = [
        Interest(kind, slug, sum(source.points for source in sources), tuple(sources))
        for (kind, slug), sources in gathered.items()
    ]
    return Profile(tuple(sorted(interests, key=lambda interest: (-interest.points, interest.slug))))


def _all_sources(
    tallies: Sequence[Tally],
    signals: Sequence[Signal],
    declared: Sequence[str],
    assortment: Assortment,
    now: datetime,
) -> Iterable[tuple[tuple[Kind, str], Source]]:
    kind_of = assortment.kind_of
    for tally in tallies:
        product = assortment.products.get((tally.pixel_id, tally.content_id))
        if product:
            points = tally_points(tally, now)
            source = Source(
                "off-network", tally.event, tally.pixel_id, tally.content_id, tally.hits, tally.last_at, points
            )
            for slug in (product.content_id, product.region, *product.themes):
                yield (kind_of(slug), slug), source
    for signal in signals:
        points = WEIGHTS[signal.source] * fade(signal.at, now)
        source = Source(signal.source, signal.source, "", signal.post_id, 1, signal.at, points)
        for slug in signal.interests:
            yield (kind_of(slug), slug), source
    for slug in declared:
        yield (kind_of(slug), slug), Source("declared", "declared", "", slug, 1, None, DECLARED_POINTS)
