"""What the first load of a page brings over the wire, as Chromium counts it: page, style, scripts, pictures, packed."""

from collections import Counter
from typing import Any

import pytest

from pixel.testing.server import PixelServer
from tests.browser.conftest import OpenChromium
from tests.support.browsers import Setup
from tests.support.walk import join, look_at

pytestmark = pytest.mark.browser

MOST_BYTES = 100_000


def test_the_first_load_of_a_feed_is_light_and_the_second_brings_the_page_alone(
    chromium: OpenChromium, pixel_server: PixelServer
) -> None:
    browser = chromium(Setup(language="fr"))
    look_at(browser, pixel_server.url("soleil", "/destinations/bahamas"))
    page = join(browser, pixel_server.url("network"))
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.clearBrowserCache")
    kinds: dict[str, str] = {}
    received: Counter[str] = Counter()

    def note_kind(answer: dict[str, Any]) -> None:
        kinds[answer["requestId"]] = answer["type"]

    def note_end(finished: dict[str, Any]) -> None:
        received[kinds.get(finished["requestId"], "?")] += int(finished["encodedDataLength"])

    devtools.on("Network.responseReceived", note_kind)
    devtools.on("Network.loadingFinished", note_end)
    page.goto(pixel_server.url("network"), wait_until="networkidle")
    assert {"Document", "Stylesheet", "Script", "Image"} <= set(received)
    assert received.total() <= MOST_BYTES, received
    received.clear()
    page.goto(pixel_server.url("network"), wait_until="networkidle")
    assert received["Document"] > 0
    assert not received["Stylesheet"] + received["Script"], received
    assert received["Image"] < MOST_BYTES / 10, received  # another ad's picture may be new
