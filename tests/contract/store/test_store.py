"""What the store promises: migrated by however many, open to other tools, back after lock and full disk."""

import random
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from pixel.store import Connection, Store, StoreUnavailable
from pixel.store.migrations import migrate, pending_steps
from pixel.store.queries.collect import keep_hits
from pixel.store.queries.identity import keep_seat, link_visitor
from pixel.store.queries.networks import list_likes
from pixel.store.queries.profile import clear_activity
from pixel.store.records import Device, Hit, Kept, Seat
from pixel.store.tables import PERSONAL, TABLES
from tests.support.app_harness import GIF, ON_SQLITE, AppHarness, Browser, listen, verdict_of
from tests.support.hit_load import await_that
from tests.support.server import ROOT

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
MARK = "MARK-4c1e"
HIT = Hit(
    visitor_id="v",
    pixel_id="soleil",
    event="ViewContent",
    event_id=None,
    page_url="",
    referrer="",
    content_ids=(),
    data={},
    consent="",
    is_noscript=False,
    request="",
    headers={},
    user_agent="",
    device=Device("computer", "Firefox 153", "Linux", is_bot=False),
    language="",
    screen="",
    ip="",
    cookie="unknown",
    cookie_evidence="",
    received_at=NOW,
)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Somebody else holds the database, as a copy or a tool may."""
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        yield
        holder.execute("ROLLBACK")


# Locked


@ON_SQLITE
@pytest.mark.hasty
def test_while_the_database_is_locked_hits_get_the_gif_and_the_truth(harness: AppHarness, browser: Browser) -> None:
    with locked(harness.path), listen() as records:
        response = browser.hit()
    assert (response.status_code, response.data) == (200, GIF)
    assert verdict_of(response) == "ignored; reason=store-unavailable"
    assert "Set-Cookie" not in response.headers
    assert [record.getMessage() for record in records] == [
        f"the store is unavailable: database is locked ({harness.path})"
    ]
    assert harness.count("events") == 0


@ON_SQLITE
@pytest.mark.hasty
def test_once_it_is_released_all_goes_on_without_restart(harness: AppHarness, browser: Browser) -> None:
    with locked(harness.path):
        browser.hit()
        assert browser.get("start", "/healthz").status_code == 503
    await_that(lambda: verdict_of(browser.hit()) == "recorded")
    assert browser.get("start", "/healthz").json == {"status": "ok"}


@ON_SQLITE
@pytest.mark.hasty
def test_a_refusal_stays_what_it_is_while_locked(harness: AppHarness, browser: Browser) -> None:
    with locked(harness.path):
        assert verdict_of(browser.hit(sec_gpc="1")) == "ignored; reason=gpc"
    assert harness.count("refusals") == 0


@ON_SQLITE
def test_pages_say_that_the_database_does_not_answer(harness: AppHarness, browser: Browser) -> None:
    browser.join()
    with locked(harness.path):
        response = browser.post("network", "/join", {"member": "marcel"})
    assert response.status_code == 503
    assert "<h1" in response.text
    assert browser.get("network").status_code == 200


@ON_SQLITE
def test_agencies_and_script_do_not_need_the_database(harness: AppHarness, browser: Browser) -> None:
    browser.get("start")
    with locked(harness.path):
        assert browser.get("soleil", "/destinations/bahamas").status_code == 200
        assert browser.get("collector", "/pixel.js").status_code == 200


# Full, gone, broken


@ON_SQLITE
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_on_a_full_disk_hits_get_the_gif_and_the_truth(harness: AppHarness, browser: Browser) -> None:
    """The disk is made full by a limit of the operating system, in a process of its own."""
    harness.app.store.close()
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(harness.path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["recorded", "store-unavailable", "store-unavailable", "recorded"]
    lines = done.stderr.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("the store is unavailable: ") for line in lines)
    assert verdict_of(browser.hit()) == "recorded"


LIMITED = """
import logging, resource, signal, sys
from pathlib import Path
from tests.support.app_harness import GIF, AppHarness, one_hit, verdict_of
from pixel.app import create_app
from pixel.settings import Settings

