"""How many would have booked anyway: people who were to be shown an ad beside people who were kept from it. Pure.

Who is held out is drawn, not chosen, so both arms are alike but for the ads. Everybody counts in the arm that they were
assigned to, shown an ad or not (*intention to treat*): to leave out those who never opened their feed would make the
arms unlike again, since nobody knows who of the held-out would not have either.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pixel.ads.measurement.intervals import LEAST_PEOPLE, Comparison, Estimate, Proportion, compare
from pixel.ads.measurement.rows import Arm, Assignment, Conversion

Verdict = Literal[
    "too-few-people",  # LEAST_PEOPLE are not in both arms: whatever the numbers, nothing is concluded
    "cannot-tell",  # no difference is within the interval
    "more-with-ads",
    "fewer-with-ads",
]

DRAWS = 2**64


@dataclass(frozen=True)
class HoldoutResult:
    """`shown`, `held_out`: people who converted, of those assigned. What was not counted stands beside: `before`
    (conversions from before the person was assigned), `unassigned` (those of people in neither arm), `reassigned`
    (assignments to the other arm, of people who had one already: the first stands)."""

    shown: Proportion
    held_out: Proportion
    before: int
    unassigned: int
    reassigned: int

    @property
    def comparison(self) -> Comparison | None:
        """The rates' difference, shown minus held out, with its 95 % interval (Newcombe 1998; see `intervals.compare`).
        None where an arm is empty."""
        return compare(self.shown, self.held_out)

    @property
    def incremental(self) -> Estimate | None:
        """People who converted because of the ads: the difference, times the people assigned to be shown them. Below
        zero where fewer converted; None where an arm is empty."""
        comparison = self.comparison
        return comparison.difference.times(self.shown.of) if comparison else None

    @property
    def anyway(self) -> Estimate | None:
        """How many of those assigned to be shown ads would have converted without: the held-out's rate, times them.
        None where nobody was held out."""
        rate = self.held_out.estimate
        return rate.times(self.shown.of) if rate else None

    @property
    def verdict(self) -> Verdict:
        """What may be concluded."""
        comparison = self.comparison
        if comparison is None or min(self.shown.of, self.held_out.of) < LEAST_PEOPLE:
            return "too-few-people"
        if comparison.difference.has_zero:
            return "cannot-tell"
        return "more-with-ads" if comparison.difference.value > 0 else "fewer-with-ads"


def assign(seed: str, person: str, share_percent: int) -> Arm:
    """The arm of a person: held out for `share_percent` of 100 people. The same seed and person always give the same
    arm, and of a greater share the smaller one's people are a part. Give each ad set a seed of its own, or the same
    people are held out from all. Raises ValueError unless 0 ≤ share_percent ≤ 100.

    A keyed hash (BLAKE2b, 64 bits; the key is the seed's own hash, so that it may be of any length)."""
    if not 0 <= share_percent <= 100:
        raise ValueError(f"{share_percent} of 100")
    key = hashlib.blake2b(_encode(seed)).digest()
    drawn = int.from_bytes(hashlib.blake2b(_encode(person), key=key, digest_size=8, person=b"holdout").digest())
    return "held-out" if drawn * 100 < share_percent * DRAWS else "shown"


def measure(assignments: Iterable[Assignment], conversions: Iterable[Conversion]) -> HoldoutResult:
    """Compare the arms of one ad set. A person counts once, however often they converted, and only by what they did
    from their assignment on. Raises ValueError where the assignments are of several ad sets."""
    rows = sorted(assignments, key=lambda row: row.at)
    if len({row.ad_set for row in rows}) > 1:
        raise ValueError("assignments of several ad sets")
    first: dict[str, Assignment] = {}
    reassigned = sum(first.setdefault(row.person, row).arm != row.arm for row in rows)
    converted: set[str] = set()
    before = unassigned = 0
    for conversion in conversions:
        if conversion.person not in first:
            unassigned += 1
        elif conversion.at < first[conversion.person].at:
            before += 1
        else:
            converted.add(conversion.person)
    shown, held_out = (_count(first, converted, arm) for arm in ("shown", "held-out"))
    return HoldoutResult(shown, held_out, before, unassigned, reassigned)


def _count(first: Mapping[str, Assignment], converted: set[str], arm: str) -> Proportion:
    people = {person for person, row in first.items() if row.arm == arm}
    return Proportion(len(people & converted), len(people))


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
