"""Fills a page's ad placements for a person: gathers what the choice may use, holds auctions, keeps the ads shown."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pixel.ads.auction import CAP_WINDOW, Auction, Person, fill_placements
from pixel.ads.index import CampaignIndex
from pixel.network.catalogue import read_catalogue
from pixel.network.session import Me
from pixel.profile.interests import Profile, build_profile
from pixel.store import Connection, Store
from pixel.store.ads import count_shown, keep_impressions
from pixel.store.profile import list_signals, list_tallies
from pixel.store.records import Campaign, Impression, Product, Tally


@dataclass(frozen=True)
class Shown:
    """An ad in its place: the impression, its campaign, and the product that it shows, if any."""

    impression: Impression
    campaign: Campaign
    product: Product | None


@dataclass(frozen=True)
class Known:
    """What the network knows of a person when a page is asked for."""

    tallies: list[Tally]
    profile: Profile
    shown: dict[tuple[str, str], int]
    products: Mapping[tuple[str, str], Product]
    index: CampaignIndex


def gather(store: Store, me: Me, now: datetime) -> Known:
    """All of it on one snapshot of the database."""

    def ask(connection: Connection) -> Any:
        seat_id = me.seat.id
        return (
            list_tallies(connection, seat_id),
            list_signals(connection, seat_id),
            count_shown(connection, seat_id, now - CAP_WINDOW),
            read_catalogue(connection),
        )

    tallies, signals, shown, catalogue = store.read(ask)
    profile = build_profile(tallies, signals, me.declared, tuple(catalogue.products.values()), now)
    return Known(tallies, profile, shown, catalogue.products, catalogue.index)


def show_ads(store: Store, me: Me, visitor_id: str, known: Known, count: int, now: datetime) -> list[Shown]:
    """The ads for a page's placements, each kept as an impression."""
    person = Person(known.tallies, known.profile, known.shown)
    auctions = fill_placements(count, known.index, person, known.products, now)
    shown = [_show(auction, me, visitor_id, known, now) for auction in auctions]
    store.write(keep_impressions, [ad.impression for ad in shown])
    return shown


def _show(auction: Auction, me: Me, visitor_id: str, known: Known, now: datetime) -> Shown:
    winner = auction.winner
    if winner is None:
        raise ValueError("an auction that nobody won shows nothing")
    impression = Impression(
        id=secrets.token_urlsafe(9),
        seat_id=me.seat.id,
        visitor_id=visitor_id,
        campaign_id=winner.campaign_id,
        advertiser=winner.advertiser,
        content_id=winner.content_id,
        reason=winner.reason,
        shown_at=now,
        auction=auction.to_data(),
    )
    product = known.products.get((winner.advertiser, winner.content_id))
    return Shown(impression, known.index.by_id[winner.campaign_id], product)
