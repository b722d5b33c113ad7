"""Reads an advertiser's product feed, version 1: all that the network knows of a catalogue. `pixel seed` calls it."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pixel.store.records import Advertiser, Product

LANGUAGES = ("fr", "en")


@dataclass(frozen=True)
class ProductFeed:
    """Who advertises, and what is on offer."""

    advertiser: Advertiser
    products: list[Product]


def read_feed(feed: Mapping[str, Any], fetch_picture: Callable[[str], str]) -> ProductFeed:
    """A feed as the network keeps it; `fetch_picture` gets the SVG behind a `logo_link` or an `image_link`.

    Raises ValueError naming advertiser, item and field where the feed is not as it should be.
    """
    advertiser = str(feed.get("advertiser", "?"))
    if feed.get("version") != 1:
        raise ValueError(f"product feed of {advertiser}: version {feed.get('version')!r}, not 1")
    items = feed.get("items")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ValueError(f"product feed of {advertiser}: items must be a list of objects")
    try:
        of = Advertiser(advertiser, str(feed["name"]), fetch_picture(str(feed["logo_link"])))
    except KeyError as missing:
        raise ValueError(f"product feed of {advertiser}: {missing} is missing") from missing
    return ProductFeed(of, [_read_item(of, item, fetch_picture) for item in items])


def _read_item(advertiser: Advertiser, item: Mapping[str, Any], fetch_picture: Callable[[str], str]) -> Product:
    try:
        return Product(
            advertiser=advertiser.id,
            advertiser_name=advertiser.name,
            content_id=str(item["id"]),
            name={language: str(item["name"][language]) for language in LANGUAGES},
            description={language: _as_text(item["description"][language]) for language in LANGUAGES},
            country=str(item["country"]),
            city=str(item["city"]),
            region=str(item["region"]),
            themes=tuple(map(str, item["themes"])),
            price=int(item["price"]),
            currency=str(item["currency"]),
            link=str(item["link"]),
            picture=(picture := fetch_picture(str(item["image_link"]))),
            picture_version=version_of(picture),
            logo_version=version_of(advertiser.logo),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"product feed of {advertiser.id}, item {item.get('id', '?')}: {error!r}") from error


def version_of(picture: str) -> str:
    """Another text after each change of the picture."""
    return hashlib.blake2b(picture.encode(), digest_size=6).hexdigest()


def _as_text(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else " ".join(value)
