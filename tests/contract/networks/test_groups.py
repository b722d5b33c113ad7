"""Groups and pages: found, joined or followed, left; what that says of a person is kept with it."""

import json

import pytest

from tests.support.app_harness import AppHarness, Browser
from tests.support.members import TOWN_GROUP, TOWN_PAGE, has, hooks, posts_on, text_of, write


@pytest.fixture
def marcel(browser: Browser) -> Browser:
    browser.join("marcel")
    return browser


def test_there_are_groups_and_pages_enough(marcel: Browser) -> None:
    assert len(hooks(marcel.get("network", "/groups").text, "place", "data-place")) >= 20
    pages = hooks(marcel.get("network", "/pages").text, "place", "data-place")
    assert {"soleil", "nordet", "escale", "affaires", "discrete", "velo", "savon"} <= set(pages)


def test_a_group_is_joined_with_what_it_speaks_for_and_left(harness: AppHarness, marcel: Browser) -> None:
    before = text_of(marcel.get("network", f"/groups/{TOWN_GROUP}?lang=en").text)
    marcel.post("network", f"/groups/{TOWN_GROUP}/join")
    marcel.post("network", f"/groups/{TOWN_GROUP}/join")
    (row,) = harness.rows("SELECT * FROM memberships")
    assert (row["group_id"], json.loads(row["interests"])) == (TOWN_GROUP, ["fishing", "nature"])
    page = marcel.get("network", f"/groups/{TOWN_GROUP}?lang=en").text
    assert has(page, "leave-group")
    (number,) = harness.rows("SELECT count(*) AS n FROM resident_groups WHERE group_id = :id", id=TOWN_GROUP)
    assert f"{number['n']} member" in before
    assert f"{number['n'] + 1} members" in text_of(page)
    marcel.post("network", f"/groups/{TOWN_GROUP}/leave")
    assert harness.count("memberships") == 0


def test_a_post_in_a_group_speaks_for_its_theme(harness: AppHarness, marcel: Browser) -> None:
    assert marcel.post("network", "/posts", {"text": "Bonjour", "group": TOWN_GROUP}).status_code == 403
    marcel.post("network", f"/groups/{TOWN_GROUP}/join")
    post = write(marcel, "Ça mord au lac Long", TOWN_GROUP)
    (row,) = harness.rows("SELECT * FROM posts")
    assert (row["group_id"], json.loads(row["interests"])) == (TOWN_GROUP, ["fishing", "nature"])
    assert posts_on(marcel.get("network", f"/groups/{TOWN_GROUP}").text)[0] == post
    stranger = harness.browser()
    stranger.join("solange")
    assert "lac Long" not in stranger.get("network", f"/groups/{TOWN_GROUP}").text


def test_a_page_is_followed_with_what_it_speaks_for_and_unfollowed(harness: AppHarness, marcel: Browser) -> None:
    marcel.post("network", f"/pages/{TOWN_PAGE}/follow")
    (row,) = harness.rows("SELECT * FROM follows")
    assert (row["page_id"], json.loads(row["interests"])) == (TOWN_PAGE, ["beach", "islands", "caribbean"])
    assert has(marcel.get("network", f"/pages/{TOWN_PAGE}").text, "unfollow")
    marcel.post("network", f"/pages/{TOWN_PAGE}/unfollow")
    assert harness.count("follows") == 0


def test_agencies_and_shops_have_their_logos_and_lead_on(marcel: Browser) -> None:
    agency, shop = (marcel.get("network", f"/pages/{page}").text for page in ("soleil", "velo"))
    assert "/logos/soleil.svg" in agency
    assert 'href="http://soleil.localhost:8000/' in agency
    assert "ribambelle/logos/velo.svg" in shop
    assert 'href="/shops/velo"' in shop
    for path in ("/logos/soleil.svg", "/logos/discrete.svg", "/shops/velo"):
        assert marcel.get("network", path).status_code == 200


def test_a_page_shows_what_its_followers_wrote_about_its_subject(harness: AppHarness, marcel: Browser) -> None:
    (page, *_) = harness.rows(
        "SELECT town_pages.id FROM town_pages JOIN resident_follows ON page_id = town_pages.id"
        " JOIN town_posts ON author_id = resident_id WHERE theme = 'cooking' AND interests = '[\"food\"]'"
    )
    shown = posts_on(marcel.get("network", f"/pages/{page['id']}").text)
    assert shown
    followers = {
        row["resident_id"]
        for row in harness.rows("SELECT resident_id FROM resident_follows WHERE page_id = :id", id=page["id"])
    }
    authors = {
        row["author_id"] for row in harness.rows("SELECT id, author_id FROM town_posts") if row["id"] in set(shown)
    }
    assert authors <= followers


@pytest.mark.parametrize("path", ["/groups/x", "/pages/x", "/groups/soleil", "/pages/%F0%9F%A7%B6"])
def test_what_is_not_there_cannot_be_seen_joined_or_followed(harness: AppHarness, marcel: Browser, path: str) -> None:
    assert marcel.get("network", path).status_code == 404
    for deed in ("join", "leave", "follow", "unfollow"):
        assert marcel.post("network", f"{path}/{deed}").status_code == 404
    assert (harness.count("memberships"), harness.count("follows")) == (0, 0)


def test_groups_and_pages_are_searched_without_accents(marcel: Browser) -> None:
    assert hooks(marcel.get("network", "/groups?q=DORE").text, "place", "data-place") == ["le-dore-fuyant"]
    assert "velo" in hooks(marcel.get("network", "/pages?q=velo clic").text, "place", "data-place")


def test_the_town_comes_into_the_feed_from_its_second_page(harness: AppHarness, marcel: Browser) -> None:
    of_town = {row["id"] for row in harness.rows("SELECT id FROM town_posts")}
    first, second = (posts_on(marcel.get("network", f"/?page={number}").text) for number in (1, 2))
    assert not of_town & set(first)
    assert len(of_town & set(second)) == 4
    authors = {row["author_id"] for row in harness.rows("SELECT id, author_id FROM town_posts") if row["id"] in second}
    friends = harness.rows("SELECT friend_id FROM resident_friends WHERE resident_id = 'marcel'")
    assert authors <= {row["friend_id"] for row in friends}


def test_of_a_guest_who_joins_a_group_the_feed_brings_its_posts(harness: AppHarness, browser: Browser) -> None:
    browser.post("network", "/join", {"first_name": "Zéphir"})
    of_town = {row["id"] for row in harness.rows("SELECT id FROM town_posts")}
    assert not of_town & set(posts_on(browser.get("network", "/?page=2").text))
    browser.post("network", f"/groups/{TOWN_GROUP}/join")
    in_group = {row["id"] for row in harness.rows("SELECT id FROM town_posts WHERE group_id = :id", id=TOWN_GROUP)}
    assert in_group & set(posts_on(browser.get("network", "/?page=2").text))
