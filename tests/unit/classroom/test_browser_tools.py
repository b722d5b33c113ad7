"""Whose instructions a reader gets, by what their browser says of itself."""

import pytest

from pixel.classroom.guide.browser_tools import TOOLS, choose_tool, order_tools

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"


@pytest.mark.parametrize(
    ("user_agent", "tool"),
    [
        pytest.param(CHROME, "chrome", id="Chrome"),
        pytest.param(CHROME.replace("Windows NT 10.0; Win64", "X11; CrOS x86_64 14541.0.0"), "chrome", id="Chromebook"),
        pytest.param(CHROME.replace("Chrome/", "HeadlessChrome/"), "chrome", id="Chrome without a window"),
        pytest.param(f"{CHROME} Edg/140.0.0.0", "edge", id="Edge"),
        pytest.param("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "firefox", id="Firefox"),
        pytest.param(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6"
            " Safari/605.1.15",
            "safari",
            id="Safari",
        ),
        pytest.param(f"{ANDROID} Mobile Safari/537.36", "phone", id="Android phone"),
        pytest.param(f"{ANDROID} Safari/537.36", "phone", id="Android tablet"),
        pytest.param(f"{ANDROID} Mobile Safari/537.36 EdgA/140.0.0.0", "phone", id="Edge on a phone"),
        pytest.param(
            "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "phone", id="Firefox there"
        ),
        pytest.param(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " Version/26.0 Mobile/15E148 Safari/604.1",
            "phone",
            id="iPhone",
        ),
        pytest.param("curl/8.5.0", None, id="no browser"),
        pytest.param("", None, id="nothing said"),
    ],
)
def test_the_browser_decides_on_the_instructions(user_agent: str, tool: str | None) -> None:
    assert choose_tool(user_agent) == tool


def test_ones_own_come_first_and_none_is_left_out() -> None:
    assert order_tools("safari")[0] == "safari"
    assert set(order_tools("safari")) == set(order_tools(None)) == set(TOOLS)
