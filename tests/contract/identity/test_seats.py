"""Seats: what one picks is one's own, nobody else sees it, and a short-lived link opens the same one elsewhere."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from pixel.store.queries.identity import find_seat_of, keep_seat, link_visitor, list_seats_of
from pixel.store.records import Seat
from tests.support.app_harness import AppHarness, Browser, cookie_of

POST = re.compile(r'action="([^"]*/posts/([^"/]+)/like)"')


def first_post(browser: Browser) -> str:
    """The id of the newest post on the feed."""
    found = POST.search(browser.get("network").text)
    assert found
    return found[2]


def link_of(browser: Browser) -> str:
    """The path of the private link that the network gives a member."""
    found = re.search(r"/continue/[\w.~-]+", browser.get("network", "/continue").text)
    assert found
    return found[0]


def members_on(page: str) -> list[str]:
    return re.findall(r'data-testid="member" data-member="([^"]+)"', page)


@pytest.fixture
def two(harness: AppHarness) -> tuple[Browser, Browser]:
    """Two people who picked the same member."""
    pair = harness.browser(), harness.browser()
    for browser in pair:
        browser.join("marcel")
    return pair


def test_a_first_visit_shows_who_one_may_be(browser: Browser) -> None:
    response = browser.get("network")
    assert len(set(members_on(response.text))) >= 8
    assert cookie_of(response), "the network sets the very cookie that the pixel sees"


@pytest.mark.parametrize("one_address", [False, True], ids=["own hosts", "one address"])
def test_one_click_leads_to_the_feed(harness: AppHarness, one_address: bool) -> None:
    browser = harness.browser(one_address=one_address)
    for member in members_on(browser.get("network").text)[:2]:
        response = browser.post("network", "/join", {"member": member})
        assert (response.status_code, response.headers["Location"]) == (303, browser.at("network")[1] + "/")
        page = browser.get("network").text
        assert members_on(page) == []
        assert 'data-testid="ad"' in page


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        pytest.param({"first_name": "Zoé"}, 303, id="a made-up first name"),
        pytest.param({"first_name": "  Zoé  "}, 303, id="with blanks around"),
        pytest.param({"first_name": "x" * 30}, 303, id="of 30 letters"),
        pytest.param({"first_name": "x" * 31}, 422, id="of 31"),
        pytest.param({"first_name": "   "}, 422, id="of blanks"),
        pytest.param({"first_name": "a\0b"}, 422, id="with NUL"),
        pytest.param({}, 422, id="nobody"),
        pytest.param({"member": "nobody"}, 422, id="a member who is none"),
        pytest.param({"returning": "yes"}, 422, id="back, but never here"),
    ],
)
def test_who_one_may_be(browser: Browser, fields: dict[str, str], status: int) -> None:
    assert browser.post("network", "/join", fields).status_code == status
    assert bool(members_on(browser.get("network").text)) == (status == 422)


def test_a_made_up_name_is_shown_escaped(browser: Browser) -> None:
    browser.post("network", "/join", {"first_name": "<b>Zoé</b>"})
    page = browser.get("network").text
    assert "&lt;b&gt;Zoé&lt;/b&gt;" in page
    assert "<b>Zoé" not in page


def test_likes_are_seen_by_their_seat_alone(two: tuple[Browser, Browser]) -> None:
    mine, other = two
    post = first_post(mine)
    before = other.get("network").text
    assert mine.post("network", f"/posts/{post}/like").status_code == 303
    assert pressed(mine, post)
    assert not pressed(other, post)
    assert [int(n) + 1 for n in count_likes(before, post)] == [
        int(n) for n in count_likes(mine.get("network").text, post)
    ]
    assert count_likes(other.get("network").text, post) == count_likes(before, post) != []
    mine.post("network", f"/posts/{post}/like")
    assert not pressed(mine, post)


def part_of(page: str, post: str) -> str:
    """A post's own piece of the page."""
    start = page.index(f'data-post="{post}"')
    return page[start : page.index("</article>", start)]


