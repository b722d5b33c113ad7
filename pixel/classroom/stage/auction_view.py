"""An auction as it was kept with its ad, in words: every candidate that was reached, and why each lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pixel.ads.catalogue import Catalogue
from pixel.classroom.stage.views import list_ad_titles, name_ad
from pixel.classroom.stage.words import tell_loss
from pixel.networks.wording import write_number
from pixel.store.records import Impression


@dataclass(frozen=True)
class Bid:
    """A candidate. `bid`: in cents for a thousand showings; `level`: its score in percent of the winner's."""

    advertiser: str
    title: str
    bid: str
    relevance: str
    score: str
    level: int
    is_winner: bool
    fate: str


def list_bids(impression: Impression, catalogue: Catalogue) -> list[Bid]:
    """The winner, the second, the others, in this order."""
    kept: Mapping[str, Any] = impression.auction
    candidates = [each for each in (kept.get("winner"), kept.get("runner_up"), *kept.get("others", ())) if each]
    best = max((float(candidate["score"]) for candidate in candidates[:1]), default=0.0)
    titles = list_ad_titles(catalogue)
    return [_view_bid(candidate, best, catalogue, titles) for candidate in candidates]


def list_counts(impression: Impression) -> list[tuple[str, int]]:
    """How many candidates ended how, those that are not listed one by one among them."""
    kept: Mapping[str, Any] = impression.auction
    return [(tell_loss(outcome), count) for outcome, count in kept.get("counts", {}).items()]


def _view_bid(candidate: Mapping[str, Any], best: float, catalogue: Catalogue, titles: Mapping[str, str]) -> Bid:
    campaign = catalogue.index.by_id.get(candidate["campaign_id"])
    return Bid(
        advertiser=campaign.advertiser_name if campaign else candidate["advertiser"],
        title=name_ad(titles, candidate["campaign_id"], candidate["advertiser"], candidate["content_id"]),
        bid=str(candidate["bid"]),
        relevance=write_number(candidate["relevance"], 2),
        score=write_number(candidate["score"], 1),
        level=round(100 * candidate["score"] / best) if best else 0,
        is_winner=candidate["outcome"] == "won",
        fate=tell_loss(candidate["outcome"]),
    )
