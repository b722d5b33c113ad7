"""Factors and trait models are found here, by numpy; where the town is seeded, not while a page is made.

Nobody is learned from whom `split` keeps for the trial. Numbers are rounded to DECIMALS, so that the last bits, in
which processors differ, do not reach the store.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from pixel.profile.inference.evaluation import threshold_for
from pixel.profile.inference.factors import LikeFactors, Likes
from pixel.profile.inference.matrices import fill_matrix, logistic_regression, truncated_svd
from pixel.profile.inference.split import is_tried
from pixel.profile.inference.traits import TraitModel, predict

K = 50  # factors; the paper took 100, of far more people
C = 0.1  # how much the data count against small weights: few people, so less than scikit-learn's 1
LEAST_PEOPLE = 3  # likes of fewer people say nothing that holds for others
MOST_LIKES = 1000  # bounds the matrix
DECIMALS = 6


class CannotTrain(ValueError):
    """Too little to learn from; the sentence says what lacks."""


def find_factors(likes: Likes, k: int = K, least_people: int = LEAST_PEOPLE) -> LikeFactors:
    """The truncated SVD of who likes what, of the people trained on: at most `k` factors, of likes that at least
    `least_people` of them share (at most MOST_LIKES, the most liked). Raises CannotTrain where nothing is left."""
    people = sorted(person for person in likes if not is_tried(person))
    counts = Counter(like for person in people for like in set(likes[person]))
    common = [like for like, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    columns = sorted(like for like in common[:MOST_LIKES] if counts[like] >= max(least_people, 1))
    if not columns:
        raise CannotTrain(f"No like is shared by {least_people} of the {len(people)} people to learn from.")
    vectors, strengths = truncated_svd(fill_matrix([likes[person] for person in people], columns), k)
    rows = (tuple(row) for row in vectors.round(DECIMALS).tolist())
    return LikeFactors(dict(zip(columns, rows, strict=True)), tuple(strengths.round(DECIMALS).tolist()))


def train(trait: str, factors: LikeFactors, likes: Likes, labels: Mapping[str, bool]) -> TraitModel:
    """A model of a trait. `labels`: who has it, the truth; those of them whom `is_tried` picks are only counted. The
    threshold flags as many of the people trained on as have the trait. Raises CannotTrain unless some have it and some
    have it not."""
    people = sorted(person for person in labels if not is_tried(person))
    truths = np.array([labels[person] for person in people], dtype=np.float64)
    positives = int(truths.sum())
    if positives in (0, len(people)):
        raise CannotTrain(f"Of {len(people)} people to learn from, {positives} have the trait {trait!r}.")
    columns = list(factors.vectors)
    vectors = np.array(list(factors.vectors.values()), dtype=np.float64)
    matrix = fill_matrix([likes.get(person, ()) for person in people], columns)
    weights, intercept = logistic_regression(matrix @ vectors, truths, C)
    folded = dict(zip(columns, (vectors @ weights).round(DECIMALS).tolist(), strict=True))
    model = TraitModel(
        trait, folded, round(intercept, DECIMALS), factors.k, 1.0, len(people), len(labels) - len(people)
    )
    return replace(
        model, threshold=threshold_for((predict(model, likes.get(person, ())) for person in people), positives)
    )
