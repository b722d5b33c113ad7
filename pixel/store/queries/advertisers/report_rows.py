"""SQL for a campaign's report: its ads shown, the clicks on them, and what pixels reported of those who saw them.

A report is of at most MOST_ROWS ads shown, from the first on, and of as many events: no page reads more than that.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pixel import clock
from pixel.store.advertising import AdCampaign, AdSet, Company
from pixel.store.connection import Connection, among
from pixel.store.queries.advertisers.buying import list_offers
from pixel.store.queries.advertisers.companies import find_own_company

MOST_ROWS = 50_000
REPORTED = ("ViewContent", "Lead", "Purchase")  # a look at a trip, a request, a booking


@dataclass(frozen=True)
class BoughtCampaign:
    """A campaign with its ad sets and the company that pays."""

    campaign: AdCampaign
    company: Company
    ad_sets: tuple[AdSet, ...]


@dataclass(frozen=True)
class ShownRow:
    """An ad shown; `price` in thousandths of a cent."""

    id: str
    seat_id: str
    ad_id: str
    ad_set_id: str
    at: datetime
    price: int


@dataclass(frozen=True)
class ClickRow:
    """A click on one of them."""

    id: str
    impression_id: str
    seat_id: str
    ad_id: str
    at: datetime


@dataclass(frozen=True)
class EventRow:
    """What a pixel reported of somebody who saw one of them. `value`: as the page sent it, empty where it sent none."""

    id: int
    seat_id: str
    event: str
    value: str
    at: datetime


@dataclass(frozen=True)
class CampaignRows:
    """`has_more`: whether there is more than a report reads."""

    shown: tuple[ShownRow, ...] = ()
    clicks: tuple[ClickRow, ...] = ()
    events: tuple[EventRow, ...] = ()
    has_more: bool = False


def find_bought_campaign(connection: Connection, campaign_id: str) -> BoughtCampaign | None:
    """A campaign that somebody bought, with whatever hangs on it."""
    row = connection.execute("SELECT company_id FROM ad_campaigns WHERE id = :id", {"id": campaign_id}).fetchone()
    offers = list_offers(connection, row["company_id"]) if row else []
    mine = [offer for offer in offers if offer.campaign.id == campaign_id]
    ad_sets = {offer.ad_set.id: offer.ad_set for offer in mine}
    return BoughtCampaign(mine[0].campaign, mine[0].company, tuple(ad_sets.values())) if mine else None


def find_own_campaign(connection: Connection, campaign_id: str, seat_id: str) -> BoughtCampaign | None:
    """The same, where this person may act for the company."""
    bought = find_bought_campaign(connection, campaign_id)
    return bought if bought and find_own_company(connection, bought.company.id, seat_id) else None


def read_campaign_rows(connection: Connection, ad_set_ids: tuple[str, ...], most: int = MOST_ROWS) -> CampaignRows:
    """All that a report is counted from. Events count from the first ad shown on."""
    of_ids, named = among("ad_set_id", ad_set_ids)
    of_ids = f"{of_ids} AND ad_set_id <> ''"
    rows = list(
        connection.execute(
            "SELECT number, id, seat_id, campaign_id, ad_set_id, shown_at, price FROM impressions"
            f" WHERE {of_ids} ORDER BY number LIMIT :most",
            {**named, "most": most + 1},
        )
    )
    if not rows:
        return CampaignRows()
    read = rows[:most]
    shown = tuple(map(_shown, read))
    # By number, so that clicks and events are of the ads that were read.
    values = {**named, "last": read[-1]["number"], "most": most + 1}
    clicks = tuple(map(_click, connection.execute(_clicks(of_ids), values)))
    since = clock.to_text(min(row.at for row in shown))
    events = tuple(map(_event, connection.execute(_events(of_ids), {**values, "since": since})))
    has_more = max(len(rows), len(clicks), len(events)) > most
    return CampaignRows(shown, clicks[:most], events[:most], has_more)


def _clicks(of_ids: str) -> str:
    return f"""
SELECT clicks.id, clicks.impression_id, clicks.seat_id, campaign_id, clicks.at
FROM impressions JOIN clicks ON clicks.impression_id = impressions.id
WHERE {of_ids} AND impressions.number <= :last ORDER BY clicks.number LIMIT :most"""


def _events(of_ids: str) -> str:
    names = ", ".join(f"'{name}'" for name in REPORTED)
    return f"""
WITH reached AS (SELECT DISTINCT seat_id FROM impressions WHERE {of_ids} AND number <= :last)
SELECT events.id, reached.seat_id, events.event, events.data, events.received_at
FROM reached JOIN identities ON identities.seat_id = reached.seat_id
JOIN events ON events.visitor_id = identities.visitor_id
WHERE events.event IN ({names}) AND events.received_at >= :since ORDER BY events.id LIMIT :most"""


def _shown(row: Any) -> ShownRow:
    at = clock.from_text(row["shown_at"])
    return ShownRow(row["id"], row["seat_id"], row["campaign_id"], row["ad_set_id"], at, row["price"])


def _click(row: Any) -> ClickRow:
    return ClickRow(row["id"], row["impression_id"], row["seat_id"], row["campaign_id"], clock.from_text(row["at"]))


def _event(row: Any) -> EventRow:
    value = json.loads(row["data"]).get("value", "")
    return EventRow(row["id"], row["seat_id"], row["event"], str(value), clock.from_text(row["received_at"]))
