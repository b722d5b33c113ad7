"""Posts of one's own: seen by oneself and friends, answered, deleted by their author alone; any bytes survive."""

import pytest

from tests.support.app_harness import AppHarness, Browser
from tests.support.members import has, hooks, make_friends, posts_on, town_post, two_of_a_class, write

STRANGE = ["<script>alert(1)</script>", "‮مرحبا‬", "👩‍👩‍👧 é́́́́", "%s {{ me }} :name", "'; --", "a\0b", "\ud7ff\ufffe"]


@pytest.fixture
def marcel(browser: Browser) -> Browser:
    browser.join("marcel")
    return browser


def test_a_post_stands_on_top_of_ones_feed_and_on_ones_page(harness: AppHarness, marcel: Browser) -> None:
    post = write(marcel, "Premier jour")
    for path in ("/", "/people/me"):
        assert posts_on(marcel.get("network", path).text)[0] == post
    assert harness.rows("SELECT group_id, interests FROM posts") == [{"group_id": "", "interests": "[]"}]
    other = harness.browser()
    other.join("marcel")
    assert "Premier jour" not in other.get("network").text
    assert other.post("network", f"/posts/{post}/like").status_code == 404


def test_a_friend_of_the_class_sees_likes_and_answers_it(harness: AppHarness) -> None:
    one, other = two_of_a_class(harness)
    post = write(one[0], "Qui vient au lac?")
    assert "Qui vient au lac?" not in other[0].get("network", f"/people/{one[1]}").text
    assert other[0].post("network", f"/posts/{post}/comment", {"text": "Moi"}).status_code == 404
    make_friends(one, other)
    assert posts_on(other[0].get("network").text)[0] == post
    other[0].post("network", f"/posts/{post}/comment", {"text": "Moi, avec ma chaloupe"})
    other[0].post("network", f"/posts/{post}/like")
    page = one[0].get("network").text
    assert "Moi, avec ma chaloupe" in page
    assert page.split(f'data-post="{post}"')[1].split('data-testid="like-count">')[1].startswith("1<")
    told = one[0].get("network", "/notifications").text
    assert hooks(told, "notification", "data-kind") == ["liked", "commented", "friend-accepted"]


def test_a_post_is_deleted_by_its_author_alone_with_all_that_stands_under_it(harness: AppHarness) -> None:
    one, other = two_of_a_class(harness)
    make_friends(one, other)
    post = write(one[0], "À effacer")
    other[0].post("network", f"/posts/{post}/comment", {"text": "Dommage"})
    other[0].post("network", f"/posts/{post}/like")
    number = post.removeprefix("own-")
    assert other[0].post("network", f"/posts/{number}/delete").status_code == 404
    assert harness.count("posts") == 1
    assert one[0].post("network", f"/posts/{number}/delete").status_code == 303
    assert [harness.count(table) for table in ("posts", "comments", "likes")] == [0, 0, 0]
    assert hooks(one[0].get("network", "/notifications").text, "notification", "data-kind") == ["friend-accepted"]


def test_clearing_takes_posts_groups_and_answers_along_and_leaves_friends(harness: AppHarness) -> None:
    one, other = two_of_a_class(harness)
    make_friends(one, other)
    mine, theirs = write(one[0], "Le mien"), write(other[0], "Le sien")
    other[0].post("network", f"/posts/{mine}/comment", {"text": "Tiens"})
    one[0].post("network", f"/posts/{theirs}/comment", {"text": "Salut"})
    one[0].post("network", "/groups/le-dore-fuyant/join")
    one[0].post("network", "/activity/clear")
    assert [harness.count(table) for table in ("posts", "comments", "memberships", "friendships")] == [1, 0, 0, 2]
    assert "commented" not in hooks(other[0].get("network", "/notifications").text, "notification", "data-kind")


@pytest.mark.parametrize("text", STRANGE)
def test_any_bytes_survive_in_posts_and_comments(harness: AppHarness, marcel: Browser, text: str) -> None:
    post = write(marcel, text)
    marcel.post("network", f"/posts/{post}/comment", {"text": text})
    marcel.post("network", f"/posts/{town_post(harness)}/comment", {"text": text})
    kept = [row["text"] for table in ("posts", "comments") for row in harness.rows(f"SELECT text FROM {table}")]
    assert [each.replace("�", "\0") for each in kept] == [text] * 3
    for path in ("/", "/people/me", "/activity"):
        answer = marcel.get("network", path)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2001])
def test_a_post_without_words_or_with_too_many_is_refused(harness: AppHarness, marcel: Browser, text: str) -> None:
    answer = marcel.post("network", "/posts", {"text": text})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert harness.count("posts") == 0


def test_a_residents_post_is_liked_and_answered_like_any_other(harness: AppHarness, marcel: Browser) -> None:
    post = town_post(harness)
    (row,) = harness.rows("SELECT interests, author_id FROM town_posts WHERE id = :id", id=post)
    liked = marcel.post("network", f"/posts/{post}/like", x_fragment="post")
    assert 'aria-pressed="true"' in liked.text
    answered = marcel.post("network", f"/posts/{post}/comment", {"text": "Bien dit"}, x_fragment="post")
    assert "Bien dit" in answered.text
    for table in ("likes", "comments"):
        assert harness.rows(f"SELECT post_id, interests FROM {table}") == [
            {"post_id": post, "interests": row["interests"]}
        ]
    assert "Bien dit" in marcel.get("network", f"/people/{row['author_id']}").text
    assert hooks(marcel.get("network", "/activity").text, "signal", "data-post") == [post, post]
    assert has(marcel.get("network", "/profile").text, "interest")


@pytest.mark.parametrize("post", ["own-1", "own-²", "own-", "own-99999999999999999999", "r0001-99", "x", "%00"])
def test_a_post_that_is_not_there_cannot_be_liked(harness: AppHarness, marcel: Browser, post: str) -> None:
    assert marcel.post("network", f"/posts/{post}/like").status_code == 404
    assert marcel.post("network", f"/posts/{post}/comment", {"text": "x"}).status_code == 404
    assert (harness.count("likes"), harness.count("comments")) == (0, 0)


def test_someone_who_likes_and_writes_ten_thousand_times_is_shown_pages_of_ordinary_size(
    harness: AppHarness, marcel: Browser
) -> None:
    (seat,) = harness.rows("SELECT id, network FROM seats")
    usual = len(marcel.get("network", "/people/me").data)

    def flood(connection, /) -> None:  # type: ignore[no-untyped-def]
        named = {"s": seat["id"], "n": seat["network"]}
        numbers = [named | {"k": number, "p": f"own-{number}"} for number in range(1, 10_001)]
        at = "'2026-01-01T00:00:00.000000+00:00'"
        connection.executemany(
            f"INSERT INTO posts (seat_id, network, group_id, text, interests, at) VALUES (:s, :n, '', 'x', '[]', {at})",
            numbers,
        )
        connection.executemany(
            f"INSERT INTO likes (seat_id, network, post_id, interests, at) VALUES (:s, :n, :p, '[]', {at})", numbers
        )

    harness.app.store.write(flood)
    for path in ("/people/me", "/activity", "/", "/profile"):
        answer = marcel.get("network", path)
        assert answer.status_code == 200
        if path != "/profile":
            assert len(answer.data) < usual + 250_000
