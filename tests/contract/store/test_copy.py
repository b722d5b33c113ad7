"""`pixel copy`: everything from one database to another, of either kind; broken off, it goes on."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from pixel import clock
from pixel.app import create_app
from pixel.settings import Settings
from pixel.store import Connection, Store
from pixel.store.copying import CopyError, copy_everything
from pixel.store.migrations import migrate
from pixel.store.tables import PERSONAL, TABLES
from tests.support.app_harness import AppHarness
from tests.support.buyers import buy, make_offer
from tests.support.hit_load import await_that
from tests.support.members import stranger_of
from tests.support.postgres import Postgres
from tests.support.server import ROOT, read_rows

Database = Path | str
NewDatabase = Callable[[str], Database]

SEEDED = tuple(table.name for table in TABLES if table.is_seeded and table.name != "trait_models")


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewDatabase]:
    """Makes an empty, migrated database of a kind."""
    with ExitStack() as stack:

        def make(kind: str) -> Database:
            made: Database = tmp_path / f"copy-{len(list(tmp_path.iterdir()))}.db"
            if kind == "postgres":
                postgres: Postgres = request.getfixturevalue("postgres")
                made = stack.enter_context(postgres.new_database())
            migrate(made)
            return made

        yield make


@pytest.fixture
def lived_in(harness: AppHarness) -> Database:
    """A database with something in every table."""
    browser = harness.browser()
    browser.join()
    for destination in ("bahamas", "cuba"):
        browser.look(destination)
    browser.hit(sec_gpc="1")
    browser.ads()
    page = browser.get("network", "/").text
    liked = page.split("/posts/", 1)[1].split("/", 1)[0]
    browser.post("network", f"/posts/{liked}/like")
    browser.post("network", f"/posts/{liked}/comment", {"text": "Des îles, déjà ☀️"})
    browser.post("network", "/activity/disconnect", {"site": "nordet"})
    browser.get("network", "/continue")
    browser.get("backstage", "/inspector")
    harness.open_class()
    harness.browser().join_class(harness.class_code())
    browser.post("network", "/sign-up", {"town": "rimouski", "hide-town": "yes"})
    browser.post("network", "/groups/le-dore-fuyant/join")
    browser.post("network", "/pages/soleil/follow")
    browser.post("network", "/posts", {"text": "Ça mord 🎣", "group": "le-dore-fuyant"})
    browser.post("network", f"/people/{stranger_of(harness)}/befriend")
    (seat,) = harness.rows("SELECT id FROM seats WHERE member_id = 'marcel'")
    harness.app.store.write(_correct_and_object, str(seat["id"]))
    buy(harness.app.store, make_offer(), str(seat["id"]))
    empty = [table for table in (*PERSONAL, *SEEDED) if not harness.count(table)]
    assert empty == []
    return harness.settings.database


def _correct_and_object(connection: Connection, seat_id: str) -> None:
    at = clock.to_text(clock.now())
    connection.execute(
        "INSERT INTO clicks (id, impression_id, seat_id, visitor_id, at) VALUES ('c', 'i', ?, 'v', ?)", (seat_id, at)
    )
    connection.execute("INSERT INTO corrections (seat_id, key, value, at) VALUES (?, 'town', NULL, ?)", (seat_id, at))
    connection.execute("INSERT INTO objections (seat_id, at) VALUES (?, ?)", (seat_id, at))


def all_rows(database: Database) -> dict[str, list[dict[str, Any]]]:
    return {
        table.name: read_rows(database, f"SELECT * FROM {table.name} ORDER BY {', '.join(table.key)}", {})
        for table in TABLES
    }


def test_every_table_is_copied() -> None:
    assert {table.name for table in TABLES} == {*PERSONAL, *SEEDED, "trait_models"}


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_the_copy_holds_what_the_original_holds(lived_in: Database, new_database: NewDatabase, kind: str) -> None:
    target, told = new_database(kind), []
    counts = copy_everything(lived_in, target, lambda *progress: told.append(progress))
    assert all_rows(target) == all_rows(lived_in)
    assert counts == {name: len(rows) for name, rows in all_rows(lived_in).items()}
    assert {(table, total) for table, done, total in told if done == total} == set(counts.items())


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_life_goes_on_in_the_copy(
    lived_in: Database, harness: AppHarness, new_database: NewDatabase, kind: str
) -> None:
    target = new_database(kind)
    copy_everything(lived_in, target, lambda *_: None)
    settings = Settings(database=target, secret_key=b"chalk" * 8)
    moved = AppHarness(create_app(settings), settings)
    somebody = moved.browser()
    somebody.join()
    assert somebody.look("martinique") == "recorded"
    assert "martinique" in [ad["content"] for ad in somebody.ads()]
    assert moved.count("events") == harness.count("events") + 1
    moved.app.store.close()


def test_broken_off_it_goes_on_where_it_stopped(
    new_database: NewDatabase, harness: AppHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pixel.store.copying.ROWS_AT_ONCE", 3)
    browser = harness.browser()
    for number in range(10):
        assert browser.look("cuba", event=f"Custom{number}") == "recorded"
    target = new_database("sqlite")

    def break_off(table: str, done: int, _: int) -> None:
        if table == "events" and done >= 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_everything(harness.settings.database, target, break_off)
    assert len(read_rows(target, "SELECT id FROM events", {})) == 6
    began: list[int] = []
    copy_everything(
        harness.settings.database, target, lambda table, done, _: began.append(done) if table == "events" else None
    )
    assert began[0] == 6
    assert all_rows(target) == all_rows(harness.settings.database)


def test_a_database_in_use_is_not_written_over(
    lived_in: Database, harness: AppHarness, new_database: NewDatabase
) -> None:
    target = new_database("sqlite")
    with pytest.raises(CopyError, match=r"not empty.*events|not empty.*seats"):
        copy_everything(target, lived_in, lambda *_: None)
    copy_everything(lived_in, target, lambda *_: None)  # and refusing has left nothing that stands in the way
    with pytest.raises(CopyError, match="not empty"):
        copy_everything(lived_in, target, lambda *_: None)


def test_what_was_written_meanwhile_is_noticed(
    lived_in: Database, harness: AppHarness, new_database: NewDatabase
) -> None:
    stranger = harness.browser()

    def write_late(table: str, done: int, total: int) -> None:
        if (table, done) == ("events", 0) and total:
            stranger.join()

    with pytest.raises(CopyError, match=r"seats 2 and 3|seats 3 and 2"):
        copy_everything(lived_in, new_database("sqlite"), write_late)


def run(*arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PIXEL_")}
    command = [sys.executable, "-m", "pixel", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env={**kept, **settings}, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_command_shows_progress_and_counts(lived_in: Database, tmp_path: Path) -> None:
    source = lived_in if isinstance(lived_in, str) else f"sqlite:///{lived_in}"
    done = run("copy", "--from", source, "--to", f"sqlite:///{tmp_path / 'new' / 'copy.db'}")
    assert done.returncode == 0, done.stderr
    rows = sum(len(rows) for rows in all_rows(lived_in).values())
    assert "events: 2 of 2" in done.stdout
    assert done.stdout.splitlines()[-1].endswith(f"{rows:,} rows, as many as there were.")
    assert all_rows(tmp_path / "new" / "copy.db") == all_rows(lived_in)


@pytest.mark.parametrize(
    ("source", "target", "sentence"),
    [
        pytest.param("sqlite:///{}/none.db", "sqlite:///{}/new.db", "There is no database at", id="no source"),
        pytest.param("mysql://x", "sqlite:///{}/new.db", "write sqlite:///", id="another kind"),
        pytest.param("sqlite:///{}/text.db", "sqlite:///{}/new.db", "not a database", id="a file that is none"),
        pytest.param(
            "postgresql://somebody:secret@127.0.0.1:1/x", "sqlite:///{}/new.db", "The copy stopped", id="nobody there"
        ),
    ],
)
def test_what_cannot_be_copied_says_why(tmp_path: Path, source: str, target: str, sentence: str) -> None:
    (tmp_path / "text.db").write_text("not a database" * 500)
    done = run("copy", "--from", source.format(tmp_path), "--to", target.format(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "secret" not in done.stderr


def test_a_store_without_its_tables_is_unavailable_until_it_is_migrated(postgres: Postgres) -> None:
    with postgres.new_database() as url:
        store = Store(url)
        assert not store.can_write()
        migrate(url)
        await_that(store.can_write)
        store.close()
