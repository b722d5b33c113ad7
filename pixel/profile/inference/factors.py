"""What people like, in a few numbers: the factors of who likes what. `training` finds them, `lookalikes` compares.

Plain numbers, so that a server reads them from the store without numpy.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

Likes = Mapping[str, Collection[str]]
"""Person to the ids of what that person likes."""


@dataclass(frozen=True)
class LikeFactors:
    """A truncated SVD, people × likes ≈ U·S·Vᵀ, without the people. `vectors`: V, a row of k numbers for each like;
    `strengths`: the k singular values, largest first."""

    vectors: Mapping[str, tuple[float, ...]]
    strengths: tuple[float, ...]

    @property
    def k(self) -> int:
        """How many factors there are."""
        return len(self.strengths)

    def place(self, likes: Collection[str]) -> tuple[float, ...]:
        """Where somebody stands, k numbers: the sum of what the likes say (a row of U·S). All 0 where none is known."""
        known = [self.vectors[like] for like in sorted(set(likes)) if like in self.vectors]
        return tuple(sum(column) for column in zip(*known, strict=True)) if known else (0.0,) * self.k

    def to_dict(self) -> dict[str, Any]:
        """Safe for JSON; `from_dict` reads it."""
        return {"vectors": {like: list(row) for like, row in self.vectors.items()}, "strengths": list(self.strengths)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "LikeFactors":
        """What `to_dict` wrote. Raises KeyError where something lacks."""
        vectors = {like: tuple(row) for like, row in data["vectors"].items()}
        return cls(vectors, tuple(data["strengths"]))