def pressed(browser: Browser, post: str) -> bool:
    return 'aria-pressed="true"' in part_of(browser.get("network").text, post)


def count_likes(page: str, post: str) -> list[str]:
    return re.findall(r'data-testid="like-count">(\d+)<', part_of(page, post))


def test_comments_are_seen_by_their_seat_alone(two: tuple[Browser, Browser]) -> None:
    mine, other = two
    post = first_post(mine)
    text = "<script>alert('MARK-91')</script> Magnifique & calme"
    assert mine.post("network", f"/posts/{post}/comment", {"text": text}).status_code == 303
    page = mine.get("network").text
    assert "&lt;script&gt;alert(&#39;MARK-91&#39;)&lt;/script&gt; Magnifique &amp; calme" in part_of(page, post)
    assert "<script>alert" not in page
    for path in ("/", "/profile", "/activity"):
        assert "MARK-91" not in other.get("network", path).text


@pytest.mark.parametrize(
    ("looks", "said"),
    [
        pytest.param(1, ("The 1 event, as it came", "L’événement, tel qu’il est arrivé"), id="one"),
        pytest.param(20, ("The 20 events, newest first", "Les 20 événements, du plus récent"), id="all on one page"),
        pytest.param(21, ("The latest 20 of 21 events", "Les 20 derniers événements sur 21"), id="more than it lists"),
    ],
)
def test_the_activity_says_how_much_of_it_is_listed(browser: Browser, looks: int, said: tuple[str, str]) -> None:
    browser.join()
    assert {browser.look() for _ in range(looks)} == {"recorded"}
    for language, words in zip(("en", "fr"), said, strict=True):
        page = browser.get("network", f"/activity?lang={language}").text
        assert words in page
        assert page.count('data-testid="event"') == min(looks, 20)


def test_visits_are_seen_by_their_seat_alone(two: tuple[Browser, Browser]) -> None:
    mine, other = two
    assert mine.look("bahamas") == "recorded"
    ads = [ad for ad in mine.ads() if ad["content"] == "bahamas"]
    assert [ad["reason"] for ad in ads] == ["retargeting"]
    assert "bahamas" not in [ad["content"] for ad in other.ads()]
    assert "destinations/bahamas" in mine.get("network", "/activity").text
    assert "destinations/bahamas" not in other.get("network", "/activity").text
    assert mine.get("network", ads[0]["why"]).status_code == 200
    assert other.get("network", ads[0]["why"]).status_code == 404


def test_likes_and_comments_count_as_interests(harness: AppHarness, two: tuple[Browser, Browser]) -> None:
    mine, _ = two
    for post in {found[2] for found in POST.finditer(mine.get("network").text)}:
        mine.post("network", f"/posts/{post}/like")
    (row,) = harness.rows("SELECT count(*) AS n FROM likes WHERE interests <> '[]'")
    assert row["n"] > 0


@pytest.mark.parametrize("path", ["/posts/none/like", "/posts/none/comment"], ids=["like", "comment"])
def test_a_post_that_is_none_is_not_found(two: tuple[Browser, Browser], path: str) -> None:
    assert two[0].post("network", path, {"text": "x"}).status_code == 404


@pytest.mark.parametrize("path", ["/profile", "/activity", "/continue", "/why/x"])
def test_without_a_seat_pages_lead_to_the_picker(browser: Browser, path: str) -> None:
    response = browser.get("network", path)
    assert (response.status_code, response.headers["Location"]) == (303, "/")


