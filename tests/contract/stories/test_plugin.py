"""The pytest plugin as another project's suite uses it: in a pytest of its own, in a folder of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pixel.stories.server.lifecycle import is_healthy
from tests.support.server import ROOT

pytestmark = pytest.mark.long

SUITE = """
import json, pathlib, urllib.request

def test_server(pixel_server):
    told = {"port": str(pixel_server.port), "folder": str(pixel_server.running.folder)}
    pathlib.Path("told.json").write_text(json.dumps(told))
    page = urllib.request.urlopen(f"http://127.0.0.1:{pixel_server.port}/healthz")
    assert page.status == 200
    assert pixel_server.url("soleil", "/blog") == f"http://soleil.localhost:{pixel_server.port}/blog"
    assert pixel_server.get("soleil", "/blog").status == 200
    assert pixel_server.api.clock()["simulated"]

def test_shipped_story(pixel_story):
    result = pixel_story("bahamas")
    assert result.outcome == "passed"

def test_each_test_finds_nobody(pixel_server):
    assert not pixel_server.api.has_visitors()

def test_own_story(pixel_story):
    pixel_story(pathlib.Path(__file__).parent / "hopeful.yaml")

def test_typo(pixel_story):
    pixel_story("bahama")
"""
HOPEFUL = """
story: hopeful
title: {fr: Espoir, en: Hope}
about: {fr: Une annonce sans visite., en: An ad without a visit.}
persons: {zoe: {}}
steps:
  - {who: zoe, join: marcel, expect: {ad: {content: bahamas, reason: retargeting}}}
"""


def run_suite(folder: Path, *arguments: str, python: str = sys.executable, **settings: str) -> tuple[int, str]:
    """What pytest says of a suite that stands in a folder of its own."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PIXEL_", "PYTEST_"))}
    done = subprocess.run(
        [python, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env={**inherited, **settings},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str, dict[str, str]]:
    """The suite above, run once: exit status, what pytest said, and what the first test told of its server."""
    folder = tmp_path_factory.mktemp("suite")
    (folder / "test_mine.py").write_text(SUITE)
    (folder / "hopeful.yaml").write_text(HOPEFUL)
    plugin = ("-p", "pixel.testing.plugin")  # installed, its entry point does that: see test_wheel.py
    status, said = run_suite(folder, *plugin, PYTHONPATH=str(ROOT))
    return status, said, json.loads((folder / "told.json").read_text())


def test_server_and_story_are_there_and_what_is_wrong_fails(suite: tuple[int, str, dict[str, str]]) -> None:
    status, said, _ = suite
    assert status == 1, said
    assert "2 failed, 3 passed" in said


def test_a_story_that_does_not_come_true_fails_with_its_narration(suite: tuple[int, str, dict[str, str]]) -> None:
    _, said, _ = suite
    assert "zoe joins the network as marcel" in said
    assert "expected an ad (content bahamas, reason retargeting)" in said
    assert "Traceback" not in said


def test_a_misspelt_story_is_a_sentence_with_the_nearest_name(suite: tuple[int, str, dict[str, str]]) -> None:
    _, said, _ = suite
    assert "pixel_story: " in said
    assert "bahamas" in said.split("pixel_story: ", 1)[1].splitlines()[0]


def test_nothing_is_left_of_the_server(suite: tuple[int, str, dict[str, str]]) -> None:
    _, _, told = suite
    assert not Path(told["folder"]).exists()
    assert not is_healthy(int(told["port"]))
