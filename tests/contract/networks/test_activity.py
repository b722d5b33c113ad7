"""Your activity: what one liked and wrote stands there with what sites sent; taken back or cleared, it is gone."""

import re

import pytest

from tests.support.app_harness import AppHarness, Browser


def post_ids(browser: Browser) -> list[str]:
    return re.findall(r'data-testid="post"[^>]*data-post="([^"]+)"', browser.get("network").text)


def signals_of(browser: Browser) -> list[tuple[str, str]]:
    """Kind and post of each like and comment on the activity page."""
    page = browser.get("network", "/activity").text
    return re.findall(r'data-testid="signal" data-kind="(\w+)" data-post="([^"]+)"', page)


@pytest.fixture
def liking(harness: AppHarness) -> Browser:
    """Somebody who liked the first post of the feed and wrote below the second."""
    browser = harness.browser()
    browser.join()
    first, second = post_ids(browser)[:2]
    browser.post("network", f"/posts/{first}/like")
    browser.post("network", f"/posts/{second}/comment", {"text": "Quelle plage !"})
    return browser


def test_likes_and_comments_stand_there_the_latest_first(liking: Browser) -> None:
    first, second = post_ids(liking)[:2]
    assert signals_of(liking) == [("comment", second), ("like", first)]


def test_a_like_is_taken_back(harness: AppHarness, liking: Browser) -> None:
    first, second = post_ids(liking)[:2]
    liking.post("network", "/activity/take-back", {"post": first})
    assert signals_of(liking) == [("comment", second)]
    assert (harness.count("likes"), harness.count("comments")) == (0, 1)


def test_a_comment_is_taken_back_and_another_persons_is_not(harness: AppHarness, liking: Browser) -> None:
    (row,) = harness.rows("SELECT id FROM comments")
    other = harness.browser()
    other.join("josianne")
    other.post("network", "/activity/take-back", {"comment": str(row["id"])})
    assert harness.count("comments") == 1
    liking.post("network", "/activity/take-back", {"comment": str(row["id"])})
    assert harness.count("comments") == 0


@pytest.mark.parametrize("number", ["x", "-1", "1.5", "²"])
def test_a_number_that_is_none_is_refused(harness: AppHarness, liking: Browser, number: str) -> None:
    assert liking.post("network", "/activity/take-back", {"comment": number}).status_code == 400
    assert harness.count("comments") == 1


def test_clearing_erases_them_too(harness: AppHarness, liking: Browser) -> None:
    liking.look()
    liking.post("network", "/activity/clear")
    assert {table: harness.count(table) for table in ("likes", "comments", "events", "impressions")} == {
        "likes": 0,
        "comments": 0,
        "events": 0,
        "impressions": 0,
    }
    assert signals_of(liking) == []
