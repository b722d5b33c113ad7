"""A story in a real browser, seen from outside: its pictures, what stands in its way, and that nothing is left."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Timer
from time import monotonic, sleep
from typing import ClassVar

import pytest
from playwright.sync_api import expect

from pixel.stories.actions.at_agencies import Visit
from pixel.stories.actions.base import Actor, PersonalStep
from pixel.stories.actions.on_network import ClickAd, Join
from pixel.stories.drivers.browser_driver import open_browser_driver
from pixel.stories.drivers.browser_settings import Browser
from pixel.stories.drivers.browsers import Kind
from pixel.stories.drivers.driver import CannotPlayError, Driver, StepFailedError, by_testid
from pixel.stories.server.client import ServerClient
from pixel.stories.server.errors import ServerGoneError
from pixel.stories.server.process import run_server
from pixel.stories.server.sites import Sites
from pixel.stories.server.targets import Target
from pixel.testing.server import PixelServer
from tests.browser.conftest import OpenChromium
from tests.support.browsers import Setup
from tests.support.page_checks import look_at_page
from tests.support.server import ROOT
from tests.support.small_shop import Pages, serving

PLAY = (sys.executable, "-m", "pixel", "play")


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A folder for what a command makes for itself; empty again when it is over. (Chromium wants its name short.)"""
    with tempfile.TemporaryDirectory(prefix="px-") as name:
        yield Path(name)
        deadline = monotonic() + 30
        while (left := [file.name for file in Path(name).iterdir()]) and monotonic() < deadline:
            sleep(0.1)  # what cleans up after a kill is nobody's child: there is nothing to wait for but this
    assert left == [], "it left a folder behind"


class Zoe:
    """A person with a window of her own."""

    def __init__(self, driver: Driver, sites: Sites) -> None:
        target = Target(sites, ServerClient(sites, ""))
        self._actor = Actor(driver.open_window("zoe", Browser()), target, lambda name: driver.windows[name])

    def does(self, step: PersonalStep) -> None:
        step.perform(self._actor)


def environment(temporary: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1", **more}


@pytest.mark.parametrize(("kind", "setting"), [("chromium", "PIXEL_CHROMIUM"), ("firefox", "PIXEL_FIREFOX")])
def test_a_missing_browser_is_a_sentence_that_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, kind: Kind, setting: str
) -> None:
    monkeypatch.setenv(setting, "/nowhere")
    with pytest.raises(CannotPlayError, match=setting), open_browser_driver(Sites(1), kind):
        pass


def test_without_playwright_the_sentence_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    missing = pytest.raises(CannotPlayError, match=r"pip install 'pixel\[browser\]'")
    with missing, open_browser_driver(Sites(1), "chromium"):
        pass


