"""What a line is worth: the best bid that reads it, times its level; and the choice of ads of whoever objected."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pixel.ads.catalogue import Catalogue
from pixel.ads.index import index_campaigns
from pixel.ads.worth import find_worths, find_worths_of_guesses
from pixel.profile.corrections import Choices
from pixel.profile.guesses import Guess
from pixel.profile.interests import build_profile, sort_products
from pixel.profile.line import Worth
from pixel.profile.person import PersonProfile
from pixel.store.records import Audience, Campaign, CampaignKind, Product, Tally

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
TEXTS = {"fr": "x", "en": "x"}
BAHAMAS = Product("soleil", "Soleil", "bahamas", TEXTS, TEXTS, "BS", "", "caribbean", ("beach",), 1, "CAD", "/x")
LOOK = Tally("v", "soleil", "bahamas", "ViewContent", 2, NOW, NOW)  # two points: level one half


def campaign(name: str, bid: int, kind: CampaignKind = "interest", **rule: Any) -> Campaign:
    return Campaign(name, "soleil", name.title(), kind, bid, 5, Audience(**rule), {}, "bahamas")


def retargeting(name: str, bid: int, **rule: Any) -> Campaign:
    return campaign(name, bid, "retargeting", **({"pixel_id": "soleil", "events": ("ViewContent",)} | rule))


def worths_of(campaigns: list[Campaign], *tallies: Tally, choices: Choices | None = None) -> dict[str, Worth]:
    assortment = sort_products([BAHAMAS])
    profile = build_profile(tallies, (), (), assortment, NOW)
    known = PersonProfile(None, (("v", NOW),), tallies, (), profile, (), Choices(), tallies, profile)
    catalogue = Catalogue(1, assortment, index_campaigns(campaigns))
    return find_worths(known.choosing(choices or Choices(), assortment), catalogue, NOW)


@pytest.mark.parametrize(
    ("campaigns", "worth"),
    [
        pytest.param([campaign("a", 300, interests=("beach",))], ("a", 150.0), id="bid × level"),
        pytest.param(
            [campaign("a", 300, interests=("beach",)), campaign("b", 400, interests=("beach", "ski"))],
            ("b", 200.0),
            id="the higher of two",
        ),
        pytest.param(
            [campaign("a", 300, interests=("beach",)), campaign("b", 400, interests=("beach",), min_level=0.6)],
            ("a", 150.0),
            id="one that wants a higher level does not read it",
        ),
        pytest.param([campaign("a", 300, interests=("ski",))], None, id="no audience reads it"),
        pytest.param([retargeting("r", 900)], None, id="a visit is another line"),
        pytest.param([campaign("d", 900, "default")], None, id="an ad for anybody reads nothing"),
    ],
)
def test_an_interest_is_worth_what_is_bid_on_it(campaigns: list[Campaign], worth: tuple[str, float] | None) -> None:
    found = worths_of(campaigns, LOOK).get("interest:beach")
    assert (found and (found.campaign_id, found.cents)) == worth


@pytest.mark.parametrize(
    ("rule", "is_worth"),
    [
        pytest.param({}, True, id="any trip of the site"),
        pytest.param({"contents": ("bahamas",)}, True, id="this very trip"),
        pytest.param({"contents": ("cuba",)}, False, id="another trip"),
        pytest.param({"events": ("Purchase",)}, False, id="another event"),
        pytest.param({"pixel_id": "nordet"}, False, id="another site"),
    ],
)
def test_a_destination_is_worth_what_retargeting_bids(rule: dict[str, Any], is_worth: bool) -> None:
    assert ("interest:bahamas" in worths_of([retargeting("r", 900, **rule)], LOOK)) is is_worth


def test_an_old_visit_and_a_trip_that_was_booked_are_worth_nothing_to_retargeting() -> None:
    campaigns = [retargeting("r", 900, retention_days=7, has_purchaser_exclusion=True)]
    assert "interest:bahamas" in worths_of(campaigns, LOOK)
    assert "interest:bahamas" not in worths_of(campaigns, LOOK._replace(last_at=NOW - timedelta(days=8)))
    assert "interest:bahamas" not in worths_of(campaigns, LOOK, LOOK._replace(event="Purchase"))


def test_a_file_that_nobody_may_read_is_worth_nothing() -> None:
    campaigns = [retargeting("r", 900), campaign("a", 300, interests=("beach",))]
    assert worths_of(campaigns, LOOK, choices=Choices({}, NOW)) == {}
    assert set(worths_of(campaigns, LOOK, choices=Choices({"interest:bahamas": None}))) == {"interest:beach"}


@pytest.mark.parametrize(
    ("confidence", "worth"),
    [
        pytest.param(0.5, Worth(100.0, "dear", "Nordet"), id="sure enough for the dearer"),
        pytest.param(0.3, Worth(30.0, "cheap", "Nordet"), id="for the cheaper alone"),
        pytest.param(0.1, None, id="for none"),
    ],
)
def test_a_guessed_trait_is_worth_what_is_bid_on_it(confidence: float, worth: Worth | None) -> None:
    campaigns = [
        Campaign(name, "nordet", "Nordet", "inferred", bid, 1, Audience(traits=("fishing",), min_confidence=least), {})
        for name, bid, least in (("dear", 200, 0.4), ("cheap", 100, 0.2))
    ]
    catalogue = Catalogue(1, sort_products([]), index_campaigns(campaigns))
    guess = Guess("trait:fishing", "yes", confidence, ())
    assert find_worths_of_guesses([guess], catalogue).get("trait:fishing") == worth
