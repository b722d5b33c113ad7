"""Cleared is gone: the next feed follows from nothing, and no file of the database holds a byte of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from pixel import clock
from pixel.store.queries.identity import keep_seat
from pixel.store.records import Seat
from tests.contract.api.test_people import SHOWN
from tests.support.app_harness import BAHAMAS, ON_SQLITE, AppHarness, Browser, one_hit, verdict_of

MARKS = {
    "page address": "MARK-PAGE-77d1",
    "referrer": "MARK-REFERRER-77d2",
    "user agent": "MARK-AGENT-77d3",
    "search words": "MARK-WORDS-77d4",
    "content": "mark-content-77d5",
    "language": "MARK-LANGUAGE-77d6",
    "event id": "MARK-EVENT-77d7",
    "custom event": "MARK-CUSTOM-77d8",
}


def leave_marks(browser: Browser, number: int = 0) -> None:
    """A hit that carries every mark, and is about the Bahamas all the same."""
    fields = one_hit(
        dl=f"{BAHAMAS}?{MARKS['page address']}={number}",
        rl=f"http://soleil.localhost:8000/{MARKS['referrer']}",
        eid=f"{MARKS['event id']}-{number}",
    )
    fields |= {
        "cd[content_ids]": f'["bahamas", "{MARKS["content"]}"]',
        "cd[search_string]": MARKS["search words"],
    }
    headers = {"user_agent": f"Mozilla/5.0 {MARKS['user agent']} Firefox/153.0", "accept_language": MARKS["language"]}
    assert verdict_of(browser.hit("GET", fields, **headers)) == "recorded"
    custom = fields | {"ev": MARKS["custom event"]}
    assert verdict_of(browser.hit("GET", custom, **headers)) == "recorded"


def found(harness: AppHarness) -> dict[str, list[str]]:
    """The marks that each file holds, by file name."""
    return {
        name: [what for what, mark in MARKS.items() if mark.encode() in content]
        for name, content in harness.files().items()
    }


def found_anywhere(harness: AppHarness) -> list[str]:
    return sorted({what for marks in found(harness).values() for what in marks})


@pytest.fixture
def marked(harness: AppHarness, browser: Browser) -> Browser:
    """A member whose visits stand in the database, with an ad shown because of them."""
    leave_marks(browser)
    browser.join()
    assert [ad["content"] for ad in browser.ads() if ad["reason"] == "retargeting"] == ["bahamas"]
    assert found_anywhere(harness) == sorted(MARKS)
    return browser


@ON_SQLITE
def test_cleared_activity_stands_in_no_file(harness: AppHarness, marked: Browser) -> None:
    assert marked.post("network", "/activity/clear").status_code == 303
    assert set(harness.files()) >= {"pixel.db", "pixel.db-wal", "pixel.db-shm"}
    assert found(harness) == {name: [] for name in harness.files()}
    assert (harness.count("events"), harness.count("tallies"), harness.count("impressions")) == (0, 0, 0)


def test_the_next_feed_after_clearing_follows_from_nothing(marked: Browser) -> None:
    marked.post("network", "/activity/clear")
    ads = marked.ads()
    assert ads
    assert not any(ad["content"] == "bahamas" or ad["reason"] == "retargeting" for ad in ads)


def test_the_explanation_of_a_cleared_ad_is_gone(marked: Browser) -> None:
    why = marked.ads()[0]["why"]
    assert marked.get("network", why).status_code == 200
    marked.post("network", "/activity/clear")
    assert marked.get("network", why).status_code == 404


def test_clearing_says_so_and_later_visits_count_again(marked: Browser) -> None:
    location = marked.post("network", "/activity/clear").headers["Location"]
    assert MARKS["page address"] not in marked.get("network", location).text
    assert marked.look("cuba") == "recorded"
    assert [ad["content"] for ad in marked.ads() if ad["reason"] == "retargeting"] == ["cuba"]


def test_starting_afresh_takes_the_seat_along(harness: AppHarness, marked: Browser) -> None:
    assert marked.post("network", "/afresh").status_code == 303
    assert found(harness) == {name: [] for name in harness.files()}
    assert [harness.count(table) for table in ("seats", "identities", "events", "likes", "walk")] == [0, 0, 0, 0, 0]
    assert 'data-testid="member"' in marked.get("network").text


def test_one_among_many_is_erased_to_the_last_byte_and_the_others_stay(harness: AppHarness, browser: Browser) -> None:
    """Rows of many visitors lie in the same pages: what SQLite moved about while they came must go too."""
    others = [harness.browser() for _ in range(12)]
    for number in range(40):
        leave_marks(browser, number)
        for place, other in enumerate(others):
            page = f"{BAHAMAS}?{'x' * (number * place * 7 % 900)}"
            other.hit("GET", one_hit(dl=page, eid=f"other-{number}"))
    browser.join()
    browser.ads()
    browser.post("network", "/activity/clear")
    assert found(harness) == {name: [] for name in harness.files()}
    assert harness.count("events") == 40 * len(others)
    if isinstance(harness.settings.database, Path):
        assert harness.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]


def test_two_browsers_of_one_person_are_cleared_together(harness: AppHarness, marked: Browser) -> None:
    other = harness.browser()
    leave_marks(other, 99)
    link = other_link(marked)
    assert other.post("network", link).status_code == 303
    assert harness.count("events") == 4
    marked.post("network", "/activity/clear")
    assert found_anywhere(harness) == []


def other_link(browser: Browser) -> str:
    page = browser.get("network", "/continue").text
    return "/continue/" + page.split("/continue/", 1)[1].split('"', 1)[0].split("<", 1)[0]


def test_what_a_seat_has_no_part_in_is_not_cleared(harness: AppHarness, marked: Browser) -> None:
    stranger = harness.browser()
    stranger.look("cuba")
    stranger.join()
    marked.post("network", "/activity/clear")
    assert [ad["content"] for ad in stranger.ads() if ad["reason"] == "retargeting"] == ["cuba"]


def test_the_teachers_reset_leaves_nothing(harness: AppHarness, marked: Browser) -> None:
    assert marked.post("backstage", "/reset", {"token": "craie"}).status_code == 200
    assert found(harness) == {name: [] for name in harness.files()}
    assert [harness.count(table) for table in ("events", "seats", "impressions", "refusals")] == [0, 0, 0, 0]
    assert harness.count("products") > 0


def test_a_wrong_token_erases_nothing(harness: AppHarness, marked: Browser) -> None:
    assert marked.post("backstage", "/reset", {"token": "é"}).status_code == 403
    assert harness.count("events") == 2


@pytest.mark.parametrize(
    ("path", "fields"),
    [("/activity/disconnect", {"site": "soleil"}), ("/activity/disconnect-all", {})],
    ids=["one site", "all sites"],
)
def test_after_disconnecting_hits_are_opted_out(
    harness: AppHarness, marked: Browser, path: str, fields: dict[str, str]
) -> None:
    assert marked.post("network", path, fields).status_code == 303
    assert marked.look("cuba") == "ignored; reason=opted-out"
    assert marked.look("banff", "nordet") == ("recorded" if fields else "ignored; reason=opted-out")
    assert harness.browser().look("cuba") == "recorded"
    assert marked.post("network", "/activity/reconnect", fields).status_code == 303
    assert marked.look("cuba") == "recorded"


def test_a_site_that_is_none_cannot_be_disconnected(marked: Browser) -> None:
    assert marked.post("network", "/activity/disconnect", {"site": "plage"}).status_code == 400


@ON_SQLITE
def test_in_a_file_too_large_to_rewrite_rows_go_and_the_log_is_emptied(
    harness: AppHarness, marked: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pixel.store.sqlite.session.LARGEST_REWRITTEN", 1_000)
    size = len(harness.files()["pixel.db"])
    assert marked.post("network", "/activity/clear").status_code == 303
    assert (harness.count("events"), harness.count("tallies"), harness.count("impressions")) == (0, 0, 0)
    assert len(harness.files()["pixel.db"]) >= size
    assert found(harness)["pixel.db-wal"] == []


@ON_SQLITE
def test_files_of_other_databases_are_not_searched(harness: AppHarness, tmp_path: Path) -> None:
    """The search looks where SQLite writes: one database, its log and its index, all in one folder."""
    assert harness.path.parent == tmp_path
    searched = {"pixel.db", "pixel.db-wal", "pixel.db-shm", "pixel.db-journal"}
    assert {name for name, content in harness.files().items() if content} <= searched


def test_an_ad_made_ready_for_somebody_erased_meanwhile_is_not_kept_and_its_neighbours_are(
    harness: AppHarness, caplog: pytest.LogCaptureFixture
) -> None:
    harness.app.store.write(keep_seat, Seat("s", None, "Zoé", clock.now()))
    harness.app.store.keep_shown([replace(SHOWN, seat_id="erased", id="gone"), SHOWN])
    assert [row["id"] for row in harness.rows("SELECT id FROM impressions")] == [SHOWN.id]
    assert caplog.records == []
