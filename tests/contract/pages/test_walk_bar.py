"""The walk's bar goes along by a link and a cookie of each site's own; no page's address has anything of it."""

import re
from urllib.parse import urlsplit

import pytest

from tests.support.app_harness import AppHarness, Browser, cookie_of

AT_LOOK = "look.3.10"


def bar_of(browser: Browser, site: str, path: str = "/") -> str | None:
    """The step that a page's bar tells; None where it has no bar."""
    found = re.search(r'data-testid="walk-bar" data-step="(\w+)"', browser.get(site, path).text)
    return found[1] if found else None


def follow(browser: Browser, step: str) -> str:
    """Opens a step from the walk, with all redirects; the address where that ends."""
    answer = browser.get("backstage", f"/go/{step}")
    for site in ("soleil", "network", "discrete", "nordet", "start", "backstage"):
        if "walk=" in answer.headers["Location"] and answer.headers["Location"].startswith(browser.url(site, "")):
            at = urlsplit(answer.headers["Location"])
            answer = browser.get(site, f"{at.path}?{at.query}")
            assert answer.status_code == 303
            assert answer.headers["Cache-Control"] == "no-store"
    return answer.headers["Location"]


@pytest.mark.parametrize("one_address", [False, True], ids=["own hosts", "one address"])
@pytest.mark.parametrize(("step", "site"), [("meet", "network"), ("look", "soleil"), ("control", "discrete")])
def test_a_step_that_is_opened_has_its_bar(harness: AppHarness, step: str, site: str, one_address: bool) -> None:
    browser = harness.browser(one_address=one_address)
    assert bar_of(browser, site) is None
    assert "walk" not in follow(browser, step)
    assert bar_of(browser, site) == step


def test_what_else_the_address_said_stays(harness: AppHarness) -> None:
    answer = harness.browser().get("soleil", f"/search?q=plage+%26+soleil&walk={AT_LOOK}&region=caribbean")
    assert urlsplit(answer.headers["Location"]).query == "q=plage+%26+soleil&region=caribbean"
    assert cookie_of(answer, "walk") == AT_LOOK


@pytest.mark.parametrize("one_address", [False, True], ids=["own hosts", "one address"])
def test_from_a_lesson_the_bar_leads_back_to_its_step(harness: AppHarness, one_address: bool) -> None:
    browser = harness.browser(one_address=one_address)
    browser.get("soleil", "/?walk=lesson.other-browser.7d")
    page = browser.get("soleil").text
    assert 'data-testid="walk-bar" data-step="other-browser"' in page
    assert "Étape 7d" in page
    assert browser.url("backstage", "/lesson/other-browser") in page


@pytest.mark.parametrize(
    "text",
    [
        "",
        "lesson.Look.1",
        "lesson.look.100",
        "lesson.look.1ab",
        "beach.3.10",
        "look.3",
        "look.0.10",
        "look.3.10;x",
        "<b>",
        "look.3.100",
    ],
)
def test_anything_else_is_taken_off_and_not_kept(harness: AppHarness, text: str) -> None:
    answer = harness.browser().get("soleil", f"/?walk={text.replace('<', '%3C').replace(';', '%3B')}")
    assert answer.status_code == 303
    assert cookie_of(answer, "walk") is None


def test_the_cookie_is_for_all_of_the_companys_sites_and_for_an_agency_alone(harness: AppHarness) -> None:
    company = harness.browser().get("backstage", "/go/meet").headers.getlist("Set-Cookie")
    agency = harness.browser().get("soleil", f"/?walk={AT_LOOK}").headers.getlist("Set-Cookie")
    (of_company,) = [header for header in company if header.startswith("walk=")]
    (of_agency,) = [header for header in agency if header.startswith("walk=")]
    assert "Domain=reseau.localhost" in of_company
    assert "Domain" not in of_agency
    assert all("HttpOnly" in header and "SameSite=Lax" in header for header in (of_company, of_agency))


def test_a_post_keeps_its_address(harness: AppHarness) -> None:
    browser = harness.browser()
    assert browser.post("network", f"/join?walk={AT_LOOK}", {"member": "marcel"}).status_code == 303
    assert harness.count("seats") == 1


def test_a_link_to_another_site_takes_the_step_along(harness: AppHarness) -> None:
    browser = harness.browser()
    follow(browser, "meet")
    browser.join()
    browser.look()
    assert "walk=meet.1.12" in browser.get("network").text
