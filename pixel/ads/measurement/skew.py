"""Who was actually shown which of two ads, though the audience was one and neutral.

The question, and the way to ask it (same audience, same budget, same time, two creatives: whom did they go to?), are of
M. Ali, P. Sapiezynski, M. Bogen, A. Korolova, A. Mislove, A. Rieke, *Discrimination through optimization: How
Facebook's ad delivery can lead to biased outcomes* (Proceedings of the ACM on Human-Computer Interaction 3, CSCW, 2019;
arXiv 1904.02095), who found that budget and content alone can skew it, along lines of gender and race too. They read it
off an advertiser's totals; here it is counted from rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pixel.ads.measurement.intervals import LEAST_PEOPLE, Comparison, Proportion, compare
from pixel.ads.measurement.rows import Shown

Verdict = Literal["too-few-people", "no-skew-shown", "skewed"]

SIGNIFICANT = 0.05


@dataclass(frozen=True)
class GroupSkew:
    """A group's share of the audience, and of the people who were shown each ad. `is_skewed`: whether the two ads'
    shares differ by more than chance would have it."""

    group: str
    audience: Proportion
    first: Proportion
    second: Proportion
    comparison: Comparison | None
    is_skewed: bool


@dataclass(frozen=True)
class DeliverySkew:
    """`groups`: by name. People count once an ad, however often they saw it. `both`: how many were shown both ads, and
    count for each; that makes the ads more alike, and the test slower to call them different. `unknown`: how many were
    shown either without being in the audience's list, and count for none."""

    verdict: Verdict
    groups: tuple[GroupSkew, ...]
    both: int
    unknown: int


def find_skew(shown: Iterable[Shown], groups: Mapping[str, str], first: str, second: str) -> DeliverySkew:
    """Compare who was shown the ad `first` with who was shown `second`. `groups`: the group of each person in the
    audience, shown an ad or not. Rows of other ads are left alone.

    Of more than two groups each is compared, so chance has more than one try: a share then counts as different where
    p × comparisons < SIGNIFICANT (Bonferroni). Two groups are one comparison, seen from both sides."""
    people: dict[str, set[str]] = {first: set(), second: set()}
    for row in shown:
        if row.ad in people:
            people[row.ad].add(row.person)
    known = {ad: {person for person in who if person in groups} for ad, who in people.items()}
    is_few = min(len(who) for who in known.values()) < LEAST_PEOPLE
    names = sorted(set(groups.values()))
    audience = list(groups)
    found = tuple(
        _compare_group(
            name,
            *(_share(who, groups, name) for who in (audience, known[first], known[second])),
            tries=len(names) if len(names) > 2 else 1,
            is_few=is_few,
        )
        for name in names
    )
    is_skewed = any(group.is_skewed for group in found)
    return DeliverySkew(
        "too-few-people" if is_few else "skewed" if is_skewed else "no-skew-shown",
        found,
        len(known[first] & known[second]),
        len((people[first] | people[second]) - set(groups)),
    )


def _share(people: Iterable[str], groups: Mapping[str, str], group: str) -> Proportion:
    flags = [groups[person] == group for person in people]
    return Proportion(sum(flags), len(flags))


def _compare_group(
    group: str, audience: Proportion, first: Proportion, second: Proportion, *, tries: int, is_few: bool
) -> GroupSkew:
    found = compare(first, second)
    is_skewed = found is not None and not is_few and found.p_value * tries < SIGNIFICANT
    return GroupSkew(group, audience, first, second, found, is_skewed)
