"""The wheel holds all that the package needs: built, installed in an environment of its own, and put to use there."""

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from environment.programs import CHROMIUM, find
from tests.contract.stories.test_plugin import run_suite
from tests.support.server import ROOT
from tests.support.without import do_without

pytestmark = pytest.mark.long

PACKAGES = ("pixel", "demo_sites")
NOT_PACKAGED = ("*.pyc", "__pycache__", "*.egg-info", "build")
EXAMPLES = ROOT / "tests" / "examples"


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A program outside the clone, without the settings of whoever runs the tests."""
    own = ("PIXEL_", "PYTHONPATH", "PYTEST_", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    asked = [str(part) for part in command]
    return subprocess.run(asked, cwd=cwd, env=environment, capture_output=True, text=True, timeout=600, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy, so that nothing is left in the clone."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns(*NOT_PACKAGED))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    built = run(sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", folder, source, cwd=folder)
    if built.returncode and "setuptools" in built.stderr:
        do_without("no package index here: setuptools cannot be had to build the wheel with")
    assert built.returncode == 0, built.stdout + built.stderr
    [found] = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new environment with the wheel, and what its extras name."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    done = run(python, "-m", "pip", "install", "--no-input", f"{wheel}[pytest,browser]", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return python


def test_the_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    listed = subprocess.run(["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=True)
    missing = [name for name in listed.stdout.splitlines() if name not in held]
    assert missing == []
    assert "pixel/py.typed" in held


def test_a_story_is_played_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    played = run(installed.with_name("pixel"), "play", "bahamas", "control", cwd=tmp_path)
    assert played.returncode == 0, played.stdout + played.stderr
    assert "2 passed" in played.stdout
    assert list(tmp_path.iterdir()) == [], "nothing is left where it was played"


@pytest.mark.browser
def test_the_example_suite_passes_outside_the_clone(installed: Path, tmp_path: Path) -> None:
    chromium = find(CHROMIUM) or do_without("no Chromium here: set PIXEL_CHROMIUM, or run scripts/test --install")
    shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=shutil.ignore_patterns(*NOT_PACKAGED))
    status, said = run_suite(tmp_path / "examples", python=str(installed), PIXEL_CHROMIUM=chromium)
    assert status == 0, said
    assert "3 passed" in said
    assert "pixel" in said.split("plugins:", 1)[1].splitlines()[0], "pytest found the plugin by its entry point"
