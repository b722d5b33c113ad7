"""A trait predicted from likes, and which likes gave it away. Pure, and without numpy; the profile and the ads ask.

The recipe of M. Kosinski, D. Stillwell, T. Graepel, "Private traits and attributes are predictable from digital records
of human behavior" (PNAS 110, 2013): a truncated SVD of who likes what, then a logistic regression on its components.
Both are linear up to the last step, so they fold into one weight a like: with V of the SVD and the regression's weights
w, a like weighs (V·w), and the chance of the trait is 1 / (1 + exp(-(intercept + the sum of weights))).

`training` makes models, of invented members only; `trial` says how often they are wrong.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from math import exp, fsum
from typing import Any

from pixel.profile.inference.factors import Likes


@dataclass(frozen=True)
class TraitModel:
    """`weights`: log-odds by like; `intercept`: log-odds of somebody without likes; `k`: factors behind the weights;
    `threshold`: the chance from which somebody is flagged; `trained_on`, `tried_on`: how many people."""

    trait: str
    weights: Mapping[str, float]
    intercept: float
    k: int
    threshold: float
    trained_on: int
    tried_on: int

    def to_dict(self) -> dict[str, Any]:
        """Safe for JSON; `from_dict` reads it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "TraitModel":
        """What `to_dict` wrote. Raises TypeError where something lacks or is unknown."""
        return cls(**data)


@dataclass(frozen=True)
class Weight:
    """How much a like weighed, in log-odds: above 0 it speaks for the trait, below against."""

    like: str
    contribution: float


@dataclass(frozen=True)
class Removal:
    """What becomes of the chance (0 to 1) without some likes."""

    removed: tuple[Weight, ...]
    before: float
    after: float


def predict(model: TraitModel, likes: Collection[str]) -> float:
    """The chance, from 0 to 1, that somebody with these likes has the trait. Likes that the model does not know count
    for nothing, and each like once. (fsum: the same to the last bit in whatever order a set gives its likes.)"""
    weights = model.weights
    return chance(fsum([model.intercept, *(weights[like] for like in set(likes) if like in weights)]))


def predict_many(model: TraitModel, likes: Likes) -> dict[str, float]:
    """The chance for each person: 10,000 people in tenths of a second."""
    return {person: predict(model, liked) for person, liked in likes.items()}


def weigh(model: TraitModel, likes: Collection[str]) -> list[Weight]:
    """The likes that the model knows: what weighed most, for or against, comes first."""
    known = [Weight(like, model.weights[like]) for like in set(likes) if like in model.weights]
    return sorted(known, key=lambda weight: (-abs(weight.contribution), weight.like))


def without_most_telling(model: TraitModel, likes: Collection[str], number: int = 3) -> Removal:
    """Take away the likes that speak most for the trait: `number` of them, or fewer where fewer speak for it."""
    telling = [weight for weight in weigh(model, likes) if weight.contribution > 0][:number]
    left = set(likes) - {weight.like for weight in telling}
    return Removal(tuple(telling), predict(model, likes), predict(model, left))


def chance(log_odds: float) -> float:
    """The logistic function: log-odds to a chance between 0 and 1."""
    if log_odds < 0:  # never exp() of something large
        return exp(log_odds) / (1 + exp(log_odds))
    return 1 / (1 + exp(-log_odds))
