"""The town that somebody hides, guessed from the towns of friends. Pure; the profile and the walk ask.

After L. Backstrom, E. Sun, C. Marlow, "Find me if you can: improving geographical prediction with social and spatial
proximity" (WWW 2010). How likely two people are friends falls with the distance between their homes; the paper's fit,
d in miles, is

    p(d) = 0.0019 · (d + 0.196) ** -1.05

The guess is the place l, among those of friends, under which these friendships are the most likely:

    product over friends of p / (1 - p)   ×   product over everybody of (1 - p)

The second product is what a place costs for all who live near it and are *not* friends. It needs `everybody`; without
it, the product is taken to be the same everywhere, and left out. The paper has addresses, we have towns: two people of
one town are taken to live SAME_TOWN_KM apart (this is ours), for at 0 km the formula would make one friend there
outweigh many next door. Who hides, whose place is None, counts for nothing, neither as a friend nor as a candidate.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, log1p

from pixel.profile.inference.places import Place, distance_km

KM_PER_MILE = 1.609344
SAME_TOWN_KM = 5.0
AT_LEAST = 5  # the paper: from five located friends on, these do better than the internet address


@dataclass(frozen=True)
class FriendTown:
    """A friend, and the town that the friend shows; None for one who hides it."""

    friend: str
    place: Place | None


@dataclass(frozen=True)
class Candidate:
    """A place that was weighed. `log_likelihood`: natural logarithm of the product above; `share`: of the posterior,
    all candidates being as likely beforehand; the shares add up to 1."""

    place: Place
    log_likelihood: float
    share: float


@dataclass(frozen=True)
class TownGuess:
    """`confidence`: the guess's share of the posterior, from 0 to 1: what the model thinks of itself, not how often it
    is right. `located`: how many friends show a town. `candidates`: best first, the guess among them. `supporters`: the
    friends who live there, in the order given."""

    place: Place
    confidence: float
    located: int
    candidates: tuple[Candidate, ...]
    supporters: tuple[str, ...]


def friendship_probability(kilometres: float) -> float:
    """How likely two people are friends who live so far apart (0 km or more): the paper's fit, its miles converted."""
    return float(0.0019 * (kilometres / KM_PER_MILE + 0.196) ** -1.05)


def guess_home_town(
    friends: Sequence[FriendTown], everybody: Mapping[Place, int] | None = None, at_least: int = AT_LEAST
) -> TownGuess | None:
    """The most likely town; None where fewer than `at_least` friends (or none at all) show theirs. `everybody`: how
    many people live in each place. Of towns equally likely, the first by slug. Time grows with the square of the
    towns."""
    shown = [(friend.friend, friend.place) for friend in friends if friend.place]
    if len(shown) < max(at_least, 1):
        return None
    towns = Counter(place for _, place in shown)
    scores = {place: score_place(place, towns, everybody or {}) for place in towns}
    candidates = rank_places(scores)
    best = candidates[0]
    supporters = tuple(friend for friend, place in shown if place == best.place)
    return TownGuess(best.place, best.share, len(shown), candidates, supporters)


def score_place(place: Place, friends: Mapping[Place, int], everybody: Mapping[Place, int]) -> float:
    """The log-likelihood of living in a place, by how many friends, and how many people, live where."""
    return sum(count * log_odds(place, town) for town, count in friends.items()) + sum(
        count * log1p(-_probability(place, town)) for town, count in everybody.items()
    )


def log_odds(one: Place, other: Place) -> float:
    """The natural logarithm of p / (1 - p) for somebody of one place and somebody of the other."""
    probability = _probability(one, other)
    return log(probability) - log1p(-probability)


def _probability(one: Place, other: Place) -> float:
    return friendship_probability(max(distance_km(one, other), SAME_TOWN_KM))


def rank_places(scores: Mapping[Place, float]) -> tuple[Candidate, ...]:
    """Places by log-likelihood, the best first, with their shares of the posterior."""
    ranked = sorted(scores.items(), key=lambda scored: (-scored[1], scored[0].slug))
    weights = [exp(score - ranked[0][1]) for _, score in ranked]
    total = sum(weights)
    return tuple(
        Candidate(place, score, weight / total) for (place, score), weight in zip(ranked, weights, strict=True)
    )


def error_km(guess: TownGuess | None, truth: Place) -> float | None:
    """How far off a guess is, in kilometres; None where there is none."""
    return None if guess is None else distance_km(guess.place, truth)
