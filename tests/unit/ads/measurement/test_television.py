"""Spot, broad ad, targeted ad: by hand, and with whatever a person types."""

from dataclasses import fields, replace

import pytest

from pixel.ads.measurement.television import (
    BOUNDS,
    LEFT_OUT,
    AssumptionError,
    Assumptions,
    check,
    compare_ways,
    read_assumptions,
)


def test_the_example_of_the_article_by_hand() -> None:
    spot, broad, targeted = compare_ways(Assumptions())
    assert (spot.way, spot.reached, spot.interested, spot.cost_cents) == ("spot", 70_000, 1_400, 250_000)
    assert (broad.way, broad.reached, broad.interested, broad.cost_cents) == ("broad", 100_000, 2_000, 180_000)
    assert (targeted.way, targeted.reached, targeted.interested, targeted.cost_cents) == (
        "targeted",
        3_000,
        1_200,
        13_500,
    )
    costs = [way.cost_per_interested_mc for way in (spot, broad, targeted)]
    assert costs == [178_571, 90_000, 11_250]


@pytest.mark.parametrize(
    ("changed", "costs"),
    [
        pytest.param({"interested": 0}, [None, None, None], id="nobody is interested"),
        pytest.param({"found_percent": 0}, [178_571, 90_000, None], id="the network finds nobody"),
        pytest.param({"right_percent": 70}, [178_571, 90_000, 6_431], id="1,715 people are paid for, not 1,714"),
        pytest.param({"right_percent": 100}, [178_571, 90_000, 4_500], id="every guess is right"),
        pytest.param({"right_percent": 1}, [178_571, 90_000, 375_000], id="it shows the ad to all, at its price"),
        pytest.param({"spot_cents": 0}, [0, 90_000, 11_250], id="a spot for nothing"),
        pytest.param({"viewers": 2_000}, [178_571, 1_800, 7_500], id="only the interested watch"),
    ],
)
def test_other_assumptions(changed: dict[str, int], costs: list[int | None]) -> None:
    assert [way.cost_per_interested_mc for way in compare_ways(replace(Assumptions(), **changed))] == costs


def test_each_figure_names_the_assumptions_that_move_it() -> None:
    for field in fields(Assumptions):
        other = replace(Assumptions(), **{field.name: BOUNDS[field.name][0]})
        for before, after in zip(compare_ways(Assumptions()), compare_ways(_within(other)), strict=True):
            if field.name not in before.assumptions:
                assert before.cost_per_interested_mc == after.cost_per_interested_mc, field.name


def _within(given: Assumptions) -> Assumptions:
    return replace(given, interested=min(given.interested, given.viewers)) if given.viewers > 1 else Assumptions()


def test_every_assumption_has_bounds_that_its_default_keeps() -> None:
    assert [field.name for field in fields(Assumptions)] == list(BOUNDS)
    assert check(Assumptions()) == ()


@pytest.mark.parametrize("name", BOUNDS)
def test_bounds_are_what_they_say(name: str) -> None:
    low, high = BOUNDS[name]
    given = Assumptions(viewers=BOUNDS["viewers"][1])
    assert check(replace(given, **{name: max(low, 2_000) if name == "viewers" else low})) == ()
    assert check(replace(given, **{name: high})) == ()
    assert check(replace(given, **{name: low - 1}))[0] == AssumptionError(name, "too-small", low, high)
    assert check(replace(given, **{name: high + 1}))[-1] == AssumptionError(name, "too-large", low, high)


def test_what_is_out_of_bounds_is_not_computed() -> None:
    with pytest.raises(ValueError):
        compare_ways(Assumptions(right_percent=0))


@pytest.mark.parametrize(
    ("typed", "changed"),
    [
        pytest.param({}, {}, id="nothing"),
        pytest.param({"viewers": ""}, {}, id="left empty"),
        pytest.param({"viewers": "50000", "sort": "x"}, {"viewers": 50_000}, id="a number, and another field"),
        pytest.param({"viewers": " 50\u202f000 "}, {"viewers": 50_000}, id="as it is written in French"),
        pytest.param({"times": "+0000000000000000005"}, {"times": 5}, id="sign and zeros"),
        pytest.param({"interested": "0"}, {"interested": 0}, id="zero"),
    ],
)
def test_what_a_person_types(typed: dict[str, str], changed: dict[str, int]) -> None:
    assert read_assumptions(typed) == (replace(Assumptions(), **changed), ())


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        pytest.param("spot_cents", "-1", "too-small", id="negative"),
        pytest.param("spot_cents", "9" * 5_000, "too-large", id="huge"),
        pytest.param("spot_cents", "-" + "9" * 5_000, "too-small", id="huge and negative"),
        pytest.param("spot_cents", "NaN", "not-a-number", id="NaN"),
        pytest.param("spot_cents", "1e5", "not-a-number", id="an exponent"),
        pytest.param("spot_cents", "12.50", "not-a-number", id="a fraction"),
        pytest.param("spot_cents", "٣", "not-a-number", id="another script's digit"),
        pytest.param("spot_cents", "\0", "not-a-number", id="NUL"),
        pytest.param("right_percent", "0", "too-small", id="none right: nothing to divide by"),
    ],
)
def test_what_cannot_be_read_is_said(name: str, text: str, reason: str) -> None:
    read, errors = read_assumptions({name: text, "viewers": "50000"})
    assert [(error.field, error.reason) for error in errors] == [(name, reason)]
    assert (errors[0].low, errors[0].high) == BOUNDS[name]
    assert read == Assumptions()


def test_no_more_people_are_interested_than_watch() -> None:
    _, errors = read_assumptions({"viewers": "1000", "times": "x"})
    assert errors == (
        AssumptionError("interested", "too-large", 0, 1_000),
        AssumptionError("times", "not-a-number", 1, 100),
    )


def test_what_is_left_out_is_named_once() -> None:
    assert len(set(LEFT_OUT)) == len(LEFT_OUT) >= 8
