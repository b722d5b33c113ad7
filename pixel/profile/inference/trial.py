"""A trait's model, tried on people it was not trained on: how often it is wrong, and from how many likes on. Pure;
asked where the town is seeded, and the pages show what it found.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

from pixel.profile.inference.evaluation import Confusion, SweepPoint, area_under_curve, confuse, sweep
from pixel.profile.inference.factors import Likes
from pixel.profile.inference.split import is_tried
from pixel.profile.inference.traits import TraitModel, predict

CURVE: tuple[int | None, ...] = (1, 2, 3, 5, 10, 20, 50, None)
DRAWS = 10  # of likes, for each point of the curve: one draw says more of chance than of the model


@dataclass(frozen=True)
class CurvePoint:
    """The AUC when at most `likes` likes of each person are known (None: all), mean of DRAWS draws; `people`: how many
    have at least so many. Who has fewer is judged by all."""

    likes: int | None
    auc: float | None
    people: int


@dataclass(frozen=True)
class TraitEvaluation:
    """How a model does on the people tried. `auc`: None unless some have the trait and some have not. `confusion`: at
    the model's threshold; it tells base rate, sensitivity, specificity, and how many of ten flagged are wrong.
    `sweep`: what every other threshold would do."""

    trait: str
    trained_on: int
    tried_on: int
    threshold: float
    auc: float | None
    confusion: Confusion
    sweep: tuple[SweepPoint, ...]
    curve: tuple[CurvePoint, ...]

    def to_dict(self) -> dict[str, Any]:
        """Safe for JSON; `from_dict` reads it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "TraitEvaluation":
        """What `to_dict` wrote. Raises TypeError or KeyError where something lacks."""
        points = tuple(SweepPoint(point["threshold"], Confusion(**point["confusion"])) for point in data["sweep"])
        curve = tuple(CurvePoint(**point) for point in data["curve"])
        return cls(**{**data, "confusion": Confusion(**data["confusion"]), "sweep": points, "curve": curve})


def evaluate(model: TraitModel, likes: Likes, labels: Mapping[str, bool]) -> TraitEvaluation:
    """Try a model. `labels`: who has the trait, the truth; only those count whom `split` kept from the training."""
    people = sorted(person for person in labels if is_tried(person))
    truths = [labels[person] for person in people]
    scores = [predict(model, likes.get(person, ())) for person in people]
    return TraitEvaluation(
        model.trait,
        model.trained_on,
        len(people),
        model.threshold,
        area_under_curve(scores, truths),
        confuse(scores, truths, model.threshold),
        sweep(scores, truths),
        find_curve(model, likes, dict(zip(people, truths, strict=True))),
    )


def find_curve(
    model: TraitModel, likes: Likes, labels: Mapping[str, bool], numbers: Sequence[int | None] = CURVE
) -> tuple[CurvePoint, ...]:
    """The AUC by number of likes, over the people of `labels`. Which likes are drawn hangs on a hash of person and like
    alone: the same at each run, and of more likes fewer are always a part."""
    people = sorted(labels)
    truths = [labels[person] for person in people]
    aucs: dict[int | None, list[float | None]] = {number: [] for number in numbers}
    for draw in range(DRAWS):
        shuffled = [_shuffle(likes.get(person, ()), f"{draw} {person}") for person in people]
        for number in numbers:
            scores = [predict(model, some[:number]) for some in shuffled]
            aucs[number].append(area_under_curve(scores, truths))
    sizes = [len(set(likes.get(person, ()))) for person in people]
    return tuple(_summarise(number, aucs[number], sizes) for number in numbers)


def _summarise(number: int | None, aucs: Sequence[float | None], likes: Sequence[int]) -> CurvePoint:
    known = [auc for auc in aucs if auc is not None]
    return CurvePoint(number, fmean(known) if known else None, sum(count >= (number or 0) for count in likes))


def _shuffle(likes: Collection[str], salt: str) -> list[str]:
    return sorted(set(likes), key=lambda like: _hash(f"{salt} {like}"))


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
