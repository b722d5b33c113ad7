"""SQL for advertisers: product feeds, campaigns, and each ad shown with its auction."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pixel import clock
from pixel.store.connection import Connection
from pixel.store.records import Advertiser, Audience, Campaign, Impression, Product

IMPRESSION = (
    "id, network, placement, seat_id, visitor_id, campaign_id, advertiser, content_id, reason, shown_at, auction,"
    " ad_set_id, price, budget_before, seed"
)


def replace_advertisers(connection: Connection, advertisers: Sequence[Advertiser]) -> None:
    """All advertisers anew, as their feeds have them."""
    connection.execute("DELETE FROM advertisers")
    connection.executemany(
        "INSERT INTO advertisers (id, name, logo) VALUES (:id, :name, :logo)", [asdict(each) for each in advertisers]
    )


def find_logo(connection: Connection, advertiser: str) -> str | None:
    """An advertiser's logo, SVG."""
    row = connection.execute("SELECT logo FROM advertisers WHERE id = :id", {"id": advertiser}).fetchone()
    return str(row["logo"]) if row else None


def replace_products(connection: Connection, products: Sequence[Product]) -> None:
    """The whole catalogue anew, as the feeds have it."""
    connection.execute("DELETE FROM products")
    connection.executemany(
        "INSERT INTO products (advertiser, content_id, item, picture)"
        " VALUES (:advertiser, :content_id, :item, :picture)",
        [
            {
                "advertiser": product.advertiser,
                "content_id": product.content_id,
                "item": json.dumps(asdict(product) | {"picture": ""}, ensure_ascii=False),
                "picture": product.picture,
            }
            for product in products
        ],
    )


def replace_campaigns(connection: Connection, campaigns: Sequence[Campaign]) -> None:
    """All campaigns anew."""
    connection.execute("DELETE FROM campaigns")
    connection.executemany(
        "INSERT INTO campaigns (id, advertiser, kind, bid, definition)"
        " VALUES (:id, :advertiser, :kind, :bid, :definition)",
        [
            {
                "id": campaign.id,
                "advertiser": campaign.advertiser,
                "kind": campaign.kind,
                "bid": campaign.bid,
                "definition": json.dumps(asdict(campaign), ensure_ascii=False),
            }
            for campaign in campaigns
        ],
    )


def read_catalogue_version(connection: Connection) -> int:
    """Another number after each change of products or campaigns; a random one, so that no two databases share it."""
    return int(connection.execute("SELECT version FROM catalogue").fetchone()["version"])


def list_products(connection: Connection) -> list[Product]:
    """The catalogue, without pictures."""
    return [
        _product(json.loads(row["item"]))
        for row in connection.execute("SELECT item FROM products ORDER BY advertiser, content_id")
    ]


def find_picture(connection: Connection, advertiser: str, content_id: str) -> str | None:
    """A product's SVG picture."""
    row = connection.execute(
        "SELECT picture FROM products WHERE advertiser = :advertiser AND content_id = :content_id",
        {"advertiser": advertiser, "content_id": content_id},
    ).fetchone()
    return str(row["picture"]) if row else None


def list_campaigns(connection: Connection) -> list[Campaign]:
    """All campaigns, highest bid first."""
    rows = connection.execute("SELECT definition FROM campaigns ORDER BY bid DESC, id")
    return [_campaign(json.loads(row["definition"])) for row in rows]


def find_campaign(connection: Connection, campaign_id: str) -> Campaign | None:
    """One campaign."""
    row = connection.execute("SELECT definition FROM campaigns WHERE id = :id", {"id": campaign_id}).fetchone()
    return _campaign(json.loads(row["definition"])) if row else None


def count_shown(connection: Connection, seat_id: str, since: datetime) -> dict[tuple[str, str], int]:
    """How often each ad (campaign, content) was shown to a person since a moment."""
    rows = connection.execute(
        "SELECT campaign_id, content_id, count(*) AS shown FROM impressions"
        " WHERE seat_id = :seat_id AND shown_at >= :since GROUP BY campaign_id, content_id",
        {"seat_id": seat_id, "since": clock.to_text(since)},
    )
    return {(row["campaign_id"], row["content_id"]): row["shown"] for row in rows}


def find_impression(connection: Connection, impression_id: str, seat_id: str) -> Impression | None:
    """One of a person's own impressions."""
    row = connection.execute(
        f"SELECT {IMPRESSION} FROM impressions WHERE id = :id AND seat_id = :seat_id",
        {"id": impression_id, "seat_id": seat_id},
    ).fetchone()
    return read_impression(row) if row else None


def read_impression(row: Mapping[str, Any]) -> Impression:
    """The record of a row that has the columns IMPRESSION."""
    return Impression(
        id=row["id"],
        seat_id=row["seat_id"],
        visitor_id=row["visitor_id"],
        campaign_id=row["campaign_id"],
        advertiser=row["advertiser"],
        content_id=row["content_id"],
        reason=row["reason"],
        shown_at=clock.from_text(row["shown_at"]),
        auction_json=row["auction"],
        network=row["network"],
        placement=row["placement"],
        ad_set_id=row["ad_set_id"],
        price=row["price"],
        budget_before=row["budget_before"],
        seed=row["seed"],
    )


def _product(item: Mapping[str, Any]) -> Product:
    return Product(**(dict(item) | {"themes": tuple(item["themes"])}))


def _campaign(definition: Mapping[str, Any]) -> Campaign:
    return Campaign(**(dict(definition) | {"audience": read_audience(definition["audience"])}))


def read_audience(rule: Mapping[str, Any]) -> Audience:
    """An audience from JSON or TOML, lists as tuples."""
    fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in rule.items()}
    return Audience(**fields)
