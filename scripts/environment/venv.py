"""The Python that the project runs in: `.venv`, with the locked dependencies. scripts/demo and scripts/test call this.

Standard library only: when it runs for the first time, nothing else is there.
"""

import hashlib
import importlib.util
import os
import re
import shlex
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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


class CannotWork(Exception):
    """Something stands in the way. The message is for a person: what it is, and what to do."""


@contextmanager
def speaking_plainly() -> Iterator[None]:
    """What stands in the way ends the script with its sentence, and Ctrl-C ends it quietly."""
    try:
        yield
    except CannotWork as obstacle:
        sys.exit(str(obstacle))
    except PermissionError as error:
        sys.exit(f"This may not be written: {error.filename}. Move the project to a folder of your own and try again.")
    except KeyboardInterrupt:
        print()
        sys.exit(130)


def say(words: str) -> None:
    """One line of progress, shown at once even through a pipe."""
    print(words, flush=True)


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
    _install(lock)
    _add_project()
    STAMP.write_text(f"{made_for}\n{_fingerprint(lock)}\n", encoding="utf-8")


def run(*arguments: str) -> int:
    """Run `.venv`'s Python in the project's folder; its exit code."""
    with subprocess.Popen([str(PYTHON), *arguments], cwd=ROOT) as program:
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
    os.execv(PYTHON, [str(PYTHON), *arguments])  # noqa: S606 (no shell is wanted)


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
    say("Making .venv again (it was not whole, or another Python's)..." if VENV.exists() else "Making .venv...")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise CannotWork(f"Python could not make {VENV}. It said: {_last_words(made.stdout + made.stderr)}")


def _install(lock: Path) -> None:
    pins = [line for line in lock.read_text(encoding="utf-8").splitlines() if line[:1].isalnum()]
    say(f"Installing up to {len(pins)} packages (only this first time)...")
    began = time.monotonic()
    command = [str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--require-hashes"]
    with subprocess.Popen(
        [*command, "-r", str(lock)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        output = _follow(pip, len(pins))
    if pip.returncode:
        raise CannotWork(
            "The packages could not be installed. This first time needs the network: check that this machine is on it, "
            f"and run this again. pip said: {_last_words(output)}"
        )
    say(f"Installed in {time.monotonic() - began:.0f} s.")


def _follow(pip: "subprocess.Popen[str]", total: int) -> str:
    """What pip writes, to its end. On a terminal, a line that changes shows how far it is."""
    lines: list[str] = []
    done = 0
    for line in pip.stdout or ():
        lines.append(line)
        verb, *words = line.split()[:2] if line[:1].isalpha() else [""]
        if verb in ("Collecting", "Processing", "Ignoring", "Requirement"):
            done += 1
            name = re.split(r"==|-\d", Path(words[0]).name)[0]
            _show_progress(f"{done}/{total} {name if verb != 'Requirement' else ''}")
        elif line.startswith("Installing collected packages"):
            _show_progress("unpacking")
    _show_progress("")
    return "".join(lines)


def _show_progress(words: str) -> None:
    if sys.stdout.isatty():
        print(f"\r  {words:50}\r", end="", flush=True)


def _last_words(output: str) -> str:
    """The last line of `output` that names an error; where none does, its last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["(nothing)"]
    return next((line for line in reversed(lines) if line.lower().startswith("error")), lines[-1])


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
