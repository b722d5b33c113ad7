"""What is older than any audience looks back goes, with the sums that it was counted in; what is younger stays."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pixel import clock
from pixel.collect.retention import REFUSALS_A_STEP, ROWS_A_STEP
from pixel.settings import Settings, SettingsError, read_settings
from pixel.store import Connection
from pixel.store.queries.advertisers.shown import keep_impressions
from pixel.store.queries.collect import keep_hits, keep_refusal
from pixel.store.queries.identity import keep_seat, link_visitor
from pixel.store.queries.retention import drop_old_events
from pixel.store.records import Hit, Impression, Refusal, Seat
from tests.contract.store.test_store import HIT
from tests.support.api_client import teacher
from tests.support.app_harness import AppHarness, build_harness, verdict_of

DAY = timedelta(days=1)


def keep(harness: AppHarness, *hits: Hit) -> None:
    harness.app.store.write(keep_hits, hits)


def aged(days: float, content: str = "bahamas", event: str = "ViewContent", visitor: str = "v") -> Hit:
    at = clock.now() - days * DAY
    return HIT._replace(visitor_id=visitor, event=event, content_ids=(content,) if content else (), received_at=at)


def sums(harness: AppHarness) -> dict[tuple[str, str, str], tuple[int, str, str]]:
    rows = harness.rows("SELECT * FROM tallies")
    return {
        (row["visitor_id"], row["content_id"], row["event"]): (row["hits"], row["first_at"], row["last_at"])
        for row in rows
    }


def test_what_is_older_than_180_days_goes_and_what_is_younger_stays(harness: AppHarness) -> None:
    keep(harness, aged(181), aged(180.5, "cuba"), aged(179), aged(1))
    harness.app.retention.run()
    assert len(harness.rows("SELECT id FROM events")) == 2
    first, last = (clock.to_text(hit.received_at)[:16] for hit in (aged(179), aged(1)))
    assert {name: (hits, begun[:16], ended[:16]) for name, (hits, begun, ended) in sums(harness).items()} == {
        ("v", "", "ViewContent"): (2, first, last),
        ("v", "bahamas", "ViewContent"): (2, first, last),
    }


def test_how_long_is_a_setting(tmp_path: Path) -> None:
    harness = build_harness(tmp_path, retention_days=2)
    keep(harness, aged(3), aged(1))
    harness.app.retention.run()
    assert harness.count("events") == 1
    harness.app.store.close()
    assert read_settings({}).retention_days == Settings().retention_days == 180
    assert read_settings({"PIXEL_RETENTION_DAYS": "30"}).retention_days == 30
    with pytest.raises(SettingsError, match="PIXEL_RETENTION_DAYS"):
        read_settings({"PIXEL_RETENTION_DAYS": "0"})


def test_many_go_step_by_step_and_all_of_them(harness: AppHarness) -> None:
    number = 2 * ROWS_A_STEP + 7
    keep(harness, *(aged(200 - i / number, f"c{i % 3}", visitor=f"v{i % 5}") for i in range(number)))
    keep(harness, aged(1))
    steps: list[int] = []
    while not steps or steps[-1]:
        steps.append(harness.app.store.write(drop_old_events, clock.now() - 180 * DAY, ROWS_A_STEP))
    assert steps == [ROWS_A_STEP, ROWS_A_STEP, 7, 0]
    assert harness.count("events") == 1
    assert {name: hits for name, (hits, _, _) in sums(harness).items()} == {
        ("v", "", "ViewContent"): 1,
        ("v", "bahamas", "ViewContent"): 1,
    }


def test_all_servers_may_forget_at_once_while_hits_arrive(harness: AppHarness) -> None:
    keep(harness, *(aged(200, f"c{i % 3}", visitor=f"v{i % 5}") for i in range(300)))
    young = [aged(1, f"c{i % 3}", visitor=f"v{i % 5}") for i in range(300)]
    oldest = clock.now() - 180 * DAY

    def forget(_: int) -> int:
        return harness.app.store.write(drop_old_events, oldest, 20)

    with ThreadPoolExecutor(8) as pool:
        kept = [pool.submit(harness.app.store.keep, hit) for hit in young]
        gone = list(pool.map(forget, range(25)))
        outcomes = Counter(future.result() for future in kept)
    while left := forget(0):
        gone.append(left)
    assert outcomes == {"recorded": 300}
    assert sum(gone) == 300
    assert harness.count("events") == 300
    counted = Counter((hit.visitor_id, hit.content_ids[0], hit.event) for hit in young)
    assert {name: hits for name, (hits, _, _) in sums(harness).items() if name[1]} == counted


def test_ads_shown_go_at_the_same_age(harness: AppHarness) -> None:
    now = clock.now()
    harness.app.store.write(keep_seat, Seat("seat", "marcel", None, now))
    harness.app.store.write(link_visitor, "v", "seat", now)
    shown = Impression("old", "seat", "v", "campaign", "soleil", "bahamas", "retargeting", now - 181 * DAY, "{}")
    harness.app.store.write(keep_impressions, [shown, replace(shown, id="new", shown_at=now - 179 * DAY)])
    harness.app.retention.run()
    assert [row["id"] for row in harness.rows("SELECT id FROM impressions")] == ["new"]


def test_what_was_ignored_goes_after_an_hour_step_by_step_beside_the_hits(harness: AppHarness) -> None:
    now = clock.now()

    def refuse(connection: Connection) -> None:
        for minutes in (59, *[61] * (REFUSALS_A_STEP + 1)):
            keep_refusal(connection, Refusal(now - timedelta(minutes=minutes), "soleil", "gpc", ()))

    harness.app.store.write(refuse)
    assert len(teacher(harness).get("/refusals")["items"]) == 1  # the others are not told any more
    assert verdict_of(harness.browser().hit(sec_gpc="1")) == "ignored; reason=gpc"
    assert harness.count("refusals") == REFUSALS_A_STEP + 3  # no hit is made to wait for that
    harness.app.retention.run()
    assert harness.count("refusals") == 2


def test_a_clock_that_steps_back_takes_nothing_early(harness: AppHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(harness, aged(100))
    past: datetime = clock.now() - 30 * DAY
    monkeypatch.setattr(clock, "now", lambda: past)
    harness.app.retention.run()
    assert harness.count("events") == 1
