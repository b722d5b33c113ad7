"""scripts/demo and scripts/test: what they promise to someone with a fresh clone."""

import ast
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from environment.coverage_table import write_table
from environment.programs import PROGRAMS
from tests.support.postgres import NO_SERVER, OwnPostgres

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"
BOTH = pytest.mark.parametrize("script", ["demo", "test"])
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has neither run bits nor sh")

# Runs a script as if its Python were another: `{change}` is what makes it so.
ANOTHER_PYTHON = """
import runpy, sys
sys.argv = [{script!r}]
sys.path.insert(0, {folder!r})
{change}
runpy.run_path({script!r}, run_name="__main__")
"""


def clean_environment(**more: str) -> dict[str, str]:
    """This environment without what would steer pip or pixel; this Python's packages stand in for a download."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PIXEL_", "CI", "PYTEST_"))
    }
    return {
        **kept,
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        **more,
    }


def run(*command: str | Path, env: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(part) for part in command],
        env=env or clean_environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def run_on_another_python(script: Path, change: str, env: Mapping[str, str] | None = None) -> str:
    """What a script says when it stops on a Python with that change."""
    program = ANOTHER_PYTHON.format(script=str(script), folder=str(script.parent), change=change)
    done = run(sys.executable, "-c", program, env=env)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def copy_project(folder: Path) -> Path:
    """The project in `folder` as a fresh clone, with locks that ask for nothing."""
    for part in ("scripts", "pixel", "demo_sites"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for lock in ("requirements.txt", "requirements-test.txt"):
        (folder / "scripts" / lock).write_text("")
    return folder


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy in a folder whose name has a space and an accent, as people's folders have."""
    return copy_project(tmp_path_factory.mktemp("clone") / "Été à l’école")


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_the_readme_beside_them_has_every_flag_and_program_of_the_tests() -> None:
    readme = (SCRIPTS / "README.md").read_text(encoding="utf-8")
    source = (SCRIPTS / "test").read_text(encoding="utf-8")
    flags = ast.literal_eval(re.findall(r"^OWN_ARGUMENTS = (.*)$", source, flags=re.MULTILINE)[0])
    assert {flag for flag in flags if f"scripts/test {flag} " not in readme} == set()
    assert {program.setting for program in PROGRAMS if f"`{program.setting}`" not in readme} == set()


# What stands in the way is said in a sentence, with what to do.


@BOTH
def test_an_old_python_is_told_which_is_needed(script: str) -> None:
    said = run_on_another_python(SCRIPTS / script, "sys.version_info = (3, 8, 10, 'final', 0)")
    assert f"scripts/{script} needs Python 3.11 or newer, and this is Python 3.8." in said


@POSIX
def test_an_old_python_is_told_which_newer_one_is_here(tmp_path: Path) -> None:
    (tmp_path / "python3.12").write_text("#!/bin/sh\n")
    (tmp_path / "python3.12").chmod(0o755)
    env = clean_environment(PATH=str(tmp_path))
    said = run_on_another_python(SCRIPTS / "demo", "sys.version_info = (3, 9, 6, 'final', 0)", env)
    assert said.endswith("python3.12 scripts/demo\n")


@pytest.mark.parametrize("name", ["environment/__init__.py", "environment/python_version.py", "demo", "test", "bench"])
def test_an_old_python_can_read_what_refuses_it(name: str) -> None:
    ast.parse((SCRIPTS / name).read_text(encoding="utf-8"), feature_version=(3, 6))


@BOTH
def test_debian_without_ensurepip_is_told_the_package(script: str, tmp_path: Path) -> None:
    shutil.copytree(SCRIPTS, tmp_path / "scripts")
    said = run_on_another_python(tmp_path / "scripts" / script, "sys.modules['ensurepip'] = None")
    assert f"sudo apt install python3.{sys.version_info.minor}-venv" in said
    assert not (tmp_path / ".venv").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows asks for a right to make links")
def test_a_link_to_another_folder_is_not_emptied(tmp_path: Path) -> None:
    shutil.copytree(SCRIPTS, tmp_path / "scripts")
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "kept").write_text("theirs")
    (tmp_path / ".venv").symlink_to(theirs)
    done = run(sys.executable, tmp_path / "scripts" / "demo")
    assert done.returncode == 1
    assert "`.venv` is a link to another folder" in done.stderr
    assert (theirs / "kept").read_text() == "theirs"


def test_an_old_sqlite_is_told_which_is_needed(tmp_path: Path) -> None:
    shutil.copytree(SCRIPTS, tmp_path / "scripts")
    change = "import sqlite3; sqlite3.sqlite_version_info, sqlite3.sqlite_version = (3, 34, 1), '3.34.1'"
    said = run_on_another_python(tmp_path / "scripts" / "demo", change)
    assert "SQLite 3.34.1, and 3.37 or newer is needed" in said


