"""scripts/bench: what it says to a person, and that what it measures with is sound. No benchmark runs here."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from benchmarks.bare_feed import make_app, split_page
from benchmarks.fill import HEAVY, LIGHT, Filled, fill
from benchmarks.load import Outcome
from benchmarks.options import FEWEST_EVENTS, TARGETS, read_options
from benchmarks.progress import time_left
from benchmarks.readers import Readers
from benchmarks.servers import Server
from benchmarks.table import Row, divide, interleave, write_table
from benchmarks.targets import TARGET_FUNCTIONS
from pixel.app import create_app
from pixel.settings import Settings
from tests.contract.conftest import STORES
from tests.support.app_harness import AppHarness, seeded_database
from tests.support.postgres import Postgres
from tests.support.server import ROOT, read_rows

SCRIPTS = ROOT / "scripts"


def run(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    """scripts/bench of a fresh copy in `folder`."""
    shutil.copytree(SCRIPTS, folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, str(folder / "scripts" / "bench"), *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)


def test_help_names_the_targets_and_installs_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, "--help")
    said = " ".join(done.stdout.split())
    assert done.returncode == 0
    assert all(f"{number}: {name}" in said for number, name in TARGETS.items())
    assert not (tmp_path / ".venv").exists()


def test_without_wrk_one_sentence_says_how_to_get_it(tmp_path: Path) -> None:
    done = run(tmp_path, env={**os.environ, "PATH": str(tmp_path)})
    assert done.returncode == 1
    assert "sudo apt install wrk" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / ".venv").exists()


def test_the_readme_beside_it_has_every_flag_and_every_target(tmp_path: Path) -> None:
    readme = (SCRIPTS / "README.md").read_text(encoding="utf-8")
    flags = set(re.findall(r"--[a-z]+", run(tmp_path, "--help").stdout)) - {"--help"}
    assert {flag for flag in flags if f"scripts/bench {flag} " not in readme} == set()
    assert {number for number in TARGETS if f"\n| {number}. " not in readme} == set()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no run bits")
def test_it_can_be_run() -> None:
    assert os.access(SCRIPTS / "bench", os.X_OK)
    assert (SCRIPTS / "bench").read_bytes().startswith(b"#!/usr/bin/env python3\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--only", "9"], "numbers from 0 to 8", id="no such target"),
        pytest.param(["--only", "1,x"], "numbers from 0 to 8", id="no number"),
        pytest.param(["--events", "15000"], "a multiple of 10000", id="events that cannot be shared out"),
        pytest.param(["--seconds", "0"], "from 1 to 600", id="no time"),
        pytest.param(["--seconds", "soon"], "invalid", id="no seconds"),
        pytest.param(["--rounds", "0"], "a whole number from 1", id="no rounds"),
    ],
)
def test_an_option_that_cannot_be_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        read_options(arguments)
    assert said in capsys.readouterr().err


def test_every_target_that_can_be_asked_for_is_measured() -> None:
    assert TARGET_FUNCTIONS.keys() == TARGETS.keys() == read_options([]).only


def test_the_table_says_when_and_on_what_but_not_whose_machine() -> None:
    rows = [Row("hits", "1.04", "≥ 1.0"), Row("for orientation", "3.20")]
    table = write_table(rows, read_options(["--rounds", "5"]), date(2026, 2, 3), ["SQLite 3.37.0", "PostgreSQL 18.1"])
    _, empty, *lines = table.splitlines()
    assert empty == ""
    assert lines == [
        "| target | figure | wanted |",
        "| --- | --- | --- |",
        "| hits | 1.04 | ≥ 1.0 |",
        "| for orientation | 3.20 |  |",
    ]
    assert re.search(
        r"on 2026-02-03: \d+ cores, (\d+ GB of memory, )?\w+, \w+ 3\.\d+\.\d+, SQLite 3\.37\.0, PostgreSQL 18\.1;"
        r" 5 rounds of 5 s, interleaved; medians of ratios\.",
        table,
    )
    assert not re.search(rf"\b{re.escape(socket.gethostname())}\b", table)
    assert str(Path.home()) not in table


def test_rounds_are_interleaved_and_divided_one_by_one() -> None:
    said: list[str] = []
    values: Iterator[float] = iter([10, 1, 30, 3, 20, 4])

    def measure(name: str) -> float:
        said.append(name)
        return next(values)

    ones, others = interleave(3, lambda: measure("A"), lambda: measure("B"), lambda *_: None)
    assert "".join(said) == "ABABAB"
    rounds = list(zip(ones, others, strict=True))
    assert divide(rounds) == "10.00 (5.00 to 10.00)"
    assert divide(rounds[2:], places=1) == "5.0"


PAGE = (
    '<!doctype html>\n<html lang="fr"><head><title>Fil · Zoé &amp; Léo</title></head><body class="page">'
    '<article class="post" id="post-1" data-testid="ad"><h2>Les Bahamas</h2>\n<img src="/a.svg?x=1&amp;y=2" alt="">'
    "</article>"
    "<article><p>l&#39;été, &quot;enfin&quot; ; d'ici là\n</p></article> <footer></footer></body></html>\n"
)


def test_the_bare_feed_is_the_same_page_made_from_its_values(tmp_path: Path) -> None:
    (tmp_path / "feed.html").write_text(PAGE, encoding="utf-8")
    answer = make_app(str(tmp_path / "feed.html")).test_client().get("/")
    assert answer.text == PAGE
    assert answer.content_type == "text/html; charset=utf-8"
    values = [[value for _, value in part if value] for part in split_page(PAGE)]
    assert values[0] == ["Fil · Zoé & Léo"]
    assert values[1] == ["post-1", "ad", "Les Bahamas", "/a.svg?x=1&y=2"]
    assert values[2:] == [[], []]  # a quotation mark that Jinja would write in another way is left as it is


def test_readers_open_pages_until_it_is_over_and_count_what_did_not_come() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    with Readers(Server(listener.getsockname()[1], 0), ["a=b"]) as readings, listener:
        listener.accept()[0].close()
    assert readings.failed
    assert readings.milliseconds == []
    assert str(readings) == f"no pages, {readings.failed} failed"


def test_a_rate_is_recorded_hits_a_second() -> None:
    assert Outcome(requests=600, seconds=2.5, p50=1, p99=2, not_recorded=100, failed=0).rate == 200


@pytest.mark.parametrize(
    ("share", "said"),
    [
        pytest.param(0.5, "about 60 s to go", id="half"),
        pytest.param(0.9, "about 10 s to go", id="nearly done"),
        pytest.param(0.05, "about 19 min to go", id="hardly begun"),
        pytest.param(0, "about 999 min to go", id="not begun"),
    ],
)
def test_the_time_that_is_left_is_told_roughly(share: float, said: str) -> None:
    assert time_left(time.monotonic() - 60, share) == said


@pytest.fixture(scope="module", params=STORES)
def seeded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path | str]:
    """A seeded database, on each kind."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("filled") / "pixel.db"
        path.write_bytes(seeded_database())
        yield path
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.new_database(template=request.getfixturevalue("seeded_postgres")) as url:
        yield url


