"""scripts/bench: what it says to a person, and that what it measures with is sound. No benchmark runs here."""

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from _bench_fill import HEAVY, LIGHT, Filled, fill
from _bench_load import Outcome
from _bench_options import FEWEST_EVENTS, TARGETS, read_options
from _bench_table import Row, interleave, ratio, write_table
from _bench_targets import TARGET_FUNCTIONS

from tests.contract.house import seeded_database

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


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


@pytest.mark.skipif(os.name == "nt", reason="Windows has no run bits")
def test_it_can_be_run() -> None:
    assert os.access(SCRIPTS / "bench", os.X_OK)
    assert (SCRIPTS / "bench").read_bytes().startswith(b"#!/usr/bin/env python3\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--only", "9"], "numbers from 0 to 4", id="no such target"),
        pytest.param(["--only", "1,x"], "numbers from 0 to 4", id="no number"),
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
    table = write_table(rows, read_options(["--rounds", "5"]), date(2026, 2, 3))
    _, empty, *lines = table.splitlines()
    assert empty == ""
    assert lines == [
        "| target | figure | wanted |",
        "| --- | --- | --- |",
        "| hits | 1.04 | ≥ 1.0 |",
        "| for orientation | 3.20 |  |",
    ]
    assert re.search(r"on 2026-02-03: \d+ cores, \w+, \w+ 3\.\d+\.\d+; 5 rounds of 5 s, interleaved, medians\.", table)
    assert not re.search(rf"\b{re.escape(socket.gethostname())}\b", table)
    assert str(Path.home()) not in table


def test_rounds_are_interleaved_and_medians_divided() -> None:
    said: list[str] = []
    values: Iterator[float] = iter([10, 1, 30, 3, 20, 4])

    def measure(name: str) -> float:
        said.append(name)
        return next(values)

    ones, others = interleave(3, lambda: measure("A"), lambda: measure("B"), lambda *_: None)
    assert "".join(said) == "ABABAB"
    assert ratio(ones, others) == 20 / 3


def test_a_rate_is_answers_a_second() -> None:
    assert Outcome(requests=500, seconds=2.5, p50=1, p99=2, not_recorded=0, failed=0).rate == 200


def indexes_of(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name").fetchall()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    path = tmp_path_factory.mktemp("filled") / "pixel.db"
    path.write_bytes(seeded_database())
    return fill(path, FEWEST_EVENTS, lambda _: None)


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        pytest.param("SELECT count(*) FROM events", FEWEST_EVENTS, id="events"),
        pytest.param("SELECT sum(hits) FROM tallies WHERE content_id = ''", FEWEST_EVENTS, id="each in the sums once"),
        pytest.param(
            "SELECT sum(hits) - (SELECT sum(json_array_length(content_ids)) FROM events)"
            " FROM tallies WHERE content_id != ''",
            0,
            id="and once for each content",
        ),
        pytest.param("SELECT count(*) FROM events WHERE visitor_id = :light", LIGHT, id="a visitor with few"),
        pytest.param("SELECT count(*) FROM events WHERE visitor_id = :heavy", HEAVY, id="a visitor with many"),
        pytest.param("SELECT count(DISTINCT visitor_id) FROM events", 1002, id="visitors"),
        pytest.param("SELECT count(*) FROM identities JOIN seats ON seats.id = seat_id", 500, id="half are somebody"),
        pytest.param("SELECT count(*) FROM identities WHERE visitor_id IN (:light, :heavy)", 0, id="these two not yet"),
        pytest.param("SELECT count(*) FROM pragma_foreign_key_check", 0, id="nothing dangles"),
    ],
)
def test_what_is_filled_is_consistent(filled: Filled, sql: str, expected: int) -> None:
    with closing(sqlite3.connect(filled.path)) as database:
        (found,) = database.execute(sql, {"light": filled.light, "heavy": filled.heavy}).fetchone()
    assert found == expected


def test_filling_leaves_the_schema_as_it_was(filled: Filled, tmp_path: Path) -> None:
    (tmp_path / "new.db").write_bytes(seeded_database())
    assert indexes_of(filled.path) == indexes_of(tmp_path / "new.db")
    assert len(filled.visitors) == len(set(filled.visitors)) == 1000
