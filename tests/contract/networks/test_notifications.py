"""Notifications: counted in the menu until they are read, and no more than a page can hold."""

import re

import pytest

from pixel import clock
from pixel.store.queries.notifications import MOST_KEPT, notify
from tests.support.app_harness import AppHarness, Browser
from tests.support.members import friend_of, has, hooks, make_friends, stranger_of, two_of_a_class, write


def unread(browser: Browser, path: str = "/") -> int:
    found = re.search(r'data-testid="unread">(\d)', browser.get("network", path).text)
    return int(found[1]) if found else 0


@pytest.fixture
def marcel(browser: Browser) -> Browser:
    browser.join("marcel")
    return browser


def test_nothing_is_told_at_first(marcel: Browser) -> None:
    assert has(marcel.get("network", "/notifications").text, "no-notifications")
    assert unread(marcel) == 0


def test_what_is_new_is_counted_on_every_page_until_it_is_read(harness: AppHarness, marcel: Browser) -> None:
    marcel.post("network", f"/people/{stranger_of(harness)}/befriend")
    assert [unread(marcel, path) for path in ("/", "/groups", "/activity", "/profile")] == [1, 1, 1, 1]
    assert 'class="is-new"' in marcel.get("network", "/notifications").text
    assert 'class="is-new"' not in marcel.get("network", "/notifications").text
    assert unread(marcel) == 0


def test_everybody_has_their_own_count(harness: AppHarness, marcel: Browser) -> None:
    other = harness.browser()
    other.join("marcel")
    marcel.post("network", f"/people/{stranger_of(harness)}/befriend")
    for _ in range(2):
        assert (unread(marcel), unread(other)) == (1, 0)


def test_the_same_thing_is_told_once(harness: AppHarness) -> None:
    one, other = two_of_a_class(harness)
    make_friends(one, other)
    post = write(one[0], "Aimez-moi")
    for _ in range(7):
        other[0].post("network", f"/posts/{post}/like")
    assert hooks(one[0].get("network", "/notifications").text, "notification", "data-kind").count("liked") == 1


def test_ones_own_likes_are_no_news(marcel: Browser) -> None:
    post = write(marcel, "Moi")
    marcel.post("network", f"/posts/{post}/like")
    assert unread(marcel) == 0


def test_of_very_many_the_newest_are_kept(harness: AppHarness, marcel: Browser) -> None:
    (seat,) = harness.rows("SELECT id FROM seats")
    friend = friend_of(harness)
    for number in range(MOST_KEPT + 5):
        about = {"resident": friend, "post": f"own-{number}"}
        harness.app.store.write(notify, seat["id"], "friend-accepted", about, clock.now())
    assert harness.count("notifications") == MOST_KEPT
    page = marcel.get("network", "/notifications").text
    assert len(hooks(page, "notification")) == 50
    assert "9+" in marcel.get("network", "/profile").text or unread(marcel) == 0
