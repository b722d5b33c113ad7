"""What is learnt when a town is made: models from one part of its people, errors counted on those whom no model saw.

`pixel.seeds` calls `learn`, and only there is numpy waited for. The truth is read here, of invented people.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from statistics import median
from typing import Any, get_args

from pixel.networks.ribambelle.town.model import TRAITS, Town
from pixel.profile.inference.close_ties import Measure, hit_rate
from pixel.profile.inference.evaluation import Rate
from pixel.profile.inference.home_town import AT_LEAST, FriendTown, error_km, guess_home_town
from pixel.profile.inference.places import Place
from pixel.profile.inference.told import name_towns, read_first
from pixel.profile.inference.training import CannotTrain, find_factors, train
from pixel.profile.inference.trial import evaluate
from pixel.profile.learned import FACTORS, HOME_TOWN, TIES, HomeTownTrial, LocatedBand
from pixel.store.connection import Value

BANDS = ((AT_LEAST, 9), (10, 14), (15, 19), (20, None))  # friends who show a town
Row = dict[str, Value]


def learn(town: Town, network: str, places: Mapping[str, Place]) -> list[Row]:
    """The rows of `trait_models` for a town; of an empty one only that nothing could be tried."""
    rows = _learn_traits(town)
    rows[HOME_TOWN] = {}, asdict(try_home_towns(town, places))
    rows[TIES] = {}, {by: asdict(rate) for by, rate in try_ties(town).items()}
    return [
        {"network": network, "trait": trait, "model": json.dumps(model), "evaluation": json.dumps(evaluation)}
        for trait, (model, evaluation) in rows.items()
    ]


def _learn_traits(town: Town) -> dict[str, tuple[Any, Any]]:
    try:
        factors = find_factors(town.likes)
    except CannotTrain:
        return {}
    rows: dict[str, tuple[Any, Any]] = {FACTORS: (factors.to_dict(), {})}
    for trait in TRAITS:
        labels = {resident.id: trait in resident.traits for resident in town.residents.values()}
        try:
            model = train(trait, factors, town.likes, labels)
        except CannotTrain:
            continue
        rows[trait] = model.to_dict(), evaluate(model, town.likes, labels).to_dict()
    return rows


def try_home_towns(town: Town, places: Mapping[str, Place]) -> HomeTownTrial:
    """Guesses the home town of everybody who hides it, from the friends who show theirs."""
    hidden = [resident for resident in town.residents.values() if resident.hides_home_town]
    errors: list[tuple[int, float]] = []
    for resident in hidden:
        friends = [FriendTown(friend, _shown(town, places, friend)) for friend in sorted(town.friends[resident.id])]
        guess = guess_home_town(friends)
        error = error_km(guess, places[resident.home_town])
        if guess is not None and error is not None:
            errors.append((guess.located, error))
    bands = tuple(LocatedBand(low, high, _count_right(errors, low, high)) for low, high in BANDS)
    return HomeTownTrial(
        hidden=len(hidden),
        right=_count_right(errors, 0, None),
        median_km=_median([error for _, error in errors]),
        median_wrong_km=_median([error for _, error in errors if error]),
        bands=bands,
        told=try_patterns(town, places),
    )


def try_patterns(town: Town, places: Mapping[str, Place]) -> Rate:
    """Reads all comments: of those that give a town away, how many give the author's own, in either language."""
    names, authors = name_towns(list(places.values())), {post.id: post.author for post in town.posts}
    read = ((comment, read_first(vars(comment.text), names)) for comment in town.comments)
    right = [first[1].place.slug == town.residents[authors[comment.post]].home_town for comment, first in read if first]
    return Rate(sum(right), len(right))


def _median(kilometres: Sequence[float]) -> float | None:
    return round(median(kilometres), 1) if kilometres else None


def _shown(town: Town, places: Mapping[str, Place], resident_id: str) -> Place | None:
    friend = town.residents[resident_id]
    return None if friend.hides_home_town else places[friend.home_town]


def _count_right(errors: Sequence[tuple[int, float]], low: int, high: int | None) -> Rate:
    """Of the guesses from so many friends, those that name the very town."""
    within = [error for located, error in errors if low <= located and (high is None or located <= high)]
    return Rate(sum(error == 0 for error in within), len(within))


def try_ties(town: Town) -> dict[str, Rate]:
    """For how many people each measure puts the partner first."""
    partners = {resident.id: resident.partner for resident in town.residents.values() if resident.partner}
    measures: tuple[Measure, ...] = get_args(Measure)
    return {by: hit_rate(town.friends, partners, by) for by in measures}
