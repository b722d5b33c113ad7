"""The facets that an audience is made of, and the rule that includes and excludes them. `reading` makes them of JSON,
`match` holds them against a person.

Whatever is not known of a person matches no facet: an unknown age is neither included nor excluded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from hashlib import sha256
from typing import Literal

OLDEST = 120  # years
Language = Literal["fr", "en"]
Sex = Literal["f", "m"]


@dataclass(frozen=True)
class TownFacet:
    """Who lives in a town; `town`: its slug."""

    town: str


@dataclass(frozen=True)
class RegionFacet:
    """Who lives in a region; `region`: the slug that the town's register has for it (not one of the regions to travel
    to, which are interests)."""

    region: str


@dataclass(frozen=True)
class RadiusFacet:
    """Who lives in a town at most `km` (1-1000) from `town`, as the crow flies; towns are points."""

    town: str
    km: int


@dataclass(frozen=True)
class AgeFacet:
    """From `least` to `most` whole years, both included."""

    least: int = 0
    most: int = OLDEST


@dataclass(frozen=True)
class SexFacet:
    """One sex, as the profile's line has it. (What `policy` forbids for homes, jobs and credit can then be tried.)"""

    sex: Sex


@dataclass(frozen=True)
class LanguageFacet:
    """Who reads in a language."""

    language: Language


@dataclass(frozen=True)
class EmployerFacet:
    """Who works somewhere; the employer's name as the profile has it."""

    employer: str


@dataclass(frozen=True)
class SectorFacet:
    """Whose employer belongs to a sector; `sector`: its slug."""

    sector: str


@dataclass(frozen=True)
class InterestFacet:
    """Who has an interest (theme, region to travel to or destination) at `min_level` (0-1) or more, and above 0."""

    interest: str
    min_level: float = 0.0


@dataclass(frozen=True)
class GroupFacet:
    """Who is a member of a group; `group`: its id."""

    group: str


@dataclass(frozen=True)
class EventFacet:
    """Whose browser sent an event to a pixel within the last `days` (1-180), for one of `contents` (empty: for any)."""

    pixel_id: str
    event: str
    days: int
    contents: frozenset[str] = frozenset()

    @cached_property
    def window(self) -> timedelta:
        return timedelta(days=self.days)


@dataclass(frozen=True)
class CustomerListFacet:
    """Who is on a company's list; `hashes`: what `hash_email` makes of the addresses of invented people."""

    hashes: frozenset[str] = field(repr=False)


@dataclass(frozen=True)
class LookalikeFacet:
    """People like those of another audience, `source`: whose interest levels, as a vector, have a cosine of at least
    `min_likeness` (0-1) with the mean levels of that audience. Who is of the source is like it, too."""

    source: str
    min_likeness: float = 0.5


@dataclass(frozen=True)
class BuyersFacet:
    """Who ever bought anything where a pixel stands. To exclude; whom to seek among buyers, an event says."""

    pixel_id: str


Facet = (
    TownFacet
    | RegionFacet
    | RadiusFacet
    | AgeFacet
    | SexFacet
    | LanguageFacet
    | EmployerFacet
    | SectorFacet
    | InterestFacet
    | GroupFacet
    | EventFacet
    | CustomerListFacet
    | LookalikeFacet
    | BuyersFacet
)


@dataclass(frozen=True)
class AudienceRule:
    """Somebody is in the audience when each group of `include` has a facet that matches, and no facet of `exclude`
    does. Without any group: everybody who is not excluded."""

    include: tuple[tuple[Facet, ...], ...] = ()
    exclude: tuple[Facet, ...] = ()

    def placed(self) -> Iterator[tuple[str, Facet]]:
        """Each facet with its place: `include.0.1` is the second facet of the first group, `exclude.0` the first that
        is excluded. Errors, matches and problems name places so."""
        for number, group in enumerate(self.include):
            for at, facet in enumerate(group):
                yield f"include.{number}.{at}", facet
        for at, facet in enumerate(self.exclude):
            yield f"exclude.{at}", facet


def line_of(facet: Facet) -> str:
    """The line of a profile that a facet reads, by its key or what its keys begin with; `match` says exactly which."""
    match facet:
        case TownFacet() | RegionFacet() | RadiusFacet():
            return "town"
        case AgeFacet():
            return "age"
        case SexFacet():
            return "sex"
        case LanguageFacet():
            return "language"
        case EmployerFacet() | SectorFacet():
            return "employer"
        case InterestFacet(interest=slug):
            return f"interest:{slug}"
        case GroupFacet(group=group):
            return f"group:{group}"
        case EventFacet(pixel_id=pixel_id) | BuyersFacet(pixel_id=pixel_id):
            return f"hit:{pixel_id}"
        case CustomerListFacet():
            return "email"
        case LookalikeFacet():
            return "interest"


def hash_email(address: str) -> str:
    """SHA-256 (64 hex digits) of an address without spaces around it, in small letters: the form in which the large
    networks take customer lists, so that the same address gives the same hash on both sides."""
    return sha256(address.strip().lower().encode(errors="replace")).hexdigest()
