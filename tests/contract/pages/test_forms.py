"""Forms that change something refuse posts of other sites: by Sec-Fetch-Site, by Origin, and with neither by token."""

import re

import pytest
from werkzeug.test import TestResponse

from tests.support.app_harness import CHROMIUM, FIREFOX, AppHarness, Browser, call

BOTH_MODES = pytest.mark.parametrize("one_address", [False, True], ids=["own hosts", "one address"])


def join(browser: Browser, fields: dict[str, str] | None = None, **headers: str) -> TestResponse:
    """A post with exactly these headers about where it comes from."""
    prefix = browser.at("network")[1]
    return browser.client.post(
        f"{prefix}/join",
        base_url=browser.at("network")[0],
        data={"member": "marcel"} | (fields or {}),
        headers={"User-Agent": browser.agent} | {name.replace("_", "-"): text for name, text in headers.items()},
        environ_base={"REMOTE_ADDR": "127.0.0.1"},
    )


@pytest.mark.parametrize(
    ("headers", "is_taken"),
    [
        pytest.param({"sec_fetch_site": "same-origin"}, True, id="own page"),
        pytest.param({"sec_fetch_site": "none"}, True, id="the person's own doing"),
        pytest.param({"sec_fetch_site": "cross-site"}, False, id="another site"),
        pytest.param({"sec_fetch_site": "same-site"}, False, id="a sister site"),
        pytest.param({"sec_fetch_site": "nonsense"}, False, id="nonsense"),
        pytest.param({"sec_fetch_site": ""}, False, id="empty"),
        pytest.param(
            {"sec_fetch_site": "cross-site", "origin": "http://reseau.localhost:8000"},
            False,
            id="the browser knows better",
        ),
        pytest.param({"origin": "http://reseau.localhost:8000"}, True, id="own origin"),
        pytest.param({"origin": "http://RESEAU.localhost:8000"}, True, id="own origin in capitals"),
        pytest.param({"origin": "http://soleil.localhost:8000"}, False, id="an agency's origin"),
        pytest.param({"origin": "http://pixel.reseau.localhost:8000"}, False, id="the collector's origin"),
        pytest.param({"origin": "http://reseau.localhost:9000"}, False, id="another port"),
        pytest.param({"origin": "https://reseau.localhost:8000"}, False, id="another scheme"),
        pytest.param({"origin": "null"}, False, id="an origin that is kept secret"),
        pytest.param({"referer": "http://reseau.localhost:8000/"}, False, id="a referrer is no proof"),
        pytest.param({}, False, id="nothing said, no token"),
    ],
)
def test_where_a_post_comes_from_decides(harness: AppHarness, headers: dict[str, str], is_taken: bool) -> None:
    response = join(harness.browser(), None, **headers)
    assert response.status_code == (303 if is_taken else 403)
    assert harness.count("seats") == int(is_taken)


def read_token(browser: Browser, site: str = "network", path: str = "/") -> str:
    """The form token of a page as an old browser gets it: one that says nothing of where it comes from."""
    found = re.search(r'name="form_token" value="([^"]+)"', browser.get(site, path).text)
    assert found
    return found[1]


@BOTH_MODES
def test_an_old_browser_shows_the_token_of_our_page(harness: AppHarness, one_address: bool) -> None:
    browser = harness.browser(one_address=one_address)
    assert join(browser, {"form_token": read_token(browser)}).status_code == 303


@pytest.mark.parametrize("token", ["", "0" * 32, "é", "\0", "x" * 5000], ids=["none", "made up", "é", "NUL", "long"])
def test_any_other_token_is_refused(harness: AppHarness, token: str) -> None:
    browser = harness.browser()
    read_token(browser)
    assert join(browser, {"form_token": token}).status_code == 403
    assert harness.count("seats") == 0


def test_a_token_is_good_in_its_own_browser_alone(harness: AppHarness) -> None:
    token = read_token(harness.browser(FIREFOX))
    assert join(harness.browser(CHROMIUM), {"form_token": token}).status_code == 403


def test_a_token_is_good_on_its_own_site_alone(harness: AppHarness) -> None:
    browser = harness.browser()
    token = read_token(browser, "backstage", "/reset")
    assert join(browser, {"form_token": token}).status_code == 403


def test_a_browser_that_says_where_it_comes_from_needs_no_token(browser: Browser) -> None:
    page = browser.get("network", sec_fetch_site="none").text
    assert set(re.findall(r'name="form_token" value="([^"]*)"', page)) == {""}


def changing_routes(harness: AppHarness) -> set[tuple[str, str]]:
    """Site and path of every route that takes anything but a reading request."""
    routes = set()
    for site, app in harness.app.sites.items():
        for rule in app.url_map.iter_rules():
            if (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}:
                routes.add((site, re.sub(r"<[^>]*>", "x", rule.rule)))
    return routes


def test_every_form_of_every_site_refuses_a_post_of_another_site(shared_harness: AppHarness) -> None:
    routes = changing_routes(shared_harness)
    assert {("network", "/join"), ("network", "/activity/clear"), ("backstage", "/reset")} <= routes
    browser = shared_harness.browser()
    for site, path in sorted(routes):
        for headers in (
            {"sec_fetch_site": "cross-site"},
            {"sec_fetch_site": "same-site"},
            {"origin": "https://evil.example"},
        ):
            response = browser.client.post(
                path,
                base_url=browser.at(site)[0],
                headers={name.replace("_", "-"): text for name, text in headers.items()},
            )
            assert response.status_code == 403, (site, path, headers)


def test_other_methods_are_no_way_around(harness: AppHarness) -> None:
    for method in ("PUT", "DELETE", "PATCH", "POSTX"):
        answer = call(
            harness,
            "/join",
            method=method,
            host="reseau.localhost:8000",
            headers=[("SEC_FETCH_SITE", "cross-site")],
            body=b"member=marcel",
        )
        assert answer.status[:3] in ("403", "405")
    assert harness.count("seats") == 0


@pytest.mark.parametrize(
    ("referrer", "leads_to"),
    [
        pytest.param("http://reseau.localhost:8000/?page=2", "/?page=2", id="own page"),
        pytest.param("https://evil.example/", "/", id="a foreign page"),
        pytest.param("http://reseau.localhost:8000//evil.example/", "/", id="a foreign page in disguise"),
        pytest.param("http://[", "/", id="no address"),
        pytest.param("", "/", id="none"),
    ],
)
def test_after_a_like_one_is_back_where_one_was(browser: Browser, referrer: str, leads_to: str) -> None:
    browser.join()
    post = re.search(r'data-post="([^"]+)"', browser.get("network").text)
    assert post
    response = browser.post("network", f"/posts/{post[1]}/like", {}, referer=referrer)
    assert response.status_code == 303
    assert response.headers["Location"].partition("#")[0] == leads_to