@pytest.mark.long
def test_a_first_run_without_network_says_so_and_the_next_one_mends_it(tmp_path: Path, taken_port: int) -> None:
    clone = copy_project(tmp_path)
    lock = clone / "scripts" / "requirements.txt"
    lock.write_text(f"nowhere-to-be-had==1.0 --hash=sha256:{'0' * 64}\n")
    nobody_there = clean_environment(PIP_NO_INDEX="", PIP_INDEX_URL="http://127.0.0.1:9/", PIP_RETRIES="0")
    done = run(sys.executable, clone / "scripts" / "demo", env=nobody_there)
    assert done.returncode == 1
    assert "This first time needs the network" in done.stderr
    assert "Failed to establish a new connection" in done.stderr.partition("pip said: ")[2]
    assert "Traceback" not in done.stderr

    lock.write_text("")
    done = run(sys.executable, clone / "scripts" / "demo", "--port", str(taken_port))
    assert "Making .venv again" in done.stdout
    assert str(taken_port) in done.stderr


@pytest.mark.long
def test_a_taken_port_is_said_on_the_first_run_and_at_once_on_the_next(clone: Path, taken_port: int) -> None:
    for is_first in (True, False):
        done = run(sys.executable, clone / "scripts" / "demo", "--port", str(taken_port))
        assert done.returncode != 0
        assert ("Making .venv" in done.stdout) is is_first
        assert ("Installing" in done.stdout) is is_first
        assert str(taken_port) in done.stderr
        assert "Traceback" not in done.stderr
    assert (clone / "instance" / "pixel.db").exists()


@POSIX
@pytest.mark.long
def test_the_pixel_command_stands_in_the_venv(clone: Path, taken_port: int) -> None:
    run(sys.executable, clone / "scripts" / "demo", "--port", str(taken_port))
    done = run(clone / ".venv" / "bin" / "pixel", "--help")
    assert done.returncode == 0
    assert all(command in done.stdout for command in ("serve", "migrate", "seed", "reset"))


# scripts/test without a browser


