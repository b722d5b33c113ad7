"""`pixel export`: three formats, whole or not at all, and nobody to be recognised in it unless that is asked for."""

import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pixel import clock
from pixel.export.exporter import export
from pixel.export.options import FORMATS, WHATS, Export
from pixel.export.pseudonyms import LEFT_OUT
from pixel.export.rows import PROFILE
from pixel.store import StoreUnavailable
from pixel.store.queries.access import OWN_TABLES
from pixel.store.queries.collect import keep_hits, keep_refusal
from pixel.store.records import Refusal
from tests.contract.api.test_visits import visitor_of
from tests.contract.store.test_store import HIT
from tests.support.app_harness import AppHarness, Browser
from tests.support.server import ROOT

PRIVATE = ("203.0.113.0", "Mozilla/5.0", "1920×1080", "secret-words", "eid-secret", "Léonie", "x-secret", "dl=secret")


@pytest.fixture
def leonie(harness: AppHarness, browser: Browser) -> Browser:
    """Somebody with a first name of her own, a hit that tells much of her, ads, and an ignored hit."""
    assert browser.post("network", "/join", {"first_name": "Léonie"}).status_code == 303
    hit = HIT._replace(
        visitor_id=visitor_of(harness, browser),
        event_id="eid-secret",
        page_url="http://leonie@soleil.localhost:8000/destinations/bahamas?q=secret-words#x",
        referrer="http://soleil.localhost:8000/search?q=secret-words",
        content_ids=("bahamas",),
        data={"value": "1290", "search_string": "secret-words", "order_id": "eid-secret"},
        request="dl=secret",
        headers={"x-secret": "1"},
        user_agent="Mozilla/5.0",
        language="fr-CA,fr;q=0.9,en;q=0.5",
        screen="1920×1080",
        ip="203.0.113.0",
        received_at=clock.now(),
    )
    harness.app.store.write(keep_hits, [hit, hit._replace(visitor_id="stranger", event="=1+1", event_id=None)])
    harness.app.store.write(keep_refusal, Refusal(clock.now(), "soleil", "gpc", ("sec-gpc",)))
    browser.ads()
    return browser


def lines(path: Path) -> dict[str, list[dict[str, Any]]]:
    """A JSON Lines file's rows by table."""
    found: dict[str, list[dict[str, Any]]] = {what: [] for what in WHATS}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found[row.pop("table")].append(row)
    return found


def export_lines(harness: AppHarness, folder: Path, names: Any = "pseudonyms") -> dict[str, list[dict[str, Any]]]:
    to = folder / "export.jsonl"
    export(harness.app.store, Export(WHATS, "jsonl", str(to), names))
    return lines(to)


def test_it_holds_what_there_is(harness: AppHarness, leonie: Browser, tmp_path: Path) -> None:
    told = export_lines(harness, tmp_path)
    assert {what: len(rows) for what, rows in told.items()} == {
        "events": 2,
        "profiles": 2,
        "impressions": harness.count("impressions"),
        "refusals": 1,
        **dict.fromkeys(OWN_TABLES, 0),
    }
    [event, _] = told["events"]
    assert (event["event"], event["content_ids"], event["data"]) == ("ViewContent", ["bahamas"], {"value": "1290"})
    assert event["page_url"] == "http://soleil.localhost:8000/destinations/bahamas"
    assert event["referrer"] == "http://soleil.localhost:8000/search"
    assert event["language"] == "fr"
    assert told["impressions"][0]["auction"]["winner"]["campaign_id"] == told["impressions"][0]["campaign"]
    assert "bahamas" in {interest["interest"] for interest in told["profiles"][0]["interests"]}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("names", ["pseudonyms", "numbers"])
def test_nobody_is_recognised_in_it(
    harness: AppHarness, leonie: Browser, tmp_path: Path, form: Any, names: Any
) -> None:
    ids = [visitor_of(harness, leonie), harness.rows("SELECT id FROM seats")[0]["id"]]
    ids += [row["id"] for row in harness.rows("SELECT id FROM impressions")]
    for what in WHATS:
        to = tmp_path / what
        export(harness.app.store, Export((what,), form, str(to), names))
        written = to.read_bytes().decode(errors="replace")
        assert [text for text in (*PRIVATE, *ids, "leonie@", "stranger") if text in written] == []


