"""What a reader finds: by words in either language, by month, by budget; and what could not be read is said."""

import pytest

from demo_sites.catalogue import load_agency
from demo_sites.search import read_query, search

ALL = {"bahamas", "cuba", "punta-cana", "martinique", "cancun", "jamaica", "santorini"}


def found(q: str = "", month: str = "", budget: str = "") -> tuple[set[str], tuple[str, ...]]:
    result = search(load_agency("soleil").destinations, read_query({"q": q, "month": month, "budget": budget}))
    return {destination.id for destination in result.destinations}, result.notes


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        pytest.param("bahamas", {"bahamas"}, id="a name"),
        pytest.param("BAHAMAS", {"bahamas"}, id="a name shouted"),
        pytest.param("les Bahamas en février", {"bahamas"}, id="a sentence about one"),
        pytest.param("Grèce", {"santorini"}, id="a country in French"),
        pytest.param("grece", {"santorini"}, id="without its accent"),
        pytest.param("Greece", {"santorini"}, id="a country in English"),
        pytest.param("méditerranée", {"santorini"}, id="a region"),
        pytest.param("plongée", {"bahamas", "cancun"}, id="a theme in French"),
        pytest.param("diving", {"bahamas", "cancun"}, id="a theme in English"),
        pytest.param("cochons", {"bahamas"}, id="a word of the description"),
        pytest.param("pigs", {"bahamas"}, id="a word of the English description"),
        pytest.param("diving pyramid", {"cancun"}, id="two words, both needed"),
        pytest.param("", ALL, id="nothing asked: everything"),
        pytest.param("zzzz", set(), id="nothing of the kind"),
        pytest.param("!?", set(), id="no word at all"),
        pytest.param("le", ALL - {"none"}, id="a small word alone is looked for all the same"),
    ],
)
def test_words(words: str, ids: set[str]) -> None:
    assert found(words)[0] == ids


def test_where_no_trip_has_every_word_the_closest_are_shown_and_it_is_said() -> None:
    ids, notes = found("pigs pyramid")
    assert ids == {"bahamas", "cancun"}
    assert notes == ("some-words",)


@pytest.mark.parametrize(
    ("month", "ids"),
    [
        pytest.param("2027-01", {"cuba", "martinique", "jamaica"}, id="departures of January"),
        pytest.param("2027-09", {"santorini"}, id="one departure"),
        pytest.param("2027-12", set(), id="nobody leaves"),
    ],
)
def test_month(month: str, ids: set[str]) -> None:
    assert found(month=month) == (ids, ())


@pytest.mark.parametrize(
    ("budget", "ids"),
    [
        pytest.param("1500", {"cuba"}, id="a small budget"),
        pytest.param("1 599 $", {"cuba", "punta-cana"}, id="as people write it"),
        pytest.param("0", set(), id="nothing to spend"),
    ],
)
def test_budget(budget: str, ids: set[str]) -> None:
    assert found(budget=budget) == (ids, ())


@pytest.mark.parametrize("month", ["soon", "2027-13", "2027", "2027-1", "٢٠٢٧-٠٢", "2027-02-01", "0000-01"])
def test_a_month_that_is_none_is_left_out_with_a_note(month: str) -> None:
    assert found(month=month) == (ALL, ("bad-month",))


@pytest.mark.parametrize("budget", ["lots", "-5", "1e9", "99999999999", "１２"])
def test_a_budget_that_is_none_is_left_out_with_a_note(budget: str) -> None:
    assert found(budget=budget) == (ALL, ("bad-budget",))


def test_all_three_together() -> None:
    assert found("beach", "2027-02", "1700") == ({"cuba", "punta-cana", "cancun"}, ())
