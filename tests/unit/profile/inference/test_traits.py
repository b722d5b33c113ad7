"""A trait's chance from likes, and which likes gave it away, worked by hand."""

import json
import math

import pytest

from pixel.profile.inference.traits import (
    TraitModel,
    Weight,
    chance,
    predict,
    predict_many,
    weigh,
    without_most_telling,
)

WEIGHTS = {"cradle": 2.0, "stroller": 1.5, "names": 1.0, "garden": 0.25, "moped": -3.0}
MODEL = TraitModel("expecting", WEIGHTS, intercept=-2.0, k=3, threshold=0.5, trained_on=70, tried_on=30)


def logistic(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


@pytest.mark.parametrize(
    ("likes", "log_odds"),
    [
        pytest.param([], -2.0, id="no likes: the intercept"),
        pytest.param(["cradle"], 0.0, id="as likely as not"),
        pytest.param(["cradle", "stroller", "names"], 2.5, id="three that speak for it"),
        pytest.param(["cradle", "moped"], -3.0, id="one for, one against"),
        pytest.param(["cradle", "cradle"], 0.0, id="a like counts once"),
        pytest.param(["kite", "\x00", ""], -2.0, id="likes that the model does not know"),
        pytest.param([f"page{number}" for number in range(10_000)], -2.0, id="ten thousand of them"),
    ],
)
def test_a_chance_is_the_sum_of_weights(likes: list[str], log_odds: float) -> None:
    assert predict(MODEL, likes) == pytest.approx(logistic(log_odds))
    assert predict_many(MODEL, {"somebody": likes}) == {"somebody": predict(MODEL, likes)}


@pytest.mark.parametrize(("log_odds", "expected"), [(0, 0.5), (math.log(3), 0.75), (-1e9, 0.0), (1e9, 1.0)])
def test_log_odds_of_any_size_become_a_chance(log_odds: float, expected: float) -> None:
    assert chance(log_odds) == pytest.approx(expected)


def test_what_weighed_most_comes_first_for_or_against() -> None:
    assert weigh(MODEL, ["garden", "moped", "cradle", "kite"]) == [
        Weight("moped", -3.0),
        Weight("cradle", 2.0),
        Weight("garden", 0.25),
    ]


def test_without_the_three_likes_that_speak_most_for_it_the_chance_falls() -> None:
    removal = without_most_telling(MODEL, ["garden", "names", "moped", "stroller", "cradle"])
    assert [weight.like for weight in removal.removed] == ["cradle", "stroller", "names"]
    assert removal.before == pytest.approx(logistic(-0.25))
    assert removal.after == pytest.approx(logistic(-4.75))


def test_only_likes_that_speak_for_it_are_taken_away() -> None:
    removal = without_most_telling(MODEL, ["moped", "garden"])
    assert [weight.like for weight in removal.removed] == ["garden"]
    assert without_most_telling(MODEL, []).removed == ()


def test_a_model_survives_json() -> None:
    assert TraitModel.from_dict(json.loads(json.dumps(MODEL.to_dict()))) == MODEL


def test_a_model_with_something_lacking_is_refused() -> None:
    with pytest.raises(TypeError):
        TraitModel.from_dict({"trait": "expecting"})