def test_a_pseudonym_holds_for_one_file(harness: AppHarness, leonie: Browser, tmp_path: Path) -> None:
    first, second = export_lines(harness, tmp_path), export_lines(harness, tmp_path)
    visitor = first["events"][0]["visitor_id"]
    assert first["impressions"][0]["visitor_id"] == visitor
    assert first["profiles"][0]["visitors"] == [visitor]
    assert first["impressions"][0]["seat_id"] == first["profiles"][0]["seat_id"]
    assert second["events"][0]["visitor_id"] != visitor


def test_with_ids_everything_is_as_it_stands(harness: AppHarness, leonie: Browser, tmp_path: Path) -> None:
    told = export_lines(harness, tmp_path, "ids")
    assert told["events"][0]["visitor_id"] == visitor_of(harness, leonie)
    assert told["events"][0]["ip"] == "203.0.113.0"
    assert told["events"][0]["data"]["search_string"] == "secret-words"
    assert told["profiles"][0]["first_name"] == "Léonie"
    assert {row["id"] for row in told["impressions"]} == {
        row["id"] for row in harness.rows("SELECT id FROM impressions")
    }


def test_the_sqlite_file_opens_as_it_is(harness: AppHarness, leonie: Browser, tmp_path: Path) -> None:
    to = tmp_path / "export.db"
    export(harness.app.store, Export(WHATS, "sqlite", str(to)))
    with closing(sqlite3.connect(to)) as opened:
        opened.row_factory = sqlite3.Row
        assert opened.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        tables = {row["name"] for row in opened.execute("SELECT name FROM sqlite_master")}
        assert tables == {*WHATS}
        rows = opened.execute(
            "SELECT visitor_id, json_extract(content_ids, '$[0]') AS content, is_noscript FROM events"
        )
        assert [(row["content"], row["is_noscript"]) for row in rows] == [("bahamas", 0)] * 2
        assert opened.execute("SELECT count(*) FROM events JOIN impressions USING (visitor_id)").fetchone()[0] > 0
    assert [file.name for file in tmp_path.glob(".*")] == []


def test_csv_has_a_header_and_no_formula(harness: AppHarness, leonie: Browser, tmp_path: Path) -> None:
    to = tmp_path / "events.csv"
    export(harness.app.store, Export(("events",), "csv", str(to)))
    rows = list(csv.DictReader(io.StringIO(to.read_text(encoding="utf-8-sig"))))
    assert [row["event"] for row in rows] == ["ViewContent", "'=1+1"]
    assert json.loads(rows[0]["content_ids"]) == ["bahamas"]
    assert set(rows[0]) & LEFT_OUT["events"] == set()


def test_a_table_without_rows_is_there_all_the_same(harness: AppHarness, tmp_path: Path) -> None:
    export(harness.app.store, Export(("refusals",), "csv", str(tmp_path / "refusals.csv")))
    assert (tmp_path / "refusals.csv").read_bytes() == b"\xef\xbb\xbfid,at,pixel_id,reason,header_names\r\n"

    export(harness.app.store, Export(WHATS, "sqlite", str(tmp_path / "empty.db")))
    with closing(sqlite3.connect(tmp_path / "empty.db")) as opened:
        assert opened.execute("SELECT count(*) FROM impressions").fetchone()[0] == 0


