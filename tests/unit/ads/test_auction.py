"""Which ad a person sees, and why not another: determinism, window, purchasers, frequency cap, scores, reasons."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixel.ads.auction import MOST_OTHERS, Auction, Placement, fill_placements, hold_auction
from pixel.ads.candidates import Outcome, Person
from pixel.ads.index import index_campaigns
from pixel.profile.interests import build_profile, sort_products
from pixel.store.kept_auction import read_auction
from pixel.store.records import Audience, Campaign, Product, Tally

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
LOOKS = ("ViewContent", "AddToWishlist", "InitiateCheckout")
WORDS = {"fr": {"title": "t", "text": "t", "button": "b"}, "en": {"title": "t", "text": "t", "button": "b"}}


def product(site: str, content: str, *themes: str) -> Product:
    texts = {"fr": content, "en": content}
    return Product(site, site, content, texts, texts, "BS", "Nassau", "caribbean", themes, 1000, "CAD", "/x")


PRODUCTS = [
    product("soleil", "bahamas", "beach"),
    product("soleil", "cuba", "beach"),
    product("soleil", "martinique", "beach"),
    product("nordet", "banff", "ski"),
]


def tally(
    content: str = "bahamas", event: str = "ViewContent", days: float = 0, hits: int = 1, site: str = "soleil"
) -> Tally:
    at = NOW - timedelta(days=days)
    return Tally("visitor", site, content, event, hits, at, at)


def retargeting(name: str = "soleil-retour", bid: int = 900, cap: int = 20, **rule: object) -> Campaign:
    site = name.split("-")[0]
    audience = replace(Audience(pixel_id=site, events=LOOKS, has_purchaser_exclusion=True), **rule)  # type: ignore[arg-type]
    return Campaign(name, site, site, "retargeting", bid, cap, audience, WORDS)


def by_interest(name: str = "soleil-plage", bid: int = 350, cap: int = 10, level: float = 0.2) -> Campaign:
    audience = Audience(interests=("beach",), min_level=level)
    return Campaign(name, "soleil", "soleil", "interest", bid, cap, audience, WORDS, content_id="martinique")


def by_trait(name: str = "nordet-pecheurs", least: float = 0.3) -> Campaign:
    audience = Audience(traits=("fishing", "new-car"), min_confidence=least)
    return Campaign(name, "nordet", "nordet", "inferred", 240, 6, audience, WORDS, content_id="banff")


def guessed(**chances: float) -> Person:
    return replace(person(), guessed=chances)


def untargeted(name: str = "boulangerie", bid: int = 20, cap: int = 1000) -> Campaign:
    return Campaign(name, name, name, "default", bid, cap, Audience(), WORDS, picture="x.svg")


def person(*tallies: Tally, shown: Mapping[tuple[str, str], int] | None = None, declared: Sequence[str] = ()) -> Person:
    return Person(tallies, build_profile(tallies, (), declared, sort_products(PRODUCTS), NOW), shown or {})


CATALOGUE = {(p.advertiser, p.content_id): p for p in PRODUCTS}


def hold(campaigns: Sequence[Campaign], who: Person) -> Auction:
    return hold_auction(index_campaigns(campaigns), Placement(who, CATALOGUE, NOW))


def fill(count: int, campaigns: Sequence[Campaign], who: Person) -> list[Auction]:
    return fill_placements(count, index_campaigns(campaigns), who, CATALOGUE, NOW)


def won_by(auction: Auction) -> tuple[str, str] | None:
    return auction.winner.ad if auction.winner else None


def outcomes(auction: Auction) -> dict[tuple[str, str], Outcome]:
    reached = [auction.winner, auction.runner_up, *auction.others]
    return {candidate.ad: candidate.outcome for candidate in reached if candidate}


def test_what_was_looked_at_comes_back() -> None:
    auction = hold([retargeting(), untargeted()], person(tally()))
    assert auction.winner
    assert (auction.winner.campaign_id, auction.winner.content_id) == ("soleil-retour", "bahamas")
    assert (auction.winner.reason, auction.winner.interest) == ("retargeting", "bahamas")
    assert auction.winner.score == pytest.approx(900 / 3)


def test_where_nothing_is_known_the_untargeted_ad_comes() -> None:
    auction = hold([retargeting(), by_interest(), untargeted()], person())
    assert auction.winner
    assert (auction.winner.campaign_id, auction.winner.reason) == ("boulangerie", "default")
    assert outcomes(auction)[("soleil-retour", "")] == "not-in-audience"
    assert outcomes(auction)[("soleil-plage", "martinique")] == "not-in-audience"


@pytest.mark.parametrize(
    ("who", "campaign", "ad", "outcome"),
    [
        pytest.param(person(tally(days=29.9)), retargeting(), "bahamas", "won", id="within the window"),
        pytest.param(person(tally(days=30)), retargeting(), "bahamas", "won", id="on its last moment"),
        pytest.param(person(tally(days=30.1)), retargeting(), "", "window-passed", id="after the window"),
        pytest.param(person(tally(days=5)), retargeting(retention_days=1), "", "window-passed", id="a short window"),
        pytest.param(
            person(tally(site="nordet", content="banff")), retargeting(), "", "not-in-audience", id="another site"
        ),
        pytest.param(person(tally(event="Search")), retargeting(), "", "not-in-audience", id="another event"),
        pytest.param(person(tally(content="")), retargeting(), "", "not-in-audience", id="no content"),
        pytest.param(
            person(tally()), retargeting(contents=("cuba",)), "", "not-in-audience", id="another content than wanted"
        ),
        pytest.param(person(tally()), retargeting(contents=("bahamas",)), "bahamas", "won", id="the content wanted"),
        pytest.param(person(tally("atlantis")), retargeting(), "atlantis", "no-product", id="a content of no feed"),
        pytest.param(
            person(tally(), tally(event="Purchase")),
            retargeting(),
            "bahamas",
            "purchased",
            id="a purchaser is excluded",
        ),
        pytest.param(
            person(tally(), tally("cuba", "Purchase")), retargeting(), "bahamas", "won", id="who bought another is not"
        ),
        pytest.param(
            person(tally(), tally(event="Purchase")),
            retargeting(has_purchaser_exclusion=False),
            "bahamas",
            "won",
            id="who bought, where that does not matter",
        ),
        pytest.param(
            person(tally(), shown={("soleil-retour", "bahamas"): 19}),
            retargeting(),
            "bahamas",
            "won",
            id="below the cap",
        ),
        pytest.param(
            person(tally(), shown={("soleil-retour", "bahamas"): 20}),
            retargeting(),
            "bahamas",
            "capped",
            id="at the cap",
        ),
        pytest.param(
            person(tally(), shown={("soleil-retour", "cuba"): 99}),
            retargeting(),
            "bahamas",
            "won",
            id="another ad's cap",
        ),
        pytest.param(person(tally()), by_interest(), "martinique", "won", id="an interest strong enough"),
        pytest.param(
            person(tally()), by_interest(level=0.9), "martinique", "not-in-audience", id="an interest too weak"
        ),
        pytest.param(person(declared=("beach",)), by_interest(), "martinique", "won", id="a declared interest"),
        pytest.param(person(), by_interest(level=0.0), "martinique", "not-in-audience", id="no interest, no minimum"),
        pytest.param(guessed(fishing=0.3), by_trait(), "banff", "won", id="a trait guessed surely enough"),
        pytest.param(guessed(fishing=0.29), by_trait(), "banff", "not-in-audience", id="a trait guessed too faintly"),
        pytest.param(guessed(expecting=0.9), by_trait(), "banff", "not-in-audience", id="another trait than wanted"),
        pytest.param(person(), by_trait(least=0.0), "banff", "not-in-audience", id="no guess, no minimum"),
    ],
)
def test_each_outcome_is_given(who: Person, campaign: Campaign, ad: str, outcome: Outcome) -> None:
    auction = hold([campaign], who)
    assert outcomes(auction) == {(campaign.id, ad): outcome}
    assert auction.counts == {outcome: 1}
    assert (auction.winner is not None) == (outcome == "won")


def test_the_higher_score_wins_not_the_higher_bid() -> None:
    campaigns = [retargeting("soleil-retour", 900), retargeting("nordet-retour", 1000)]
    auction = hold(campaigns, person(tally(hits=16), tally("banff", site="nordet")))
    assert won_by(auction) == ("soleil-retour", "bahamas")
    assert auction.runner_up
    assert auction.runner_up.ad == ("nordet-retour", "banff")
    assert auction.runner_up.outcome == "outbid"


def test_a_guess_competes_by_its_chance_and_names_its_trait() -> None:
    auction = hold([by_trait(), by_interest(bid=50)], replace(person(declared=("beach",)), guessed={"fishing": 0.5}))
    assert auction.winner
    assert (auction.winner.reason, auction.winner.interest, auction.winner.score) == ("inferred", "fishing", 120.0)


def test_the_untargeted_wait_for_as_long_as_anything_else_is_left() -> None:
    auction = hold([untargeted(bid=10_000), retargeting(bid=1)], person(tally()))
    assert won_by(auction) == ("soleil-retour", "bahamas")
    assert auction.runner_up is None
    assert outcomes(auction)[("boulangerie", "")] == "only-when-nothing-else"


def test_of_the_untargeted_the_one_seen_least_comes() -> None:
    shown = {("boulangerie", ""): 2, ("velo", ""): 1, ("savon", ""): 2}
    campaigns = [untargeted("boulangerie"), untargeted("velo"), untargeted("savon")]
    assert won_by(hold(campaigns, person(shown=shown))) == ("velo", "")


def test_a_page_shows_each_ad_once_before_any_again() -> None:
    campaigns = [retargeting(), by_interest(), untargeted("boulangerie"), untargeted("velo")]
    auctions = fill(6, campaigns, person(tally()))
    assert [won_by(auction) for auction in auctions] == [
        ("soleil-retour", "bahamas"),
        ("soleil-plage", "martinique"),
        ("boulangerie", ""),
        ("velo", ""),
        ("soleil-retour", "bahamas"),
        ("soleil-plage", "martinique"),
    ]
    assert outcomes(auctions[1])[("soleil-retour", "bahamas")] == "on-this-page"


def test_a_page_counts_its_own_ads_for_the_frequency_cap() -> None:
    once_more = {("soleil-retour", "bahamas"): retargeting().frequency_cap - 1}
    auctions = fill(3, [retargeting()], person(tally(), shown=once_more))
    assert [won_by(auction) for auction in auctions] == [("soleil-retour", "bahamas")]


def test_no_ad_at_all_leaves_the_place_empty() -> None:
    assert fill(3, [retargeting()], person()) == []
    assert hold([], person()) == Auction(None, None, (), {})


def test_what_is_kept_names_winner_runner_up_others_and_counts() -> None:
    campaigns = [retargeting(), by_interest(), untargeted(), retargeting("nordet-retour")]
    kept = read_auction(hold(campaigns, person(tally(), tally("cuba"))).to_json())
    assert kept["counts"] == {"won": 1, "outbid": 2, "not-in-audience": 1, "only-when-nothing-else": 1}
    winner, runner_up, others = kept["winner"], kept["runner_up"], kept["others"]
    assert (winner["content_id"], winner["score"]) == ("bahamas", 300.0)
    assert (runner_up["content_id"], runner_up["outcome"]) == ("cuba", "outbid")
    assert [other["outcome"] for other in others] == ["outbid", "not-in-audience", "only-when-nothing-else"]


def test_what_is_kept_of_a_placement_that_nobody_won() -> None:
    kept = hold([], person()).to_json()
    assert read_auction(kept) == {"winner": None, "runner_up": None, "others": [], "counts": {}}


def test_of_many_others_twenty_are_kept_and_all_are_counted() -> None:
    campaigns = [untargeted(f"ad-{n:02}") for n in range(40)]
    auction = hold(campaigns, person())
    assert len(auction.others) == MOST_OTHERS == 20
    assert auction.counts == {"won": 1, "outbid": 21, "not-weighed": 18}


def test_at_equal_scores_the_higher_bid_goes_first_then_the_name() -> None:
    campaigns = [untargeted("c", 10), untargeted("b", 20), untargeted("a", 10)]
    auction = hold(campaigns, person(shown={("b", ""): 1}))
    assert [candidate.campaign_id for candidate in (auction.winner, auction.runner_up) if candidate] == ["b", "a"]


CAMPAIGNS = st.lists(
    st.one_of(
        st.builds(
            retargeting,
            st.sampled_from(["soleil-a", "soleil-b", "nordet-a"]),
            st.integers(1, 5000),
            st.integers(1, 4),
            retention_days=st.integers(1, 180),
            has_purchaser_exclusion=st.booleans(),
        ),
        st.builds(by_interest, st.sampled_from(["soleil-c", "soleil-d"]), st.integers(1, 5000), st.integers(1, 4)),
        st.builds(untargeted, st.sampled_from(["velo", "savon"]), st.integers(1, 5000), st.integers(1, 4)),
    ),
    max_size=8,
    unique_by=lambda campaign: campaign.id,
)
TALLIES = st.lists(
    st.builds(
        tally,
        st.sampled_from(["bahamas", "cuba", "banff", "atlantis", ""]),
        st.sampled_from(["ViewContent", "Purchase", "PageView", "InitiateCheckout"]),
        st.floats(0, 200),
        st.integers(1, 50),
        st.sampled_from(["soleil", "nordet"]),
    ),
    max_size=8,
)
SHOWN = st.dictionaries(
    st.tuples(
        st.sampled_from(["soleil-a", "soleil-c", "nordet-a", "velo"]), st.sampled_from(["bahamas", "martinique", ""])
    ),
    st.integers(0, 5),
)


@settings(deadline=None, database=None, max_examples=300)
@given(campaigns=CAMPAIGNS, tallies=TALLIES, shown=SHOWN)
def test_whoever_takes_part_the_best_of_those_who_may_wins(
    campaigns: list[Campaign], tallies: list[Tally], shown: dict[tuple[str, str], int]
) -> None:
    who = person(*tallies, shown=shown)
    auction = hold(campaigns, who)
    assert auction == hold(list(reversed(campaigns)), who) or _same_but_for_order(auction, hold(campaigns[::-1], who))
    reached = [c for c in (auction.winner, auction.runner_up, *auction.others) if c]
    running = [candidate for candidate in reached if candidate.outcome in ("won", "outbid")]
    assert sum(auction.counts.values()) == len(reached)
    assert Counter(c.outcome for c in reached) == auction.counts
    if auction.winner is None:
        assert not running
        return
    caps = {campaign.id: campaign.frequency_cap for campaign in campaigns}
    assert auction.winner.score == max(candidate.score for candidate in running)
    assert auction.winner.score > 0
    assert shown.get(auction.winner.ad, 0) < caps[auction.winner.campaign_id]
    if auction.runner_up:
        assert auction.runner_up.score == max(c.score for c in running if c is not auction.winner)
    if auction.winner.reason == "default":
        assert all(candidate.reason == "default" for candidate in running)


def _same_but_for_order(one: Auction, other: Auction) -> bool:
    return (one.winner, one.runner_up, one.counts) == (other.winner, other.runner_up, other.counts) and set(
        one.others
    ) == set(other.others)
