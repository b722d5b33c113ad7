"""What advertisers sell and buy, parsed and sorted once in a process. The ad server asks."""

from collections.abc import Mapping
from dataclasses import dataclass

from pixel.ads.index import CampaignIndex, index_campaigns
from pixel.ads.offers import NO_OFFERS, RunningOffers, compile_offers
from pixel.profile.interests import Assortment, sort_products
from pixel.store import Connection
from pixel.store.queries.ads import list_campaigns, list_products, read_catalogue_version
from pixel.store.queries.advertisers.buying import list_running
from pixel.store.records import Product


@dataclass(frozen=True)
class Catalogue:
    """What advertisers sell and buy, as it stood at one version of it."""

    version: int
    assortment: Assortment
    index: CampaignIndex
    offers: RunningOffers = NO_OFFERS

    @property
    def products(self) -> Mapping[tuple[str, str], Product]:
        """Each product by advertiser and content."""
        return self.assortment.products


_newest: list[Catalogue] = []  # at most one: parsed and sorted once in a process, and again after a change


def read_catalogue(connection: Connection) -> Catalogue:
    """Products and campaigns; parsed anew only where they changed."""
    version = read_catalogue_version(connection)
    kept = next(iter(_newest), None)
    if kept is None or kept.version != version:
        offers = compile_offers(list_running(connection))
        index = index_campaigns([*list_campaigns(connection), *offers.lines], offers.rules)
        kept = Catalogue(version, sort_products(list_products(connection)), index, offers)
        _newest[:] = [kept]
    return kept