def test_more_than_a_page_of_rows_comes_whole_and_in_order(
    harness: AppHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pixel.export.rows.AT_ONCE", 3)
    hits = [HIT._replace(visitor_id=f"v{n % 4}", event_id=str(n), received_at=clock.now()) for n in range(10)]
    harness.app.store.write(keep_hits, hits)
    for names in ("pseudonyms", "numbers"):
        told = export_lines(harness, tmp_path, names)
        assert len(told["events"]) == 10
        assert len(told["profiles"]) == 4
        numbers = [row["id"] for row in told["events"]]
        assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_broken_off_leaves_the_old_file_and_nothing_else(
    harness: AppHarness, leonie: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: Any
) -> None:
    def break_off(*_: object) -> Iterable[Any]:
        yield {"id": 1, "at": "", "pixel_id": "", "reason": "", "header_names": []}
        raise StoreUnavailable("gone")

    (tmp_path / "out").mkdir()
    to = tmp_path / "out" / "export"
    to.write_text("before")
    monkeypatch.setattr("pixel.export.rows._read_refusals", break_off)
    with pytest.raises(StoreUnavailable):
        export(harness.app.store, Export(("refusals",), form, str(to)))
    assert to.read_text() == "before"
    assert list(to.parent.iterdir()) == [to]


def run(harness: AppHarness, *arguments: str, **more: Any) -> "subprocess.CompletedProcess[str]":
    database = harness.settings.database
    url = f"sqlite:///{database}" if isinstance(database, Path) else database
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIXEL_")}
    return subprocess.run(
        [sys.executable, "-m", "pixel", "export", *arguments],
        cwd=ROOT,
        env={**kept, "PIXEL_DATABASE_URL": url},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        **more,
    )


def test_the_command_writes_to_standard_output_and_to_a_file(
    harness: AppHarness, leonie: Browser, tmp_path: Path
) -> None:
    done = run(harness, "--what", "events")
    assert (done.returncode, done.stderr) == (0, "")
    assert [json.loads(line)["table"] for line in done.stdout.splitlines()] == ["events"] * 2
    done = run(harness, "--format", "sqlite", "--to", str(tmp_path / "all.db"), "--renumber")
    assert (done.returncode, done.stdout) == (0, "")
    assert "2 events, 2 profiles" in done.stderr
    assert (tmp_path / "all.db").exists()


def test_the_help_says_what_is_left_out(harness: AppHarness) -> None:
    said = " ".join(run(harness, "--help").stdout.split())
    for word in (
        "Pseudonymous",
        "IP addresses",
        "user agents",
        "first names",
        "search words",
        "--with-ids",
        "--separator",
    ):
        assert word in said


@pytest.mark.parametrize(
    ("flags", "separator"),
    [
        pytest.param(("--separator", "semicolon"), ";", id="semicolon, as Excel in French opens it"),
        pytest.param(("--separator", ";"), ";", id="semicolon, as itself"),
        pytest.param(("--separator", "tab"), "\t", id="tab"),
        pytest.param(("--separator", "comma"), ",", id="comma"),
        pytest.param((), ",", id="comma unless told otherwise"),
    ],
)
@pytest.mark.parametrize(
    "is_file", [True, pytest.param(False, marks=pytest.mark.long)], ids=["a file", "standard output"]
)
def test_a_spreadsheet_opens_csv_with_its_columns_and_accents(
    harness: AppHarness, leonie: Browser, tmp_path: Path, flags: tuple[str, ...], separator: str, is_file: bool
) -> None:
    to = tmp_path / "profiles.csv"
    asked = ("--what", "profiles", "--format", "csv", "--with-ids", *flags)
    done = run(harness, *asked, *(("--to", str(to)) if is_file else ()))
    assert done.returncode == 0
    content = to.read_bytes() if is_file else done.stdout.encode()
    assert content.startswith(b"\xef\xbb\xbf")  # by which Excel knows UTF-8
    text = content.decode("utf-8-sig")
    if is_file:
        assert text.count("\r\n") == text.count("\n") == 3
    first, stranger = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    assert list(first) == list(PROFILE)
    assert (first["first_name"], stranger["first_name"]) == ("Léonie", "")
    assert json.loads(first["interests"])[0]["interest"] == "bahamas"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("--format", "csv"), "--what events", id="CSV of everything"),
        pytest.param(("--separator", "semicolon"), "--format csv", id="a separator of what has none"),
        pytest.param(("--format", "sqlite"), "--to export.db", id="SQLite to the terminal"),
        pytest.param(("--to", "/nowhere/x.jsonl"), "folder that exists", id="no such folder"),
        pytest.param(("--to", "/"), "folder that exists", id="a folder"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(harness: AppHarness, arguments: tuple[str, ...], said: str) -> None:
    done = run(harness, *arguments)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("pixel: ")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_database_is_not_written_over(harness: AppHarness) -> None:
    if isinstance(harness.settings.database, Path):
        done = run(harness, "--to", str(harness.settings.database))
        assert done.returncode == 1
        assert "the database itself" in done.stderr


def test_whoever_has_seen_enough_may_go(harness: AppHarness) -> None:
    hits = [HIT._replace(visitor_id="v", event_id=str(n), data={"value": "1" * 500}) for n in range(400)]
    harness.app.store.write(keep_hits, hits)
    database = harness.settings.database
    url = f"sqlite:///{database}" if isinstance(database, Path) else database
    program = [sys.executable, "-m", "pixel", "export", "--what", "events"]
    reading = subprocess.Popen(
        program,
        cwd=ROOT,
        env={**os.environ, "PIXEL_DATABASE_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert reading.stdout
    assert reading.stderr
    assert reading.stdout.readline()
    reading.stdout.close()
    assert reading.stderr.read() == b""
    assert reading.wait(30) == 0
    reading.stderr.close()
