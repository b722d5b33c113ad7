"""Interests: the formula worked by hand, what gives points to what, and how they fade."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixel.profile.interests import Interest, Profile, build_profile, fade, sort_products, tally_points
from pixel.store.records import Product, Signal, SignalSource, Tally

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def tally(
    event: str = "ViewContent", hits: int = 1, days: float = 0, content: str = "bahamas", site: str = "soleil"
) -> Tally:
    return Tally("visitor", site, content, event, hits, ago(days + 1), ago(days))


def product(content: str = "bahamas", site: str = "soleil", region: str = "caribbean", *themes: str) -> Product:
    texts = {"fr": content, "en": content}
    return Product(site, site, content, texts, texts, "BS", "Nassau", region, themes or ("beach",), 1000, "CAD", "/x")


def profile_of(*tallies: Tally, signals: tuple[Signal, ...] = (), declared: tuple[str, ...] = ()) -> Profile:
    return build_profile(
        tallies, signals, declared, sort_products([product(), product("banff", "nordet", "canada", "ski")]), NOW
    )


def find(profile: Profile, slug: str) -> Interest:
    (found,) = [interest for interest in profile.interests if interest.slug == slug]
    return found


@pytest.mark.parametrize(
    ("counted", "points"),
    [
        pytest.param(tally(), 1.0, id="one look now: 1 × (1 + log2 1) × 1"),
        pytest.param(tally(hits=2), 2.0, id="two looks now: 1 × (1 + 1) × 1"),
        pytest.param(tally(hits=8), 4.0, id="eight looks now: 1 × (1 + 3) × 1"),
        pytest.param(tally(days=14), 0.5, id="one look two weeks ago: 1 × 1 × 1/2"),
        pytest.param(tally(days=28), 0.25, id="one look four weeks ago: 1 × 1 × 1/4"),
        pytest.param(tally("AddToWishlist", 4, 14), 4.5, id="four wishes two weeks ago: 3 × 3 × 1/2"),
        pytest.param(tally("Search"), 0.5, id="a search"),
        pytest.param(tally("Lead"), 3.0, id="a lead"),
        pytest.param(tally("InitiateCheckout"), 4.0, id="a booking begun"),
        pytest.param(tally("Purchase"), 5.0, id="a purchase"),
        pytest.param(tally("Devis demandé"), 0.5, id="a custom event"),
        pytest.param(tally("PageView", 100), 0.0, id="page views count for nothing"),
        pytest.param(tally(days=-3), 1.0, id="a clock that went back: as now"),
    ],
)
def test_the_formula_worked_by_hand(counted: Tally, points: float) -> None:
    assert tally_points(counted, NOW) == pytest.approx(points)


def test_half_is_left_after_each_half_life() -> None:
    assert [fade(ago(days), NOW) for days in (0, 14, 28, 42)] == [1.0, 0.5, 0.25, 0.125]


def test_the_level_is_points_over_points_and_two() -> None:
    assert find(profile_of(tally()), "bahamas").level == pytest.approx(1 / 3)
    assert find(profile_of(tally(hits=2)), "bahamas").level == pytest.approx(1 / 2)
    assert find(profile_of(tally("Purchase", 2)), "bahamas").level == pytest.approx(10 / 12)


def test_a_look_counts_for_the_destination_its_region_and_its_themes() -> None:
    interests = {(interest.kind, interest.slug): interest.points for interest in profile_of(tally()).interests}
    assert interests == {("destination", "bahamas"): 1.0, ("region", "caribbean"): 1.0, ("theme", "beach"): 1.0}


def test_several_sources_add_up_and_each_is_kept() -> None:
    signals = (Signal("like", "p1", ("beach",), ago(14)), Signal("comment", "p2", ("beach",), NOW))
    beach = find(profile_of(tally(hits=2), tally("Purchase"), signals=signals, declared=("beach",)), "beach")
    assert beach.points == pytest.approx(2.0 + 5.0 + 0.5 + 1.5 + 0.5)
    told: list[tuple[object, ...]] = [
        (source.kind, source.event, source.subject, source.points) for source in beach.sources
    ]
    assert told == [
        ("off-network", "ViewContent", "bahamas", pytest.approx(2.0)),
        ("off-network", "Purchase", "bahamas", pytest.approx(5.0)),
        ("like", "like", "p1", pytest.approx(0.5)),
        ("comment", "comment", "p2", pytest.approx(1.5)),
        ("declared", "declared", "beach", pytest.approx(0.5)),
    ]


def test_what_a_member_declared_does_not_fade() -> None:
    profile = build_profile([], [], ["ski"], sort_products([]), NOW + timedelta(days=3650))
    assert find(profile, "ski").points == 0.5


def test_the_strongest_comes_first_and_equals_by_name() -> None:
    order = [interest.slug for interest in profile_of(tally(content="banff", site="nordet", hits=2), tally()).interests]
    assert order == ["banff", "canada", "ski", "bahamas", "beach", "caribbean"]


@pytest.mark.parametrize(
    "counted",
    [
        pytest.param(tally(content="atlantis"), id="a content in no feed"),
        pytest.param(tally(site="nordet"), id="another site's content"),
        pytest.param(tally(content=""), id="a hit without content"),
        pytest.param(tally("PageView"), id="a page view"),
    ],
)
def test_what_counts_for_nothing_is_no_interest(counted: Tally) -> None:
    assert profile_of(counted).interests == ()


def test_an_interest_nobody_has_is_at_level_0() -> None:
    assert profile_of(tally()).level("opera") == 0.0


@settings(deadline=None, database=None)
@given(
    st.lists(
        st.builds(
            tally, st.sampled_from(["Search", "ViewContent", "Purchase"]), st.integers(1, 10**9), st.floats(-9, 4000)
        ),
        max_size=6,
    )
)
def test_levels_stay_between_0_and_1_and_more_never_means_less(tallies: list[Tally]) -> None:
    before = profile_of(*tallies)
    after = profile_of(*tallies, tally())
    assert all(0 < interest.level < 1 for interest in before.interests)
    assert after.level("bahamas") > before.level("bahamas") or before.level("bahamas") > 0.99


@pytest.mark.parametrize(
    ("source", "points"), [("like", 1.0), ("comment", 1.5), ("post", 1.5), ("group", 2.0), ("page", 1.0)]
)
def test_each_doing_on_the_network_has_its_weight(source: SignalSource, points: float) -> None:
    profile = profile_of(signals=(Signal(source, "x", ("beach", "ski"), NOW), Signal(source, "y", ("beach",), ago(14))))
    assert find(profile, "ski").points == pytest.approx(points)
    assert find(profile, "beach").points == pytest.approx(1.5 * points)
