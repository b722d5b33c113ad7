"""Profiles and ads shown over the API: what the network makes of somebody, and with which auctions."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from pixel import clock
from pixel.store.migrations import migrate
from pixel.store.queries.advertisers.shown import keep_impressions
from pixel.store.queries.collect import COLUMNS, keep_hits, make_ready
from pixel.store.queries.identity import keep_seat
from pixel.store.records import Impression, Seat
from pixel.store.sqlite.schema import migrations
from tests.contract.api.test_visits import visitor_of
from tests.contract.store.test_store import HIT
from tests.support.api_client import collect, in_browser, teacher
from tests.support.app_harness import ON_SQLITE, AppHarness, Browser

SHOWN = Impression("i", "s", "v", "c", "soleil", "bahamas", "interest", clock.now(), '{"winner": null, "counts": {}}')


@pytest.fixture
def lea(harness: AppHarness, browser: Browser) -> Browser:
    """Somebody of her own first name who looked at the Bahamas."""
    assert browser.post("network", "/join", {"first_name": "Léa"}).status_code == 303
    look = HIT._replace(visitor_id=visitor_of(harness, browser), content_ids=("bahamas",), received_at=clock.now())
    harness.app.store.write(keep_hits, [look])
    return browser


def test_a_profile_says_what_is_known_and_where_from(harness: AppHarness, lea: Browser) -> None:
    lea.post("network", "/activity/disconnect", {"site": "nordet"})
    told = in_browser(lea).get("/profiles/me")
    visitor = visitor_of(harness, lea)
    [seat] = harness.rows("SELECT id FROM seats")
    assert told["visitor_id"] == visitor
    assert told["visitors"] == [visitor]
    assert told["seat"] == {"id": seat["id"], "network": "ribambelle", "member_id": None, "first_name": "Léa"}
    assert told["disconnected"] == ["nordet"]
    bahamas = next(interest for interest in told["interests"] if interest["interest"] == "bahamas")
    assert bahamas["kind"] == "destination"
    assert bahamas["level"] == pytest.approx(1 / 3, abs=0.01)
    [source] = bahamas["sources"]
    assert (source["kind"], source["event"], source["pixel_id"], source["hits"]) == (
        "off-network",
        "ViewContent",
        "soleil",
        1,
    )
    assert teacher(harness).get(f"/profiles/{visitor}")["seat"] == told["seat"]


def test_a_visitor_that_is_nobody_yet_has_a_profile_of_its_hits(harness: AppHarness) -> None:
    look = HIT._replace(visitor_id="a", content_ids=("bahamas",), received_at=clock.now())
    harness.app.store.write(keep_hits, [look])
    told = teacher(harness).get("/profiles/a")
    assert (told["seat"], told["visitors"]) == (None, ["a"])
    assert "bahamas" in {interest["interest"] for interest in told["interests"]}


def test_a_member_is_told_with_what_it_declared(harness: AppHarness, browser: Browser) -> None:
    browser.join("marcel")
    told = in_browser(browser).get("/profiles/me")
    assert told["seat"]["member_id"] == "marcel"
    assert {source["kind"] for interest in told["interests"] for source in interest["sources"]} == {"declared"}


def test_ads_shown_come_with_their_auctions(harness: AppHarness, lea: Browser) -> None:
    ads = lea.ads()
    told = in_browser(lea).get("/impressions")["items"]
    assert [(item["campaign"], item["content_id"], item["reason"]) for item in told] == [
        (ad["campaign"], ad["content"], ad["reason"]) for ad in ads
    ]
    assert [item["id"] for item in told] == [ad["why"].rsplit("/", 1)[-1] for ad in ads]
    assert told[0]["auction"]["winner"]["campaign_id"] == told[0]["campaign"]
    assert told[0]["visitor_id"] == visitor_of(harness, lea)
    assert teacher(harness).get("/impressions", seat=told[0]["seat_id"])["items"] == told
    assert teacher(harness).get("/impressions", visitor=told[0]["visitor_id"])["items"] == told
    assert teacher(harness).get("/impressions", seat="nobody")["items"] == []


def test_ads_come_page_by_page_and_none_twice_or_never(harness: AppHarness, lea: Browser) -> None:
    for _ in range(3):
        lea.ads()
    script = teacher(harness)
    numbers = [item["number"] for item in collect(script, "/impressions", limit=2)]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == harness.count("impressions")
    lea.post("network", "/activity/clear")
    assert harness.count("impressions") == 0
    shown = len(lea.ads())
    assert len(script.get("/impressions", after=numbers[-1])["items"]) == shown


def test_what_others_were_shown_needs_the_token(harness: AppHarness, lea: Browser) -> None:
    harness.app.store.write(keep_seat, Seat("s", None, "Zoé", clock.now()))
    own = visitor_of(harness, lea)
    harness.app.store.write(keep_impressions, [SHOWN, replace(SHOWN, id="on one computer", visitor_id=own)])
    script = in_browser(lea)
    assert script.problem("GET", "/impressions?seat=s")["status"] == 401
    assert script.problem("GET", "/impressions?visitor=v")["status"] == 401
    assert script.get("/impressions") == script.get("/impressions", visitor=own) == {"items": [], "next": None}
    assert len(teacher(harness).get("/impressions")["items"]) == 2


def test_a_browser_that_is_nobody_yet_was_shown_nothing(harness: AppHarness, browser: Browser) -> None:
    browser.get("backstage", "/go/look")
    assert in_browser(browser).get("/impressions") == {"items": [], "next": None}
    assert in_browser(browser).get("/profiles/me")["seat"] is None


def make_older(path: Path) -> None:
    """A file as it was before rows were numbered for good, with somebody's ads and hits in it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as older:
        db = Database(older)
        migrations.apply(db, stop_before="m007_clock")
        older.execute("INSERT INTO seats VALUES ('s', NULL, 'Zoé', '')")
        for name, shown_at in (("second", "2026-02"), ("first", "2026-01")):
            shown = (name, "s", "v", "c", "a", "", "default", shown_at, "{}")
            older.execute(f"INSERT INTO impressions VALUES ({', '.join('?' * 9)})", shown)
        columns = [name for name in COLUMNS if name != "page"]  # which there was not yet
        for hit in (HIT, HIT._replace(visitor_id="w")):
            row = dict(zip(COLUMNS, make_ready(hit).row, strict=True))
            marks = ", ".join("?" * len(columns))
            values = [row[name] for name in columns]
            older.execute(f"INSERT INTO events ({', '.join(columns)}) VALUES ({marks})", values)


@ON_SQLITE
def test_an_older_files_rows_are_numbered_for_good(harness: AppHarness, tmp_path: Path) -> None:
    path = tmp_path / "older.db"
    make_older(path)
    assert migrate(path) == [
        "m007_clock",
        "m008_numbers",
        "m009_networks",
        "m010_pages",
        "m011_advertisers",
        "m012_frequency",
        "m013_classroom",
        "m014_town",
        "m015_members",
        "m016_companies",
    ]
    with closing(sqlite3.connect(path)) as mended:
        assert list(mended.execute("SELECT number, id FROM impressions")) == [(1, "first"), (2, "second")]
        assert list(mended.execute("SELECT id, visitor_id FROM events")) == [(1, "v"), (2, "w")]
        for check in ("foreign_key_check", "integrity_check"):
            assert mended.execute(f"PRAGMA {check}").fetchall() in ([], [("ok",)])
        made = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE '%sqlite%' ORDER BY name"
        theirs = dict(mended.execute(made).fetchall())
    ours = {row["name"]: row["sql"] for row in harness.rows(made)}
    assert {name: theirs[name] for name in ours} == ours
