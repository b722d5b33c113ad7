"""Times what is predicted of many members, from their likes. `targets` calls it."""

import time
from collections.abc import Callable

from pixel.networks.ribambelle.town.generator import generate_town
from pixel.networks.ribambelle.town.model import TRAITS
from pixel.profile.inference.training import find_factors, train
from pixel.profile.inference.traits import predict_many

MEMBERS = 10_000


def prepare_predictions(members: int = MEMBERS) -> Callable[[], float]:
    """A function that predicts every trait of so many invented members, and says how many seconds that took. The models
    are those of a town of the usual size, learnt here, as when a network is seeded."""
    town, crowd = generate_town(), generate_town(size=members)
    factors = find_factors(town.likes)
    models = [
        train(trait, factors, town.likes, {person.id: trait in person.traits for person in town.residents.values()})
        for trait in TRAITS
    ]

    def predict_all() -> float:
        began = time.perf_counter()
        for model in models:
            predict_many(model, crowd.likes)
        return time.perf_counter() - began

    return predict_all
