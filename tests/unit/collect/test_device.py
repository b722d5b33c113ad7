"""Device, browser and system behind a user agent, what counts as a bot, and how addresses and headers are cut down."""

from io import BytesIO
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixel.collect.device import read_device
from pixel.collect.endpoint import kept_headers, shorten_address
from pixel.collect.request import read_request
from pixel.collect.user_agent_freeze import Frozen, list_frozen

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
ON_PHONE = "Mobile Safari/537.36"
ON_IPHONE = "Mobile/15E148 Safari/604.1"
READ = [
    (
        "Chrome on a phone",
        f"Linux; Android 10; K) {WEBKIT} Chrome/140.0.0.0 {ON_PHONE}",
        "phone",
        "Chrome Mobile 140",
        "Android",
        "android browser",
    ),
    (
        "Chrome on a tablet",
        f"Linux; Android 10; K) {WEBKIT} Chrome/140.0.0.0 Safari/537.36",
        "tablet",
        "Chrome 140",
        "Android",
        "android browser",
    ),
    (
        "Samsung's browser",
        f"Linux; Android 10; K) {WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 {ON_PHONE}",
        "phone",
        "Samsung Internet 28",
        "Android",
        "android browser",
    ),
    (
        "Edge on a phone",
        f"Linux; Android 10; K) {WEBKIT} Chrome/140.0.0.0 Mobile Safari/537.36 EdgA/140.0.0.0",
        "phone",
        "Edge Mobile 140",
        "Android",
        "android browser",
    ),
    (
        "an app's view on a phone",
        f"Linux; Android 14; Pixel 8 Build/UQ1A; wv) {WEBKIT} Version/4.0 Chrome/140.0.7339.51 {ON_PHONE}",
        "Pixel 8",
        "Chrome Mobile WebView 140",
        "Android 14",
        "",
    ),
    (
        "Chrome on a phone, of before",
        f"Linux; Android 13; Pixel 7) {WEBKIT} Chrome/104.0.5112.97 {ON_PHONE}",
        "Pixel 7",
        "Chrome Mobile 104",
        "Android 13",
        "",
    ),
    (
        "an Android 10 that is one",
        f"Linux; Android 10; LYA-L29) {WEBKIT} Chrome/100.0.4896.127 {ON_PHONE}",
        "Huawei LYA-L29",
        "Chrome Mobile 100",
        "Android 10",
        "",
    ),
    (
        "Firefox on a phone",
        "Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
        "phone",
        "Firefox Mobile 140",
        "Android 15",
        "",
    ),
    (
        "Firefox on a tablet",
        "Android 15; Tablet; rv:140.0) Gecko/140.0 Firefox/140.0",
        "tablet",
        "Firefox Mobile 140",
        "Android 15",
        "",
    ),
    (
        "Chrome on Windows",
        f"Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36",
        "computer",
        "Chrome 140",
        "Windows",
        "windows browser",
    ),
    (
        "Edge on Windows",
        f"Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
        "computer",
        "Edge 140",
        "Windows",
        "windows browser",
    ),
    (
        "Firefox on Windows",
        "Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "computer",
        "Firefox 140",
        "Windows",
        "windows",
    ),
    (
        "Firefox on an old Windows",
        "Windows NT 6.1; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0",
        "computer",
        "Firefox 115",
        "Windows 7",
        "",
    ),
    (
        "Chrome on a Mac",
        f"Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Chrome/140.0.0.0 Safari/537.36",
        "computer",
        "Chrome 140",
        "macOS",
        "macos browser",
    ),
    (
        "Firefox on a Mac",
        "Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0",
        "computer",
        "Firefox 140",
        "macOS",
        "macos",
    ),
    (
        "Safari on a Mac, or on an iPad",
        f"Macintosh; Intel Mac OS X 10_15_7) {SAFARI} Version/18.5 Safari/605.1.15",
        "computer",
        "Safari 18",
        "macOS",
        "macos mac-or-ipad",
    ),
    (
        "Safari on an old Mac",
        f"Macintosh; Intel Mac OS X 10_13_6) {SAFARI} Version/13.1 Safari/605.1.15",
        "computer",
        "Safari 13",
        "macOS 10.13",
        "",
    ),
    (
        "Safari 26 on a phone",
        f"iPhone; CPU iPhone OS 18_6 like Mac OS X) {SAFARI} Version/26.0 {ON_IPHONE}",
        "iPhone",
        "Mobile Safari 26",
        "iOS",
        "ios",
    ),
    (
        "Safari 26.3 on a phone",
        f"iPhone; CPU iPhone OS 18_7 like Mac OS X) {SAFARI} Version/26.3 {ON_IPHONE}",
        "iPhone",
        "Mobile Safari 26",
        "iOS",
        "ios",
    ),
    (
        "Safari 18 on a phone",
        f"iPhone; CPU iPhone OS 18_6 like Mac OS X) {SAFARI} Version/18.6 {ON_IPHONE}",
        "iPhone",
        "Mobile Safari 18",
        "iOS 18",
        "",
    ),
    (
        "Chrome on an iPhone",
        f"iPhone; CPU iPhone OS 26_0 like Mac OS X) {SAFARI} CriOS/140.0.7339.39 {ON_IPHONE}",
        "iPhone",
        "Chrome Mobile iOS 140",
        "iOS 26",
        "",
    ),
    (
        "an iPad that says so",
        f"iPad; CPU OS 17_7 like Mac OS X) {SAFARI} FxiOS/140.0 Mobile/15E148 Safari/605.1.15",
        "iPad",
        "Firefox iOS 140",
        "iOS 17",
        "",
    ),
    (
        "Chrome on a Chromebook",
        f"X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/140.0.0.0 Safari/537.36",
        "computer",
        "Chrome 140",
        "ChromeOS",
        "chromeos browser",
    ),
    (
        "Chrome on Linux",
        f"X11; Linux x86_64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36",
        "computer",
        "Chrome 140",
        "Linux",
        "linux-or-phone browser",
    ),
    (
        "Firefox on Linux",
        "X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
        "computer",
        "Firefox 153",
        "Linux",
        "linux-or-phone",
    ),
    (
        "Firefox on Ubuntu",
        "X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "computer",
        "Firefox 140",
        "Ubuntu",
        "",
    ),
    (
        "a headless browser is no bot",
        f"X11; Linux x86_64) {WEBKIT} HeadlessChrome/140.0.0.0 Safari/537.36",
        "computer",
        "HeadlessChrome 140",
        "Linux",
        "linux-or-phone",
    ),
]


