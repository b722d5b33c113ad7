"""People: found by name and town, each on a page that hides what they hide; befriended, asked, and friends no more."""

import json
import re

import pytest

from tests.support.app_harness import AppHarness, Browser
from tests.support.members import friend_of, has, hooks, make_friends, stranger_of, text_of, two_of_a_class, write


def person(browser: Browser, person_id: str) -> str:
    answer = browser.get("network", f"/people/{person_id}?lang=en")
    assert answer.status_code == 200
    return answer.text


@pytest.fixture
def marcel(browser: Browser) -> Browser:
    browser.join("marcel")
    return browser


def test_a_resident_has_a_page_with_all_that_they_tell(harness: AppHarness, marcel: Browser) -> None:
    (row,) = harness.rows(
        "SELECT * FROM residents WHERE about LIKE '%\"kin\": [{%' AND employer <> '' AND id LIKE 'r%'"
        " ORDER BY id LIMIT 1"
    )
    page = text_of(person(marcel, row["id"]))
    assert all(str(row[part]) in page for part in ("name", "age", "employer", "school"))
    (kin, *_) = json.loads(row["about"])["kin"]
    (other,) = harness.rows("SELECT name FROM residents WHERE id = :id", id=kin["other"])
    assert re.search(
        rf"(mother|father|daughter|son|sister|brother|aunt|uncle|niece|nephew|cousin|grand\w+) of {other['name']}", page
    )


def test_in_french_a_relative_stands_with_the_right_de(harness: AppHarness, marcel: Browser) -> None:
    pages = [
        text_of(marcel.get("network", f"/people/{row['id']}?lang=fr").text)
        for row in harness.rows("SELECT id FROM residents WHERE about LIKE '%\"kin\": [{%' ORDER BY id LIMIT 25")
    ]
    assert any(re.search(r"(mère|père|frère|sœur|fils|fille|cousine?) de [BCD-GJ-NP-TV-XZ]", page) for page in pages)
    assert not any(re.search(r"(mère|père|frère|sœur|fils|fille|cousine?) de [AÉEÈIOU]", page) for page in pages)


@pytest.mark.parametrize(("column", "testid"), [("hides_home_town", "home-town"), ("hides_partner", "partner")])
def test_what_a_resident_hides_is_not_shown(harness: AppHarness, marcel: Browser, column: str, testid: str) -> None:
    partnered = 'AND truth LIKE \'%"partner": "%\'' if testid == "partner" else ""
    for is_hidden in (0, 1):
        (row,) = harness.rows(
            f"SELECT id FROM residents WHERE {column} = :hides {partnered} ORDER BY id LIMIT 1", hides=is_hidden
        )
        assert has(person(marcel, row["id"]), testid) is not bool(is_hidden)


def test_nobody_is_at_an_unknown_address(marcel: Browser) -> None:
    for path in ("/people/r9999", "/people/r9999/portrait.svg", "/people/%00", "/people/é" * 50):
        assert marcel.get("network", path).status_code == 404
    for path in ("/people/r9999/befriend", "/people/r9999/unfriend", "/people/r9999/answer", "/people/marcel/befriend"):
        assert marcel.post("network", path).status_code == 404


def test_without_a_face_the_pages_lead_to_the_picker(browser: Browser) -> None:
    for path in ("/people", "/people/marcel", "/groups", "/pages", "/sign-up", "/notifications"):
        assert browser.get("network", path).headers["Location"] == "/"


def test_a_portrait_may_be_kept_and_is_the_same_each_time(harness: AppHarness, marcel: Browser) -> None:
    page = person(marcel, friend_of(harness))
    (address, *_) = re.findall(r'src="([^"]*portrait\.svg\?v=[^"]*)"', page)
    first, second = (marcel.get("network", address) for _ in range(2))
    assert first.mimetype == "image/svg+xml"
    assert "immutable" in first.headers["Cache-Control"]
    assert first.data == second.data


@pytest.mark.parametrize("search", ["MARCEL bell", "aicha", "Aïcha"], ids=["capitals", "without accents", "with them"])
def test_people_are_found_by_name(marcel: Browser, search: str) -> None:
    found = hooks(marcel.get("network", f"/people?q={search}").text, "person")
    assert found == ["marcel"] if "cel" in search.lower() else "aicha" in found


def test_people_are_found_by_town_and_places_by_word(harness: AppHarness, marcel: Browser) -> None:
    found = hooks(marcel.get("network", "/people?q=rimouski").text, "person")
    there = {row["id"] for row in harness.rows("SELECT id FROM residents WHERE town = 'rimouski'")}
    assert found
    assert set(found) <= there
    assert "/groups/le-dore-fuyant" in marcel.get("network", "/people?q=dore").text


@pytest.mark.parametrize("search", ["%", "_", "!", "'", "\\", "\0", "🧶", "x" * 5000, "<b>"])
def test_a_search_may_hold_anything(marcel: Browser, search: str) -> None:
    answer = marcel._open("GET", "network", "/people", {}, {"q": search})
    assert answer.status_code == 200
    assert has(answer.text, "nobody")
    assert "<b>" not in answer.text.replace('<b class="', "")


