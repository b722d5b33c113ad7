"""A page that a browser loads ahead counts as seen by nobody: our sites refuse it, the script sets no cookie."""

import pytest

from tests.support.app_harness import AppHarness, Browser, cookie_of

AHEAD = [
    pytest.param({"sec_purpose": "prefetch;prerender"}, id="prerendered"),
    pytest.param({"sec_purpose": "prefetch"}, id="prefetched"),
    pytest.param({"purpose": "prefetch"}, id="prefetched, as Chromium said before"),
    pytest.param({"x_moz": "prefetch"}, id="prefetched, as Firefox said before"),
]


@pytest.mark.parametrize("headers", AHEAD)
def test_no_ad_is_shown_until_somebody_comes(harness: AppHarness, browser: Browser, headers: dict[str, str]) -> None:
    browser.look()
    browser.join()
    answer = browser.get("network", **headers)
    assert (answer.status_code, answer.headers["Cache-Control"], answer.data) == (503, "no-store", b"")
    assert harness.count("impressions") == 0
    assert len(browser.ads()) == harness.count("impressions") > 0


@pytest.mark.parametrize("headers", AHEAD)
@pytest.mark.parametrize(
    ("site", "path"),
    [
        ("start", "/"),
        ("network", "/profile"),
        ("backstage", "/"),
        ("backstage", "/go/look"),
        ("backstage", "/inspector"),
    ],
)
def test_no_step_is_taken_until_somebody_comes(
    harness: AppHarness, browser: Browser, site: str, path: str, headers: dict[str, str]
) -> None:
    browser.look()
    browser.join()
    answer = browser.get(site, path, **headers)
    assert answer.status_code == 503
    assert cookie_of(answer) is None
    assert harness.count("walk") == 0
    assert browser.get(site, path).status_code in (200, 303)


@pytest.mark.parametrize("headers", AHEAD)
def test_the_script_is_had_but_sets_no_cookie(browser: Browser, headers: dict[str, str]) -> None:
    referrer = browser.url("soleil")
    ahead = browser.get("collector", "/pixel.js", referer=referrer, **headers)
    assert (ahead.status_code, cookie_of(ahead)) == (200, None)
    assert cookie_of(browser.get("collector", "/pixel.js", referer=referrer))


@pytest.mark.parametrize("headers", AHEAD)
def test_static_files_and_the_agencies_pages_may_be_had(browser: Browser, headers: dict[str, str]) -> None:
    assert browser.get("soleil", "/destinations/bahamas", **headers).status_code == 200
    page = browser.get("start").text
    style = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert browser.get("start", style, **headers).status_code == 200
