"""What `pixel` cannot do it says in one sentence, with status 1 and without a traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from pixel.stories.server.lifecycle import free_port
from tests.support.app_harness import seeded_database
from tests.support.server import ROOT

BOTH = pytest.mark.parametrize("flags", [(), ("--waitress",)], ids=["gunicorn", "waitress"])


def run(folder: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """`pixel …` with a database in `folder`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIXEL_")}
    return subprocess.run(
        [sys.executable, "-m", "pixel", *arguments],
        cwd=ROOT,
        env={**kept, "PIXEL_DATABASE_URL": f"sqlite:///{folder / 'pixel.db'}", **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def assert_one_sentence(done: "subprocess.CompletedProcess[str]", *words: str) -> None:
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("pixel: ")
    for word in words:
        assert word in line


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    """A folder with a migrated, seeded database."""
    (tmp_path / "pixel.db").write_bytes(seeded_database())
    return tmp_path


@BOTH
def test_a_port_in_use_is_said_in_one_sentence(ready: Path, flags: tuple[str, ...]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(ready, "serve", "--port", str(port), *flags)
    assert_one_sentence(done, str(port), "--port")


@BOTH
def test_an_unmigrated_database_is_said_in_one_sentence(tmp_path: Path, flags: tuple[str, ...]) -> None:
    assert_one_sentence(run(tmp_path, "serve", "--port", str(free_port()), *flags), "pixel migrate")
    assert not (tmp_path / "pixel.db").exists()


@pytest.mark.parametrize("command", ["seed", "reset"])
def test_other_commands_say_it_too(tmp_path: Path, command: str) -> None:
    assert_one_sentence(run(tmp_path, command), "pixel migrate")


@pytest.mark.parametrize("command", ["serve", "migrate", "seed", "reset"])
def test_a_file_that_is_no_database_is_said_in_one_sentence(tmp_path: Path, command: str) -> None:
    (tmp_path / "pixel.db").write_bytes(b"not a database" * 1000)
    assert_one_sentence(run(tmp_path, command), "pixel.db")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert_one_sentence(run(tmp_path, "migrate"), "pixel.db")


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        pytest.param({"PIXEL_PORT": "huit"}, "PIXEL_PORT", id="port"),
        pytest.param({"PIXEL_WORKERS": "0"}, "PIXEL_WORKERS", id="workers"),
        pytest.param({"PIXEL_DATABASE_URL": "mysql://x"}, "PIXEL_DATABASE_URL", id="database"),
        pytest.param({"PIXEL_TRUSTED_PROXIES": "proxy"}, "PIXEL_TRUSTED_PROXIES", id="proxies"),
        pytest.param({"PIXEL_SITES": "/nowhere.toml"}, "PIXEL_SITES", id="sites that are not there"),
        pytest.param({"PIXEL_HOST": "192.0.2.1"}, "192.0.2.1", id="an address of another machine"),
    ],
)
def test_a_setting_that_cannot_be_is_said_in_one_sentence(ready: Path, settings: dict[str, str], word: str) -> None:
    assert_one_sentence(run(ready, "serve", **settings), word)


@BOTH
@pytest.mark.parametrize(
    "text",
    ['plage = "https://plage.example"', 'network = "https://reseau.example"'],
    ids=["a site that is none", "a network without its collector"],
)
def test_sites_that_cannot_be_are_said_in_one_sentence(ready: Path, text: str, flags: tuple[str, ...]) -> None:
    (ready / "sites.toml").write_text(text)
    done = run(ready, "serve", "--port", str(free_port()), *flags, PIXEL_SITES=str(ready / "sites.toml"))
    assert_one_sentence(done, "PIXEL_SITES")


def test_from_nothing_to_serving_and_back(tmp_path: Path) -> None:
    for command, said in (
        ("migrate", "m001_events"),
        ("migrate", "up to date"),
        ("seed", "products"),
        ("reset", "erased"),
    ):
        done = run(tmp_path, command)
        assert done.returncode == 0, done.stderr
        assert said in done.stdout
        assert done.stderr == ""
