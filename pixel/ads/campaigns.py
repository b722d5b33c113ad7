"""The seeded campaigns, from `campaigns.toml` beside this file. `pixel seed` calls it."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pixel.store.queries.ads import read_audience
from pixel.store.records import Campaign

SEEDED = Path(__file__).with_name("campaigns.toml")


def load_campaigns(path: Path = SEEDED) -> list[Campaign]:
    """Campaigns as advertisers bought them. Raises ValueError naming the campaign that is not as it should be."""
    return [_read_campaign(entry) for entry in tomllib.loads(path.read_text(encoding="utf-8"))["campaigns"]]


def _read_campaign(entry: Mapping[str, Any]) -> Campaign:
    try:
        campaign = Campaign(
            id=entry["id"],
            advertiser=entry["advertiser"],
            advertiser_name=entry["advertiser_name"],
            kind=entry["kind"],
            bid=entry["bid"],
            frequency_cap=entry["frequency_cap"],
            audience=read_audience(entry["audience"]),
            creative={language: entry[language] for language in ("fr", "en")},
            content_id=entry.get("content_id", ""),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"campaign {entry.get('id', '?')}: {error!r}") from error
    if problem := _find_problem(entry, campaign):
        raise ValueError(f"campaign {campaign.id}: {problem}")
    return campaign


def _find_problem(entry: Mapping[str, Any], campaign: Campaign) -> str | None:
    if campaign.kind not in ("retargeting", "interest", "inferred"):
        return f"kind {campaign.kind!r} must be retargeting, interest or inferred"
    for name in ("bid", "frequency_cap"):
        if not isinstance(entry[name], int) or entry[name] < 1:
            return f"{name} {entry[name]!r} must be a whole number from 1"
    if not 1 <= campaign.audience.retention_days <= 180:
        return "retention_days must be 1 to 180"
    if campaign.kind == "inferred" and not 0 < campaign.audience.min_confidence <= 1:
        return "min_confidence must be above 0, and 1 at most"
    return None
