"""The two pieces of numerical mathematics behind `training`: a truncated SVD and a logistic regression, by numpy.

scikit-learn has both, and the tests hold ours against its. It stays a tool of the tests: it would bring 277 MB in seven
packages to every classroom's machine, and double the first start; numpy alone brings 72 MB in one.
"""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]
_STEPS = 100
_TINY = 1e-9


def fill_matrix(rows: Sequence[Collection[str]], columns: Sequence[str]) -> Matrix:
    """People × likes: 1 where a row's person likes the column, else 0. What is no column is passed over."""
    index = {column: number for number, column in enumerate(columns)}
    matrix = np.zeros((len(rows), len(columns)))
    for number, row in enumerate(rows):
        matrix[number, [index[like] for like in row if like in index]] = 1.0
    return matrix


def truncated_svd(matrix: Matrix, k: int) -> tuple[Matrix, Vector]:
    """V (columns × k) and the k largest singular values, largest first, of matrix ≈ U·S·Vᵀ; fewer than k where the rest
    is 0. By the eigenvectors of matrixᵀ·matrix, which is small: as many rows as there are likes. Each factor's sign is
    such that its largest number is positive, as signs are arbitrary otherwise."""
    values, vectors = np.linalg.eigh(matrix.T @ matrix)
    values, vectors = values[::-1][:k], vectors[:, ::-1][:, :k]
    real = values > max(values[0], 0) * 1e-10
    values, vectors = values[real], vectors[:, real]
    largest = np.abs(vectors).argmax(axis=0)
    signs = np.sign(vectors[largest, np.arange(vectors.shape[1])])
    return vectors * signs, np.sqrt(values)


def logistic_regression(features: Matrix, truths: Vector, c: float) -> tuple[Vector, float]:
    """Weights and intercept that make |w|² / 2 + c · (the sum of losses log(1 + exp(∓(w·x + b)))) as small as can be,
    as scikit-learn's LogisticRegression(C=c) does. `features`: people × k; `truths`: 1 or 0 a person, both kinds
    there. By Newton's steps, halved where one goes too far."""
    design = np.column_stack([features, np.ones(len(features))])
    penalty = np.append(np.full(features.shape[1], 1 / c), 0.0)  # the intercept is free
    solution = np.zeros(design.shape[1])
    loss = _loss(design, truths, penalty, solution)
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-np.clip(design @ solution, -500, 500)))
        gradient = design.T @ (chances - truths) + penalty * solution
        curvature = (design.T * (chances * (1 - chances))) @ design + np.diag(penalty)
        step = np.linalg.lstsq(curvature, gradient, rcond=None)[0]
        while _loss(design, truths, penalty, solution - step) > loss and np.abs(step).max() > _TINY:
            step = step / 2
        solution = solution - step
        loss = _loss(design, truths, penalty, solution)
        if np.abs(step).max() <= _TINY:
            break
    return solution[:-1], float(solution[-1])


def _loss(design: Matrix, truths: Vector, penalty: Vector, solution: Vector) -> float:
    scores = design @ solution
    losses = np.logaddexp(0, scores) - truths * scores
    return float(losses.sum() + (penalty * solution**2).sum() / 2)
