"""What the pages of guesses draw and count: towns on a map, a matrix at any threshold, numbers as one writes them."""

import pytest

from pixel.networks.guesses.home_town_page import count_asked
from pixel.networks.guesses.map import HEIGHT, WIDTH, draw_map
from pixel.networks.guesses.trait_page import confusion_at, highest_percent, read_threshold
from pixel.profile.inference.evaluation import Confusion, confuse, sweep
from pixel.profile.inference.places import Place
from pixel.profile.inference.trial import TraitEvaluation

RIMOUSKI = Place("rimouski", "Rimouski", 48.45, -68.52)
GASPE = Place("gaspe", "Gaspé", 48.83, -64.48)
MONTREAL = Place("montreal", "Montréal", 45.51, -73.55)
QUEBEC = Place("quebec", "Québec", 46.81, -71.21)
PARIS = Place("paris", "Paris", 48.86, 2.35)
PLACES = (RIMOUSKI, GASPE, MONTREAL, QUEBEC, PARIS)
SCORES, TRUTHS = (0.9, 0.6, 0.6, 0.3), (True, True, False, False)
TRIAL = TraitEvaluation(
    "fishing", 10, 4, 0.6, 0.875, confuse(SCORES, TRUTHS, 0.6), sweep(SCORES, TRUTHS), ()
)  # fmt: skip


def test_a_map_shows_what_matters_and_what_lies_between() -> None:
    dots = {dot.name: dot for dot in draw_map(PLACES, {GASPE: 4, MONTREAL: 1}, GASPE, MONTREAL)}
    assert set(dots) == {"Gaspé", "Montréal", "Québec", "Rimouski"}
    assert all(0 <= dot.x <= WIDTH and 0 <= dot.y <= HEIGHT for dot in dots.values())
    assert dots["Montréal"].x < dots["Québec"].x < dots["Rimouski"].x < dots["Gaspé"].x
    assert dots["Gaspé"].y < dots["Rimouski"].y < dots["Québec"].y < dots["Montréal"].y
    assert dots["Gaspé"].radius > dots["Montréal"].radius > dots["Québec"].radius
    assert (dots["Gaspé"].is_guess, dots["Gaspé"].is_truth, dots["Gaspé"].is_left) == (True, False, True)
    assert (dots["Montréal"].is_guess, dots["Montréal"].is_truth) == (False, True)
    assert not dots["Québec"].has_label


def test_a_map_of_a_single_town_has_it_in_the_middle() -> None:
    [dot] = draw_map(PLACES, {}, None, RIMOUSKI)
    assert (dot.name, dot.x, dot.y) == ("Rimouski", WIDTH / 2, HEIGHT / 2)


def test_of_two_names_that_would_lie_on_each_other_one_is_written() -> None:
    near = Place("near", "Rimouski-Est", 48.452, -68.50)
    dots = draw_map((*PLACES, near), {RIMOUSKI: 3, near: 1, MONTREAL: 1}, RIMOUSKI, MONTREAL)
    assert {dot.name for dot in dots if dot.has_label} == {"Rimouski", "Montréal"}


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [
        pytest.param(1.0, Confusion(0, 0, 2, 2), id="above everybody"),
        pytest.param(0.9, Confusion(1, 0, 1, 2), id="on the first"),
        pytest.param(0.7, Confusion(1, 0, 1, 2), id="between"),
        pytest.param(0.6, Confusion(2, 1, 0, 1), id="on a tie"),
        pytest.param(0.0, Confusion(2, 2, 0, 0), id="below everybody"),
    ],
)
def test_any_threshold_has_its_matrix(threshold: float, expected: Confusion) -> None:
    assert confusion_at(TRIAL, threshold) == expected == confuse(SCORES, TRUTHS, threshold)


@pytest.mark.parametrize(
    ("asked", "percent"),
    [("45", 45.0), ("45,5", 45.5), ("0", 0.0), ("100", 100.0), (None, 60.0), ("", 60.0), ("x", 60.0), ("nan", 60.0),
     ("-0.1", 60.0), ("100.1", 60.0), ("inf", 60.0)],
)  # fmt: skip
def test_a_threshold_is_read_in_percent(asked: str | None, percent: float) -> None:
    assert read_threshold(asked, TRIAL).percent == percent


def test_the_slider_ends_above_everybody() -> None:
    assert highest_percent(TRIAL) == 91


@pytest.mark.parametrize(
    ("asked", "number"),
    [("2", 2), ("0", 0), ("7", 3), (None, 0), ("", 0), ("x", 0), ("-1", 0), ("²", 0), ("1e3", 0), ("9" * 5000, 0)],
)
def test_how_many_hide_is_a_number_within_reach(asked: str | None, number: int) -> None:
    assert count_asked(asked, 3) == number


def test_a_town_across_the_ocean_lies_beyond_a_line_and_squeezes_nobody() -> None:
    lausanne = Place("lausanne", "Lausanne", 46.52, 6.632)
    dots = {dot.name: dot for dot in draw_map((*PLACES, lausanne), {GASPE: 3, MONTREAL: 4, lausanne: 1}, GASPE, GASPE)}
    far = dots["Lausanne"]
    assert far.edge is not None
    assert far.edge < far.x < WIDTH
    assert 0 < far.y < HEIGHT
    assert far.is_left
    near = [dot for dot in dots.values() if dot.name != "Lausanne"]
    assert all(dot.edge is None and dot.x < far.edge for dot in near)
    assert max(dot.x for dot in near) - min(dot.x for dot in near) > WIDTH / 2
    to_the_west = {
        dot.name: dot for dot in draw_map((*PLACES, lausanne), {lausanne: 9, MONTREAL: 1}, lausanne, lausanne)
    }
    assert to_the_west["Lausanne"].edge is None
    assert to_the_west[MONTREAL.name].x < (to_the_west[MONTREAL.name].edge or 0) < to_the_west["Lausanne"].x
