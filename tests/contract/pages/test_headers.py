"""Every page of every site, errors too, comes with headers that keep scripts, frames and referrers in their place."""

import re

import pytest
from werkzeug.test import TestResponse

from pixel.origins import AGENCIES, SITES
from tests.support.app_harness import AppHarness, Browser, call

BAHAMAS = "/destinations/bahamas"


def directives(response: TestResponse) -> dict[str, str]:
    parts = response.headers["Content-Security-Policy"].split("; ")
    return {name: value for name, _, value in (part.partition(" ") for part in parts)}


def pages_of(harness: AppHarness) -> list[tuple[str, str]]:
    """Site and path of every page that needs nothing in its address, some others, and a missing one."""
    pages = [
        ("soleil", BAHAMAS),
        ("soleil", "/search?q=%3Cscript%3E"),
        ("network", "/why/x"),
        ("network", "/continue/x"),
    ]
    for site, app in harness.app.sites.items():
        rules = [rule for rule in app.url_map.iter_rules() if not rule.arguments and "GET" in (rule.methods or ())]
        pages += [(site, rule.rule) for rule in rules]
        pages.append((site, "/nowhere"))
    return sorted(set(pages))


def walk(harness: AppHarness, browser: Browser) -> list[tuple[str, str, TestResponse]]:
    return [(site, path, browser.get(site, path)) for site, path in pages_of(harness)]


@pytest.fixture(params=[False, True], ids=["own hosts", "one address"])
def member(request: pytest.FixtureRequest, harness: AppHarness) -> Browser:
    """Somebody with a visit, in either mode."""
    browser = harness.browser(one_address=request.param)
    browser.look()
    browser.join()
    return browser


def test_every_page_has_them_all(harness: AppHarness, member: Browser) -> None:
    answers = walk(harness, member)
    assert len(answers) > 30
    for site, path, response in answers:
        where = (site, path, response.status_code)
        assert response.status_code < 500, where
        assert response.headers["X-Content-Type-Options"] == "nosniff", where
        assert response.headers["X-Frame-Options"] == "DENY", where
        expected = "strict-origin-when-cross-origin" if site in AGENCIES else "same-origin"
        assert response.headers["Referrer-Policy"] == expected, where
        policy = directives(response)
        assert policy["default-src"] == "'none'", where
        assert policy["frame-ancestors"] == "'none'", where
        assert policy["base-uri"] == "'none'", where
        assert "unsafe" not in response.headers["Content-Security-Policy"], where
        assert "*" not in response.headers["Content-Security-Policy"], where


def test_errors_are_pages_of_their_site_with_the_same_headers(harness: AppHarness, member: Browser) -> None:
    for site in SITES:
        response = member.get(site, "/nowhere")
        assert (response.status_code, response.mimetype) == (404, "text/html")
        assert response.text.count("<h1") == 1
        assert directives(response)["frame-ancestors"] == "'none'"


def test_a_page_of_no_site_has_them_too(harness: AppHarness) -> None:
    for host in ("plage.localhost:8000", "evil.example"):
        headers = call(harness, "/", host=host).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] == "same-origin"


def test_no_page_needs_what_the_policy_refuses(harness: AppHarness, member: Browser) -> None:
    for site, path, response in walk(harness, member):
        if response.mimetype != "text/html":
            continue
        tags = re.findall(r"<[a-zA-Z][^>]*>", response.text)
        where = (site, path)
        assert not [tag for tag in tags if re.search(r"\sstyle\s*=", tag)], where
        assert not [tag for tag in tags if re.search(r"\son[a-z]+\s*=", tag)], where
        assert not [tag for tag in tags if tag.startswith("<style")], where
        scripts = [tag for tag in tags if tag.startswith("<script")]
        assert not [tag for tag in scripts if "src=" not in tag and "application/" not in tag], where
        assert "javascript:" not in response.text, where


def test_only_who_carries_the_pixel_may_load_it(shared_harness: AppHarness) -> None:
    browser = shared_harness.browser()
    collector = "http://pixel.reseau.localhost:8000"
    for agency in AGENCIES:
        policy = directives(browser.get(agency))
        names_it = {name for name, value in policy.items() if collector in value}
        assert names_it == (set() if agency == "discrete" else {"script-src", "img-src", "connect-src"})


def test_the_control_never_names_the_collector(shared_harness: AppHarness) -> None:
    browser = shared_harness.browser()
    for path in ("/", "/search", "/wishlist", "/blog"):
        response = browser.get("discrete", path)
        assert "pixel.reseau" not in response.text
        assert "pixel.reseau" not in str(response.headers)


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_language_is_the_readers(shared_harness: AppHarness, site: str, language: str) -> None:
    browser = shared_harness.browser()
    assert f'<html lang="{language}' in browser.get(site, accept_language=f"{language}-CA").text
    asked = browser.get(site, f"/?lang={language}", accept_language="fr-CA" if language == "en" else "en")
    assert f'<html lang="{language}' in asked.text
    kept = browser.get(site, accept_language="fr-CA" if language == "en" else "en")
    assert f'<html lang="{language}' in kept.text


def test_pages_of_a_person_are_kept_by_no_one_else(member: Browser) -> None:
    for path in ("/", "/profile", "/activity"):
        control = member.get("network", path).headers["Cache-Control"]
        assert "private" in control or "no-store" in control
