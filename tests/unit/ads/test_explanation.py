"""Why this ad: from an impression back to the very hits, cookies and interests behind it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pixel.ads.audience.facets import AgeFacet, AudienceRule, BuyersFacet, EventFacet, Facet, TownFacet
from pixel.ads.audience.person import NO_SURROUNDINGS, AudiencePerson
from pixel.ads.explanation import explain, has_met, is_behind, is_in_audience, read_facets
from pixel.ads.pricing import find_ground
from pixel.profile.interests import build_profile, sort_products
from pixel.store.records import Audience, Campaign, Device, Event, Hit, Impression, Product, Tally

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
CAMPAIGN = Campaign(
    "soleil-retour",
    "soleil",
    "Plein Soleil Évasion",
    "retargeting",
    900,
    20,
    Audience(pixel_id="soleil", events=("ViewContent",), retention_days=30),
    {},
)
HIT = Hit(
    visitor_id="v1",
    pixel_id="soleil",
    event="ViewContent",
    event_id="e1",
    page_url="http://soleil.localhost:8000/destinations/bahamas",
    referrer="",
    content_ids=("bahamas",),
    data={},
    consent="",
    is_noscript=False,
    request="",
    headers={},
    user_agent="",
    device=Device("computer", "Firefox 153", "Linux", is_bot=False),
    language="fr",
    screen="",
    ip="127.0.0.0",
    cookie="sent-back",
    cookie_evidence="",
    received_at=NOW - timedelta(days=1),
)
IMPRESSION = Impression("i1", "s1", "v1", "soleil-retour", "soleil", "bahamas", "retargeting", NOW, "{}")
NOTHING = build_profile([], [], [], sort_products([]), NOW)


def event(number: int = 1, **changes: object) -> Event:
    return Event(number, HIT._replace(**changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hit", "is_one"),
    [
        pytest.param(event(), True, id="the look itself"),
        pytest.param(event(content_ids=("cuba", "bahamas")), True, id="one of several contents"),
        pytest.param(event(received_at=NOW), True, id="the same moment"),
        pytest.param(event(received_at=NOW - timedelta(days=30)), True, id="the window's last moment"),
        pytest.param(event(received_at=NOW - timedelta(days=31)), False, id="before the window"),
        pytest.param(event(received_at=NOW + timedelta(seconds=1)), False, id="after the ad was shown"),
        pytest.param(event(content_ids=("cuba",)), False, id="another content"),
        pytest.param(event(content_ids=()), False, id="no content"),
        pytest.param(event(event="PageView"), False, id="another event"),
        pytest.param(event(pixel_id="nordet"), False, id="another site"),
    ],
)
def test_a_hit_is_behind_an_ad_as_the_rule_says(hit: Event, is_one: bool) -> None:
    assert is_behind(hit, CAMPAIGN, IMPRESSION) is is_one


def test_the_chain_leads_back_to_hits_and_cookies() -> None:
    events = [event(3, visitor_id="v2"), event(2, event="PageView"), event(1)]
    explained = explain(IMPRESSION, CAMPAIGN, events, NOTHING)
    assert [behind.id for behind in explained.events] == [3, 1]
    assert explained.visitor_ids == ("v2", "v1")
    assert explained.campaign == CAMPAIGN


def test_an_untargeted_ad_has_nothing_behind_it() -> None:
    explained = explain(replace(IMPRESSION, reason="default"), replace(CAMPAIGN, kind="default"), [event()], NOTHING)
    assert (explained.events, explained.sources, explained.visitor_ids) == ((), (), ())


def test_a_campaign_that_is_gone_explains_nothing() -> None:
    explained = explain(IMPRESSION, None, [event()], NOTHING)
    assert (explained.campaign, explained.events) == (None, ())


def test_an_ad_by_interest_names_the_sources_of_that_interest() -> None:
    texts = {"fr": "Bahamas", "en": "Bahamas"}
    feed = [Product("soleil", "s", "bahamas", texts, texts, "BS", "Nassau", "caribbean", ("beach",), 1, "CAD", "/x")]
    profile = build_profile(
        [Tally("v1", "soleil", "bahamas", "ViewContent", 1, NOW, NOW)], [], ["ski"], sort_products(feed), NOW
    )
    kept = '{"winner": {"interest": "beach"}}'
    shown = replace(IMPRESSION, reason="interest", content_id="martinique", auction_json=kept)
    explained = explain(shown, replace(CAMPAIGN, kind="interest", audience=Audience()), [event()], profile)
    assert [(source.kind, source.subject) for source in explained.sources] == [("off-network", "bahamas")]
    assert explained.events == ()


@pytest.mark.parametrize(
    "auction", ["{}", '{"winner": null}', '{"winner": {}}'], ids=["empty", "no winner", "no interest"]
)
def test_an_impression_that_kept_no_interest_has_no_sources(auction: str) -> None:
    assert explain(replace(IMPRESSION, reason="interest", auction_json=auction), CAMPAIGN, [], NOTHING).sources == ()


LOOKED = EventFacet("soleil", "ViewContent", 30)
BOOKED = BuyersFacet("soleil")
IN_TOWN, OF_AGE = TownFacet("rimouski"), AgeFacet(50, 64)


def tally(event: str, days: int) -> Tally:
    at = NOW - timedelta(days=days)
    return Tally("v1", "soleil", "bahamas", event, 1, at, at)


@pytest.mark.parametrize(
    ("rule", "person", "met", "is_in"),
    [
        pytest.param(AudienceRule(), AudiencePerson(), [], True, id="everybody"),
        pytest.param(AudienceRule(((IN_TOWN,),)), AudiencePerson(town="rimouski"), ["include.0.0"], True, id="a town"),
        pytest.param(AudienceRule(((IN_TOWN,),)), AudiencePerson(town="gaspe"), [], False, id="another town"),
        pytest.param(
            AudienceRule(((IN_TOWN, OF_AGE),)), AudiencePerson(age=58), ["include.0.1"], True, id="one of a group"
        ),
        pytest.param(
            AudienceRule(((IN_TOWN,), (OF_AGE,))), AudiencePerson(age=58), ["include.1.0"], False, id="not each group"
        ),
        pytest.param(
            AudienceRule(((LOOKED,),), (BOOKED,)),
            AudiencePerson(tallies=(tally("ViewContent", 3), tally("Purchase", 2))),
            ["include.0.0", "exclude.0"],
            False,
            id="a buyer before the ad",
        ),
        pytest.param(
            AudienceRule(((LOOKED,),), (BOOKED,)),
            AudiencePerson(tallies=(tally("ViewContent", 3), tally("Purchase", 0))),
            ["include.0.0"],
            True,
            id="a buyer after the ad",
        ),
        pytest.param(
            AudienceRule(((LOOKED,),)),
            AudiencePerson(tallies=(tally("ViewContent", 31),)),
            ["include.0.0"],
            True,
            id="a look that was recent then",
        ),
    ],
)
def test_each_facet_is_held_against_the_person(
    rule: AudienceRule, person: AudiencePerson, met: list[str], is_in: bool
) -> None:
    """An ad shown yesterday, looked at now."""
    readings = read_facets(rule, person, (NOW - timedelta(days=1), NOW), NO_SURROUNDINGS, ())
    assert [reading.where for reading in readings] == [where for where, _ in rule.placed()]
    assert [reading.where for reading in readings if reading.lines] == met
    assert is_in_audience(readings) is is_in


@pytest.mark.parametrize(
    ("facet", "hit", "is_one"),
    [
        pytest.param(LOOKED, event(), True, id="any content"),
        pytest.param(LOOKED, event(content_ids=()), True, id="no content, where any will do"),
        pytest.param(LOOKED, event(event="Search"), False, id="another event"),
        pytest.param(LOOKED, event(pixel_id="nordet"), False, id="another site"),
        pytest.param(LOOKED, event(received_at=NOW - timedelta(days=30)), True, id="the window's last moment"),
        pytest.param(LOOKED, event(received_at=NOW - timedelta(days=31)), False, id="before the window"),
        pytest.param(LOOKED, event(received_at=NOW + timedelta(seconds=1)), False, id="after the ad"),
        pytest.param(replace(LOOKED, contents=frozenset({"cuba"})), event(), False, id="another content"),
        pytest.param(replace(LOOKED, contents=frozenset({"bahamas"})), event(), True, id="that content"),
        pytest.param(BOOKED, event(event="Purchase"), False, id="no event facet"),
    ],
)
def test_the_hits_that_met_an_event_facet(facet: Facet, hit: Event, is_one: bool) -> None:
    assert has_met(hit, facet, NOW) is is_one


@pytest.mark.parametrize(
    ("price", "second", "ground"),
    [
        pytest.param(20, None, "reserve", id="nobody second"),
        pytest.param(20, 19.5, "reserve", id="a second below the reserve"),
        pytest.param(301, 300.2, "runner-up", id="a second above it"),
        pytest.param(50, 50.3, "own-score", id="as good as the winner"),
        pytest.param(7, None, "own-score", id="a winner below the reserve"),
    ],
)
def test_what_a_price_was(price: int, second: float | None, ground: str) -> None:
    assert find_ground(price, second) == ground