def test_a_link_opens_the_same_seat_elsewhere(harness: AppHarness, two: tuple[Browser, Browser]) -> None:
    mine, elsewhere = two[0], harness.browser()
    elsewhere.look("bahamas")
    link = link_of(mine)
    assert elsewhere.get("network", link).status_code == 200
    assert harness.count("seats") == 2, "looking at the link opens nothing yet"
    assert elsewhere.post("network", link).status_code == 303
    assert harness.count("seats") == 2
    for browser in (mine, elsewhere):
        assert "bahamas" in [ad["content"] for ad in browser.ads()]
        assert "destinations/bahamas" in browser.get("network", "/activity").text


def test_a_link_shows_no_secret_in_an_address_that_travels(two: tuple[Browser, Browser]) -> None:
    response = two[0].get("network", link_of(two[0]))
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_a_link_opens_once(harness: AppHarness, two: tuple[Browser, Browser]) -> None:
    link = link_of(two[0])
    assert harness.browser().post("network", link).status_code == 303
    late = harness.browser()
    assert late.get("network", link).status_code == 410
    assert late.post("network", link).status_code == 410
    assert members_on(late.get("network").text)


def test_a_link_expires(harness: AppHarness, two: tuple[Browser, Browser]) -> None:
    link = link_of(two[0])
    (row,) = harness.rows("SELECT expires_at FROM seat_links")
    left = datetime.fromisoformat(row["expires_at"]) - datetime.now(UTC)
    assert timedelta(minutes=1) < left <= timedelta(minutes=15)
    past = {"past": "2026-01-01T00:00:00.000Z"}
    harness.app.store.write(lambda connection: connection.execute("UPDATE seat_links SET expires_at = :past", past))
    late = harness.browser()
    assert late.get("network", link).status_code == 410
    assert late.post("network", link).status_code == 410
    assert members_on(late.get("network").text)


@pytest.mark.parametrize("token", ["x", "%FF%00", "é", "a" * 2000], ids=["a word", "bytes", "an accent", "a long one"])
def test_a_made_up_link_opens_nothing(browser: Browser, token: str) -> None:
    assert browser.get("network", f"/continue/{token}").status_code == 410
    assert browser.post("network", f"/continue/{token}").status_code == 410


def test_the_link_keeps_the_mode(harness: AppHarness) -> None:
    browser = harness.browser(one_address=True)
    browser.join()
    assert "http://127.0.0.1:8000/reseau/continue/" in browser.get("network", "/continue").text


def test_who_logs_out_can_come_back_or_be_somebody_else(harness: AppHarness, browser: Browser) -> None:
    browser.join("marcel")
    post = first_post(browser)
    browser.post("network", f"/posts/{post}/like")
    browser.post("network", "/leave")
    page = browser.get("network").text
    assert members_on(page)
    assert 'data-testid="returning"' in page
    browser.post("network", "/join", {"returning": "yes"})
    assert pressed(browser, post)
    browser.post("network", "/leave")
    browser.join("marcel")
    assert not pressed(browser, post)
    assert harness.count("seats") == 2


def test_a_forged_session_opens_no_seat(harness: AppHarness, browser: Browser) -> None:
    browser.join()
    other = harness.browser()
    for value in ("eyJzZWF0IjoieCJ9.forged", "\xff", "", "."):
        other.client.set_cookie("seat", value, domain="reseau.localhost")
        assert members_on(other.get("network").text)


def test_a_visitor_is_one_person_on_each_network(harness: AppHarness) -> None:
    now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    a, b = (Seat(name, "marcel", "Marcel", now, network) for name, network in (("a", "ribambelle"), ("b", "another")))
    store = harness.app.store
    for seat in (a, b):
        store.write(keep_seat, seat)
        store.write(link_visitor, "v", seat.id, now)
    for seat in (a, b):
        assert store.read(find_seat_of, "v", seat.network) == seat
    latest = Seat("c", "marcel", "Marcel", now, "another", ())
    store.write(keep_seat, latest)
    store.write(link_visitor, "v", "c", now + timedelta(seconds=1))
    assert [seat.id for seat in store.read(list_seats_of, "v")] == ["c", "a"]
