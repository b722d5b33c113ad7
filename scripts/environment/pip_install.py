"""Installs a lock's packages with the pip of `.venv`, whatever this machine's pip is set to. `venv` calls `install`."""

import re
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from environment.messages import CannotWork, say, show_progress
from environment.pip_failure import explain_failure, find_unmatched
from environment.pip_settings import read_machine_settings

OPTIONS = ("--no-input", "--disable-pip-version-check")


def install(python: Path, lock: Path) -> None:
    """Install what `lock` names for `python`. Raises CannotWork with pip's reason, and what to do about it."""
    pins = [line for line in lock.read_text(encoding="utf-8").splitlines() if line[:1].isalnum()]
    say(f"Installing up to {len(pins)} packages (only this first time)...")
    began = time.monotonic()
    settings = read_machine_settings(python)
    with subprocess.Popen(
        [*_pip(python), "install", *OPTIONS, "--require-hashes", "-r", str(lock)],
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as pip:
        output = _follow(pip, len(pins))
    if pip.returncode:
        raise CannotWork(explain_failure(output + _look_again(python, settings, output)))
    say(f"Installed in {time.monotonic() - began:.0f} s.")


def _pip(python: Path) -> list[str]:
    return [str(python), "-I", "-m", "pip"]  # -I: neither PYTHONPATH nor this folder's files count as packages


def _look_again(python: Path, settings: Mapping[str, str], output: str) -> str:
    """Why pip found nothing to install: an index that cannot be reached it mentions only when it tells everything."""
    pin = find_unmatched(output)
    if not pin:
        return ""
    with tempfile.TemporaryDirectory(prefix="pixel-pip-") as folder:
        asked = subprocess.run(
            [*_pip(python), "download", "-vv", *OPTIONS, "--retries=0", "--no-deps", f"--dest={folder}", pin],
            env=settings,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    return asked.stdout + asked.stderr


def _follow(pip: "subprocess.Popen[str]", total: int) -> str:
    """What pip writes, to its end. On a terminal, a line that changes shows how far it is."""
    lines: list[str] = []
    done = 0
    for line in pip.stdout or ():
        lines.append(line)
        verb, *words = line.split()[:2] if line[:1].isalpha() else [""]
        if words and verb in ("Collecting", "Processing", "Ignoring", "Requirement"):
            done += 1
            name = re.split(r"==|-\d", Path(words[0]).name)[0]
            show_progress(f"{done}/{total} {name if verb != 'Requirement' else ''}")
        elif line.startswith("Installing collected packages"):
            show_progress("unpacking")
    show_progress("")
    return "".join(lines)