@pytest.fixture
def browserless(clone: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a machine with sh and an apt-get that refuses, and no way to any browser."""
    (clone / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8"), encoding="utf-8")
    (clone / "tests").mkdir(exist_ok=True)
    (clone / "tests" / "test_walk.py").write_text(
        "import pytest\n\ndef test_walk():\n    pytest.skip('needs PIXEL_CHROMIUM')\n\ndef test_else():\n    pass\n"
    )
    (tmp_path / "sh").symlink_to("/bin/sh")
    (tmp_path / "apt-get").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "apt-get").chmod(0o755)
    return clean_environment(
        PATH=str(tmp_path), PLAYWRIGHT_BROWSERS_PATH=str(tmp_path), PLAYWRIGHT_DOWNLOAD_HOST="http://127.0.0.1:9"
    )


@POSIX
@pytest.mark.long
@pytest.mark.parametrize(("ci", "code"), [pytest.param("false", 0, id="at home"), pytest.param("true", 1, id="in CI")])
def test_the_last_line_says_what_was_skipped_and_what_brings_it(
    clone: Path, browserless: dict[str, str], ci: str, code: int
) -> None:
    done = run(sys.executable, clone / "scripts" / "test", "tests/test_walk.py", env={**browserless, "CI": ci})
    *_, closing, last = done.stdout.splitlines()
    assert re.search(r"1 passed, 1 skipped in", closing)
    assert last.startswith("Skipped tests: 1 for want of Chromium")
    assert re.search(r"(scripts/test --install|apt-get install chromium)$", last)
    assert done.returncode == code


@POSIX
@pytest.mark.long
def test_a_browser_is_installed_where_that_is_allowed(clone: Path, browserless: dict[str, str], tmp_path: Path) -> None:
    sudo = '#!/bin/sh\nshift\nexec "$@"\n'  # sudo -n <command>
    apt = f"#!/bin/sh\necho '#!/bin/sh' > {tmp_path}/chromium\n/bin/chmod +x {tmp_path}/chromium\n"
    for name, program in (("sudo", sudo), ("apt-get", apt), ("true", "#!/bin/sh\n")):
        (tmp_path / name).write_text(program)
        (tmp_path / name).chmod(0o755)
    done = run(sys.executable, clone / "scripts" / "test", "--install", "tests/test_walk.py", env=browserless)
    assert f"Chromium: {tmp_path}/chromium" in done.stdout


@pytest.mark.long
def test_a_setting_that_names_no_browser_is_not_passed_over(clone: Path, browserless: dict[str, str]) -> None:
    env = {**browserless, "PIXEL_FIREFOX": "/nowhere/firefox"}
    done = run(sys.executable, clone / "scripts" / "test", "tests/test_walk.py", env=env)
    assert done.returncode == 1
    assert "PIXEL_FIREFOX is /nowhere/firefox, and no program is there." in done.stderr


# scripts/test --coverage


def test_coverage_is_told_room_by_room() -> None:
    def file(*figures: int) -> dict[str, dict[str, int]]:
        names = ("num_statements", "covered_lines", "num_branches", "covered_branches")
        return {"summary": dict(zip(names, figures, strict=True))}

    table = write_table(
        {
            "pixel/app.py": file(10, 5, 0, 0),
            "pixel/ads/auction.py": file(30, 30, 4, 1),
            "pixel/ads/serving/routes.py": file(10, 0, 0, 0),
            "demo_sites\\shop\\pages.py": file(50, 25, 4, 4),
        }
    )
    assert [" ".join(line.split()) for line in table] == [
        "lines branches",
        "demo_sites/ 50.0 % of 50 100.0 % of 4",
        "pixel/ 50.0 % of 10 none",
        "pixel/ads/ 75.0 % of 40 25.0 % of 4",
        "total 60.0 % of 100 62.5 % of 8",
    ]
    assert len({len(line) for line in table}) == 1


@POSIX
@pytest.mark.long
def test_coverage_stands_at_the_end_and_leaves_no_files(clone: Path, browserless: dict[str, str]) -> None:
    (clone / "tests" / "test_walk.py").write_text("from pixel.settings import read_settings\n\ndef test_walk(): ...\n")
    done = run(sys.executable, clone / "scripts" / "test", "--coverage", "tests/test_walk.py", env=browserless)
    _, _, table = done.stdout.partition("== coverage\n")
    assert re.search(r"^total +(?!0\.0)\d+\.\d % of +\d+ +\d+\.\d % of +\d+$", table, flags=re.MULTILINE)
    assert done.returncode == 0
    assert list(clone.rglob(".coverage*")) == []


@pytest.mark.long
def test_coverage_counts_what_servers_of_the_tests_run_too(tmp_path: Path) -> None:
    program = tmp_path / "starts_another.py"
    program.write_text(
        "import subprocess, sys\nsubprocess.run([sys.executable, '-m', 'pixel', '--help'], check=True)\n"
    )
    env = {**os.environ, "COVERAGE_FILE": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)}
    for step in (["run", program], ["combine"], ["json", "-o", tmp_path / "report.json"]):
        subprocess.run([sys.executable, "-m", "coverage", *step], cwd=ROOT, env=env, capture_output=True, check=True)
    files = json.loads((tmp_path / "report.json").read_text())["files"]
    assert files["pixel/cli.py"]["summary"]["covered_lines"] > 0


# scripts/test and PostgreSQL


@POSIX
@pytest.mark.long
def test_what_is_skipped_for_want_of_postgresql_is_counted_too(clone: Path, browserless: dict[str, str]) -> None:
    (clone / "tests" / "test_store.py").write_text(
        f"import pytest\n\ndef test_store():\n    pytest.skip({NO_SERVER!r})\n"
    )
    done = run(sys.executable, clone / "scripts" / "test", "tests", env=browserless)
    last = done.stdout.splitlines()[-1]
    assert last.startswith("Skipped tests: 1 for want of Chromium, 1 for want of PostgreSQL. What brings it: ")
    assert "; PIXEL_TEST_POSTGRES_URL=postgresql://… scripts/test (a server where tests may create databases)" in last


@POSIX
@pytest.mark.long
def test_a_server_that_is_given_is_named_without_its_password_else_the_wheel(
    clone: Path, browserless: dict[str, str], own_postgres: OwnPostgres
) -> None:
    given = {"PIXEL_TEST_POSTGRES_URL": own_postgres.address}
    for env, shown in (({}, "from the wheel"), (given, r"postgresql://127\.0\.0\.1:\d+/postgres")):
        done = run(sys.executable, clone / "scripts" / "test", "tests/test_walk.py", env={**browserless, **env})
        assert re.search(rf"^PostgreSQL: {shown}, 1\d\.\d+$", done.stdout, flags=re.MULTILINE)


@POSIX
def test_a_server_that_does_not_answer_is_not_passed_over(clone: Path, browserless: dict[str, str]) -> None:
    env = {**browserless, "PIXEL_TEST_POSTGRES_URL": "postgresql://me:secret@127.0.0.1:1/test"}
    done = run(sys.executable, clone / "scripts" / "test", "tests/test_walk.py", env=env)
    assert done.returncode == 1
    assert "PIXEL_TEST_POSTGRES_URL is postgresql://127.0.0.1:1/test, and the tests cannot use it: " in done.stderr
    assert "secret" not in done.stderr


@POSIX
@pytest.mark.parametrize("path", ["scripts/demo", "scripts/test", "scripts/bench", ".ci/run"])
def test_scripts_can_be_run(path: str) -> None:
    assert os.access(ROOT / path, os.X_OK)
    assert (ROOT / path).read_bytes().startswith(b"#!/usr/bin/env ")