@pytest.mark.long
def test_the_command_ends_with_2_where_the_browser_is_missing(temporary: Path) -> None:
    asked = [*PLAY, "bahamas", "--browser", "chromium"]
    missing = environment(temporary, PIXEL_CHROMIUM="/nowhere")
    done = subprocess.run(asked, cwd=ROOT, env=missing, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("pixel play: There is no Chromium here: set PIXEL_CHROMIUM")
    assert "Traceback" not in done.stderr


@pytest.mark.browser
def test_chromium_says_what_it_cannot_be(chromium_program: str) -> None:
    with open_browser_driver(Sites(1), "chromium") as driver, pytest.raises(CannotPlayError, match="--browser firefox"):
        driver.open_window("zoe", Browser(cookies="per-site"))


@pytest.mark.firefox
def test_firefox_says_what_it_cannot_be(firefox_program: str) -> None:
    with open_browser_driver(Sites(1), "firefox") as driver, pytest.raises(CannotPlayError, match="--browser chromium"):
        driver.open_window("zoe", Browser(scripts=False))


@pytest.mark.long
@pytest.mark.browser
def test_what_is_not_there_to_be_clicked_is_said(chromium_program: str, pixel_server: PixelServer) -> None:
    with open_browser_driver(pixel_server.sites, "chromium") as driver:
        zoe = Zoe(driver, pixel_server.sites)
        with pytest.raises(StepFailedError, match="nobody was here before"):
            zoe.does(Join(who="zoe", join="again"))
        zoe.does(Join(who="zoe", join="marcel"))
        with pytest.raises(StepFailedError, match="the feed shows no ad for 'atlantis'"):
            zoe.does(ClickAd(who="zoe", click_ad="atlantis"))
        assert (driver.windows["zoe"].picture() or b"").startswith(b"\x89PNG")


class AskingShop(Pages):
    """A shop whose heart asks about consent before it sends, and is answered when the test lets it."""

    asked: ClassVar[list[tuple[str, str, str]]] = []
    may_answer: ClassVar[Event] = Event()

    def do_GET(self) -> None:
        if self.path == "/":
            self._answer(200, ASKING.encode(), {"Content-Type": "text/html"})
        elif self.path.startswith("/consent"):
            assert self.may_answer.wait(30)
            self._answer(200, b'{"consent": "granted", "may_send": true}')
        else:
            super().do_GET()


ASKING = """<!doctype html><title>shop</title><script data-consent-url="/consent"></script>
<button data-testid="heart">heart</button><script>
document.querySelector("button").addEventListener("click", async (event) => {
  event.target.dataset.testid = "saved";
  await fetch("/consent").then((got) => got.json());
  new Image().src = `http://pixel.reseau.localhost:${location.port}/tr?ev=AddToWishlist`;
});
</script>"""


@pytest.mark.long
@pytest.mark.parametrize(
    "kind",
    [pytest.param("chromium", marks=pytest.mark.browser), pytest.param("firefox", marks=pytest.mark.firefox)],
)
def test_a_hit_that_waits_for_the_shops_answer_is_seen(request: pytest.FixtureRequest, kind: Kind) -> None:
    request.getfixturevalue(f"{kind}_program")
    AskingShop.may_answer.clear()
    with serving(AskingShop) as sites, open_browser_driver(sites, kind) as driver:
        window = driver.open_window("zoe", Browser())
        window.go(sites.url("soleil"))
        window.press(by_testid("heart"), "no heart", then=by_testid("saved"))
        answering = Timer(0.3, AskingShop.may_answer.set)
        answering.start()
        [hit] = window.seen().hits
        answering.join()
    assert (hit.event, hit.verdict) == ("AddToWishlist", "recorded")


@pytest.mark.long
@pytest.mark.browser
def test_a_server_that_dies_is_said_to_be_gone(chromium_program: str) -> None:
    with run_server() as server, open_browser_driver(server.sites, "chromium") as driver:
        zoe = Zoe(driver, server.sites)
        zoe.does(Visit(who="zoe", visit="soleil", path="/destinations/bahamas"))
        zoe.does(Join(who="zoe", join="marcel"))
        server.kill()
        with pytest.raises(ServerGoneError, match="no longer answers"):
            zoe.does(ClickAd(who="zoe", click_ad="bahamas"))
        with pytest.raises(ServerGoneError, match="no longer answers"):
            zoe.does(Visit(who="zoe", visit="nordet"))


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize("wanted", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_when_it_is_stopped_in_the_middle(
    chromium_program: str, temporary: Path, wanted: signal.Signals
) -> None:
    with subprocess.Popen(
        [*PLAY, "class", "--browser", "chromium"],
        cwd=ROOT,
        env=environment(temporary),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as playing:
        told = playing.stdout or ()
        assert any("joins the network" in line for line in told)
        os.killpg(playing.pid, wanted) if wanted == signal.SIGINT else playing.send_signal(wanted)
        said = "".join(told)
    assert playing.returncode != 0
    assert "Traceback" not in said


@pytest.mark.long
@pytest.mark.browser
def test_the_pictures_tell_the_story_on_a_page_that_stands_alone(
    chromium_program: str, chromium: OpenChromium, temporary: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "pictures"
    asked = [*PLAY, "bahamas", "--browser", "chromium", "--record", str(folder)]
    done = subprocess.run(
        asked, cwd=ROOT, env=environment(temporary), capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    browser = chromium(Setup())
    page = browser.page
    page.goto((folder / "index.html").as_uri())
    scenes = page.locator("[data-testid=scene]")
    assert scenes.count() == len(list(folder.glob("*.png"))) > 2
    ad = scenes.get_by_role("listitem").filter(has_text="bahamas · soleil")
    expect(ad).to_have_text("bahamas · soleil · reciblage", use_inner_text=True)
    assert look_at_page(page, "fr") == []
    page.get_by_label("English").check()
    expect(page.locator("h1")).to_have_text("The Bahamas follow you", use_inner_text=True)
    expect(ad).to_have_text("bahamas · soleil · retargeting", use_inner_text=True)
    assert browser.asked_for(lambda url: url.startswith("http")) == []