@pytest.fixture(scope="module")
def indexes(seeded: Path | str) -> list[dict[str, str]]:
    """What they are before anything is filled in."""
    return indexes_of(seeded)


@pytest.fixture(scope="module")
def filled(seeded: Path | str, indexes: list[dict[str, str]]) -> Filled:
    return fill(seeded, FEWEST_EVENTS, lambda _: None)


def indexes_of(database: Path | str) -> list[dict[str, str]]:
    is_sqlite = isinstance(database, Path)
    listed = "sqlite_master WHERE type = 'index'" if is_sqlite else "pg_indexes WHERE schemaname = 'public'"
    columns = "name, sql" if is_sqlite else "indexname AS name, indexdef AS sql"
    return read_rows(database, f"SELECT {columns} FROM {listed} ORDER BY 1", {})


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        pytest.param("SELECT count(*) AS n FROM events", FEWEST_EVENTS, id="events"),
        pytest.param("SELECT max(id) AS n FROM events", FEWEST_EVENTS, id="numbered as they came"),
        pytest.param(
            "SELECT count(*) AS n FROM events WHERE received_at NOT LIKE '____-__-__T__:__:__.___Z'", 0, id="times"
        ),
        pytest.param(
            "SELECT sum(hits) AS n FROM tallies WHERE content_id = ''", FEWEST_EVENTS, id="each in the sums once"
        ),
        pytest.param(
            "SELECT sum(hits) - (SELECT count(*) FROM events WHERE content_ids != '[]') AS n"
            " FROM tallies JOIN products ON advertiser = pixel_id AND products.content_id = tallies.content_id",
            0,
            id="and once for each content",
        ),
        pytest.param("SELECT count(*) AS n FROM events WHERE visitor_id = :light", LIGHT, id="a visitor with few"),
        pytest.param("SELECT count(*) AS n FROM events WHERE visitor_id = :heavy", HEAVY, id="a visitor with many"),
        pytest.param("SELECT count(DISTINCT visitor_id) AS n FROM events", 1002, id="visitors"),
        pytest.param(
            "SELECT count(*) AS n FROM identities JOIN seats ON seats.id = seat_id", 500, id="half are somebody"
        ),
        pytest.param("SELECT count(*) AS n FROM identities", 500, id="and nobody else"),
        pytest.param(
            "SELECT count(*) AS n FROM identities WHERE visitor_id IN (:light, :heavy)", 0, id="these two not yet"
        ),
    ],
)
def test_what_is_filled_is_consistent(filled: Filled, sql: str, expected: int) -> None:
    (row,) = read_rows(filled.database, sql, {"light": filled.light, "heavy": filled.heavy})
    assert row["n"] == expected


def test_filling_leaves_the_schema_as_it_was(indexes: list[dict[str, str]], filled: Filled) -> None:
    assert indexes_of(filled.database) == indexes
    assert len(filled.visitors) == len(set(filled.visitors)) == 1000


def test_a_server_goes_on_where_the_filling_stopped(filled: Filled, tmp_path: Path) -> None:
    harness = AppHarness(create_app(settings := Settings(database=filled.database, secret_key=b"chalk" * 8)), settings)
    browser = harness.browser()
    assert browser.look() == "recorded"
    assert harness.rows("SELECT max(id) AS n FROM events")[0]["n"] == FEWEST_EVENTS + 1
    harness.app.store.close()


@pytest.mark.long
def test_ctrl_c_while_it_fills_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "wrk").touch(mode=0o755)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    told = {
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "TMPDIR": str(temporary),
        "PYTHONPATH": f"{ROOT}{os.pathsep}{SCRIPTS}",
    }
    command = [sys.executable, "-m", "benchmarks", "--only", "2", "--events", "1000000"]
    with subprocess.Popen(command, env=os.environ | told, stdout=subprocess.PIPE, text=True) as bench:
        assert bench.stdout
        assert any("of 1,000,000 events stored" in line for line in bench.stdout)
        bench.send_signal(signal.SIGINT)
        bench.stdout.read()
    assert bench.returncode == 130
    assert list(temporary.iterdir()) == []
