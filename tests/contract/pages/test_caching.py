"""Files may be kept for a year by everybody, and say nothing of who asked; pages travel compressed."""

import gzip
import re
from collections.abc import Mapping

import brotli
import pytest
from werkzeug.test import TestResponse

from tests.support.app_harness import AppHarness, Browser, call

A_YEAR = "public, max-age=31536000, immutable"
A_MINUTE = "public, max-age=60"
SITES_WITH_FILES = ("start", "network", "collector", "backstage", "soleil", "discrete")
ADDRESS = re.compile(r'(?:src|href)="(/[^"?]*\.(?:css|js|svg)(?:\?[^"]*)?)"')


def files_of(browser: Browser, site: str) -> list[str]:
    """The addresses of all files that a site's first page names, as paths below the site."""
    _, prefix = browser.at(site)
    page = browser.get(site).text
    return sorted({path.removeprefix(prefix) for path in ADDRESS.findall(page.replace("&amp;", "&"))})


@pytest.fixture(params=[False, True], ids=["own hosts", "one address"])
def member(request: pytest.FixtureRequest, harness: AppHarness) -> Browser:
    """Somebody whose feed has an ad with a product's picture."""
    browser = harness.browser(one_address=request.param)
    browser.look()
    browser.join()
    return browser


@pytest.mark.parametrize("site", SITES_WITH_FILES)
def test_each_file_that_a_page_names_may_be_kept_for_a_year_and_sets_no_cookie(member: Browser, site: str) -> None:
    files = files_of(member, site)
    assert files
    if site == "network":
        assert [path for path in files if path.startswith("/ads/soleil/")]
    for path in files:
        answer = member.get(site, path)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, A_YEAR), path
        assert "Set-Cookie" not in answer.headers, path
        assert answer.headers["Vary"] == "Accept-Encoding", path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path


@pytest.mark.parametrize("site", SITES_WITH_FILES)
@pytest.mark.parametrize("version", ["", "?v=0", "?v=0&lang=fr"])
def test_another_address_of_a_file_answers_too_and_is_kept_for_a_minute(
    member: Browser, site: str, version: str
) -> None:
    for path in files_of(member, site):
        answer = member.get(site, path.partition("?")[0] + version)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, A_MINUTE), path
        assert "Set-Cookie" not in answer.headers, path


def test_a_file_that_a_browser_has_is_not_sent_again(member: Browser) -> None:
    for encoding in ("", "gzip"):
        first = member.get("network", "/static/ribambelle/ribambelle.css", accept_encoding=encoding)
        again = member.get(
            "network",
            "/static/ribambelle/ribambelle.css",
            accept_encoding=encoding,
            if_none_match=first.headers["ETag"],
        )
        assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/static/", "/static/../app.py", "/static/%2e%2e/app.py", "/static/ribambelle", "/static/nothing.css"]
)
def test_what_is_no_file_of_a_site_is_not_there(harness: AppHarness, path: str) -> None:
    assert call(harness, path, host="reseau.localhost:8000").status.startswith("404")


@pytest.mark.parametrize("path", ["/pictures/..", "/pictures/nothing.svg", "/pictures/..%5Clogo.svg"])
def test_nor_of_an_agency(harness: AppHarness, path: str) -> None:
    assert call(harness, path, host="soleil.localhost:8000").status.startswith("404")


# Compression


def unpack(answer: TestResponse) -> bytes:
    match answer.headers.get("Content-Encoding"):
        case "gzip":
            return gzip.decompress(answer.data)
        case "br":
            return bytes(brotli.decompress(answer.data))
        case _:
            return bytes(answer.data)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip, deflate", "gzip"),
        ("gzip;q=0.5, br;q=0.1", "gzip"),
        ("", None),
        ("identity", None),
        ("gzip;q=0", None),
        ("br;q=0, gzip;q=0", None),
    ],
)
def test_pages_and_their_files_travel_as_the_browser_takes_them(
    member: Browser, accepted: str, encoding: str | None
) -> None:
    files: Mapping[str, str] = {"/static/ribambelle/ribambelle.css": "text/css", "/ads/soleil/bahamas.svg": "image/svg"}
    for path, kind in {"/profile": "text/html", "/static/ribambelle/feed.js": "text/javascript", **files}.items():
        answer = member.get("network", path, accept_encoding=accepted)
        assert answer.headers.get("Content-Encoding") == encoding, path
        assert "Accept-Encoding" in answer.headers["Vary"], path
        assert answer.content_type.startswith(kind)
        assert unpack(answer) == unpack(member.get("network", path)), path
        if encoding:
            assert len(answer.data) < len(unpack(answer)) / 2, path


@pytest.mark.parametrize("site", SITES_WITH_FILES)
def test_on_each_site(member: Browser, site: str) -> None:
    assert member.get(site, accept_encoding="gzip").headers["Content-Encoding"] == "gzip"


def test_hits_and_their_script_stay_as_they_are(harness: AppHarness, member: Browser) -> None:
    hit = member.hit(accept_encoding="gzip, br")
    script = call(harness, "/pixel.js", headers=[("ACCEPT_ENCODING", "gzip, br")])
    assert "Content-Encoding" not in hit.headers
    assert "Content-Encoding" not in script.headers
    assert script.headers["Cache-Control"] == "no-store"


# Who stays


def test_the_session_cookie_is_sent_once_a_day_and_not_with_each_page(member: Browser) -> None:
    member.get("network")
    assert "seat=" not in str(member.get("network").headers.getlist("Set-Cookie"))
    assert "Cookie" in member.get("network").headers["Vary"]
