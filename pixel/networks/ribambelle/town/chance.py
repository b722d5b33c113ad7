"""Choices from a seed that fall alike on every platform and Python: only `random()` is asked, the rest is done here.

Every stage of the generator has a stream of its own, so that a new comment template moves nobody's friendships.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A stream of choices for one stage of one seed."""

    def __init__(self, seed: int, stage: str) -> None:
        self.random = Random(f"{seed}/{stage}").random

    def happens(self, probability: float) -> bool:
        return self.random() < probability

    def below(self, count: int) -> int:
        """A whole number from 0 to `count` - 1."""
        return int(self.random() * count)

    def between(self, first: int, last: int) -> int:
        """A whole number from `first` to `last`, both included."""
        return first + self.below(last - first + 1)

    def pick(self, options: Sequence[T]) -> T:
        return options[self.below(len(options))]

    def pick_some(self, options: Sequence[T], count: int) -> list[T]:
        """`count` different places of `options`, or all of them."""
        left = list(options)
        chosen = []
        for _ in range(min(count, len(left))):
            at = self.below(len(left))
            left[at], left[-1] = left[-1], left[at]
            chosen.append(left.pop())
        return chosen

    def weighted(self, cumulative: Sequence[float]) -> int:
        """A place of a list of weights, given as running totals."""
        return min(bisect_right(cumulative, self.random() * cumulative[-1]), len(cumulative) - 1)

    def weighted_some(self, weights: Sequence[float], count: int) -> list[int]:
        """`count` different places of a list of weights, or all places that weigh anything.

        Draws again what is already there; when that gets tedious, the chosen weights are taken out.
        """
        chosen: dict[int, None] = {}
        count = min(count, sum(1 for weight in weights if weight > 0))
        while len(chosen) < count:
            totals = list(accumulate(0.0 if at in chosen else weight for at, weight in enumerate(weights)))
            for _ in range(2 * (count - len(chosen))):
                chosen.setdefault(self.weighted(totals))
                if len(chosen) == count:
                    break
        return list(chosen)
