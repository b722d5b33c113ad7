"""How many people an audience has, told so that nobody is singled out. The ad manager asks at each click.

Below LEAST the number is never told, and no such audience may run (see `policy`): who knows enough of somebody can
describe an audience of one. J. González-Cabañas, Á. Cuevas, R. Cuevas, J. López-Fernández, D. García, "Unique on
Facebook: Formulation and Evidence of (Nano)targeting Individual Users with non-PII Data" (IMC 2021, arXiv 2110.06636):
with 21 campaigns they aimed ads at three of themselves, each by interests alone. From LEAST on the number is rounded,
so that an audience and the same audience without one person mostly have the same size. (Below 100 two figures are the
whole number: such a pair still tells.) 20 is ours, for a town of some hundred people.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pixel.ads.audience.facets import AudienceRule
from pixel.ads.audience.match import match
from pixel.ads.audience.person import NO_SURROUNDINGS, AudiencePerson, Surroundings

LEAST = 20


@dataclass(frozen=True)
class AudienceSize:
    """`about`: people, in two significant figures; None: fewer than LEAST."""

    about: int | None

    @property
    def is_too_small(self) -> bool:
        return self.about is None


def estimate(
    rule: AudienceRule,
    people: Iterable[AudiencePerson],
    now: datetime,
    surroundings: Surroundings = NO_SURROUNDINGS,
) -> AudienceSize:
    """How many of these people the rule matches at `now`."""
    return tell_size(sum(match(rule, person, now, surroundings).is_in for person in people))


def tell_size(count: int) -> AudienceSize:
    """What may be told of a number of people; half a step rounds up."""
    if count < LEAST:
        return AudienceSize(None)
    step = 10 ** max(len(str(count)) - 2, 0)
    return AudienceSize((count + step // 2) // step * step)
