"""Whether a person is in an audience, and why: each facet that matched with the lines of the profile that it read, or
what failed. The choice of ads, "why this ad?" and `size` ask.

No regular expressions and no copies: a rule about off-network events takes a few microseconds a person.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import fsum
from typing import Literal, NamedTuple

from pixel.ads.audience.facets import (
    AgeFacet,
    AudienceRule,
    BuyersFacet,
    CustomerListFacet,
    EmployerFacet,
    EventFacet,
    Facet,
    GroupFacet,
    InterestFacet,
    LanguageFacet,
    LookalikeFacet,
    RadiusFacet,
    RegionFacet,
    SectorFacet,
    SexFacet,
    TownFacet,
    line_of,
)
from pixel.ads.audience.person import NO_SURROUNDINGS, AudiencePerson, LineBasis, Surroundings
from pixel.profile.inference.places import distance_km
from pixel.store.records import Tally

Outcome = Literal["in", "group-failed", "excluded"]
PlainFacet = (
    TownFacet
    | RegionFacet
    | RadiusFacet
    | AgeFacet
    | SexFacet
    | LanguageFacet
    | EmployerFacet
    | SectorFacet
    | GroupFacet
    | CustomerListFacet
)
# A language is what a browser asks for, a membership what was done here; other lines are one's own word.
USUAL_BASES: Mapping[type[Facet], LineBasis] = {LanguageFacet: "observed", GroupFacet: "observed"}


class LinesRead(NamedTuple):
    """The lines that a facet read, by key (`town`, `interest:beach`, `hit:soleil:bahamas`), and how they came about."""

    keys: tuple[str, ...]
    basis: LineBasis


class FacetMatch(NamedTuple):
    """A facet that matched; `where` is its place in the rule (`include.0.1`, `exclude.0`)."""

    where: str
    facet: Facet
    lines: LinesRead


class AudienceMatch(NamedTuple):
    """What became of a rule and a person.

    `matched`: every included facet that matched, up to the group that failed if one did; `failed_group`: its number,
    for none of its facets matched; `excluded_by`: the first facet that excludes.
    """

    outcome: Outcome
    matched: tuple[FacetMatch, ...] = ()
    failed_group: int | None = None
    excluded_by: FacetMatch | None = None

    @property
    def is_in(self) -> bool:
        return self.outcome == "in"


def match(
    rule: AudienceRule, person: AudiencePerson, now: datetime, surroundings: Surroundings = NO_SURROUNDINGS
) -> AudienceMatch:
    """Whether somebody is in an audience at `now` (with a zone, as tallies have). A town or source that `surroundings`
    does not know matches nobody."""
    matched: list[FacetMatch] = []
    for number, group in enumerate(rule.include):
        before = len(matched)
        for at, facet in enumerate(group):
            if lines := read_lines(facet, person, now, surroundings):
                matched.append(FacetMatch(f"include.{number}.{at}", facet, lines))
        if len(matched) == before:
            return AudienceMatch("group-failed", tuple(matched), number)
    for at, facet in enumerate(rule.exclude):
        if lines := read_lines(facet, person, now, surroundings):
            return AudienceMatch("excluded", tuple(matched), None, FacetMatch(f"exclude.{at}", facet, lines))
    return AudienceMatch("in", tuple(matched))


def read_lines(
    facet: Facet, person: AudiencePerson, now: datetime, surroundings: Surroundings = NO_SURROUNDINGS
) -> LinesRead | None:
    """The lines by which one facet matches somebody; None: it does not."""
    match facet:
        case EventFacet():
            return _name_visits(_within(facet, person, now))
        case BuyersFacet():
            return _name_visits(person.visits.get((facet.pixel_id, "Purchase"), ()))
        case InterestFacet():
            found = person.interests.get(facet.interest)
            is_met = found is not None and found.level > 0 and found.level >= facet.min_level
            return LinesRead((line_of(facet),), found.basis) if found and is_met else None
        case LookalikeFacet():
            return _compare(facet, person, surroundings)
        case _:
            if not _is_met(facet, person, surroundings):
                return None
            key = line_of(facet)
            return LinesRead((key,), person.bases.get(key) or USUAL_BASES.get(type(facet), "declared"))


def _is_met(facet: PlainFacet, person: AudiencePerson, surroundings: Surroundings) -> bool:
    match facet:
        case TownFacet():
            return person.town == facet.town
        case RegionFacet():
            return person.region == facet.region
        case RadiusFacet():
            centre, home = surroundings.places.get(facet.town), surroundings.places.get(person.town)
            return centre is not None and home is not None and distance_km(centre, home) <= facet.km
        case AgeFacet():
            return person.age is not None and facet.least <= person.age <= facet.most
        case SexFacet():
            return person.sex == facet.sex
        case LanguageFacet():
            return person.language == facet.language
        case EmployerFacet():
            return person.employer == facet.employer
        case SectorFacet():
            return person.sector == facet.sector
        case GroupFacet():
            return facet.group in person.groups
        case CustomerListFacet():
            return person.email_hash in facet.hashes


def _within(facet: EventFacet, person: AudiencePerson, now: datetime) -> Sequence[Tally]:
    """The sums that an event facet is about; a time to come counts as now."""
    tallies = person.visits.get((facet.pixel_id, facet.event))
    if not tallies:
        return ()
    contents, window = facet.contents, facet.window
    return [
        tally for tally in tallies if (not contents or tally.content_id in contents) and now - tally.last_at <= window
    ]


def _name_visits(tallies: Sequence[Tally]) -> LinesRead | None:
    """Each hit counts for its contents and for the empty one, which is named where there is no other."""
    if not tallies:
        return None
    keys = dict.fromkeys([f"hit:{tally.pixel_id}:{tally.content_id}" for tally in tallies if tally.content_id])
    return LinesRead(tuple(keys) or (f"hit:{tallies[0].pixel_id}",), "reported")


def _compare(facet: LookalikeFacet, person: AudiencePerson, surroundings: Surroundings) -> LinesRead | None:
    """By the cosine between somebody's interest levels and the mean levels of the source audience."""
    source = surroundings.sources.get(facet.source)
    if source is None or not (lengths := source.length * person.length):
        return None
    shared = [slug for slug, interest in person.interests.items() if interest.level and source.levels.get(slug)]
    likeness = fsum(source.levels[slug] * person.interests[slug].level for slug in shared) / lengths
    if not shared or round(likeness, 9) < facet.min_likeness:  # rounded, for who is just alike has a cosine of 1
        return None
    return LinesRead(tuple(f"interest:{slug}" for slug in shared), "inferred")
