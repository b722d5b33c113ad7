"""Real browsers, set up as the persons of a story have theirs: which program, which settings. `browser_driver` asks.

One running browser serves all persons with the same settings: each gets a window of their own, which shares nothing
with another's. (Such a window is a private one, where Chromium blocks third-party cookies unless its owner says
otherwise: here the owner says so, in the profile.)
"""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict

from pixel.stories.drivers.browser_settings import Browser, Cookies
from pixel.stories.drivers.driver import CannotPlayError
from pixel.stories.server.temporary_folder import GuardedFolder

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Running
    from playwright.sync_api import BrowserContext, Playwright, ViewportSize

Kind = Literal["chromium", "firefox"]
Preference = str | float | bool

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FIREFOX_NAMES = ("firefox-esr", "firefox")
CHROMIUM_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing leaves this machine: every other name fails to resolve. (Playwright's own interception would do it too,
    # but it switches the browser's cache off, and then a reload is not a reload.)
    "--host-resolver-rules=MAP * ~NOTFOUND,EXCLUDE localhost,EXCLUDE *.localhost,EXCLUDE 127.0.0.1,EXCLUDE [::1]",
)
FIREFOX_PREFERENCES: Mapping[str, Preference] = {
    # The same for Firefox: what is not this machine goes to a proxy that is not there.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "localhost, .localhost, 127.0.0.1, [::1]",
    "browser.startup.homepage": "about:blank",
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.normandy.enabled": False,
}
FIREFOX_COOKIES: Mapping[Cookies, int] = {"allowed": 0, "blocked": 1, "per-site": 5}
LOCALES = {"fr": "fr-CA", "en": "en-CA"}
PHONES = {
    "chromium": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Mobile "
    "Safari/537.36",
    "firefox": "Mozilla/5.0 (Android 14; Mobile; rv:{0}.0) Gecko/{0}.0 Firefox/{0}.0",
}
HOW_TO_HAVE = {
    "chromium": "set PIXEL_CHROMIUM to one, put one on PATH, or run `python -m playwright install chromium`",
    "firefox": "set PIXEL_FIREFOX to one (an ordinary one, not Playwright's own), or put one on PATH",
}
TIMEOUT_MS = 15_000


def find_chromium(play: "Playwright") -> str | None:
    """The Chromium to use: `PIXEL_CHROMIUM`, one on PATH, else Playwright's own download."""
    found = _program("PIXEL_CHROMIUM", CHROMIUM_NAMES)
    if found is None and Path(play.chromium.executable_path).exists():
        found = play.chromium.executable_path
    return found


def find_firefox() -> str | None:
    """The Firefox to use: `PIXEL_FIREFOX`, else one on PATH. (Playwright's own, patched, keeps cookies otherwise.)"""
    return _program("PIXEL_FIREFOX", FIREFOX_NAMES)


class WindowSettings(TypedDict, total=False):
    """How Playwright is to open a window."""

    locale: str
    viewport: "ViewportSize"
    screen: "ViewportSize"
    user_agent: str
    is_mobile: bool
    has_touch: bool
    java_script_enabled: bool
    extra_http_headers: dict[str, str]


