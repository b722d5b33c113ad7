"""Which browsers the browser tests drive, and how they are brought where they are missing. scripts/test calls this.

Standard library only.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from _environment import PYTHON, CannotWork, say

_ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as play:
    print(play.chromium.executable_path)
"""


@dataclass(frozen=True)
class Browser:
    """A browser that tests need. A test that is skipped for want of it names `setting` in its reason."""

    name: str
    setting: str
    programs: tuple[str, ...]
    package: str  # Debian's
    is_downloaded: bool  # whether Playwright's own download will do


CHROMIUM = Browser(
    "Chromium",
    "PIXEL_CHROMIUM",
    ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    "chromium",
    is_downloaded=True,
)
# Playwright's own Firefox is patched, and keeps cookies in another way than people's.
FIREFOX = Browser("Firefox", "PIXEL_FIREFOX", ("firefox-esr", "firefox"), "firefox-esr", is_downloaded=False)
BROWSERS = (CHROMIUM, FIREFOX)


def find(browser: Browser) -> str | None:
    """The program to use: the one that the setting names, else one on PATH, else Playwright's own download.

    Raises CannotWork where the setting names no program.
    """
    named = os.environ.get(browser.setting)
    if named:
        program = shutil.which(named)
        if program is None:
            raise CannotWork(f"{browser.setting} is {named}, and no program is there. Correct it or unset it.")
        return program
    found = next(filter(None, map(shutil.which, browser.programs)), None)
    return found or (_downloaded() if browser.is_downloaded else None)


def bring(browser: Browser) -> str | None:
    """Install the system's package, else (for Chromium) Playwright's download; the program, if that worked."""
    commands: list[Sequence[str]] = []
    apt = _apt()
    if apt:
        commands += [[*apt, "update", "-q"], [*apt, "install", "-qy", "--no-install-recommends", browser.package]]
    found = _try(browser, commands)
    if found is None and browser.is_downloaded:
        with_libraries = ["--with-deps"] if apt else []
        found = _try(browser, [[str(PYTHON), "-m", "playwright", "install", *with_libraries, "chromium"]])
    return found


def how_to_bring(browsers: Sequence[Browser]) -> str:
    """The command that a person would type to have these browsers."""
    if shutil.which("apt-get"):
        return "scripts/test --install" if _apt() else f"sudo apt-get install {' '.join(b.package for b in browsers)}"
    if all(browser.is_downloaded for browser in browsers):
        return "scripts/test --install"
    return "PIXEL_FIREFOX=/where/it/is/firefox scripts/test --install (with Firefox from mozilla.org)"


def _try(browser: Browser, commands: Sequence[Sequence[str]]) -> str | None:
    """Run the commands, one after the other while they succeed; the program, if it is there then."""
    for command in commands:
        say("$ " + " ".join(command))
        if subprocess.run(command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, check=False).returncode:
            return None
    return find(browser) if commands else None


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
