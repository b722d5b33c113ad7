"""The ways in for other devices: the page to project, and the private link for a phone."""

import re
from pathlib import Path

import pytest

from pixel.hosts.qr_code import draw_svg
from tests.support.app_harness import AppHarness, Browser, build_harness, call


def test_on_loopback_it_says_what_to_do(shared_harness: AppHarness) -> None:
    page = shared_harness.browser().get("start", "/join", accept_language="en").text
    assert 'data-testid="join-none"' in page
    assert "--host 0.0.0.0" in page
    assert "<svg viewBox" not in page.partition("<main")[2]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_shows_each_address_with_its_code(tmp_path: Path, language: str) -> None:
    harness = build_harness(tmp_path, host="192.168.1.20", port=8123)
    page = harness.browser().get("start", "/join", accept_language=language).text
    assert page.count('data-testid="join-address"') == 1
    assert 'href="http://192.168.1.20:8123/"' in page
    assert draw_svg("http://192.168.1.20:8123/") in page
    assert ("Scan the code" in page) == (language == "en")
    harness.app.store.close()


def test_the_name_by_which_one_came_goes_first(tmp_path: Path) -> None:
    harness = build_harness(tmp_path, host="192.168.1.20", allowed_hosts=frozenset({"classe.example"}))
    page = call(harness, "/join", host="classe.example").body.decode()
    assert re.findall(r'entrance-address"><a href="([^"]*)"', page) == [
        "http://classe.example/",
        "http://192.168.1.20:8000/",
    ]
    harness.app.store.close()


def test_a_private_link_says_why_a_phone_cannot_follow_it(harness: AppHarness) -> None:
    browser = harness.browser()
    browser.join()
    page = browser.get("network", "/continue").text
    assert 'data-testid="continue-local"' in page
    assert 'data-testid="continue-code"' not in page


@pytest.mark.parametrize("one_address", [False, True], ids=["own hosts", "one address"])
def test_a_private_link_for_a_phone_leads_to_the_same_person(tmp_path: Path, one_address: bool) -> None:
    harness = build_harness(tmp_path, host="192.168.1.20")
    browser = harness.browser(one_address=one_address)
    browser.join()
    page = browser.get("network", "/continue").text
    found = re.search(r'data-address="http://192\.168\.1\.20:8000(/reseau/continue/[^"]*)"', page)
    assert found
    assert draw_svg(f"http://192.168.1.20:8000{found[1]}") in page
    there = call(harness, found[1], host="192.168.1.20:8000")
    assert there.status == "200 OK"
    assert b"Marcel" in there.body
    harness.app.store.close()


def test_whoever_came_by_an_address_that_others_know_gets_that_one(harness: AppHarness) -> None:
    browser: Browser = harness.browser()
    for origin in ("http://192.168.1.20:8000", "http://prof.local:8000"):
        browser.client.post(
            "/reseau/join", base_url=origin, data={"member": "marcel"}, headers={"Sec-Fetch-Site": "same-origin"}
        )
        page = browser.client.get("/reseau/continue", base_url=origin).text
        assert f'data-address="{origin}/reseau/continue/' in page
