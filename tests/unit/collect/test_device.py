"""Device, browser and system behind a user agent, what counts as a bot, and how addresses and headers are cut down."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixel.collect.device import read_device
from pixel.collect.endpoint import kept_headers, shorten_address
from pixel.collect.request import read_request

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "device", "browser", "system"),
    [
        pytest.param(
            "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
            "computer",
            "Firefox 153",
            "Linux",
            id="Firefox on Linux",
        ),
        pytest.param(
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36",
            "computer",
            "Chrome 140",
            "Windows 10",
            id="Chrome on Windows",
        ),
        pytest.param(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " Version/17.5 Mobile/15E148 Safari/604.1",
            "iPhone",
            "Mobile Safari 17",
            "iOS 17",
            id="Safari on a phone",
        ),
        pytest.param(
            f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} HeadlessChrome/140.0.0.0 Safari/537.36",
            "computer",
            "HeadlessChrome 140",
            "Linux",
            id="a headless browser is no bot",
        ),
        pytest.param("curl/8.5.0", "Other", "curl 8", "Other", id="a program"),
        pytest.param("a person with a keyboard", "Other", "Other", "Other", id="nothing that is known"),
    ],
)
def test_a_user_agent_is_named_for_people(agent: str, device: str, browser: str, system: str) -> None:
    read = read_device(agent)
    assert (read.device, read.browser, read.system) == (device, browser, system)
    assert not read.is_bot


@pytest.mark.parametrize(
    "agent",
    [
        pytest.param("", id="empty"),
        pytest.param(" \t ", id="blank"),
        pytest.param("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", id="a crawler"),
        pytest.param("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", id="another crawler"),
    ],
)
def test_a_bot_is_called_one(agent: str) -> None:
    assert read_device(agent).is_bot


@settings(deadline=None, database=None, max_examples=50)
@given(st.text(max_size=200))
def test_no_user_agent_breaks_it(agent: str) -> None:
    read = read_device(agent)
    assert read.device
    assert read.browser
    assert read.system


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        pytest.param("192.0.2.217", "192.0.2.0", id="IPv4 without its last octet"),
        pytest.param("127.0.0.1", "127.0.0.0", id="loopback"),
        pytest.param("2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff", "2001:db8:aaaa::", id="IPv6 without its last 80 bits"),
        pytest.param("::1", "::", id="loopback, IPv6"),
        pytest.param("::ffff:192.0.2.217", "192.0.2.0", id="IPv4 in IPv6"),
        pytest.param("fe80::1:2:3%eth0", "fe80::", id="with a zone"),
        pytest.param("", "", id="none"),
        pytest.param("unix:", "", id="no address"),
        pytest.param("192.0.2.217:4000", "", id="with a port"),
    ],
)
def test_an_address_loses_what_tells_people_apart(address: str, kept: str) -> None:
    assert shorten_address(address) == kept


def test_of_cookies_only_names_are_kept_and_of_headers_only_those_about_them() -> None:
    request = read_request(
        {
            "REQUEST_METHOD": "GET",
            "wsgi.input": BytesIO(),
            "HTTP_COOKIE": "visitor=SECRET-1; other=SECRET-2",
            "HTTP_AUTHORIZATION": "SECRET-3",
            "HTTP_X_FORWARDED_FOR": "203.0.113.9",
            "HTTP_SEC_GPC": "0",
            "HTTP_DNT": "1",
            "HTTP_SEC_FETCH_SITE": "cross-site",
            "HTTP_SEC_FETCH_STORAGE_ACCESS": "none",
            "HTTP_REFERER": "http://soleil.localhost:8000/" + "x" * 5000,
        }
    )
    kept = kept_headers(request)
    assert kept.pop("referer").startswith("http://soleil.localhost:8000/x")
    assert kept == {
        "cookie": "visitor=…; other=…",
        "dnt": "1",
        "sec-fetch-site": "cross-site",
        "sec-fetch-storage-access": "none",
        "sec-gpc": "0",
    }
    assert all(len(text) <= 500 for text in kept_headers(request).values())
