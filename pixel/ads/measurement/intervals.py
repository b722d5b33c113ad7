"""How far a share, or a difference of two, can be trusted: 95 % intervals. `holdout` and `skew` ask."""

from dataclasses import dataclass
from math import erfc, hypot, sqrt

from pixel.profile.inference.evaluation import Rate

LEAST_PEOPLE = 20  # of fewer nothing is concluded: the number below which no audience is told exactly, either


@dataclass(frozen=True)
class Estimate:
    """A number that is not known exactly: with 95 % confidence it lies from `low` to `high`."""

    value: float
    low: float
    high: float

    def times(self, people: int) -> "Estimate":
        """As a number of people, where it was a share of each."""
        return Estimate(self.value * people, self.low * people, self.high * people)

    @property
    def has_zero(self) -> bool:
        """Whether it may well be nothing."""
        return self.low <= 0 <= self.high


@dataclass(frozen=True)
class Proportion:
    """How many of how many. Raises ValueError unless 0 ≤ hits ≤ of."""

    hits: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.hits <= self.of:
            raise ValueError(f"{self.hits} of {self.of}")

    @property
    def share(self) -> float | None:
        """From 0 to 1; None of nobody."""
        return self.hits / self.of if self.of else None

    @property
    def estimate(self) -> Estimate | None:
        """The share with E. B. Wilson's score interval (1927), which stays within 0 and 1 and holds for few people too;
        None of nobody."""
        interval = Rate(self.hits, self.of).interval
        if interval is None:
            return None
        low = interval[0] if self.hits else 0.0
        high = interval[1] if self.hits < self.of else 1.0
        return Estimate(self.hits / self.of, low, high)


@dataclass(frozen=True)
class Comparison:
    """Two shares compared. `difference`: first minus second, as a share. `z`, `p_value`: how far from equal they are,
    and how often chance alone would bring them as far, were they equal."""

    difference: Estimate
    z: float
    p_value: float


def compare(first: Proportion, second: Proportion) -> Comparison | None:
    """Two shares of different people; None where either is of nobody.

    The interval is R. G. Newcombe's hybrid score interval (*Interval estimation for the difference between independent
    proportions: comparison of eleven methods*, Statistics in Medicine 17, 1998, 873-890; his method 10): it takes the
    ends of both Wilson intervals, and never leaves -1 to 1. The test is the two-proportion z-test with a pooled share.
    """
    one, other = first.estimate, second.estimate
    if one is None or other is None:
        return None
    value = one.value - other.value
    low = value - hypot(one.value - one.low, other.high - other.value)
    high = value + hypot(one.high - one.value, other.value - other.low)
    pooled = (first.hits + second.hits) / (first.of + second.of)
    deviation = sqrt(pooled * (1 - pooled) * (1 / first.of + 1 / second.of))
    z = value / deviation if deviation else 0.0
    return Comparison(Estimate(value, low, high), z, erfc(abs(z) / sqrt(2)))
