"""Why this ad: from an impression back to the hits that brought it. Pure; the network's page asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from pixel.ads.audience.facets import AudienceRule, BuyersFacet, EventFacet, Facet
from pixel.ads.audience.match import LinesRead, read_lines
from pixel.ads.audience.person import AudiencePerson, Surroundings
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


class FacetReading(NamedTuple):
    """A facet of an audience with its place in the rule (`include.0.1`, `exclude.0`), the lines by which it meets the
    person (None: it does not), and of an event that is sought the hits that met it, newest first."""

    where: str
    facet: Facet
    lines: LinesRead | None
    hits: tuple[Event, ...] = ()

    @property
    def group(self) -> int | None:
        """The number of its group; None where it leaves people out."""
        side, _, rest = self.where.partition(".")
        return int(rest.partition(".")[0]) if side == "include" else None


def read_facets(
    rule: AudienceRule,
    person: AudiencePerson,
    times: tuple[datetime, datetime],
    surroundings: Surroundings,
    events: Sequence[Event],
) -> tuple[FacetReading, ...]:
    """Every facet of a rule against a person; `times`: when the ad was shown, and now.

    Hits and sums of hits have a time, so what was sent to a pixel is held against the moment when the ad was shown: who
    booked after seeing an ad is not told to be a buyer then. All else is as the person stands now. `events`: the
    person's hits on the sites that the rule names, newest first.
    """
    shown_at, now = times
    then = replace(person, tallies=tuple(tally for tally in person.tallies if tally.first_at <= shown_at))
    found = []
    for where, facet in rule.placed():
        is_timed = isinstance(facet, EventFacet | BuyersFacet)
        lines = read_lines(facet, *((then, shown_at) if is_timed else (person, now)), surroundings)
        is_sought = lines and isinstance(facet, EventFacet) and where.startswith("include")
        hits = [event for event in events if has_met(event, facet, shown_at)] if is_sought else []
        found.append(FacetReading(where, facet, lines, tuple(hits)))
    return tuple(found)


def is_in_audience(readings: Iterable[FacetReading]) -> bool:
    """Whether each group has a facet that is met, and none is met that leaves people out."""
    groups: dict[int | None, bool] = {}
    for reading in readings:
        groups[reading.group] = groups.get(reading.group, False) or reading.lines is not None
    return not groups.pop(None, False) and all(groups.values())


def has_met(event: Event, facet: Facet, shown_at: datetime) -> bool:
    """Whether a hit is one that an event facet was about when the ad was shown."""
    hit = event.hit
    return (
        isinstance(facet, EventFacet)
        and (hit.pixel_id, hit.event) == (facet.pixel_id, facet.event)
        and (not facet.contents or not facet.contents.isdisjoint(hit.content_ids))
        and timedelta() <= shown_at - hit.received_at <= facet.window
    )


def _sources(impression: Impression, profile: Profile) -> Sequence[Source]:
    winner = impression.auction.get("winner")
    slug = winner.get("interest") if isinstance(winner, dict) else ""
    return next((interest.sources for interest in profile.interests if interest.slug == slug), ())
