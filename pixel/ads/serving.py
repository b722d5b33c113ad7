"""The ad server: gathers what the choice may use of somebody, holds the auctions, keeps the ads shown as impressions.

It belongs to no network: a page hands over who asks and how many placements it has. Called within a page's own read of
the store (`gather_ad_context`), then once more to keep what was chosen (`serve_ads`).
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pixel.ads.auction import CAP_WINDOW, Auction, fill_placements
from pixel.ads.audience.person import AudiencePerson, Surroundings
from pixel.ads.audience_person import NOBODY, read_audience_person
from pixel.ads.candidates import Ad, Person
from pixel.ads.catalogue import Catalogue, read_catalogue
from pixel.ads.pacing import find_day, find_exhausted, find_interval
from pixel.ads.pricing import find_price
from pixel.profile.chances import NO_CHANCES, TraitChances, read_chances
from pixel.profile.inference.places import Place
from pixel.profile.person import PersonProfile, assemble_person
from pixel.store import Connection, Store
from pixel.store.advertising import Charge
from pixel.store.queries.ads import count_shown
from pixel.store.queries.advertisers.buying import Offer
from pixel.store.queries.advertisers.spending import list_budgets
from pixel.store.records import Campaign, Impression, Product, Seat


@dataclass(frozen=True)
class AdRequest:
    """Who asks, from which browser, and for how many placements of which kind; the language that they read in, and the
    towns that audiences may name."""

    seat: Seat
    visitor_id: str
    placements: int
    placement: str = "feed"
    language: str = ""
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True)
class AdContext:
    """All that the choice of ads may use: the person, how often each ad was shown of late, what is for sale, what was
    guessed, of somebody invented who has done anything here, and, where anything is bought for an audience, what
    audiences read, and the ad sets that cannot pay."""

    person: PersonProfile
    shown: Mapping[Ad, int]
    catalogue: Catalogue
    chances: TraitChances = NO_CHANCES
    audience: AudiencePerson = NOBODY
    exhausted: frozenset[str] = frozenset()

    @property
    def guessed(self) -> Mapping[str, float]:
        """The chance of each trait, but for those that the person removed; none after an objection."""
        may_read = self.person.choices.may_read
        return {trait: chance for trait, chance in self.chances.by_trait.items() if may_read(f"trait:{trait}")}


@dataclass(frozen=True)
class ShownAd:
    """An ad in its place: the impression, its campaign, and the product that it shows, if any."""

    impression: Impression
    campaign: Campaign
    product: Product | None


def gather_ad_context(connection: Connection, seat: Seat, now: datetime) -> AdContext:
    """What the choice may use of somebody at a moment, on the snapshot that the connection sees."""
    catalogue = read_catalogue(connection)
    person = assemble_person(connection, seat, catalogue.assortment, now)
    is_asked = catalogue.index.inferred and person.signals and not person.choices.has_objected
    chances = read_chances(connection, seat) if is_asked else NO_CHANCES
    context = AdContext(person, count_shown(connection, seat.id, now - CAP_WINDOW), catalogue, chances)
    if not catalogue.offers.lines:
        return context
    budgets = {budget.ad_set_id: budget for budget in list_budgets(connection)}
    exhausted = find_exhausted(catalogue.offers.by_ad.values(), budgets, now)
    return replace(context, audience=read_audience_person(connection, seat, person), exhausted=exhausted)


def serve_ads(store: Store, asked: AdRequest, context: AdContext, now: datetime) -> list[ShownAd]:
    """The ads for a page's placements in order, each paid for and kept as an impression. Where an ad set turns out to
    be unable to pay, the choice is made again without it. Raises StoreUnavailable."""
    unpaid = context.exhausted
    while True:
        shown = choose_ads(asked, context, now, unpaid)
        more = store.keep_shown([ad.impression for ad in shown], find_charges(shown, context.catalogue, now))
        if not more:
            return shown
        unpaid |= more


def choose_ads(
    asked: AdRequest, context: AdContext, now: datetime, unpaid: frozenset[str] = frozenset()
) -> list[ShownAd]:
    """The ads that win the auctions of a page's placements; none of the ad sets that cannot pay."""
    known, catalogue = context.person, context.catalogue
    audience = replace(context.audience, language=asked.language) if catalogue.offers.lines else NOBODY
    person = Person(*known.targetable, context.shown, context.guessed, audience, Surroundings(asked.places))
    auctions = fill_placements(asked.placements, catalogue.index, person, catalogue.products, now, unpaid)
    return [_show(auction, asked, catalogue, now) for auction in auctions]


def find_charges(shown: Sequence[ShownAd], catalogue: Catalogue, now: datetime) -> list[Charge]:
    """What these ads cost the companies that bought them on the ad manager; seeded campaigns have no purse."""
    return [
        _charge(ad, catalogue.offers.by_ad[ad.campaign.id], now)
        for ad in shown
        if ad.campaign.id in catalogue.offers.by_ad
    ]


def _charge(shown: ShownAd, offer: Offer, now: datetime) -> Charge:
    ad_set, impression = offer.ad_set, shown.impression
    interval, left = find_interval(ad_set.starts_at, ad_set.ends_at, now)
    return Charge(impression.id, ad_set.id, offer.company.id, impression.price, find_day(offer, now), interval, left)


def find_ad(impression: Impression, campaign: Campaign, catalogue: Catalogue) -> ShownAd:
    """An ad that was shown, as it stands in today's catalogue."""
    return ShownAd(impression, campaign, catalogue.products.get((impression.advertiser, impression.content_id)))


def _show(auction: Auction, asked: AdRequest, catalogue: Catalogue, now: datetime) -> ShownAd:
    winner = auction.winner
    if winner is None:
        raise ValueError("an auction that nobody won shows nothing")
    impression = Impression(
        id=secrets.token_urlsafe(9),
        seat_id=asked.seat.id,
        visitor_id=asked.visitor_id,
        campaign_id=winner.campaign_id,
        advertiser=winner.advertiser,
        content_id=winner.content_id,
        reason=winner.reason,
        shown_at=now,
        auction_json=auction.to_json(),
        network=asked.seat.network,
        placement=asked.placement,
        ad_set_id=catalogue.index.by_id[winner.campaign_id].ad_set_id,
        price=find_price(winner, auction.runner_up),
    )
    return find_ad(impression, catalogue.index.by_id[winner.campaign_id], catalogue)
