"""The Python that the project runs in: `.venv`, with the locked packages. The scripts call `prepare`, then `run`."""

import hashlib
import importlib.util
import os
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path

from environment.messages import CannotWork, say
from environment.pip_failure import last_words
from environment.pip_install import install
from environment.pip_settings import keep_settings

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
DEMO_LOCK = ROOT / "scripts" / "requirements.txt"
TEST_LOCK = ROOT / "scripts" / "requirements-test.txt"  # all of DEMO_LOCK, and what the tests need
STAMP = VENV / "installed"  # written last: without it, .venv is not trusted
SQLITE_NEEDED = (3, 37)  # STRICT tables

_VARIABLES = {"base": str(VENV), "platbase": str(VENV)}
PROGRAMS = Path(sysconfig.get_path("scripts", "venv", _VARIABLES))
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
PACKAGES = Path(sysconfig.get_path("purelib", "venv", _VARIABLES))


def prepare(lock: Path) -> None:
    """Make `.venv` hold what `lock` names, and the project itself. Does nothing where that is so already.

    Raises CannotWork, with what to do about it.
    """
    _refuse_old_sqlite()
    made_for = f"Python {sys.version_info.major}.{sys.version_info.minor} in {ROOT}"
    stamp = STAMP.read_text(encoding="utf-8").splitlines() if STAMP.is_file() else []
    if not PYTHON.exists() or stamp[:1] != [made_for]:
        _make_venv()
    elif stamp[1:] in ([_fingerprint(lock)], [_fingerprint(TEST_LOCK)]):
        return
    STAMP.unlink(missing_ok=True)
    install(PYTHON, lock)
    _add_project()
    STAMP.write_text(f"{made_for}\n{_fingerprint(lock)}\n", encoding="utf-8")


def run(*arguments: str) -> int:
    """Run `.venv`'s Python in the project's folder; its exit code."""
    with subprocess.Popen([str(PYTHON), *arguments], cwd=ROOT, env=_environment()) as program:
        try:
            return program.wait()
        except KeyboardInterrupt:
            program.wait()  # it has had the Ctrl-C too, and puts its things away
            raise


def become(*arguments: str) -> None:
    """Turn this process into `.venv`'s Python in the project's folder, so that signals reach it. Does not return."""
    if os.name == "nt":  # where exec would let go of the terminal
        sys.exit(run(*arguments))
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), *arguments], _environment())  # noqa: S606 (no shell is wanted)


def _environment() -> dict[str, str]:
    """This one without PYTHONHOME, which would lead `.venv`'s Python to another one's packages, and with bytecode kept
    whatever it says: else each server that a test starts compiles all of the project anew."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONDONTWRITEBYTECODE")}


def _fingerprint(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _refuse_old_sqlite() -> None:
    try:
        import sqlite3
    except ImportError as error:
        raise CannotWork(
            "This Python was built without SQLite. Install Python from python.org, and run this again."
        ) from error
    if sqlite3.sqlite_version_info < SQLITE_NEEDED:
        raise CannotWork(
            f"This Python brings SQLite {sqlite3.sqlite_version}, and 3.37 or newer is needed. "
            "A newer Python brings a newer SQLite: install one from python.org, and run this again."
        )


def _make_venv() -> None:
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        raise CannotWork(
            "This Python lacks ensurepip, which Debian and Ubuntu ship apart. "
            f"Install it (sudo apt install {package}), and run this again."
        )
    if VENV.is_symlink():
        raise CannotWork(
            "`.venv` is a link to another folder, which would be emptied. Remove the link, and run this again."
        )
    say("Making .venv again (it was not whole, or another Python's)..." if VENV.exists() else "Making .venv...")
    made = subprocess.run(
        [sys.executable, "-I", "-m", "venv", "--clear", str(VENV)],
        env=keep_settings(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise CannotWork(f"Python could not make {VENV}. It said: {last_words(made.stdout + made.stderr)}")


def _add_project() -> None:
    """Let `.venv` import the project from where it stands, and give it the `pixel` command.

    Two small files do it: installing the project in editable mode would need setuptools locked and built with, and a
    first line (#!) made by pip fails in folders with long names.
    """
    # Relative, so that a folder's name in any alphabet is no trouble.
    (PACKAGES / "pixel.pth").write_text(os.path.relpath(ROOT, PACKAGES) + "\n", encoding="ascii")
    if os.name == "nt":
        (PROGRAMS / "pixel.cmd").write_text('@"%~dp0python.exe" -m pixel %*\n', encoding="ascii")
        return
    command = PROGRAMS / "pixel"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(str(PYTHON))} -m pixel "$@"\n', encoding="utf-8")
    command.chmod(0o755)
