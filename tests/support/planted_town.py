"""A small town with a planted trait, for the tests of inference: interests, and for some the trait, draw people to
pages."""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class PlantedTown:
    likes: dict[str, frozenset[str]]
    labels: dict[str, bool]


def plant(people: int = 500, pages: int = 120, pull: float = 12, seed: int = 7) -> PlantedTown:
    """`pull`: how many times as often people with the trait like the ten telling pages; 1 plants nothing."""
    chance = random.Random(seed)
    popularity = [chance.paretovariate(2) for _ in range(pages)]
    likes, labels = {}, {}
    for number in range(people):
        has_trait = chance.random() < 0.2
        interest = chance.randrange(6)
        weights = [
            popularity[page] * (3 if page % 6 == interest else 1) * (pull if has_trait and page < 10 else 1)
            for page in range(pages)
        ]
        person = f"r{number:04}"
        likes[person] = frozenset(f"page{page}" for page in chance.choices(range(pages), weights, k=20))
        labels[person] = has_trait
    return PlantedTown(likes, labels)
