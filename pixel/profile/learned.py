"""What was learnt of the invented town when it was made: models, and how often they are wrong. Ads, pages and the API
read it; parsed once in a process, and again after another town took its place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pixel.profile.inference.evaluation import Rate
from pixel.profile.inference.factors import LikeFactors
from pixel.profile.inference.traits import TraitModel
from pixel.profile.inference.trial import TraitEvaluation
from pixel.store import Connection
from pixel.store.queries.town.inference import list_models, read_stamp

# Rows of `trait_models` that are no trait's.
FACTORS, HOME_TOWN, TIES = "_factors", "_home-town", "_ties"
NOBODY = Rate(0, 0)


@dataclass(frozen=True)
class LocatedBand:
    """People of whom so many friends show a town (`at_most` None: without end): for how many the guess was right."""

    at_least: int
    at_most: int | None
    right: Rate


@dataclass(frozen=True)
class HomeTownTrial:
    """The home town guessed for all who hide it. `right`: of those of whom there is a guess; `median_km`: its error,
    and `median_wrong_km` where it is wrong; None of nobody. `told`: of the comments that name a town after words that
    the patterns know, those that name the one where the author of the post grew up."""

    hidden: int = 0
    right: Rate = NOBODY
    median_km: float | None = None
    median_wrong_km: float | None = None
    bands: tuple[LocatedBand, ...] = ()
    told: Rate = NOBODY

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "HomeTownTrial":
        """What `asdict` wrote."""
        bands = tuple(LocatedBand(**{**band, "right": Rate(**band["right"])}) for band in data["bands"])
        told = Rate(**data["told"]) if "told" in data else NOBODY  # a town of before stays as long as its class
        return cls(data["hidden"], Rate(**data["right"]), data["median_km"], data["median_wrong_km"], bands, told)


NOTHING_TRIED = HomeTownTrial()


@dataclass(frozen=True)
class Learned:
    """All of it. `ties`: for how many people with a partner each measure puts the partner first."""

    stamp: str
    models: Mapping[str, TraitModel] = field(default_factory=dict)
    trials: Mapping[str, TraitEvaluation] = field(default_factory=dict)
    factors: LikeFactors | None = None
    home_town: HomeTownTrial = NOTHING_TRIED
    ties: Mapping[str, Rate] = field(default_factory=dict)


NOTHING_LEARNED = Learned("")
_newest: list[Learned] = []  # at most one


def read_learned(connection: Connection, network: str, stamp: str | None = None) -> Learned:
    """What was learnt of the town behind a network; `stamp`: the town's, where it was read already."""
    now = read_stamp(connection, network) if stamp is None else stamp
    kept = next(iter(_newest), None)
    if kept is None or kept.stamp != now:
        kept = _parse(now, list_models(connection, network))
        _newest[:] = [kept]
    return kept


def _parse(stamp: str, rows: Mapping[str, tuple[Any, Any]]) -> Learned:
    traits = {trait: row for trait, row in sorted(rows.items()) if not trait.startswith("_")}
    return Learned(
        stamp,
        models={trait: TraitModel.from_dict(model) for trait, (model, _) in traits.items()},
        trials={trait: TraitEvaluation.from_dict(evaluation) for trait, (_, evaluation) in traits.items()},
        factors=LikeFactors.from_dict(rows[FACTORS][0]) if FACTORS in rows else None,
        home_town=HomeTownTrial.from_dict(rows[HOME_TOWN][1]) if HOME_TOWN in rows else NOTHING_TRIED,
        ties={by: Rate(**rate) for by, rate in rows[TIES][1].items()} if TIES in rows else {},
    )
