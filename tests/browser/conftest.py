"""Fixtures for browser tests: browsers as people set them up, with cookies of their own and a clean record."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Literal, NoReturn

import pytest
from playwright.sync_api import Browser as StartedBrowser
from playwright.sync_api import Playwright, sync_playwright

from pixel.stories.browsers import Preference, find_chromium, find_firefox
from tests.browser.browsers import (
    Browser,
    Setup,
    ThirdParty,
    open_chromium,
    open_firefox,
    start_chromium,
    start_firefox,
)
from tests.server import Server
from tests.without import do_without

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
OpenChromium = Callable[[Setup], Browser]
OpenFirefox = Callable[[FirefoxSetting, Setup], Browser]


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
def running_chromium(
    play: Playwright, chromium_program: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[ThirdParty], StartedBrowser]]:
    """Starts each kind of Chromium once, when first asked for, on a profile of its own."""
    started: dict[ThirdParty, StartedBrowser] = {}

    def start(third_party: ThirdParty) -> StartedBrowser:
        if third_party not in started:
            profile = tmp_path_factory.mktemp("chromium") / "profile"
            started[third_party] = start_chromium(play, chromium_program, profile, third_party)
        return started[third_party]

    yield start
    for running in started.values():
        running.close()


@pytest.fixture
def chromium(running_chromium: Callable[[ThirdParty], StartedBrowser]) -> Iterator[OpenChromium]:
    """Opens Chromiums, each without a cookie yet; at the end nothing may have gone wrong in them."""
    with ExitStack() as open_ones:
        opened: list[Browser] = []

        def open_one(setup: Setup) -> Browser:
            opened.append(open_ones.enter_context(open_chromium(running_chromium(setup.third_party), setup)))
            return opened[-1]

        yield open_one
        _assert_clean(opened)


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
    """Starts each kind of Firefox once, when first asked for: starting one takes three seconds."""
    started: dict[FirefoxSetting, StartedBrowser] = {}

    def start(setting: FirefoxSetting) -> StartedBrowser:
        if setting not in started:
            started[setting] = start_firefox(play, firefox_program, FIREFOX_SETTINGS[setting])
        return started[setting]

    yield start
    for running in started.values():
        running.close()


@pytest.fixture
def firefox(running_firefox: Callable[[FirefoxSetting], StartedBrowser]) -> Iterator[OpenFirefox]:
    """Opens a Firefox with the given setting and no cookies yet; at the end nothing may have gone wrong in it."""
    with ExitStack() as open_ones:
        opened: list[Browser] = []

        def open_one(setting: FirefoxSetting, setup: Setup) -> Browser:
            opened.append(open_ones.enter_context(open_firefox(running_firefox(setting), setup)))
            return opened[-1]

        yield open_one
        _assert_clean(opened)


@pytest.fixture(autouse=True)
def quiet_log(server: Server) -> Iterator[None]:
    """Fails the test during which the server logged an exception."""
    mark = server.log_length()
    yield
    alarms = server.alarms_since(mark)
    assert not alarms, f"the server's log has alarms:\n{alarms}"


def _assert_clean(opened: list[Browser]) -> None:
    complaints = [complaint for browser in opened for complaint in browser.noticed.complaints()]
    assert not complaints, "\n".join(complaints)


def _do_without(name: str, setting: str) -> NoReturn:
    do_without(f"no {name} here: set {setting}, put one on PATH, or run scripts/test --install")
