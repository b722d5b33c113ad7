"""Campaigns by what can bring them into play, so that a choice looks at few of many. `auction` asks. Pure.

A retargeting campaign stands under each (site, event, content) of its rule, an interest campaign under each of its
interests, an inferred one under each of its traits, in the order of their bids; all of the ad manager stand in one.
For one person a bucket has one number, the highest relevance that any campaign in it can have; bid × that number falls
along the bucket. So buckets are merged like sorted piles, and whoever takes campaigns from the top knows at each moment
what the rest can score at most.
"""

import heapq
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import inf

from pixel.ads.audience.facets import AudienceRule
from pixel.profile.interests import Profile
from pixel.store.records import Audience, Campaign, Tally

# Coarse steps keep buckets few; within a step, each campaign's own rule decides.
WINDOWS = (7, 14, 30, 60, 90, 180)
LEVELS = (0.0, 0.2, 0.4, 0.6, 0.8)

Bound = tuple[float, int, str]  # −score, −bid, campaign id: the lowest comes first
Seen = tuple[str, str, str]  # pixel id, event, content id, empty for any


@dataclass(frozen=True, eq=False)
class Bucket:
    """Campaigns in the order of bids, none of which takes an older visit, a buyer or a lower level than told here."""

    campaigns: tuple[Campaign, ...]
    days: float = inf
    has_purchaser_exclusion: bool = False
    min_level: float = 0.0

    def bounds(self, relevance: float) -> Iterator[tuple[Bound, Campaign]]:
        """Each campaign with the best that it can reach at this relevance (0-1)."""
        for campaign in self.campaigns:
            yield (-campaign.bid * relevance, -campaign.bid, campaign.id), campaign


@dataclass(frozen=True, eq=False)
class CampaignIndex:
    """All campaigns: in the order of bids (then ids), by id, and by what can bring them into play."""

    campaigns: tuple[Campaign, ...]
    by_id: Mapping[str, Campaign]
    retargeting: Mapping[Seen, Sequence[Bucket]]
    interest: Mapping[str, Sequence[Bucket]]
    untargeted: Bucket
    inferred: Mapping[str, Sequence[Bucket]]
    bought: Bucket = Bucket(())
    rules: Mapping[str, AudienceRule] = field(default_factory=dict)

    def find_buckets(
        self, tallies: Iterable[Tally], profile: Profile, now: datetime, guessed: Mapping[str, float] | None = None
    ) -> dict[Bucket, float]:
        """The buckets that can match a person, each with the highest relevance (0-1) that it can have. `guessed`: the
        chance of each trait."""
        levels = {interest.slug: interest.level for interest in profile.interests}
        found: dict[Bucket, float] = {}
        tallies = [tally for tally in tallies if tally.content_id]
        bought = {(tally.pixel_id, tally.content_id) for tally in tallies if tally.event == "Purchase"}
        for tally in tallies:
            level = levels.get(tally.content_id, 0.0)
            age = (now - tally.last_at) / timedelta(days=1)
            is_bought = (tally.pixel_id, tally.content_id) in bought
            for content in ("", tally.content_id):
                for bucket in self.retargeting.get((tally.pixel_id, tally.event, content), ()):
                    if age <= bucket.days and not (is_bought and bucket.has_purchaser_exclusion):
                        found[bucket] = max(found.get(bucket, 0.0), level)
        for slug, level in levels.items():
            found |= {bucket: level for bucket in self.interest.get(slug, ()) if bucket.min_level <= level}
        for trait, chance in (guessed or {}).items():
            found |= {bucket: chance for bucket in self.inferred.get(trait, ()) if bucket.min_level <= chance}
        return found | ({self.bought: 1.0} if self.bought.campaigns else {})


def index_campaigns(campaigns: Iterable[Campaign], rules: Mapping[str, AudienceRule] | None = None) -> CampaignIndex:
    """Sorts campaigns into buckets; takes some microseconds each, so once for each list. `rules`: whom those seek that
    were bought on the ad manager, by their ids."""
    ordered = tuple(sorted(campaigns, key=lambda campaign: (-campaign.bid, campaign.id)))
    retargeting: defaultdict[tuple[Seen, float, bool], list[Campaign]] = defaultdict(list)
    interest: defaultdict[tuple[str, float], list[Campaign]] = defaultdict(list)
    inferred: defaultdict[tuple[str, float], list[Campaign]] = defaultdict(list)
    for campaign in ordered:
        rule = campaign.audience
        if campaign.kind == "retargeting":
            for seen in _seen_by(rule):
                retargeting[seen, _window_of(rule), rule.has_purchaser_exclusion].append(campaign)
        elif campaign.kind == "interest":
            for slug in dict.fromkeys(rule.interests):
                interest[slug, _step_of(rule.min_level)].append(campaign)
        elif campaign.kind == "inferred":
            for trait in dict.fromkeys(rule.traits):
                inferred[trait, _step_of(rule.min_confidence)].append(campaign)
    by_seen: defaultdict[Seen, list[Bucket]] = defaultdict(list)
    for (seen, days, is_without_buyers), members in retargeting.items():
        by_seen[seen].append(Bucket(tuple(members), days, is_without_buyers))
    untargeted = Bucket(tuple(campaign for campaign in ordered if campaign.kind == "default"))
    by_id = {campaign.id: campaign for campaign in ordered}
    bought = Bucket(tuple(campaign for campaign in ordered if campaign.kind == "bought"))
    by_slug, by_trait = _sort_by_slug(interest), _sort_by_slug(inferred)
    return CampaignIndex(ordered, by_id, by_seen, by_slug, untargeted, by_trait, bought, rules or {})


def _sort_by_slug(found: Mapping[tuple[str, float], Sequence[Campaign]]) -> Mapping[str, Sequence[Bucket]]:
    by_slug: defaultdict[str, list[Bucket]] = defaultdict(list)
    for (slug, min_level), members in found.items():
        by_slug[slug].append(Bucket(tuple(members), min_level=min_level))
    return by_slug


def _step_of(level: float) -> float:
    return LEVELS[bisect_right(LEVELS, max(level, 0.0)) - 1]


def merge(buckets: Mapping[Bucket, float]) -> Iterator[tuple[Bound, Campaign]]:
    """Campaigns of several buckets, best bound first; one that stands in several comes as often."""
    return heapq.merge(*(bucket.bounds(level) for bucket, level in buckets.items()), key=lambda pair: pair[0])


def _seen_by(rule: Audience) -> Iterator[Seen]:
    for event in dict.fromkeys(rule.events):
        for content in dict.fromkeys(rule.contents) or ("",):
            yield rule.pixel_id, event, content


def _window_of(rule: Audience) -> float:
    place = bisect_left(WINDOWS, rule.retention_days)
    return WINDOWS[place] if place < len(WINDOWS) else inf
