"""What matching knows of a person, and of the world around them. Whoever has a seat or a resident builds it.

Only what may be read goes in: of somebody who objected nothing, of a guest no line but those that `profile.invented`
allows, without what was removed or disconnected (`PersonProfile.targetable` has it so).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import fsum, sqrt
from typing import Literal, NamedTuple

from pixel.profile.inference.places import Place
from pixel.profile.interests import Profile
from pixel.profile.line import KIND_OF_SOURCE, LineKind
from pixel.store.records import Tally

# How a line came about: the person's own word, what they did on the network, what another site told of them, or what
# was concluded.
LineBasis = Literal["declared", "observed", "reported", "inferred"]
BASIS_OF_KIND: Mapping[LineKind, LineBasis] = {
    "declared": "declared",
    "observed": "observed",
    "reported": "reported",
    "told": "inferred",
    "guessed": "inferred",
}


class InterestLevel(NamedTuple):
    """An interest's level (0-1), and what most of it rests on."""

    level: float
    basis: LineBasis


@dataclass(frozen=True)
class AudiencePerson:
    """A person, as audiences read one; empty or None: not known.

    `town`, `region`: where they live, slugs; `sector`: their employer's; `interests` by slug; `groups`: ids; `tallies`:
    of all their browsers; `email_hash`: as `facets.hash_email` makes it; `bases`: of lines (by key) that did not come
    about as such lines usually do, such as a town that was guessed.
    """

    town: str = ""
    region: str = ""
    age: int | None = None
    sex: str = ""
    language: str = ""
    employer: str = ""
    sector: str = ""
    interests: Mapping[str, InterestLevel] = field(default_factory=dict)
    groups: frozenset[str] = frozenset()
    tallies: Sequence[Tally] = ()
    email_hash: str = field(default="", repr=False)
    bases: Mapping[str, LineBasis] = field(default_factory=dict)

    @cached_property
    def visits(self) -> Mapping[tuple[str, str], Sequence[Tally]]:
        """The sums by pixel and event: sorted once, however many rules are asked."""
        found: defaultdict[tuple[str, str], list[Tally]] = defaultdict(list)
        for tally in self.tallies:
            found[tally.pixel_id, tally.event].append(tally)
        return dict(found)

    @cached_property
    def length(self) -> float:
        """That of the interest levels, as a vector."""
        return sqrt(fsum(interest.level**2 for interest in self.interests.values()))


@dataclass(frozen=True)
class SourceInterests:
    """What the people of an audience care for on average: mean level (0-1) by slug."""

    levels: Mapping[str, float]

    @cached_property
    def length(self) -> float:
        return sqrt(fsum(level**2 for level in self.levels.values()))


@dataclass(frozen=True)
class Surroundings:
    """What facets name and no person carries: towns by slug, and source audiences of lookalikes by their name."""

    places: Mapping[str, Place] = field(default_factory=dict)
    sources: Mapping[str, SourceInterests] = field(default_factory=dict)


NO_SURROUNDINGS = Surroundings()


def read_interests(profile: Profile) -> dict[str, InterestLevel]:
    """A profile's interests; the basis is that of the kind of source that gave most points (at a tie the earlier of
    declared, observed, reported)."""
    found: dict[str, InterestLevel] = {}
    for interest in profile.interests:
        points: dict[LineBasis, float] = {"declared": 0.0, "observed": 0.0, "reported": 0.0}
        for source in interest.sources:
            points[BASIS_OF_KIND[KIND_OF_SOURCE[source.kind]]] += source.points
        if interest.slug not in found:  # of namesakes the strongest, which comes first
            found[interest.slug] = InterestLevel(interest.level, max(points, key=lambda basis: points[basis]))
    return found


def average_interests(people: Iterable[AudiencePerson]) -> SourceInterests:
    """The mean levels of a source audience; who lacks an interest counts as 0 in its mean."""
    levels: defaultdict[str, list[float]] = defaultdict(list)
    count = 0
    for person in people:
        count += 1
        for slug, interest in person.interests.items():
            levels[slug].append(interest.level)
    return SourceInterests({slug: fsum(each) / count for slug, each in sorted(levels.items())})
