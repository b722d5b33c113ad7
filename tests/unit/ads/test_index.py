"""Of a hundred thousand campaigns the one wins that would win if each were looked at, and in about the same time."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixel.ads.auction import MOST_OTHERS, Placement, fill_placements, hold_auction
from pixel.ads.candidates import Ad, Candidate, Person
from pixel.ads.index import index_campaigns
from pixel.profile.interests import build_profile, sort_products
from pixel.store.records import Audience, Campaign, Product, Tally

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
EVENTS = ("PageView", "ViewContent", "AddToWishlist", "Purchase")
SITES = ("soleil", "nordet")
CONTENTS = ("bahamas", "cuba", "banff", "atlantis")
TRAITS = ("fishing", "new-car")
THEMES = ("beach", "ski", "nature", "city", "culture", "snow")


def product(site: str, content: str, *themes: str) -> Product:
    texts = {"fr": content, "en": content}
    return Product(site, site, content, texts, texts, "BS", "Nassau", themes[0], themes, 1000, "CAD", "/x")


PRODUCTS = [
    product("soleil", "bahamas", "beach", "nature"),
    product("soleil", "cuba", "beach", "culture"),
    product("soleil", "banff", "nature"),
    product("nordet", "banff", "ski", "snow"),
]
CATALOGUE = {(p.advertiser, p.content_id): p for p in PRODUCTS}

RETARGETING = st.builds(
    lambda number, site, bid, cap, rule: Campaign(
        f"r{number}", site, site, "retargeting", bid, cap, replace(rule, pixel_id=site), {}
    ),
    st.integers(0, 10**6),
    st.sampled_from(SITES),
    st.integers(1, 40),
    st.integers(1, 3),
    st.builds(
        Audience,
        events=st.lists(st.sampled_from(EVENTS), max_size=3).map(tuple),
        contents=st.lists(st.sampled_from(CONTENTS), max_size=2).map(tuple),
        retention_days=st.integers(1, 200),
        has_purchaser_exclusion=st.booleans(),
    ),
)
INTEREST = st.builds(
    lambda number, bid, cap, content, rule: Campaign(
        f"i{number}", "soleil", "soleil", "interest", bid, cap, rule, {}, content_id=content
    ),
    st.integers(0, 10**6),
    st.integers(1, 40),
    st.integers(1, 3),
    st.sampled_from(CONTENTS),
    st.builds(
        Audience,
        interests=st.lists(st.sampled_from(THEMES), max_size=3).map(tuple),
        min_level=st.floats(0, 1) | st.sampled_from([0.2, 0.4]),
    ),
)
INFERRED = st.builds(
    lambda number, bid, cap, content, rule: Campaign(
        f"t{number}", "soleil", "soleil", "inferred", bid, cap, rule, {}, content_id=content
    ),
    st.integers(0, 10**6),
    st.integers(1, 40),
    st.integers(1, 3),
    st.sampled_from(CONTENTS),
    st.builds(
        Audience,
        traits=st.lists(st.sampled_from(TRAITS), max_size=2).map(tuple),
        min_confidence=st.floats(0, 1) | st.sampled_from([0.2, 0.4]),
    ),
)
UNTARGETED = st.builds(
    lambda number, bid, cap: Campaign(f"d{number}", "velo", "velo", "default", bid, cap, Audience(), {}),
    st.integers(0, 10**6),
    st.integers(1, 40),
    st.integers(1, 3),
)
CAMPAIGNS = st.lists(
    st.one_of(RETARGETING, INTEREST, INFERRED, UNTARGETED),
    min_size=1,
    max_size=12,
    unique_by=lambda campaign: campaign.id,
)
TALLIES = st.lists(
    st.builds(
        lambda site, content, event, hits, days: Tally(
            "v", site, content, event, hits, NOW - timedelta(days=days), NOW - timedelta(days=days)
        ),
        st.sampled_from(SITES),
        st.sampled_from((*CONTENTS, "")),
        st.sampled_from(EVENTS),
        st.integers(1, 40),
        st.floats(0, 220) | st.sampled_from([7, 14, 30, 180]),
    ),
    max_size=10,
)


def look_at_each(campaigns: Iterable[Campaign], placement: Placement) -> list[Candidate]:
    """Everybody who may run, best first, found without the index."""
    found = [c for campaign in campaigns for c in placement.weigh(campaign) if c.outcome == "won"]
    running = [c for c in found if c.reason != "default"] or found
    return sorted(running, key=lambda c: (-c.score, -c.bid, c.campaign_id, c.content_id))


@settings(deadline=None, database=None, max_examples=200)
@given(data=st.data(), campaigns=CAMPAIGNS, tallies=TALLIES, declared=st.sets(st.sampled_from(THEMES), max_size=3))
def test_the_index_finds_whom_looking_at_each_would_find(
    data: st.DataObject, campaigns: list[Campaign], tallies: list[Tally], declared: set[str]
) -> None:
    ads = st.tuples(st.sampled_from([campaign.id for campaign in campaigns]), st.sampled_from(["", *CONTENTS]))
    shown = data.draw(st.dictionaries(ads, st.integers(0, 4), max_size=20))
    on_page = data.draw(st.frozensets(ads, max_size=20))
    guessed = data.draw(st.dictionaries(st.sampled_from(TRAITS), st.floats(0, 1)))
    profile = build_profile(tallies, (), sorted(declared), sort_products(PRODUCTS), NOW)
    placement = Placement(Person(tallies, profile, shown, guessed), CATALOGUE, NOW, on_page)
    index, expected = index_campaigns(campaigns), look_at_each(campaigns, placement)
    whole = hold_auction(index, placement)
    with pytest.MonkeyPatch.context() as patch:
        # No more than the choice needs: as if the twenty others were lost among a hundred thousand.
        patch.setattr("pixel.ads.auction.MOST_OTHERS", -2)
        scant = hold_auction(index, placement)
    for auction in (whole, scant):
        assert auction.winner == (expected[0] if expected else None)
        assert auction.runner_up == (expected[1]._replace(outcome="outbid") if expected[1:] else None)
    assert sum(whole.counts.values()) == sum(len(placement.weigh(campaign)) for campaign in campaigns)
    assert "not-weighed" not in whole.counts


@settings(deadline=None, database=None, max_examples=150)
@given(data=st.data(), campaigns=CAMPAIGNS, tallies=TALLIES, count=st.integers(1, 6))
def test_a_page_weighs_as_each_of_its_placements_by_itself_would(
    data: st.DataObject, campaigns: list[Campaign], tallies: list[Tally], count: int
) -> None:
    ads = st.tuples(st.sampled_from([campaign.id for campaign in campaigns]), st.sampled_from(["", *CONTENTS]))
    shown = Counter(data.draw(st.dictionaries(ads, st.integers(0, 4), max_size=20)))
    profile, index = build_profile(tallies, (), (), sort_products(PRODUCTS), NOW), index_campaigns(campaigns)
    on_page: frozenset[Ad] = frozenset()
    for auction in fill_placements(count, index, Person(tallies, profile, dict(shown)), CATALOGUE, NOW):
        afresh = hold_auction(index, Placement(Person(tallies, profile, shown), CATALOGUE, NOW, on_page))
        if not afresh.winner:
            on_page = frozenset()
            afresh = hold_auction(index, Placement(Person(tallies, profile, shown), CATALOGUE, NOW, on_page))
        assert auction == afresh
        assert auction.winner
        on_page |= {auction.winner.ad}
        shown[auction.winner.ad] += 1


@settings(deadline=None, database=None, max_examples=150)
@given(seed=st.integers(0, 10**9))
def test_in_a_crowd_too(seed: int) -> None:
    """Sixty campaigns that nearly all compete: where the search stops too early or skips too much, another wins."""
    chance = Random(seed)
    campaigns = [_one_of_a_crowd(chance, number) for number in range(60)]
    tallies = [_one_look(chance) for _ in range(10)]
    profile = build_profile(tallies, (), chance.sample(THEMES, 2), sort_products(PRODUCTS), NOW)
    placement = Placement(Person(tallies, profile, {}), CATALOGUE, NOW)
    expected = look_at_each(campaigns, placement)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pixel.ads.auction.MOST_OTHERS", -2)
        auction = hold_auction(index_campaigns(campaigns), placement)
    assert [c.ad for c in (auction.winner, auction.runner_up) if c] == [c.ad for c in expected[:2]]


def _one_of_a_crowd(chance: Random, number: int) -> Campaign:
    bid = chance.randint(20, 40)
    if number % 2:
        rule = Audience(interests=tuple(chance.sample(THEMES, 2)), min_level=chance.random() * 0.7)
        return Campaign(f"i{number}", "soleil", "x", "interest", bid, 5, rule, {}, "cuba")
    site, days = chance.choice(SITES), chance.choice([6, 7, 8, 30, 31])
    contents = chance.choice([(), ("cuba",), ("banff", "bahamas")])
    rule = Audience(site, tuple(chance.sample(EVENTS, 2)), contents, days, chance.random() < 0.5)
    return Campaign(f"r{number}", site, "x", "retargeting", bid, 5, rule, {})


def _one_look(chance: Random) -> Tally:
    at = NOW - timedelta(days=chance.choice([0.5, 5, 6.5, 7, 7.5, 20, 30, 31]))
    shown = chance.choice([*CATALOGUE])
    return Tally("v", *shown, chance.choices(EVENTS, (2, 5, 2, 1))[0], chance.randint(1, 9), at, at)


def many(number: int) -> list[Campaign]:
    """Campaigns as a market might have them: two in three by interest, one in three retargeting, a few untargeted."""
    random = Random(7)
    wanted = [
        Audience(interests=pair, min_level=least) for pair in permutations(THEMES, 2) for least in (0.2, 0.4, 0.7)
    ]
    sought = [
        Audience(site, EVENTS[1:3], (), days, is_without_buyers)
        for site in SITES
        for days in (3, 7, 30)
        for is_without_buyers in (True, False)
    ]
    campaigns = [Campaign(f"d{n}", "velo", "velo", "default", 20, 9, Audience(), {}) for n in range(3)]
    for n in range(number - len(campaigns)):
        bid = random.randint(50, 1500)
        if n % 3:
            rule = random.choice(wanted)
            campaigns.append(Campaign(f"i{n}", "soleil", "soleil", "interest", bid, 5, rule, {}, CONTENTS[n % 2]))
        else:
            rule = random.choice(sought)
            campaigns.append(Campaign(f"r{n}", rule.pixel_id, "x", "retargeting", bid, 5, rule, {}))
    return campaigns


def somebody() -> Person:
    at = NOW - timedelta(days=5)
    tallies = [
        Tally("v", site, content, event, hits, at, at)
        for site, content, event, hits in [
            ("soleil", "bahamas", "ViewContent", 9),
            ("soleil", "bahamas", "Purchase", 1),
            ("soleil", "cuba", "ViewContent", 2),
            ("nordet", "banff", "ViewContent", 1),
            ("nordet", "banff", "AddToWishlist", 1),
        ]
    ]
    return Person(tallies, build_profile(tallies, (), ("city",), sort_products(PRODUCTS), NOW), {})


def test_of_ten_thousand_campaigns_the_same_one_wins() -> None:
    campaigns, placement = many(10_000), Placement(somebody(), CATALOGUE, NOW)
    auction = hold_auction(index_campaigns(campaigns), placement)
    assert auction.winner == look_at_each(campaigns, placement)[0]


def test_of_a_hundred_thousand_campaigns_few_are_looked_at() -> None:
    """How long that takes is for `scripts/bench`."""
    auction = fill_placements(3, index_campaigns(many(100_000)), somebody(), CATALOGUE, NOW)[0]
    assert len(auction.others) == MOST_OTHERS
    assert auction.counts["not-weighed"] > 99_000
