"""The same story leaves the same traces: its export is the same bytes, whatever the store and the number of workers."""

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from pixel.stories.format.reader import read_story
from pixel.stories.server.process import run_server
from tests.contract.stories.test_shipped import play_on, tell
from tests.support.postgres import Postgres

ROOT = Path(__file__).resolve().parents[3]
STORIES = ("bahamas", "frequency-cap", "consent-too-late", "two-browsers")


def export_of(name: str, workers: int, database: str = "") -> bytes:
    """What is kept of a story after it was played on a server of its own, numbered anew."""
    with run_server(database, {"PIXEL_WORKERS": str(workers)}) as server:
        result = play_on(server, read_story(name))
        assert result.outcome == "passed", tell(result)
        url = database or f"sqlite:///{server.database}"
        return subprocess.run(
            [sys.executable, "-m", "pixel", "export", "--what", "all", "--format", "jsonl", "--to", "-", "--renumber"],
            cwd=ROOT,
            env={**os.environ, "PIXEL_DATABASE_URL": url},
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout


@pytest.mark.long
@pytest.mark.parametrize("name", STORIES)
def test_a_story_leaves_the_same_bytes_on_any_number_of_workers_and_on_either_store(
    postgres: Postgres, name: str
) -> None:
    with ExitStack() as opened:
        exports = [export_of(name, workers=1), export_of(name, workers=3)]
        exports.append(export_of(name, 2, opened.enter_context(postgres.new_database())))
    assert exports[0].count(b"\n") > 3
    assert exports[0] == exports[1]
    assert exports[0] == exports[2]
