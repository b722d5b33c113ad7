"""A page that a browser prepares before anybody asks for it (prerendering) tells nothing until it is shown.

The agencies ask for no prerendering themselves: browsers do it on their own, while an address is being typed, say.
"""

import sys
from collections.abc import Iterator

import pytest

from pixel.stories.server.temporary_folder import GuardedFolder
from pixel.testing.server import PixelServer
from tests.browser.bare_chromium import BareChromium, bare_chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(sys.platform == "win32", reason="a pipe to Chromium by file descriptor is a Unix matter"),
]

PRERENDER = """(() => {
  const rules = document.createElement("script");
  rules.type = "speculationrules";
  rules.textContent = JSON.stringify({ prerender: [{ source: "list", urls: ["PATH"], eagerness: "immediate" }] });
  document.head.append(rules);
})()"""
# The load event waits for the scripts, and for the images that they ask for meanwhile.
LOADED = "new Promise((done) => document.readyState === 'complete' ? done() : addEventListener('load', done))"
REQUESTED = """new Promise((done) => {
  const requested = () => performance.getEntriesByType("resource").filter((it) => it.name.includes("PART"));
  const look = () => requested().length >= LEAST ? done() : setTimeout(look, 20);
  look();
})"""
ANSWER = """fetch("/consent", { method: "POST", body: new URLSearchParams({ answer: "ANSWER" }) }).then(() => {})"""
FOLLOW = """document.querySelector('a[href="PATH"]').click()"""


@pytest.fixture
def chromium(chromium_program: str) -> Iterator[BareChromium]:
    with GuardedFolder("pixel-browser-") as profile, bare_chromium(chromium_program, profile.path) as running:
        yield running


def prerender(chromium: BareChromium, start: str, path: str) -> str:
    """Open `start`, and have Chromium prerender `path` of the same site; the session of the page that nobody sees."""
    chromium.open(start)
    chromium.evaluate(chromium.page, PRERENDER.replace("PATH", path))
    unseen = chromium.wait_for_page("prerender")
    chromium.evaluate(unseen, LOADED)
    assert chromium.evaluate(unseen, "document.prerendering && typeof window.pixel") == "object"
    return unseen


def show(chromium: BareChromium, unseen: str, path: str, wait_for: str, least: int) -> None:
    """Follow the link to the prerendered page, and wait until it has requested what its script then requests."""
    chromium.evaluate(chromium.page, FOLLOW.replace("PATH", path))
    chromium.evaluate(unseen, REQUESTED.replace("PART", wait_for).replace("LEAST", str(least)))
    shown = "[document.prerendering, performance.getEntriesByType('navigation')[0].activationStart > 0]"
    assert chromium.evaluate(unseen, shown) == [False, True], "a page load would prove nothing"


def told_of(pixel_server: PixelServer, address: str) -> list[str]:
    return sorted(event["event"] for event in pixel_server.api.list_events() if event["page_url"] == address)


def test_a_page_tells_what_it_is_when_it_is_shown_and_not_before(
    chromium: BareChromium, pixel_server: PixelServer
) -> None:
    cuba = "/destinations/cuba"
    unseen = prerender(chromium, pixel_server.url("soleil"), cuba)
    assert told_of(pixel_server, pixel_server.url("soleil", cuba)) == []
    show(chromium, unseen, cuba, "/tr?", least=2)
    assert told_of(pixel_server, pixel_server.url("soleil", cuba)) == ["PageView", "ViewContent"]


@pytest.mark.long
def test_a_page_prepared_after_a_yes_and_shown_after_a_no_tells_nothing(
    chromium: BareChromium, pixel_server: PixelServer
) -> None:
    iceland = "/destinations/iceland"
    chromium.open(pixel_server.url("nordet", "/blog"))
    chromium.evaluate(chromium.page, ANSWER.replace("ANSWER", "granted"))
    unseen = prerender(chromium, pixel_server.url("nordet"), iceland)
    chromium.evaluate(chromium.page, ANSWER.replace("ANSWER", "denied"))
    show(chromium, unseen, iceland, "/consent.json", least=1)
    chromium.evaluate(unseen, LOADED)  # one more turn: what the answer led to has been done
    assert told_of(pixel_server, pixel_server.url("nordet", iceland)) == []