def test_all_are_there_page_by_page_each_once(harness: AppHarness, marcel: Browser) -> None:
    seen: list[str] = []
    for number in range(1, 9):
        page = marcel.get("network", f"/people?page={number}").text
        seen += hooks(page, "person")
        if not has(page, "next"):
            break
    assert len(seen) == len(set(seen)) == harness.count("residents")


def test_the_faces_friends_are_friends_from_the_start(harness: AppHarness, marcel: Browser) -> None:
    assert has(person(marcel, friend_of(harness)), "is-friend")
    assert friend_of(harness) in hooks(marcel.get("network", "/people?friends=yes").text, "person")


def test_a_resident_says_yes_at_once(harness: AppHarness, marcel: Browser) -> None:
    other = stranger_of(harness)
    assert has(person(marcel, other), "befriend")
    marcel.post("network", f"/people/{other}/befriend")
    assert has(person(marcel, other), "is-friend")
    told = marcel.get("network", "/notifications").text
    assert hooks(told, "notification") == [other]
    marcel.post("network", f"/people/{other}/unfriend")
    assert has(person(marcel, other), "befriend")
    assert harness.count("friendships") == 0


def test_a_friend_of_the_face_can_be_left_and_taken_back(harness: AppHarness, marcel: Browser) -> None:
    other = friend_of(harness)
    marcel.post("network", f"/people/{other}/unfriend")
    assert has(person(marcel, other), "befriend")
    assert other not in hooks(marcel.get("network", "/people?friends=yes").text, "person")
    marcel.post("network", f"/people/{other}/befriend")
    assert has(person(marcel, other), "is-friend")


def test_ones_face_is_not_befriended(harness: AppHarness, marcel: Browser) -> None:
    assert not has(person(marcel, "marcel"), "befriend")
    own = harness.rows("SELECT id FROM seats")[0]["id"]
    assert marcel.post("network", f"/people/{own}/befriend").status_code == 404
    assert harness.count("friendships") == 0


def test_two_of_a_class_become_friends_when_asked_and_answered(harness: AppHarness) -> None:
    one, other = two_of_a_class(harness)
    assert hooks(one[0].get("network", "/people").text, "classmate") == [other[1]]
    one[0].post("network", f"/people/{other[1]}/befriend")
    assert hooks(person(one[0], other[1]), "seat", "data-stands") == ["asked"]
    assert hooks(person(other[0], one[1]), "seat", "data-stands") == ["asks-me"]
    assert has(other[0].get("network", "/notifications").text, "accept")
    other[0].post("network", f"/people/{one[1]}/answer", {"answer": "yes"})
    for browser, them in ((one[0], other[1]), (other[0], one[1])):
        assert hooks(person(browser, them), "seat", "data-stands") == ["friends"]
    assert hooks(one[0].get("network", "/notifications").text, "notification", "data-kind") == ["friend-accepted"]
    other[0].post("network", f"/people/{one[1]}/unfriend")
    assert hooks(person(one[0], other[1]), "seat", "data-stands") == ["none"]
    assert harness.count("friendships") == 0


def test_two_who_ask_each_other_are_friends(harness: AppHarness) -> None:
    one, other = two_of_a_class(harness)
    one[0].post("network", f"/people/{other[1]}/befriend")
    other[0].post("network", f"/people/{one[1]}/befriend")
    assert [row["state"] for row in harness.rows("SELECT state FROM friendships")] == ["friends", "friends"]


def test_declining_leaves_nothing_and_nobody_answers_for_another(harness: AppHarness) -> None:
    one, other = two_of_a_class(harness)
    one[0].post("network", f"/people/{other[1]}/befriend")
    one[0].post("network", f"/people/{other[1]}/answer", {"answer": "yes"})  # one's own question
    assert [row["state"] for row in harness.rows("SELECT state FROM friendships")] == ["asked"]
    other[0].post("network", f"/people/{one[1]}/answer", {"answer": "no"})
    assert harness.count("friendships") == 0
    assert hooks(one[0].get("network", "/notifications").text, "notification") == []


def test_who_is_in_no_class_is_seen_by_nobody(harness: AppHarness) -> None:
    one, _ = two_of_a_class(harness)
    outsider = harness.browser()
    outsider.join("solange")
    (seat,) = harness.rows("SELECT id FROM seats WHERE member_id = 'solange'")
    assert one[0].get("network", f"/people/{seat['id']}").status_code == 404
    assert one[0].post("network", f"/people/{seat['id']}/befriend").status_code == 404
    assert outsider.get("network", f"/people/{one[1]}").status_code == 404


def test_an_erased_friend_is_nowhere_any_more(harness: AppHarness) -> None:
    one, other = two_of_a_class(harness)
    make_friends(one, other)
    post = write(other[0], "Bonjour la classe")
    one[0].post("network", f"/posts/{post}/comment", {"text": "Salut!"})
    one[0].post("network", f"/posts/{post}/like")
    mine = write(one[0], "À mon tour")
    other[0].post("network", f"/posts/{mine}/comment", {"text": "Bravo!"})
    other[0].post("network", "/afresh")
    left = {table: harness.count(table) for table in ("friendships", "comments", "likes", "notifications", "posts")}
    assert left == {"friendships": 0, "comments": 0, "likes": 0, "notifications": 0, "posts": 1}
    assert not any(other[1].encode() in content for content in harness.files().values())
