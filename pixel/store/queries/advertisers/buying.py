"""SQL for what companies buy: campaigns, ad sets, ads. The ad manager and the API write, the ad server reads what runs.

Each change names the version that it was made from: of two people who change the same thing the later is told.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pixel import clock
from pixel.store.advertising import AdCampaign, AdSet, AdState, BoughtAd, Company, StaleError
from pixel.store.connection import Connection
from pixel.store.queries.advertisers.companies import read_company


@dataclass(frozen=True)
class Offer:
    """An ad with all that it hangs on."""

    ad: BoughtAd
    ad_set: AdSet
    campaign: AdCampaign
    company: Company


def keep_campaign(connection: Connection, campaign: AdCampaign) -> None:
    """A new campaign."""
    values = vars(campaign) | {"created_at": clock.to_text(campaign.created_at)}
    connection.execute(
        "INSERT INTO ad_campaigns (id, company_id, name, objective, category, created_at)"
        " VALUES (:id, :company_id, :name, :objective, :category, :created_at)",
        values,
    )


def keep_ad_set(connection: Connection, ad_set: AdSet) -> None:
    """A new ad set."""
    connection.execute(
        "INSERT INTO ad_sets"
        " (id, campaign_id, company_id, name, definition, starts_at, ends_at, whole_budget, daily_budget)"
        " VALUES (:id, :campaign_id, :company_id, :name, :definition, :starts_at, :ends_at, :whole_budget,"
        " :daily_budget)",
        _ad_set_values(ad_set),
    )


def change_ad_set(connection: Connection, ad_set: AdSet) -> None:
    """Name, audience, schedule, money. Raises StaleError where somebody was quicker."""
    changed = connection.execute(
        "UPDATE ad_sets SET name = :name, definition = :definition, starts_at = :starts_at, ends_at = :ends_at,"
        " whole_budget = :whole_budget, daily_budget = :daily_budget, version = version + 1"
        " WHERE id = :id AND company_id = :company_id AND version = :version",
        _ad_set_values(ad_set),
    )
    if not changed.rowcount:
        raise StaleError


def keep_ad(connection: Connection, ad: BoughtAd) -> None:
    """A new ad."""
    connection.execute(
        "INSERT INTO ads (id, ad_set_id, creative, state, problems, created_at)"
        " VALUES (:id, :ad_set_id, :creative, :state, :problems, :created_at)",
        {
            "id": ad.id,
            "ad_set_id": ad.ad_set_id,
            "creative": json.dumps(dict(ad.creative), ensure_ascii=False),
            "state": ad.state,
            "problems": json.dumps([dict(problem) for problem in ad.problems]),
            "created_at": clock.to_text(ad.created_at),
        },
    )


def set_ad_state(connection: Connection, ad_id: str, state: AdState, version: int) -> None:
    """Runs, pauses or ends an ad. Raises StaleError where somebody was quicker."""
    changed = connection.execute(
        "UPDATE ads SET state = :state, version = version + 1 WHERE id = :id AND version = :version",
        {"id": ad_id, "state": state, "version": version},
    )
    if not changed.rowcount:
        raise StaleError


def list_offers(connection: Connection, company_id: str) -> list[Offer]:
    """All ads of a company, the oldest first."""
    rows = connection.execute("SELECT * FROM ad_campaigns WHERE company_id = :id", {"id": company_id})
    campaigns = {row["id"]: _campaign(row) for row in rows}
    rows = connection.execute("SELECT * FROM ad_sets WHERE company_id = :id", {"id": company_id})
    ad_sets = {row["id"]: _ad_set(row) for row in rows}
    row = connection.execute("SELECT * FROM companies WHERE id = :id", {"id": company_id}).fetchone()
    ads = connection.execute(
        "SELECT ads.* FROM ads JOIN ad_sets ON ad_sets.id = ad_set_id WHERE company_id = :id"
        " ORDER BY ads.created_at, ads.id",
        {"id": company_id},
    )
    return [_offer(_ad(each), ad_sets, campaigns, {company_id: read_company(row)}) for each in ads]


def list_running(connection: Connection) -> list[Offer]:
    """Every ad that runs, with its schedule still to be looked at."""
    ads = [_ad(row) for row in connection.execute("SELECT * FROM ads WHERE state = 'running' ORDER BY id")]
    if not ads:
        return []
    ad_sets = {row["id"]: _ad_set(row) for row in connection.execute("SELECT * FROM ad_sets")}
    campaigns = {row["id"]: _campaign(row) for row in connection.execute("SELECT * FROM ad_campaigns")}
    companies = {row["id"]: read_company(row) for row in connection.execute("SELECT * FROM companies")}
    return [_offer(ad, ad_sets, campaigns, companies) for ad in ads]


def find_offer(connection: Connection, ad_id: str) -> Offer | None:
    """One ad, whatever its state."""
    row = connection.execute(
        "SELECT company_id FROM ads JOIN ad_sets ON ad_sets.id = ad_set_id WHERE ads.id = :id", {"id": ad_id}
    ).fetchone()
    offers = list_offers(connection, row["company_id"]) if row else []
    return next((offer for offer in offers if offer.ad.id == ad_id), None)


def _offer(
    ad: BoughtAd,
    ad_sets: Mapping[str, AdSet],
    campaigns: Mapping[str, AdCampaign],
    companies: Mapping[str, Company],
) -> Offer:
    ad_set = ad_sets[ad.ad_set_id]
    return Offer(ad, ad_set, campaigns[ad_set.campaign_id], companies[ad_set.company_id])


def _campaign(row: Mapping[str, Any]) -> AdCampaign:
    named = dict(row) | {"created_at": clock.from_text(row["created_at"])}
    return AdCampaign(**named)


def _ad_set(row: Mapping[str, Any]) -> AdSet:
    return AdSet(
        row["id"],
        row["campaign_id"],
        row["company_id"],
        row["name"],
        json.loads(row["definition"]),
        clock.from_text(row["starts_at"]),
        clock.from_text(row["ends_at"]),
        row["whole_budget"],
        row["daily_budget"],
        row["spent_mc"],
        row["day"],
        row["day_spent_mc"],
        row["version"],
    )


def _ad(row: Mapping[str, Any]) -> BoughtAd:
    return BoughtAd(
        row["id"],
        row["ad_set_id"],
        json.loads(row["creative"]),
        row["state"],
        tuple(json.loads(row["problems"])),
        clock.from_text(row["created_at"]),
        row["version"],
    )


def _ad_set_values(ad_set: AdSet) -> dict[str, Any]:
    return vars(ad_set) | {
        "definition": json.dumps(dict(ad_set.definition), ensure_ascii=False),
        "starts_at": clock.to_text(ad_set.starts_at),
        "ends_at": clock.to_text(ad_set.ends_at),
    }
