"""The ads that a campaign could show to a person, each with its relevance, or why it could show none. Pure; `auction`
filters them, and chooses.

A retargeting campaign has one candidate for each destination that the person looked at within its window, an interest
or inferred campaign the one that it features, an untargeted campaign its only one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from pixel.ads.audience.facets import AudienceRule, BuyersFacet, EventFacet, InterestFacet
from pixel.ads.audience.match import match
from pixel.ads.audience.person import NO_SURROUNDINGS, AudiencePerson, Surroundings
from pixel.profile.interests import Profile
from pixel.store.records import AdReason, Campaign, Tally

Outcome = Literal[
    "won",
    "outbid",
    "not-in-audience",
    "window-passed",
    "purchased",
    "capped",
    "on-this-page",
    "no-product",
    "not-scheduled",
    "unpaid",
    "only-when-nothing-else",
    "not-weighed",
]
Ad = tuple[str, str]  # campaign, content
EVERYBODY, NOBODY = AudienceRule(), AudiencePerson()


@dataclass(frozen=True)
class Person:
    """What the choice may use of somebody: sums of visits, interests, how often each ad was shown of late, the chance
    (0 to 1) of each trait that was guessed, and what the audiences of ads bought on the ad manager read."""

    tallies: Sequence[Tally]
    profile: Profile
    shown: Mapping[Ad, int]
    guessed: Mapping[str, float] = field(default_factory=dict)
    audience: AudiencePerson = NOBODY
    surroundings: Surroundings = NO_SURROUNDINGS


class Candidate(NamedTuple):
    """An ad that could be shown; `bid` in cents per thousand, `interest` the slug (of a trait, where `reason` is
    `inferred`) that `relevance` (0-1) is about. Of these a page makes some fifty: a named tuple is made in a third of a
    dataclass's time."""

    campaign_id: str
    advertiser: str
    content_id: str
    reason: AdReason
    bid: int
    interest: str
    relevance: float
    outcome: Outcome

    @property
    def ad(self) -> Ad:
        return self.campaign_id, self.content_id

    @property
    def score(self) -> float:
        return self.bid * self.relevance

    @property
    def rank(self) -> tuple[float, int, str, str]:
        """The lowest goes first."""
        return -self.score, -self.bid, self.campaign_id, self.content_id

    def ended(self, outcome: Outcome) -> "Candidate":
        """The same with another outcome; `_replace` takes five times as long."""
        return Candidate(*self[:-1], outcome)


def find_candidates(
    campaign: Campaign, person: Person, now: datetime, rule: AudienceRule = EVERYBODY
) -> Iterator[Candidate]:
    """The ads that a campaign could show to a person; one that lost where it could show none. `rule`: whom a campaign
    of the ad manager seeks."""
    match campaign.kind:
        case "retargeting":
            yield from _retarget(campaign, person, now)
        case "interest":
            yield _by_interest(campaign, person)
        case "inferred":
            yield _by_trait(campaign, person)
        case "bought":
            yield _by_rule(campaign, rule, person, now)
        case "default":
            relevance = 1 / (1 + person.shown.get((campaign.id, campaign.content_id), 0))
            yield _candidate(campaign, campaign.content_id, "default", "", relevance, "won")


def matching_tallies(campaign: Campaign, tallies: Sequence[Tally]) -> list[Tally]:
    """The sums that an audience rule is about, whatever their age."""
    rule = campaign.audience
    return [
        tally
        for tally in tallies
        if tally.pixel_id == rule.pixel_id
        and tally.event in rule.events
        and tally.content_id
        and (not rule.contents or tally.content_id in rule.contents)
    ]


def _retarget(campaign: Campaign, person: Person, now: datetime) -> Iterator[Candidate]:
    matching = matching_tallies(campaign, person.tallies)
    oldest = now - timedelta(days=campaign.audience.retention_days)
    recent = {tally.content_id for tally in matching if tally.last_at >= oldest}
    bought = {
        t.content_id for t in person.tallies if t.pixel_id == campaign.audience.pixel_id and t.event == "Purchase"
    }
    if not recent:
        yield _candidate(campaign, "", "retargeting", "", 0.0, "window-passed" if matching else "not-in-audience")
    for content_id in sorted(recent):
        is_bought = campaign.audience.has_purchaser_exclusion and content_id in bought
        level = person.profile.level(content_id)
        yield _candidate(campaign, content_id, "retargeting", content_id, level, "purchased" if is_bought else "won")


def _by_interest(campaign: Campaign, person: Person) -> Candidate:
    levels = {slug: person.profile.level(slug) for slug in campaign.audience.interests}
    slug = max(levels, key=lambda name: levels[name], default="")
    level = levels.get(slug, 0.0)
    outcome: Outcome = "won" if level >= campaign.audience.min_level and level > 0 else "not-in-audience"
    return _candidate(campaign, campaign.content_id, "interest", slug if level else "", level, outcome)


def _by_trait(campaign: Campaign, person: Person) -> Candidate:
    rule = campaign.audience
    trait = max(rule.traits, key=lambda name: person.guessed.get(name, 0.0), default="")
    chance = person.guessed.get(trait, 0.0)
    outcome: Outcome = "won" if chance >= rule.min_confidence and chance > 0 else "not-in-audience"
    return _candidate(campaign, campaign.content_id, "inferred", trait if chance else "", chance, outcome)


def _by_rule(campaign: Campaign, rule: AudienceRule, person: Person, now: datetime) -> Candidate:
    """Whoever is in the audience is worth the whole bid."""
    found = match(rule, person.audience, now, person.surroundings)
    facets = [facet for _, facet in rule.placed()]
    slug = next((facet.interest for facet in facets if isinstance(facet, InterestFacet)), "")
    reason: AdReason = "interest" if facets else "default"
    if any(isinstance(facet, EventFacet) for facet in facets):
        reason = "retargeting"
    outcome: Outcome = "won" if found.is_in else "not-in-audience"
    if found.excluded_by and isinstance(found.excluded_by.facet, BuyersFacet):
        outcome = "purchased"
    elif outcome == "won" and not _is_scheduled(campaign, now):
        outcome = "not-scheduled"
    return _candidate(campaign, campaign.content_id, reason, slug, float(found.is_in), outcome)


def _is_scheduled(campaign: Campaign, now: datetime) -> bool:
    return (campaign.starts_at or now) <= now < (campaign.ends_at or datetime.max.replace(tzinfo=now.tzinfo))


def _candidate(
    campaign: Campaign, content_id: str, reason: AdReason, interest: str, relevance: float, outcome: Outcome
) -> Candidate:
    return Candidate(campaign.id, campaign.advertiser, content_id, reason, campaign.bid, interest, relevance, outcome)
