"""What hits are told while the database is locked or the server is asked too much; backups, clocks, two servers.

None waits long, none is acknowledged into nothing, all goes on without a restart. (The file gone: `..._files`.)
"""

import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from pixel.store import Store, StoreUnavailable
from pixel.store.concurrency.group_commit import HIT_WAIT, MOST_WAITING
from pixel.stories.server.lifecycle import is_healthy
from tests.contract.store.test_store import HIT, NOW, locked
from tests.support.app_harness import GIF, ON_SQLITE, AppHarness, Browser, call, cookie_of, one_hit, verdict_of
from tests.support.hit_load import UNAVAILABLE, await_that, check_kept, running_load
from tests.support.remote_browser import KIND, RemoteBrowser
from tests.support.server import AS_INSTALLED, Server, running_server

LONGEST_HIT = HIT_WAIT + 1.75  # seconds, on a machine that has much else to do
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks and rights")


# Locked


@pytest.mark.long
def test_ten_seconds_of_lock_are_answered_at_once_and_then_forgotten(tmp_path: Path) -> None:
    with (  # noqa: PT012 (it is the server's end that looks into its log)
        pytest.raises(AssertionError, match=r"(?s)log has alarms:.*database is locked"),  # as it should say
        running_server(tmp_path, AS_INSTALLED) as server,
        running_load(server, "locked") as load,
    ):
        load.wait_for_kept(50)
        with locked(server.path):
            began = time.monotonic()
            load.wait_for(lambda _: time.monotonic() > began + 10)
            released = time.monotonic()
        load.wait_for_kept(50, seconds=2)
    assert "Traceback" not in server.log.read_text()
    check_kept(server, load.sent(), "locked")
    during = [hit for hit in load.sent() if began < hit.began < released - 1]
    assert {hit.verdict for hit in during} == {UNAVAILABLE}
    assert len(during) > 40  # 8 browsers, and no hit waits longer than it may
    assert max(hit.seconds for hit in load.sent()) < LONGEST_HIT


# Too much


@contextmanager
def held_line(path: Path) -> Iterator[None]:
    """Somebody stands at the head of the writers' line and does not move."""
    from fcntl import LOCK_EX, flock

    with path.with_name(path.name + ".lock").open("ab") as file:
        flock(file, LOCK_EX)
        yield


@ON_SQLITE
@POSIX
@pytest.mark.hasty
@pytest.mark.long
def test_the_queue_is_bounded_and_empties(harness: AppHarness, browser: Browser) -> None:
    """3,000 hits of one visitor through the whole server while nothing can be kept."""
    at_once, each, database = 300, 10, harness.path
    cookie = ("COOKIE", f"visitor={cookie_of(browser.hit())}")

    def send(number: int) -> list[tuple[float, str]]:
        answers = []
        for count in range(each):
            began = time.monotonic()
            answer = call(harness, query=urlencode(one_hit(eid=f"{number}-{count}")), headers=[cookie])
            assert (answer.status, answer.body) == ("200 OK", GIF)
            answers.append((time.monotonic() - began, answer.headers["X-Pixel-Verdict"]))
        return answers

    with held_line(database), ThreadPoolExecutor(at_once) as threads:
        answers = [answer for sender in threads.map(send, range(at_once)) for answer in sender]
    assert Counter(verdict for _, verdict in answers) == {UNAVAILABLE: at_once * each}
    assert max(seconds for seconds, _ in answers) < LONGEST_HIT
    await_that(lambda: verdict_of(browser.hit()) == "recorded")
    kept = Counter(row["event_id"] for row in harness.rows("SELECT event_id FROM events WHERE event_id IS NOT NULL"))
    # Nobody waited for them any more: they hold up nobody who does. The last few may be kept all the same.
    assert len(kept) <= at_once < MOST_WAITING
    assert set(kept.values()) <= {1}


