"""How many of the town an audience has, as far as the town can tell. The form's review and the ad's page ask.

What only a browser tells (the language that it reads in, the visits that a pixel reported) is not known of invented
residents: groups of such facets are left out of the count, and the page says so.
"""

from dataclasses import dataclass
from datetime import datetime

from pixel.ads.audience.facets import AudienceRule, EventFacet, LanguageFacet
from pixel.ads.audience.person import AudiencePerson, InterestLevel
from pixel.ads.audience.size import AudienceSize, estimate
from pixel.store import Connection
from pixel.store.queries.town.people import ResidentRecord, search_residents
from pixel.store.queries.town.towns import TownRecord, find_town

MOST_RESIDENTS = 1_000_000  # more than any town has


@dataclass(frozen=True)
class Estimate:
    """`size`: of the rule without what only browsers tell; `is_whole`: whether nothing was left out."""

    size: AudienceSize
    is_whole: bool


_newest: list[tuple[TownRecord, tuple[AudiencePerson, ...]]] = []  # at most one: parsed once a process


def measure(connection: Connection, network: str, rule: AudienceRule, now: datetime) -> Estimate:
    """An audience's size in the town behind a network."""
    counted = of_residents(rule)
    return Estimate(estimate(counted, _read_people(connection, network), now), counted == rule)


def of_residents(rule: AudienceRule) -> AudienceRule:
    """The rule without groups that ask what only a browser tells."""
    told = tuple(
        group for group in rule.include if not any(isinstance(each, EventFacet | LanguageFacet) for each in group)
    )
    return AudienceRule(told, rule.exclude)


def as_person(resident: ResidentRecord) -> AudiencePerson:
    """A resident, as audiences read one: what they tell of themselves."""
    interests = {slug: InterestLevel(1.0, "declared") for slug in resident.interests}
    return AudiencePerson(
        town=resident.town, age=resident.age, sex=resident.sex, employer=resident.employer, interests=interests
    )


def _read_people(connection: Connection, network: str) -> tuple[AudiencePerson, ...]:
    town = find_town(connection, network)
    if town is None:
        return ()
    if not _newest or _newest[0][0] != town:
        people = search_residents(connection, network, "", (), 0, MOST_RESIDENTS)
        _newest[:] = [(town, tuple(map(as_person, people)))]
    return _newest[0][1]
