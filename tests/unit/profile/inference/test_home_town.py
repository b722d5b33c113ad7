"""A home town from friends' towns: the paper's formula worked by hand, and who must hide before it fails."""

from math import exp, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixel.profile.inference.hiding import friends_who_must_hide
from pixel.profile.inference.home_town import (
    SAME_TOWN_KM,
    FriendTown,
    TownGuess,
    error_km,
    friendship_probability,
    guess_home_town,
)
from pixel.profile.inference.places import Place, distance_km

RIMOUSKI = Place("rimouski", "Rimouski", 48.4489, -68.5241)
LE_BIC = Place("le-bic", "Le Bic", 48.3747, -68.7006)  # some 15 km from Rimouski
MONTREAL = Place("montreal", "Montréal", 45.5089, -73.5617)
GASPE = Place("gaspe", "Gaspé", 48.8316, -64.4869)
PLACES = (RIMOUSKI, LE_BIC, MONTREAL, GASPE)


def friends(*places: Place | None) -> list[FriendTown]:
    return [FriendTown(f"f{number}", place) for number, place in enumerate(places)]


def guess(*places: Place | None) -> TownGuess:
    found = guess_home_town(friends(*places))
    assert found
    return found


@pytest.mark.parametrize(
    ("kilometres", "probability"),
    [
        pytest.param(0, 0.0019 * 0.196**-1.05, id="the same town"),
        pytest.param(1.609344, 0.0019 * 1.196**-1.05, id="a mile"),
        pytest.param(160.9344, 0.0019 * 100.196**-1.05, id="a hundred miles"),
    ],
)
def test_the_paper_s_fit_is_in_miles(kilometres: float, probability: float) -> None:
    assert friendship_probability(kilometres) == pytest.approx(probability)


def test_the_town_of_most_friends_is_guessed_and_who_gave_it_away_is_told() -> None:
    found = guess(RIMOUSKI, MONTREAL, None, RIMOUSKI, RIMOUSKI, MONTREAL)
    assert (found.place, found.located, found.supporters) == (RIMOUSKI, 5, ("f0", "f3", "f4"))
    assert [candidate.place for candidate in found.candidates] == [RIMOUSKI, MONTREAL]


def test_likelihood_and_confidence_worked_by_hand() -> None:
    near, far = friendship_probability(SAME_TOWN_KM), friendship_probability(distance_km(RIMOUSKI, MONTREAL))
    odds_near, odds_far = log(near / (1 - near)), log(far / (1 - far))
    found = guess(RIMOUSKI, RIMOUSKI, RIMOUSKI, MONTREAL, MONTREAL)
    rimouski, montreal = found.candidates
    assert rimouski.log_likelihood == pytest.approx(3 * odds_near + 2 * odds_far)
    assert montreal.log_likelihood == pytest.approx(2 * odds_near + 3 * odds_far)
    assert found.confidence == pytest.approx(1 / (1 + exp(odds_far - odds_near)))


def test_neighbours_outweigh_a_larger_number_far_away() -> None:
    found = guess(RIMOUSKI, RIMOUSKI, LE_BIC, LE_BIC, MONTREAL, MONTREAL, MONTREAL)
    assert found.place in (RIMOUSKI, LE_BIC)


def test_of_two_towns_equally_likely_the_first_by_slug_is_guessed_with_half_the_confidence() -> None:
    found = guess_home_town(friends(RIMOUSKI, MONTREAL), at_least=2)
    assert found
    assert found.place == MONTREAL
    assert found.confidence == pytest.approx(0.5)


def test_a_town_of_many_people_counts_for_less() -> None:
    """By hand: 2 friends in each; in Montréal 998 people more are no friends, each a factor 1 - p."""
    even = friends(RIMOUSKI, RIMOUSKI, MONTREAL, MONTREAL)
    crowded = guess_home_town(even, everybody={MONTREAL: 1000, RIMOUSKI: 2}, at_least=4)
    assert crowded
    assert crowded.place == RIMOUSKI
    near, far = friendship_probability(SAME_TOWN_KM), friendship_probability(distance_km(RIMOUSKI, MONTREAL))
    gap = crowded.candidates[0].log_likelihood - crowded.candidates[1].log_likelihood
    assert gap == pytest.approx(998 * (log(1 - far) - log(1 - near)))


