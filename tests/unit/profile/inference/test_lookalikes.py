"""People like these: angles by hand, and a planted group found again."""

from collections.abc import Collection

import pytest

from pixel.profile.inference.evaluation import area_under_curve
from pixel.profile.inference.factors import LikeFactors
from pixel.profile.inference.lookalikes import Lookalike, find_lookalikes
from pixel.profile.inference.training import find_factors
from tests.support.planted_town import plant

# Two factors, of strengths 2 and 1: what x says is turned by the strengths into what y says.
FACTORS = LikeFactors({"fish": (2.0, 0.0), "boat": (2.0, 1.0), "moped": (0.0, 1.0), "void": (0.0, 0.0)}, (2.0, 1.0))
LIKES = {
    "ann": ["fish"],
    "bea": ["fish", "unknown"],
    "cyr": ["boat"],
    "dan": ["moped"],
    "eve": ["fish", "moped"],
    "fay": [],
    "gus": ["void"],
}


def likenesses(seeds: Collection[str], at_most: int | None = None) -> list[tuple[str, float]]:
    return [(one.person, round(one.likeness, 9)) for one in find_lookalikes(FACTORS, LIKES, seeds, at_most)]


def test_angles_worked_by_hand() -> None:
    diagonal = round(0.5**0.5, 9)
    assert likenesses(["ann"]) == [("bea", 1.0), ("cyr", diagonal), ("eve", diagonal), ("dan", 0.0)]


def test_several_seeds_count_alike_however_much_they_like() -> None:
    """ann points to the east, dan to the north: cyr and eve stand between."""
    assert likenesses({"ann", "dan"}, at_most=2) == [("cyr", 1.0), ("eve", 1.0)]


@pytest.mark.parametrize(
    "seeds",
    [
        pytest.param([], id="nobody"),
        pytest.param(["fay", "gus"], id="people who like nothing that is known"),
        pytest.param(["nobody"], id="somebody who is not there"),
    ],
)
def test_nobody_is_like_nobody(seeds: list[str]) -> None:
    assert find_lookalikes(FACTORS, LIKES, seeds) == []


def test_seeds_who_cancel_out_are_like_nobody_in_particular() -> None:
    factors = LikeFactors({"yes": (1.0,), "no": (-1.0,)}, (1.0,))
    found = find_lookalikes(factors, {"a": ["yes"], "b": ["no"], "c": ["yes"]}, ["a", "b"])
    assert found == [Lookalike("c", 0.0)]


def test_others_of_a_planted_group_are_found_from_some_of_it() -> None:
    town = plant()
    group = [person for person, has_trait in town.labels.items() if has_trait]
    found = find_lookalikes(find_factors(town.likes, k=20), town.likes, group[:30])
    auc = area_under_curve([one.likeness for one in found], [town.labels[one.person] for one in found])
    assert auc is not None
    assert auc > 0.8
    assert len(found) == len(town.likes) - 30