@pytest.mark.parametrize(
    ("agent", "device", "browser", "system", "frozen"), [pytest.param(*row[1:], id=row[0]) for row in READ]
)
def test_a_user_agent_is_read_without_what_browsers_make_up(
    agent: str, device: str, browser: str, system: str, frozen: str
) -> None:
    agent = f"Mozilla/5.0 ({agent}"
    read = read_device(agent)
    assert (read.device, read.browser, read.system) == (device, browser, system)
    assert list_frozen(agent) == tuple(frozen.split())
    assert not read.is_bot


@pytest.mark.parametrize(
    ("agent", "browser"),
    [
        pytest.param("curl/8.5.0", "curl 8", id="a program"),
        pytest.param("a person with a keyboard", "Other", id="nothing that is known"),
    ],
)
def test_what_is_not_recognised_is_other(agent: str, browser: str) -> None:
    read = read_device(agent)
    assert (read.device, read.browser, read.system, read.is_bot) == ("other", browser, "Other", False)


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
    read = read_device(agent)
    assert (read.device, read.is_bot) == ("bot", True)


@settings(deadline=None, database=None, max_examples=50)
@given(st.text(max_size=200))
def test_no_user_agent_breaks_it(agent: str) -> None:
    read = read_device(agent)
    assert read.device
    assert read.browser
    assert read.system
    assert set(list_frozen(agent)) <= set(get_args(Frozen))


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
            "HTTP_SEC_PURPOSE": "prefetch;prerender",
            "HTTP_X_MOZ": "prefetch",
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
        "sec-purpose": "prefetch;prerender",
        "x-moz": "prefetch",
    }
    assert all(len(text) <= 500 for text in kept_headers(request).values())