settings = Settings(database=Path(sys.argv[1]))
browser = AppHarness(create_app(settings), settings).browser()

def hit():
    response = browser.hit("GET", one_hit(**{"cd[search_string]": "x" * 5000}))
    assert response.data == GIF
    print(verdict_of(response).split("=")[-1])

hit()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = Path(str(settings.database) + "-wal").stat().st_size
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
hit()
hit()
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
hit()
"""


@ON_SQLITE
def test_a_database_that_is_gone_is_unavailable_and_not_made_anew(harness: AppHarness, browser: Browser) -> None:
    path = harness.path
    harness.app.store.close()
    path.rename(path.with_suffix(".away"))
    with listen() as records:
        assert verdict_of(browser.hit()) == "ignored; reason=store-unavailable"
    assert len(records) == 1
    assert not path.exists()
    path.with_suffix(".away").rename(path)
    assert verdict_of(browser.hit()) == "recorded"


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "pixel.db"
    path.write_bytes(b"not a database" * 1000)
    with listen() as records, pytest.raises(StoreUnavailable):
        Store(path).read(list_likes, "seat", ["post"])
    assert len(records) == 1


def test_of_many_hits_together_each_is_told_what_became_of_it(harness: AppHarness) -> None:
    """Against a list and a set of what is there: hits that were sent before, twice at once, or without an id."""
    chance, there = random.Random(5), set[tuple[str, str]]()
    for _ in range(60):
        sent = [
            HIT._replace(
                visitor_id=f"v{chance.randrange(3)}", event_id=chance.choice([None, f"e{chance.randrange(40)}"])
            )
            for _ in range(chance.randrange(1, 45))
        ]
        expected = Counter[tuple[str, str | None, Kept]]()
        for hit in sent:
            key = hit.visitor_id, hit.event_id or ""
            expected[hit.visitor_id, hit.event_id, "duplicate" if key in there else "recorded"] += 1
            there |= {key} if hit.event_id else set()
        kept = harness.app.store.write(keep_hits, sent)
        assert Counter((hit.visitor_id, hit.event_id, fate) for hit, fate in zip(sent, kept, strict=True)) == expected
    counted = "SELECT visitor_id, count(*) AS n FROM events GROUP BY visitor_id ORDER BY visitor_id"
    summed = (
        "SELECT visitor_id, sum(hits) AS n FROM tallies WHERE content_id = '' GROUP BY visitor_id ORDER BY visitor_id"
    )
    assert harness.rows(counted) == harness.rows(summed)


def test_a_write_that_fails_leaves_nothing_behind(harness: AppHarness) -> None:
    def write_half(connection: Connection) -> None:
        keep_hits(connection, [HIT])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        harness.app.store.write(write_half)
    assert (harness.count("events"), harness.count("tallies")) == (0, 0)
    harness.app.store.write(keep_hits, [HIT])
    assert harness.count("events") == 1


@ON_SQLITE
@pytest.mark.hasty
def test_health_follows_the_last_write(harness: AppHarness, browser: Browser) -> None:
    response = browser.get("start", "/healthz")
    assert (response.status_code, response.json) == (200, {"status": "ok"})
    with locked(harness.path):
        browser.hit()
        response = browser.get("collector", "/healthz")
    assert (response.status_code, response.json) == (503, {"status": "store-unavailable"})
    await_that(lambda: verdict_of(browser.hit()) == "recorded")
    assert browser.get("soleil", "/healthz").status_code == 200


# Schema and migrations


@ON_SQLITE
def test_the_database_opens_in_sqlite_utils(harness: AppHarness, browser: Browser) -> None:
    browser.hit()
    database = Database(harness.path)
    (event,) = database["events"].rows
    assert {
        "id",
        "event_id",
        "visitor_id",
        "pixel_id",
        "event",
        "page_url",
        "referrer",
        "content_ids",
        "user_agent",
        "received_at",
    } <= set(event)
    (visit,) = database["visits"].rows
    assert set(visit) == {"visitor_id", "pixel_id", "page_url", "first_at", "last_at", "views"}
    assert "refusals" in database.table_names()
    database.close()


@ON_SQLITE
def test_tables_are_strict_and_the_log_is_written_ahead(harness: AppHarness) -> None:
    tables = harness.rows("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    loose = {row["name"] for row in tables if not row["strict"]}
    assert {name for name in loose if not name.startswith(("sqlite_", "_sqlite_"))} == set()
    assert harness.rows("PRAGMA journal_mode") == [{"journal_mode": "wal"}]


@ON_SQLITE
def test_reset_knows_every_table_that_holds_somebody(harness: AppHarness) -> None:
    tables = {row["name"] for row in harness.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    kept = {"advertisers", "products", "campaigns", "catalogue", "clock"}
    kept |= {"_sqlite_migrations", "sqlite_sequence", "sqlite_stat1"}  # the last: how many rows each index has
    of_the_town = {table.name for table in TABLES if table.whose == "network"}
    assert of_the_town == {name for name in tables if name.startswith(("town", "resident"))} | {"trait_models"}
    assert tables - kept - of_the_town == set(PERSONAL)


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "new" / "pixel.db"
    assert migrate(path) == pending_steps(tmp_path / "none.db")
    assert migrate(path) == []
    assert pending_steps(path) == []


def test_eight_processes_may_migrate_one_new_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "pixel.db"
    program = "import sys; from pathlib import Path; from pixel.store.migrations import migrate; sys.stdin.read(1);"
    program += "print(len(migrate(Path(sys.argv[1]))))"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]
    for process in started:
        assert process.stdin
        process.stdin.write("!")
        process.stdin.flush()
    said = [process.communicate(timeout=120) for process in started]
    assert [process.returncode for process in started] == [0] * 8, said
    steps = len(pending_steps(tmp_path / "none.db"))
    assert sorted(int(out) for out, _ in said) == [0] * 7 + [steps]
    assert pending_steps(path) == []


# Erasure


def scatter(connection: Connection, chance: random.Random, visitors: list[str], marked: set[str]) -> None:
    """Hits of many visitors and sizes, in no order: SQLite splits pages and moves rows between them."""
    for _ in range(40):
        visitor = chance.choice(visitors)
        text = MARK if visitor in marked else "other"
        hit = HIT._replace(
            visitor_id=visitor,
            pixel_id=chance.choice(["soleil", "nordet"]),
            event=f"{text}{chance.randrange(50)}",
            event_id=f"{text}{chance.random()}",
            page_url=text + "x" * chance.choice([20, 300, 3000]),
            content_ids=tuple(f"{text}{chance.randrange(999)}" for _ in range(chance.randrange(6))),
            request=text + "x" * chance.choice([40, 5000]),
        )
        keep_hits(connection, [hit])


@pytest.mark.parametrize("seed", [1, 4])
def test_rows_that_sqlite_moved_about_are_erased_where_they_were_too(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "pixel.db"
    migrate(path)
    store, chance = Store(path), random.Random(seed)
    visitors = [f"{chance.randrange(10**9):020}" for _ in range(60)]
    marked = set(visitors[::7])
    store.write(keep_seat, Seat("seat", "marcel", None, NOW))
    for visitor in marked:
        store.write(link_visitor, visitor, "seat", NOW)
    for _ in range(25):
        store.write(scatter, chance, visitors, marked)
    assert store.erase(clear_activity, "seat") > 0
    left = {file.name: file.read_bytes().count(MARK.encode()) for file in tmp_path.iterdir()}
    store.close()
    assert left == dict.fromkeys(left, 0)
