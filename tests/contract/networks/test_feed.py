"""The feed: friends' posts page by page, with other ads on each page while there are others to show."""

import re

from tests.support.app_harness import Browser, read_ads


def posts_on(page: str) -> list[str]:
    return re.findall(r'data-testid="post" data-post="([^"]+)"', page)


def test_the_pages_of_a_feed_repeat_no_post_and_end(browser: Browser) -> None:
    browser.join("marcel")
    pages = [browser.get("network", f"/?page={number}").text for number in range(1, 7)]
    last = next(number for number, page in enumerate(pages) if 'data-testid="more"' not in page)
    seen = [post for page in pages[: last + 1] for post in posts_on(page)]
    assert len(seen) == len(set(seen)) >= 36
    assert 'data-testid="the-end"' in pages[last]


def test_with_nothing_known_two_pages_show_six_different_ads(browser: Browser) -> None:
    browser.join("marcel")
    pages = [read_ads(browser.get("network", f"/?page={number}").text) for number in (1, 2)]
    assert [len(ads) for ads in pages] == [3, 3]
    assert len({ad["campaign"] for ads in pages for ad in ads}) == 6
    assert {ad["reason"] for ads in pages for ad in ads} == {"default"}


def test_the_first_ad_comes_after_one_post(browser: Browser) -> None:
    browser.join("marcel")
    kinds = re.findall(r'data-testid="(post|ad)"', browser.get("network").text)
    assert kinds[:4] == ["post", "ad", "post", "post"]


def test_a_method_that_a_page_does_not_take_is_told_which_it_does(browser: Browser) -> None:
    response = browser.post("network", "/activity", {})
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
