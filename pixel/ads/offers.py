"""What companies buy, as the ad server runs it: an ad with its ad set and campaign becomes one line of the auction.
`catalogue` compiles all that runs whenever any of it changes. Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pixel.ads.audience.facets import AudienceRule
from pixel.ads.audience.reading import read_rule
from pixel.store.queries.advertisers.buying import Offer
from pixel.store.records import Audience, Campaign

BOUGHT_CAP = 20  # a person and ad in 24 hours, where an ad set names none


@dataclass(frozen=True)
class RunningOffers:
    """By ad: all that it hangs on, whom it seeks, and the line that takes part in auctions."""

    by_ad: Mapping[str, Offer] = field(default_factory=dict)
    rules: Mapping[str, AudienceRule] = field(default_factory=dict)
    lines: tuple[Campaign, ...] = ()


NO_OFFERS = RunningOffers()


def compile_offers(offers: Iterable[Offer]) -> RunningOffers:
    """Raises AudienceError for an audience that nobody can have kept."""
    by_ad = {offer.ad.id: offer for offer in offers}
    rules = {ad_id: read_rule(offer.ad_set.definition["audience"]) for ad_id, offer in by_ad.items()}
    return RunningOffers(by_ad, rules, tuple(map(line_of, by_ad.values())))


def line_of(offer: Offer) -> Campaign:
    """One ad as the auction knows it."""
    definition, creative = offer.ad_set.definition, offer.ad.creative
    return Campaign(
        id=offer.ad.id,
        advertiser=offer.company.id,
        advertiser_name=offer.company.name,
        kind="bought",
        bid=definition["bid"],
        frequency_cap=definition.get("cap", BOUGHT_CAP),
        audience=Audience(),
        creative={language: creative[language] for language in ("fr", "en")},
        picture=creative["picture"],
        ad_set_id=offer.ad_set.id,
        starts_at=offer.ad_set.starts_at,
        ends_at=offer.ad_set.ends_at,
    )