class Browsers:
    """The browsers of one kind that are running, each started when the first person with its settings comes."""

    def __init__(self, kind: Kind) -> None:
        """Raises CannotPlayError where Playwright or the browser is missing."""
        self._play, self.kind = _start_playwright(), kind
        self._running: dict[tuple[Cookies, bool], Running] = {}
        self._profiles: list[GuardedFolder] = []
        program = find_chromium(self._play) if kind == "chromium" else find_firefox()
        if program is None:
            self._play.stop()
            raise CannotPlayError(f"There is no {kind.capitalize()} here: {HOW_TO_HAVE[kind]}.")
        self._program = program

    def open(self, browser: Browser) -> "BrowserContext":
        """A window set up like that, without a cookie. Raises CannotPlayError where this kind has no such setting."""
        if self.kind == "chromium" and browser.cookies == "per-site":
            raise CannotPlayError("Chromium keeps no jar per site; Firefox does: --browser firefox.")
        if self.kind == "firefox" and not browser.scripts:
            raise CannotPlayError("A Firefox whose scripts are off cannot be driven; Chromium can: --browser chromium.")
        key = (browser.cookies, browser.gpc)
        if key not in self._running:
            self._running[key] = self._start(browser)
        context = self._running[key].new_context(**self._window(self._running[key], browser))
        context.set_default_timeout(TIMEOUT_MS)
        return context

    def close(self) -> None:
        """Ends them all; their profiles go too. (After a Ctrl-C they are ending already, and no longer answer.)"""
        for running in self._running.values():
            with suppress(Exception):
                running.close()
        with suppress(Exception):
            self._play.stop()
        for profile in self._profiles:
            profile.remove()
        self._running.clear()
        self._profiles.clear()

    def _start(self, browser: Browser) -> "Running":
        from playwright.sync_api import Error

        try:
            return self._start_chromium(browser) if self.kind == "chromium" else self._start_firefox(browser)
        except Error as error:
            said = error.message.splitlines()[0]
            raise CannotPlayError(
                f"{self._program} does not start: {said} Try another: {HOW_TO_HAVE[self.kind]}."
            ) from None

    def _start_chromium(self, browser: Browser) -> "Running":
        folder = GuardedFolder("pixel-browser-")
        self._profiles.append(folder)
        return launch_chromium(self._play, self._program, folder.path, blocks=browser.cookies == "blocked")

    def _start_firefox(self, browser: Browser) -> "Running":
        gpc = ("privacy.globalprivacycontrol.enabled", "privacy.globalprivacycontrol.functionality.enabled")
        wanted = {"network.cookie.cookieBehavior": FIREFOX_COOKIES[browser.cookies], **dict.fromkeys(gpc, browser.gpc)}
        return launch_firefox(self._play, self._program, wanted)

    def _window(self, running: "Running", browser: Browser) -> "WindowSettings":
        is_phone = browser.device == "phone"
        window: WindowSettings = {"locale": LOCALES[browser.language]}
        window["viewport"] = {"width": 390, "height": 844} if is_phone else {"width": 1280, "height": 900}
        window["screen"] = window["viewport"]
        if is_phone:
            window["user_agent"] = PHONES[self.kind].format(running.version.split(".")[0])
        if self.kind == "chromium":
            window |= {"is_mobile": is_phone, "has_touch": is_phone, "java_script_enabled": browser.scripts}
            # Chromium has no such switch; extensions add the header, as this does.
            window["extra_http_headers"] = {"Sec-GPC": "1"} if browser.gpc else {}
        return window


def launch_chromium(
    play: "Playwright", program: str, profile: Path, *, blocks: bool, flags: Sequence[str] = CHROMIUM_FLAGS
) -> "Running":
    """A Chromium on a new profile whose owner blocks third-party cookies, or allows them: its further windows, private
    ones too, go by that. Raises CannotPlayError."""
    _write_preferences(profile, blocks=blocks)
    first = play.chromium.launch_persistent_context(
        profile,
        executable_path=program,
        args=list(flags),
        env={**os.environ, "TMPDIR": str(profile)},  # what it makes there goes with the profile
    )
    if first.browser is None:
        raise CannotPlayError("This version of Playwright opens no further windows: pip install 'pixel[browser]'.")
    return first.browser


def launch_firefox(play: "Playwright", program: str, preferences: Mapping[str, Preference]) -> "Running":
    """An ordinary Firefox, driven over WebDriver BiDi, with `preferences` set as in about:config.

    Not by `launch_persistent_context`: with Playwright 1.58 and Firefox 153 that waits for ever for a first page.
    """
    return play.firefox.launch(
        channel="moz-firefox", executable_path=program, firefox_user_prefs={**FIREFOX_PREFERENCES, **preferences}
    )


def _write_preferences(profile: Path, *, blocks: bool) -> None:
    settings = {"cookie_controls_mode": int(blocks), "block_third_party_cookies": blocks}
    (profile / "Default").mkdir(parents=True)
    (profile / "Default" / "Preferences").write_text(json.dumps({"profile": settings}), encoding="utf-8")


def _start_playwright() -> "Playwright":
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise CannotPlayError(
            "A real browser takes the package `playwright`, which is not installed: pip install 'pixel[browser]'."
        ) from None
    return sync_playwright().start()


def _program(setting: str, names: tuple[str, ...]) -> str | None:
    named = os.environ.get(setting)
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, names)), None)
