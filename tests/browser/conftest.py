"""Fixtures for browser tests: browsers as people set them up, with cookies of their own and a clean record.

The server is the pytest plugin's, `pixel_server`, and what it knows is asked over its API: as in other people's suites.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Literal, NoReturn, TypeVar

import pytest
from playwright.sync_api import Browser as StartedBrowser
from playwright.sync_api import Playwright, sync_playwright

from pixel.stories.drivers.browsers import Preference, find_chromium, find_firefox, launch_chromium, launch_firefox
from pixel.stories.server.temporary_folder import GuardedFolder
from pixel.testing.server import PixelServer
from tests.support.browsers import (
    Browser,
    Setup,
    ThirdParty,
    open_chromium,
    open_firefox,
)
from tests.support.postgres import Postgres
from tests.support.server import ALARMS
from tests.support.without import do_without

FirefoxSetting = Literal["default", "cookies-shared", "cookies-blocked", "gpc"]
FIREFOX_SETTINGS: dict[FirefoxSetting, dict[str, Preference]] = {
    "default": {},
    "cookies-shared": {"network.cookie.cookieBehavior": 0},
    "cookies-blocked": {"network.cookie.cookieBehavior": 1},
    "gpc": {
        "network.cookie.cookieBehavior": 0,
        "privacy.globalprivacycontrol.enabled": True,
        "privacy.globalprivacycontrol.functionality.enabled": True,
    },
}
# For modules whose tests ask for `pixel_server`: all of them once more on PostgreSQL, in the long run.
# None, as where nothing is chosen: so that a module like these and one of the others share a server.
ON_BOTH_STORES = pytest.mark.parametrize(
    "pixel_database",
    [pytest.param(None, id="sqlite"), pytest.param("postgres", marks=pytest.mark.long)],
    indirect=True,
    scope="session",
)
Kind = TypeVar("Kind")
OpenChromium = Callable[[Setup], Browser]
OpenFirefox = Callable[[FirefoxSetting, Setup], Browser]


@pytest.fixture(scope="session")
def pixel_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Which store `pixel_server` keeps things in."""
    if getattr(request, "param", None) is None:
        yield ""
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.new_database() as url:
        yield url


@pytest.fixture(scope="session")
def play() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium_program(play: Playwright) -> str:
    return find_chromium(play) or _do_without("Chromium", "PIXEL_CHROMIUM")


@pytest.fixture(scope="session")
def firefox_program() -> str:
    return find_firefox() or _do_without("Firefox", "PIXEL_FIREFOX")


@pytest.fixture(scope="session")
def running_chromium(play: Playwright, chromium_program: str) -> Iterator[Callable[[ThirdParty], StartedBrowser]]:
    """Starts each kind of Chromium, on a profile of its own."""
    with ExitStack() as profiles:

        def start(third_party: ThirdParty) -> StartedBrowser:
            profile = profiles.enter_context(GuardedFolder("pixel-browser-")).path
            return launch_chromium(play, chromium_program, profile, blocks=third_party == "block")

        with _each_once(start) as started:
            yield started


@pytest.fixture
def chromium(running_chromium: Callable[[ThirdParty], StartedBrowser]) -> Iterator[OpenChromium]:
    """Opens Chromiums, each without a cookie yet; at the end nothing may have gone wrong in them."""
    with _kept_clean() as keep:
        yield lambda setup: keep(open_chromium(running_chromium(setup.third_party), setup))


@pytest.fixture
def chromium_allowing(chromium: OpenChromium) -> Browser:
    """A Chromium whose owner allows third-party cookies."""
    return chromium(Setup(third_party="allow"))


@pytest.fixture
def chromium_blocking(chromium: OpenChromium) -> Browser:
    """A Chromium whose owner blocks third-party cookies."""
    return chromium(Setup(third_party="block"))


@pytest.fixture
def chromium_without_scripts(chromium: OpenChromium) -> Browser:
    """A Chromium that allows third-party cookies and runs no scripts."""
    return chromium(Setup(third_party="allow", scripts=False))


@pytest.fixture(scope="session")
def running_firefox(play: Playwright, firefox_program: str) -> Iterator[Callable[[FirefoxSetting], StartedBrowser]]:
    """Starts each kind of Firefox."""

    def start(setting: FirefoxSetting) -> StartedBrowser:
        return launch_firefox(play, firefox_program, FIREFOX_SETTINGS[setting])

    with _each_once(start) as started:
        yield started


@pytest.fixture
def firefox(running_firefox: Callable[[FirefoxSetting], StartedBrowser]) -> Iterator[OpenFirefox]:
    """Opens a Firefox with the given setting and no cookies yet; at the end nothing may have gone wrong in it."""
    with _kept_clean() as keep:
        yield lambda setting, setup: keep(open_firefox(running_firefox(setting), setup))


@pytest.fixture(autouse=True)
def quiet_log(pixel_server: PixelServer) -> Iterator[None]:
    """Fails the test during which the server logged an exception."""
    mark = len(pixel_server.running.log)
    yield
    said = pixel_server.running.log[mark:]
    assert not any(alarm in said for alarm in ALARMS), f"the server's log has alarms:\n{said}"


@contextmanager
def _each_once(start: Callable[[Kind], StartedBrowser]) -> Iterator[Callable[[Kind], StartedBrowser]]:
    """Starts a browser when its kind is first asked for, which takes seconds; closes them all at the end."""
    started: dict[Kind, StartedBrowser] = {}

    def start_once(kind: Kind) -> StartedBrowser:
        if kind not in started:
            started[kind] = start(kind)
        return started[kind]

    yield start_once
    for running in started.values():
        running.close()


@contextmanager
def _kept_clean() -> Iterator[Callable[[Browser], Browser]]:
    """Closes the browsers that it is handed; before, nothing may have gone wrong in them."""
    with ExitStack() as open_ones:
        opened: list[Browser] = []

        def keep(browser: Browser) -> Browser:
            opened.append(open_ones.enter_context(browser))
            return browser

        yield keep
        complaints = [complaint for browser in opened for complaint in browser.noticed.complaints()]
        assert not complaints, "\n".join(complaints)


def _do_without(name: str, setting: str) -> NoReturn:
    do_without(f"no {name} here: set {setting}, put one on PATH, or run scripts/test --install")
