"""What a company bought, for "why this ad?": read from the ad set's rule, the person's file and their hits. `why_page`
asks; `why_bought_words` puts it into words.

Nothing more is kept with an impression for it: the rule and the file are read as they stand now, visits as of the
moment when the ad was shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pixel.ads.audience.facets import AudienceRule, EventFacet, GroupFacet, InterestFacet
from pixel.ads.audience.person import AudiencePerson, Surroundings
from pixel.ads.audience.reading import read_rule
from pixel.ads.audience_person import read_audience_person
from pixel.ads.explanation import FacetReading, read_facets
from pixel.profile.inference.places import Place
from pixel.profile.interests import Source
from pixel.profile.person import PersonProfile
from pixel.store import Connection
from pixel.store.queries.advertisers.buying import Offer
from pixel.store.queries.profile import list_site_events
from pixel.store.queries.town.subjects import name_groups
from pixel.store.records import Event, Seat

Times = tuple[datetime, datetime]

EVENTS_LOOKED_AT = 500  # a site


@dataclass(frozen=True)
class AdReader:
    """Of whoever asks why, what the ad server is told with each request: the language that they read in, and the towns
    of their network by slug."""

    language: str
    places: Mapping[str, Place]


@dataclass(frozen=True)
class BoughtBehind:
    """The offer, the person as audiences read them now, each facet held against them, what stands behind the interests
    that met a facet, and what groups are called."""

    offer: Offer
    person: AudiencePerson
    readings: tuple[FacetReading, ...]
    sources: tuple[Source, ...]
    groups: Mapping[str, Mapping[str, str]]

    @property
    def hits(self) -> tuple[Event, ...]:
        """All that met an event facet, newest first."""
        found = {event.id: event for reading in self.readings for event in reading.hits}
        return tuple(sorted(found.values(), key=lambda event: (event.hit.received_at, event.id), reverse=True))


def read_bought(
    connection: Connection, reader: AdReader, seat: Seat, profile: PersonProfile, offer: Offer, times: Times
) -> BoughtBehind:
    """`times`: when the ad was shown, and now. Raises AudienceError for an audience that nobody can have kept."""
    rule = read_rule(offer.ad_set.definition["audience"])
    person = replace(read_audience_person(connection, seat, profile), language=reader.language)
    events = _read_events(connection, rule, profile.visitor_ids)
    readings = read_facets(rule, person, times, Surroundings(reader.places), events)
    groups = [facet.group for _, facet in rule.placed() if isinstance(facet, GroupFacet)]
    names = name_groups(connection, seat.network, groups)
    return BoughtBehind(offer, person, readings, tuple(_list_sources(readings, profile)), names)


def _read_events(connection: Connection, rule: AudienceRule, visitors: Sequence[str]) -> list[Event]:
    """The person's latest hits on each site where an event is sought."""
    sites = dict.fromkeys(facet.pixel_id for _, facet in rule.placed() if isinstance(facet, EventFacet))
    return [event for site in sites for event in list_site_events(connection, visitors, site, EVENTS_LOOKED_AT)]


def _list_sources(readings: Sequence[FacetReading], profile: PersonProfile) -> list[Source]:
    """Where the points of each interest come from that is sought and was found."""
    found = {
        reading.facet.interest
        for reading in readings
        if isinstance(reading.facet, InterestFacet) and reading.lines and reading.group is not None
    }
    _, known = profile.targetable
    return [source for interest in known.interests if interest.slug in found for source in interest.sources]
