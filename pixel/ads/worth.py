"""What a line of a profile brings in an auction: the highest bid of a campaign whose audience reads it, times its
relevance, in cents per thousand. The profile's page asks. Pure.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from pixel.ads.catalogue import Catalogue
from pixel.profile.corrections import INTEREST
from pixel.profile.guesses import Guess
from pixel.profile.line import Worth
from pixel.profile.person import PersonProfile
from pixel.store.records import Campaign

TRAIT = "trait:"


def find_worths(person: PersonProfile, catalogue: Catalogue, now: datetime) -> dict[str, Worth]:
    """By key of a line, for those that a campaign reads; nothing of whoever objected."""
    _, profile = person.targetable
    worths: dict[str, Worth] = {}
    for interest in profile.interests:
        slug, level = interest.slug, interest.level
        campaigns = [*_by_interest(slug, level, catalogue), *_retarget(slug, person, catalogue, now)]
        best = min(campaigns, key=lambda campaign: (-campaign.bid, campaign.id), default=None)
        if best:
            worths[INTEREST + slug] = Worth(best.bid * level, best.id, best.advertiser_name)
    return worths


def find_worths_of_guesses(guesses: Iterable[Guess], catalogue: Catalogue) -> dict[str, Worth]:
    """By key of a guessed trait's line, for those that a campaign pays for."""
    worths: dict[str, Worth] = {}
    for guess in guesses:
        buckets = catalogue.index.inferred.get(guess.key.removeprefix(TRAIT), ())
        reached = [c for b in buckets for c in b.campaigns if c.audience.min_confidence <= guess.confidence]
        best = min(reached, key=lambda campaign: (-campaign.bid, campaign.id), default=None)
        if best:
            worths[guess.key] = Worth(best.bid * guess.confidence, best.id, best.advertiser_name)
    return worths


def _by_interest(slug: str, level: float, catalogue: Catalogue) -> Iterator[Campaign]:
    """Of each bucket the first that takes this level: the highest bid."""
    for bucket in catalogue.index.interest.get(slug, ()):
        yield from _first(campaign for campaign in bucket.campaigns if campaign.audience.min_level <= level)


def _retarget(content_id: str, person: PersonProfile, catalogue: Catalogue, now: datetime) -> Iterator[Campaign]:
    tallies, _ = person.targetable
    own = [tally for tally in tallies if tally.content_id == content_id]
    bought = {tally.pixel_id for tally in own if tally.event == "Purchase"}
    for tally in own:
        for content in ("", content_id):
            for bucket in catalogue.index.retargeting.get((tally.pixel_id, tally.event, content), ()):
                yield from _first(
                    campaign
                    for campaign in bucket.campaigns
                    if now - tally.last_at <= timedelta(days=campaign.audience.retention_days)
                    and not (campaign.audience.has_purchaser_exclusion and tally.pixel_id in bought)
                )


def _first(campaigns: Iterable[Campaign]) -> Iterator[Campaign]:
    yield from [campaign for campaign, _ in zip(campaigns, range(1), strict=False)]
