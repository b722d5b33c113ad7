"""People like these: who stands where some chosen people stand, by the factors of their likes. Pure; the ads ask.

Each person is where the likes place them (`LikeFactors.place`), every factor divided by its strength, so that what all
like does not drown what few do. The chosen people's mean is compared with everybody else by the cosine of the angle.
"""

from collections.abc import Collection
from dataclasses import dataclass
from math import fsum, sqrt

from pixel.profile.inference.factors import LikeFactors, Likes

Vector = tuple[float, ...]


@dataclass(frozen=True)
class Lookalike:
    """A person; `likeness`: the cosine, from -1 (the opposite) to 1 (the same direction)."""

    person: str
    likeness: float


def find_lookalikes(
    factors: LikeFactors, likes: Likes, seeds: Collection[str], at_most: int | None = None
) -> list[Lookalike]:
    """Everybody of `likes` but the seeds, most alike first, of equals by id. Who likes nothing that is known is
    nowhere, and left out; so are such seeds, and the list is empty if all are."""
    places = {person: place for person, liked in likes.items() if (place := _direction(factors, liked))}
    chosen = [places[seed] for seed in sorted(set(seeds)) if seed in places]
    middle = [fsum(column) / len(chosen) for column in zip(*chosen, strict=True)]
    ranked = [Lookalike(person, _cosine(place, middle)) for person, place in places.items() if person not in set(seeds)]
    ranked.sort(key=lambda lookalike: (-lookalike.likeness, lookalike.person))
    return ranked[:at_most] if chosen else []


def _direction(factors: LikeFactors, likes: Collection[str]) -> Vector | None:
    """Where the likes place somebody, as a vector of length 1; None for nowhere."""
    place = [at / strength for at, strength in zip(factors.place(likes), factors.strengths, strict=True)]
    length = sqrt(fsum(number * number for number in place))
    return tuple(number / length for number in place) if length else None


def _cosine(place: Vector, middle: list[float]) -> float:
    length = sqrt(fsum(number * number for number in middle))
    return fsum(a * b for a, b in zip(place, middle, strict=True)) / length if length else 0.0
