"""How good a guess is, and how often it is wrong. Pure; `trial`, `close_ties` and the pages ask.

Everywhere: `scores` and `truths` are of equal length (else ValueError), a higher score means that the trait is more
likely, and who reaches the threshold is flagged. What cannot be told (of nobody) is None, never 0.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import sqrt

CONFIDENCE_95 = 1.959963984540054  # standard deviations that hold 95 % of a normal distribution


@dataclass(frozen=True)
class Rate:
    """How many of how many."""

    hits: int
    of: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None of nobody."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Between which shares the true one lies, 95 times of 100; None of nobody. E. B. Wilson's score interval
        (1927), which stays within 0 and 1 and holds for few people too."""
        if not self.of:
            return None
        z2 = CONFIDENCE_95**2
        share = self.hits / self.of
        middle = (share + z2 / (2 * self.of)) / (1 + z2 / self.of)
        reach = CONFIDENCE_95 * sqrt(share * (1 - share) / self.of + z2 / (4 * self.of**2)) / (1 + z2 / self.of)
        return max(middle - reach, 0.0), min(middle + reach, 1.0)


@dataclass(frozen=True)
class Confusion:
    """The confusion matrix: how many were flagged and have the trait (true positives), were flagged and have it not
    (false positives), were passed over though they have it (false negatives), or rightly so (true negatives)."""

    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int

    @property
    def flagged(self) -> int:
        return self.true_positives + self.false_positives

    @property
    def people(self) -> int:
        return self.flagged + self.false_negatives + self.true_negatives

    @property
    def sensitivity(self) -> Rate:
        """Of those who have the trait, how many are flagged."""
        return Rate(self.true_positives, self.true_positives + self.false_negatives)

    @property
    def specificity(self) -> Rate:
        """Of those who have it not, how many are passed over."""
        return Rate(self.true_negatives, self.true_negatives + self.false_positives)

    @property
    def base_rate(self) -> Rate:
        """Of all, how many have the trait."""
        return Rate(self.true_positives + self.false_negatives, self.people)

    @property
    def predictive_value(self) -> float | None:
        """Of those flagged, the share who have the trait; None where nobody is flagged."""
        return predictive_value(self.sensitivity.share, self.specificity.share, self.base_rate.share)

    @property
    def wrong_of_ten(self) -> float | None:
        """Of ten who are flagged, how many have the trait not, from 0 to 10; None where nobody is flagged."""
        value = self.predictive_value
        return None if value is None else 10 * (1 - value)


@dataclass(frozen=True)
class SweepPoint:
    """What a threshold does."""

    threshold: float
    confusion: Confusion


def predictive_value(sensitivity: float | None, specificity: float | None, base_rate: float | None) -> float | None:
    """The positive predictive value by Bayes' theorem, all shares from 0 to 1; None where nobody is flagged, or nobody
    is there. With se, sp, b: se·b / (se·b + (1 - sp)·(1 - b)). `sensitivity` is None where nobody has the trait,
    `specificity` where everybody has."""
    if base_rate is None:
        return None
    right = (sensitivity or 0.0) * base_rate
    wrong = (1 - (1.0 if specificity is None else specificity)) * (1 - base_rate)
    return right / (right + wrong) if right + wrong else None


def area_under_curve(scores: Sequence[float], truths: Sequence[bool]) -> float | None:
    """AUC: the chance that of two people, one with the trait and one without, the one with it has the higher score; a
    tie counts half. 0.5 is guessing. It is not how many predictions are right. None unless both kinds are there.
    Counted by ranks (Mann and Whitney's U), not pair by pair."""
    flags = [bool(truth) for _, truth in _sorted_pairs(scores, truths)]
    positives = sum(flags)
    if positives in (0, len(flags)):
        return None
    wins, below = 0.0, 0
    for _, tied in groupby(_sorted_pairs(scores, truths), key=lambda pair: pair[0]):
        have = [truth for _, truth in tied]
        without = len(have) - sum(have)
        wins += sum(have) * (below + without / 2)
        below += without
    return wins / (positives * (len(flags) - positives))


def confuse(scores: Sequence[float], truths: Sequence[bool], threshold: float) -> Confusion:
    """The confusion matrix at a threshold: who scores as much or more is flagged."""
    counts = {(flag, truth): 0 for flag in (True, False) for truth in (True, False)}
    for score, truth in zip(scores, truths, strict=True):
        counts[score >= threshold, bool(truth)] += 1
    return Confusion(counts[True, True], counts[True, False], counts[False, True], counts[False, False])


def sweep(scores: Sequence[float], truths: Sequence[bool]) -> tuple[SweepPoint, ...]:
    """Every threshold that changes something: the scores there are, the highest first, so that each point flags more
    people than the one before, and the last one everybody. Empty where nobody is there."""
    pairs = _sorted_pairs(scores, truths)
    positives = sum(truth for _, truth in pairs)
    points: list[SweepPoint] = []
    right = wrong = 0
    for threshold, tied in groupby(reversed(pairs), key=lambda pair: pair[0]):
        have = [truth for _, truth in tied]
        right += sum(have)
        wrong += len(have) - sum(have)
        confusion = Confusion(right, wrong, positives - right, len(pairs) - positives - wrong)
        points.append(SweepPoint(threshold, confusion))
    return tuple(points)


def threshold_for(scores: Iterable[float], flagged: int) -> float:
    """The threshold that flags as many people as asked, and who ties with the last of them; infinity for nobody."""
    ranked = sorted(scores, reverse=True)
    return ranked[min(flagged, len(ranked)) - 1] if flagged > 0 and ranked else float("inf")


def _sorted_pairs(scores: Sequence[float], truths: Sequence[bool]) -> list[tuple[float, bool]]:
    return sorted(zip(scores, map(bool, truths), strict=True))
