"""What companies buy, as the ad server runs it: an ad with its ad set and campaign becomes one line of the auction.
`catalogue` compiles all that runs whenever any of it changes; pages ask which campaign an ad shown was of.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pixel.ads.audience.facets import AudienceRule
from pixel.ads.audience.reading import AudienceError, read_rule
from pixel.store import Connection
from pixel.store.queries.ads import find_campaign
from pixel.store.queries.advertisers.buying import Offer, find_offer
from pixel.store.records import Audience, Campaign

log = logging.getLogger("pixel.ads")

BOUGHT_CAP = 20  # a person and ad in 24 hours, where an ad set names none


@dataclass(frozen=True)
class RunningOffers:
    """By ad: all that it hangs on, whom it seeks, and the line that takes part in auctions."""

    by_ad: Mapping[str, Offer] = field(default_factory=dict)
    rules: Mapping[str, AudienceRule] = field(default_factory=dict)
    lines: tuple[Campaign, ...] = ()


NO_OFFERS = RunningOffers()


def compile_offers(offers: Iterable[Offer]) -> RunningOffers:
    """All that can run. An ad whose audience cannot be read, as where another program wrote it, is left out, and the
    log says so: no other ad waits for it."""
    by_ad: dict[str, Offer] = {}
    rules: dict[str, AudienceRule] = {}
    for offer in offers:
        try:
            rules[offer.ad.id] = read_rule(offer.ad_set.definition["audience"])
        except (AudienceError, KeyError) as error:
            log.error("the ad %s cannot run, its audience cannot be read: %r", offer.ad.id, error)
        else:
            by_ad[offer.ad.id] = offer
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


def find_bought_or_seeded(connection: Connection, campaign_id: str) -> tuple[Campaign | None, Offer | None]:
    """The campaign behind an ad that was shown, whether it still runs or not: a seeded one, or an ad that was bought,
    as the auction knew it, with all that it hangs on."""
    campaign = find_campaign(connection, campaign_id)
    offer = None if campaign else find_offer(connection, campaign_id)
    return (line_of(offer) if offer else campaign), offer
