"""The documentation is true: every setting and command that there is stands in README, and in no readme another."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pixel.settings import RATE_BEYOND_LOOPBACK, Settings
from tests.support.server import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
# Read by the tests and scripts/test, to find browsers, nginx and a PostgreSQL.
FOR_TESTS = {"PIXEL_CHROMIUM", "PIXEL_FIREFOX", "PIXEL_NGINX", "PIXEL_TEST_POSTGRES_URL"}


def names_in(text: str) -> set[str]:
    return set(re.findall(r"\bPIXEL_[A-Z]+(?:_[A-Z]+)*\b", text))


def read_by_the_server() -> set[str]:
    return {name for path in (ROOT / "pixel").rglob("*.py") for name in names_in(path.read_text(encoding="utf-8"))}


def read_by_scripts() -> set[str]:
    files = [path for path in (ROOT / "scripts").rglob("*") if path.is_file() and path.suffix in ("", ".py")]
    return {name for path in files for name in names_in(path.read_text(encoding="utf-8"))}


def test_the_contracts_settings_are_read() -> None:
    assert read_by_the_server() >= {
        "PIXEL_PORT",
        "PIXEL_HOST",
        "PIXEL_DATABASE_URL",
        "PIXEL_WORKERS",
        "PIXEL_SECRET_KEY",
        "PIXEL_TEACHER_TOKEN",
        "PIXEL_ALLOWED_HOSTS",
        "PIXEL_SITES",
        "PIXEL_TRUSTED_PROXIES",
        "PIXEL_RATE_LIMIT",
    }


def test_every_setting_stands_in_the_readmes_table() -> None:
    tables = "".join(line for line in README.splitlines(keepends=True) if line.startswith("| `PIXEL_"))
    assert read_by_the_server() - names_in(tables) == set()


def test_no_readme_names_a_setting_that_nobody_reads() -> None:
    readmes = [ROOT / "README.md", *(ROOT / ".github").glob("*.md")]
    readmes += [path for folder in ("pixel", "scripts", "tests") for path in (ROOT / folder).rglob("*.md")]
    assert len(readmes) >= 9
    named = {name for path in readmes for name in names_in(path.read_text(encoding="utf-8"))}
    assert named - read_by_the_server() - read_by_scripts() - FOR_TESTS == set()


def test_the_defaults_in_the_readme_are_those_that_hold() -> None:
    settings = Settings()
    for name, default in (
        ("PIXEL_HIT_WAIT", settings.hit_wait_ms),
        ("PIXEL_RETENTION_DAYS", settings.retention_days),
        ("PIXEL_PORT`, `PIXEL_HOST", f"`{settings.port}`, loopback"),
        ("PIXEL_RATE_LIMIT", f"none on loopback, else {RATE_BEYOND_LOOPBACK}"),
    ):
        assert f"| `{name}` | {default} |" in README


def run(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIXEL_")}
    return subprocess.run(
        [sys.executable, "-m", "pixel", *arguments],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.long
@pytest.mark.parametrize("command", ["serve", "migrate", "seed", "reset", "copy", "export", "play"])
def test_every_command_has_help_and_stands_in_the_readme(command: str, tmp_path: Path) -> None:
    done = run(command, "--help", folder=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith(f"usage: pixel {command}")
    assert command in run("--help", folder=tmp_path).stdout
    assert re.search(rf"\bpixel {command}\b|`{command}`", README)
    assert list(tmp_path.iterdir()) == []


def test_every_flag_of_serve_stands_in_its_help_and_its_variable_too(tmp_path: Path) -> None:
    said = run("serve", "--help", folder=tmp_path).stdout
    for flag in ("--port", "--host", "--workers", "--waitress", "--simulated-clock"):
        assert flag in said
    for name in ("PIXEL_PORT", "PIXEL_HOST", "PIXEL_WORKERS", "PIXEL_CLOCK"):
        assert name in said


@pytest.mark.parametrize("arguments", [(), ("sing",), ("serve", "--loud"), ("serve", "--port", "huit")])
def test_what_is_no_command_is_told_how_it_goes(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: pixel")
    assert "Traceback" not in done.stderr
