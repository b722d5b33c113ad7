"""Which programs the tests drive, from browsers to nginx, and how those that are missing are brought. For scripts/test.

Standard library only.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from environment.messages import CannotWork, say
from environment.venv import PYTHON

_ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as play:
    print(play.chromium.executable_path)
"""


@dataclass(frozen=True)
class Program:
    """A program that tests need. A test that is skipped for want of it names `setting` in its reason."""

    name: str
    setting: str
    names: tuple[str, ...]
    package: str  # Debian's
    is_downloaded: bool  # whether Playwright's own download will do


CHROMIUM = Program(
    "Chromium",
    "PIXEL_CHROMIUM",
    ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    "chromium",
    is_downloaded=True,
)
# Playwright's own Firefox is patched, and keeps cookies in another way than people's.
FIREFOX = Program("Firefox", "PIXEL_FIREFOX", ("firefox-esr", "firefox"), "firefox-esr", is_downloaded=False)
# Debian keeps it where only root's PATH leads.
NGINX = Program("nginx", "PIXEL_NGINX", ("nginx", "/usr/sbin/nginx"), "nginx", is_downloaded=False)
# Makes hosts of their own for tests; where it cannot be had, addresses of loopback stand for them.
IP = Program("iproute2", "PIXEL_IP", ("ip", "/usr/sbin/ip"), "iproute2", is_downloaded=False)
PROGRAMS = (CHROMIUM, FIREFOX, NGINX, IP)


def find(program: Program) -> str | None:
    """The file to run: the one that the setting names, else one on PATH, else Playwright's own download.

    Raises CannotWork where the setting names no program.
    """
    named = os.environ.get(program.setting)
    if named:
        file = shutil.which(named)
        if file is None:
            raise CannotWork(f"{program.setting} is {named}, and no program is there. Correct it or unset it.")
        return file
    found = next(filter(None, map(shutil.which, program.names)), None)
    return found or (_downloaded() if program.is_downloaded else None)


def bring(program: Program) -> str | None:
    """Install the system's package, else (for Chromium) Playwright's download; the file to run, if that worked."""
    commands: list[Sequence[str]] = []
    apt = _apt()
    if apt:
        commands += [[*apt, "update", "-q"], [*apt, "install", "-qy", "--no-install-recommends", program.package]]
    found = _try(program, commands)
    if found is None and program.is_downloaded:
        with_libraries = ["--with-deps"] if apt else []
        found = _try(program, [[str(PYTHON), "-m", "playwright", "install", *with_libraries, "chromium"]])
    return found


def how_to_bring(programs: Sequence[Program]) -> str:
    """The command that a person would type to have these programs."""
    if shutil.which("apt-get"):
        return "scripts/test --install" if _apt() else f"sudo apt-get install {' '.join(p.package for p in programs)}"
    if all(program.is_downloaded for program in programs):
        return "scripts/test --install"
    named = [f"{p.setting}=/where/it/is/{p.names[0]}" for p in programs if not p.is_downloaded]
    return " ".join([*named, "scripts/test --install"])


def _try(program: Program, commands: Sequence[Sequence[str]]) -> str | None:
    """Run the commands, one after the other while they succeed; the file to run, if it is there then."""
    for command in commands:
        say("$ " + " ".join(command))
        if subprocess.run(command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, check=False).returncode:
            return None
    return find(program) if commands else None


def _apt() -> list[str] | None:
    """How apt-get is called here; None where it is not there or may not be used without a password."""
    if shutil.which("apt-get") is None:
        return None
    if os.name == "posix" and os.geteuid() == 0:
        return ["apt-get"]
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return ["sudo", "-n", "apt-get"]
    return None


def _downloaded() -> str | None:
    """Playwright's own Chromium, where somebody has had it downloaded."""
    asked = subprocess.run([str(PYTHON), "-c", _ASK_PLAYWRIGHT], capture_output=True, text=True, check=False)
    program = asked.stdout.strip()
    return program if program and Path(program).exists() else None