@pytest.mark.parametrize(
    ("shown", "at_least", "is_guessed"),
    [
        pytest.param((), 5, False, id="no friends"),
        pytest.param((None,) * 9, 5, False, id="all hide"),
        pytest.param((RIMOUSKI,) * 4, 5, False, id="four are too few"),
        pytest.param((RIMOUSKI,) * 5, 5, True, id="five will do"),
        pytest.param((RIMOUSKI, None), 1, True, id="one, where one is asked for"),
        pytest.param((), 0, False, id="of nobody nothing follows, whatever is asked for"),
    ],
)
def test_five_located_friends_are_needed(shown: tuple[Place | None, ...], at_least: int, is_guessed: bool) -> None:
    assert (guess_home_town(friends(*shown), at_least=at_least) is not None) is is_guessed


def test_error_is_the_distance_to_the_truth() -> None:
    found = guess(*[RIMOUSKI] * 5)
    assert error_km(found, RIMOUSKI) == 0
    assert error_km(found, MONTREAL) == pytest.approx(distance_km(RIMOUSKI, MONTREAL))
    assert error_km(None, MONTREAL) is None


def test_who_gives_it_away_hides_first_until_another_town_is_guessed() -> None:
    """3 in Rimouski, which is nearer to Gaspé, still beat 3 in Montréal; 2 do not."""
    result = friends_who_must_hide(friends(*[RIMOUSKI] * 4, *[MONTREAL] * 3, GASPE), RIMOUSKI, at_least=2)
    assert [step.friend for step in result.steps] == ["f0", "f1"]
    assert [step.guess for step in result.steps] == [RIMOUSKI, MONTREAL]
    assert (result.number, result.ending) == (2, "found elsewhere")
    assert result.steps[-1].error_km == pytest.approx(distance_km(RIMOUSKI, MONTREAL))


def test_where_all_friends_are_of_one_town_hiding_works_only_when_too_few_are_left() -> None:
    result = friends_who_must_hide(friends(*[RIMOUSKI] * 7), RIMOUSKI)
    assert [step.friend for step in result.steps] == ["f0", "f1", "f2"]
    assert [step.located for step in result.steps] == [6, 5, 4]
    assert result.ending == "too few located"
    last = result.steps[-1]
    assert (last.guess, last.confidence, last.error_km) == (None, None, None)


@pytest.mark.parametrize(
    ("shown", "ending"),
    [
        pytest.param([MONTREAL] * 6, "never found", id="a guess that was wrong anyway"),
        pytest.param([RIMOUSKI] * 4, "never found", id="too few to begin with"),
        pytest.param([], "never found", id="no friends"),
    ],
)
def test_nobody_has_to_hide_where_the_guess_fails_anyway(shown: list[Place], ending: str) -> None:
    result = friends_who_must_hide(friends(*shown), RIMOUSKI)
    assert (result.number, result.ending) == (0, ending)


def test_a_guess_of_the_next_town_still_finds_one() -> None:
    shown = friends(*[LE_BIC] * 6)
    assert friends_who_must_hide(shown, RIMOUSKI).number == 2
    assert friends_who_must_hide(shown, RIMOUSKI, within_km=1).number == 0


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.lists(st.sampled_from([*PLACES, None]), max_size=14), st.sampled_from(PLACES))
def test_each_step_of_hiding_is_what_the_guess_would_be(shown: list[Place | None], truth: Place) -> None:
    everybody = {MONTREAL: 40, GASPE: 3}
    left = friends(*shown)
    for step in friends_who_must_hide(left, truth, everybody).steps:
        left = [FriendTown(one.friend, None if one.friend == step.friend else one.place) for one in left]
        found = guess_home_town(left, everybody)
        assert step.guess == (found and found.place)
        assert step.error_km == error_km(found, truth)
        assert step.confidence == (found and pytest.approx(found.confidence))