@POSIX
@pytest.mark.long
def test_pages_wait_in_a_bounded_line_while_others_read(tmp_path: Path) -> None:
    """More people write than a worker has threads; who only reads notices nothing, and no write comes afterwards."""
    with running_server(tmp_path, AS_INSTALLED | {"PIXEL_WORKERS": "1"}) as server, ThreadPoolExecutor(12) as people:
        with held_line(server.path):
            joining = [
                people.submit(RemoteBrowser(server).post, "network", "/join?lang=en", {"member": "marcel"})
                for _ in range(12)
            ]
            assert RemoteBrowser(server).look() == UNAVAILABLE
            assert not is_healthy(server.port)
            assert RemoteBrowser(server).get("network", "/").status == 200
            assert not any(one.done() for one in joining)
            told = {(one.result().status, KIND in one.result().text) for one in joining}
        assert told == {(503, True)}
        await_that(lambda: is_healthy(server.port))
        late = RemoteBrowser(server)
        late.join()
        assert late.look() == "recorded"
        assert server.rows("SELECT count(*) AS n FROM seats") == [{"n": 1}]


# Copied


@pytest.mark.parametrize("way", ["sqlite-utils", pytest.param("backup", marks=pytest.mark.long)])
def test_a_backup_while_hits_arrive_is_whole(server: Server, tmp_path: Path, way: str) -> None:
    copy, name = tmp_path / "copy.db", f"copy-{way}"
    with running_load(server, name) as load:
        load.wait_for_kept(100)
        before = load.sent()
        if way == "sqlite-utils":
            command = [sys.executable, "-m", "sqlite_utils", str(server.path), f"VACUUM INTO '{copy}'"]
            subprocess.run(command, check=True, capture_output=True, timeout=60)
        else:
            with closing(sqlite3.connect(server.path)) as source, closing(sqlite3.connect(copy)) as target:
                source.backup(target)
        load.wait_for_kept(20)
    check_kept(server, load.sent(), name)
    copied = replace(server, database=copy)
    check_kept(copied, before, name)
    assert copied.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    with closing(Store(copy)) as store:
        assert store.keep(HIT) == "recorded"  # and serves as it is


# Clocks and neighbours


def test_a_clock_that_steps_back_keeps_first_and_last_right(harness: AppHarness) -> None:
    hours = (0, -1, 2, -3)
    for number, hour in enumerate(hours):
        hit = HIT._replace(event_id=f"e{number}", content_ids=("bahamas",), received_at=NOW + timedelta(hours=hour))
        assert harness.app.store.keep(hit) == "recorded"
    for table in ("tallies", "visits"):
        for row in harness.rows(f"SELECT first_at, last_at FROM {table}"):
            assert row == {"first_at": "2026-03-14T12:09:26.000Z", "last_at": "2026-03-14T17:09:26.000Z"}
    assert {row["hits"] for row in harness.rows("SELECT hits FROM tallies")} == {len(hours)}


@pytest.mark.long
def test_two_servers_on_one_file_are_safe(server: Server, tmp_path: Path) -> None:
    shared = {"PIXEL_DATABASE_URL": f"sqlite:///{server.path}"}
    with (
        running_server(tmp_path, shared) as second,
        running_load(server, "two", 4) as load,
        running_load(second, "both", 4) as other,
    ):
        load.wait_for_kept(200)
        other.wait_for_kept(200)
    check_kept(server, load.sent(), "two")
    check_kept(server, other.sent(), "both")
    assert {hit.verdict for hit in load.sent() + other.sent()} == {"recorded", "ignored; reason=duplicate"}


# A hit that no database takes


@ON_SQLITE
@POSIX
def test_a_hit_that_cannot_be_kept_takes_no_other_along(harness: AppHarness) -> None:
    """Half a surrogate pair is a text that nothing can store; nobody can send one, so one is made here."""
    store = harness.app.store
    poisoned = HIT._replace(event_id="poisoned", page_url="\ud800")
    batch = [HIT._replace(event_id=f"good-{number}") for number in range(4)]
    with ThreadPoolExecutor(5) as pool:
        with held_line(harness.path):
            waiting = [pool.submit(store.keep, hit) for hit in (*batch[:2], poisoned, *batch[2:])]
        outcomes = [hit.exception() or hit.result() for hit in waiting]
    assert [str(outcome) for outcome in outcomes].count("recorded") == 4
    assert isinstance(outcomes[2], StoreUnavailable)
