"""Why this ad: from an impression back to the hits that brought it. Pure; the network's page asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from pixel.profile.interests import Profile, Source
from pixel.store.records import Campaign, Event, Impression


@dataclass(frozen=True)
class Explanation:
    """An ad, the campaign whose rule matched, and what it matched: hits off the network, and sources of an interest."""

    impression: Impression
    campaign: Campaign | None
    events: tuple[Event, ...]
    sources: tuple[Source, ...]

    @property
    def visitor_ids(self) -> tuple[str, ...]:
        """The cookies that those hits came with."""
        return tuple(dict.fromkeys(event.hit.visitor_id for event in self.events))


def explain(
    impression: Impression, campaign: Campaign | None, events: Iterable[Event], profile: Profile
) -> Explanation:
    """What brought an ad: `events` are the person's hits on the advertiser's site, newest first."""
    if campaign is None or impression.reason == "default":
        return Explanation(impression, campaign, (), ())
    behind = tuple(event for event in events if is_behind(event, campaign, impression))
    sources = _sources(impression, profile) if impression.reason == "interest" else ()
    return Explanation(impression, campaign, behind, tuple(sources))


def is_behind(event: Event, campaign: Campaign, impression: Impression) -> bool:
    """Whether a hit is one that the campaign's audience rule matched when the ad was shown."""
    hit, rule = event.hit, campaign.audience
    age = impression.shown_at - hit.received_at
    return (
        hit.pixel_id == rule.pixel_id
        and hit.event in rule.events
        and impression.content_id in hit.content_ids
        and timedelta() <= age <= timedelta(days=rule.retention_days)
    )


def _sources(impression: Impression, profile: Profile) -> Sequence[Source]:
    winner = impression.auction.get("winner")
    slug = winner.get("interest") if isinstance(winner, dict) else ""
    return next((interest.sources for interest in profile.interests if interest.slug == slug), ())
