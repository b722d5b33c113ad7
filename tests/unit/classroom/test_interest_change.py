"""What a hit changed in a profile: reckoned from the hits, by the formula that the feed uses."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pixel.classroom.stage.interest_change import compare_interests, tally_events
from pixel.profile.interests import build_profile, sort_products
from pixel.store.records import Product, Signal
from tests.support.backstage_hits import NOW, make_event


def product(content_id: str, **more: Any) -> Product:
    kept: dict[str, Any] = {
        "advertiser": "soleil",
        "advertiser_name": "Plein Soleil Évasion",
        "content_id": content_id,
        "name": {"fr": content_id, "en": content_id},
        "description": {},
        "country": "BS",
        "city": "Nassau",
        "region": "caribbean",
        "themes": ("beach",),
        "price": 1000,
        "currency": "CAD",
        "link": f"/destinations/{content_id}",
    }
    return Product(**(kept | more))


ASSORTMENT = sort_products([product("bahamas"), product("cuba", themes=("music",))])


def test_sums_are_those_that_the_store_keeps() -> None:
    first, second = make_event(seconds=60), make_event()
    sums = {tally.content_id: tally for tally in tally_events([second, first])}
    assert set(sums) == {"", "bahamas"}
    assert sums["bahamas"].hits == 2
    assert sums["bahamas"].first_at == first.hit.received_at
    assert sums["bahamas"].last_at == second.hit.received_at


def test_a_first_look_brings_a_trip_its_region_and_its_themes() -> None:
    changes = {change.slug: change for change in compare_interests([], make_event(), (), (), ASSORTMENT)}
    assert set(changes) == {"bahamas", "caribbean", "beach"}
    assert all(change.before == 0 and change.is_changed for change in changes.values())
    assert changes["bahamas"].after == pytest.approx(1 / 3)


def test_what_was_there_before_stands_below_what_changed() -> None:
    cuba = make_event(seconds=3600, content_ids=("cuba",))
    changes = compare_interests([cuba], make_event(), (), (), ASSORTMENT)
    assert changes[0].slug in ("bahamas", "beach")
    unchanged = [change.slug for change in changes if not change.is_changed]
    assert unchanged == ["cuba", "music"]


def test_the_level_after_is_the_one_that_the_feed_reckons() -> None:
    events = [make_event(seconds=seconds) for seconds in (7200, 3600)]
    last = make_event()
    profile = build_profile(tally_events([*events, last]), (), ("ski",), ASSORTMENT, last.hit.received_at)
    changes = compare_interests(events, last, (), ("ski",), ASSORTMENT)
    assert {change.slug: change.after for change in changes} == {each.slug: each.level for each in profile.interests}


def test_a_like_from_after_the_hit_counts_for_nothing() -> None:
    later = Signal("like", "post", ("ski",), NOW + timedelta(days=1))
    assert "ski" not in [change.slug for change in compare_interests([], make_event(), (later,), (), ASSORTMENT)]


def test_an_event_about_no_trip_changes_nothing() -> None:
    page_view = make_event(event="PageView", content_ids=(), received_at=datetime(2026, 11, 1, tzinfo=UTC))
    assert compare_interests([], page_view, (), (), ASSORTMENT) == ()
