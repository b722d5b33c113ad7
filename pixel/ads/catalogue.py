"""What advertisers sell and buy, parsed and sorted once in a process. The ad server asks."""

from collections.abc import Mapping
from dataclasses import dataclass

from pixel.ads.index import CampaignIndex, index_campaigns
from pixel.store import Connection
from pixel.store.queries.ads import list_campaigns, list_products, read_catalogue_version
from pixel.store.records import Product


@dataclass(frozen=True)
class Catalogue:
    """What advertisers sell and buy, as it stood at one version of it."""

    version: int
    products: Mapping[tuple[str, str], Product]
    index: CampaignIndex


_newest: list[Catalogue] = []  # at most one: parsed and sorted once in a process, and again after a change


def read_catalogue(connection: Connection) -> Catalogue:
    """Products and campaigns; parsed anew only where they changed."""
    version = read_catalogue_version(connection)
    kept = next(iter(_newest), None)
    if kept is None or kept.version != version:
        products = {(p.advertiser, p.content_id): p for p in list_products(connection)}
        kept = Catalogue(version, products, index_campaigns(list_campaigns(connection)))
        _newest[:] = [kept]
    return kept
