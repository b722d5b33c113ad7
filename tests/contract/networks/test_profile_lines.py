"""The profile line by line: each rests on rows that are there, opens them, can be put right; the next ad follows."""

import html
import re
from typing import Any

import pytest

from pixel.networks.ribambelle.network import load_ribambelle
from pixel.profile.evidence import Evidence
from pixel.profile.inference.places import distance_km
from pixel.store.connection import Connection
from pixel.store.tables import TABLES
from tests.support.api_client import in_browser
from tests.support.app_harness import AppHarness, Browser

KEYS = {table.name: table.key for table in TABLES}
HARMLESS = ("interest:", "device", "browser", "hours")


def lines_of(browser: Browser) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = in_browser(browser).get("/profiles/me")["lines"]
    return told


def find_rows(harness: AppHarness, evidence: dict[str, str]) -> list[dict[str, Any]]:
    """The row in the database, by whatever the API says of it."""
    key: dict[str, Any] = dict(Evidence(evidence["table"], evidence["id"]).key)
    numbers = {table.name: table.sequence for table in TABLES}
    key = {column: int(text) if numbers[evidence["table"]] == column else text for column, text in key.items()}
    if "network" in KEYS[evidence["table"]]:
        key["network"] = "ribambelle"
    where = " AND ".join(f"{column} = :{column}" for column in key)
    return harness.rows(f"SELECT * FROM {evidence['table']} WHERE {where}", **key)


def run(harness: AppHarness, sql: str, **values: str | int) -> None:
    def execute(connection: Connection) -> None:
        connection.execute(sql, values)

    harness.app.store.write(execute)


def seat_of(browser: Browser) -> str:
    seat = in_browser(browser).get("/profiles/me")["seat"]
    return str(seat["id"])


def live(harness: AppHarness, browser: Browser) -> None:
    """Somebody does a bit of everything that leaves a row."""
    for destination, agency in (("bahamas", "soleil"), ("torngat", "nordet")):
        browser.look(destination, agency)
    posts = re.findall(r'data-testid="post"[^>]*data-post="([^"]+)"', browser.get("network").text)
    browser.post("network", f"/posts/{posts[0]}/like")
    browser.post("network", f"/posts/{posts[1]}/comment", {"text": "Quelle plage !"})
    seat = seat_of(browser)
    about = {"seat": seat, "at": "2026-01-05T09:00:00.000Z", "interests": '["beach"]'}
    for table, column in (("memberships", "group_id"), ("follows", "page_id")):
        run(
            harness,
            f"INSERT INTO {table} (seat_id, network, {column}, interests, at)"
            " VALUES (:seat, 'ribambelle', 'x', :interests, :at)",
            **about,
        )
    run(
        harness,
        "INSERT INTO posts (seat_id, network, group_id, text, interests, at)"
        " VALUES (:seat, 'ribambelle', '', 'À la mer', :interests, :at)",
        **about,
    )


def plant_comment(harness: AppHarness, face: str, text: str = "Toi qui étais à Gaspé en troisième") -> None:
    """Somebody of the town writes under a post of a face's."""
    run(
        harness,
        "INSERT INTO town_posts (network, id, author_id, group_id, age_seconds, interests, text)"
        " VALUES ('ribambelle', 'planted', :face, NULL, 60, '[]', '{\"fr\": \"…\", \"en\": \"…\"}')",
        face=face,
    )
    run(
        harness,
        "INSERT INTO town_comments (network, id, post_id, author_id, age_seconds, text)"
        " VALUES ('ribambelle', 'planted', 'planted', 'solange', 30, :text)",
        text=f'{{"fr": "{text}", "en": "So there."}}',
    )


@pytest.mark.parametrize("member", ["marcel", "mikaela", "josianne", None], ids=str)
def test_every_line_of_everybody_rests_on_rows_that_are_there(
    harness: AppHarness, browser: Browser, member: str | None
) -> None:
    plant_comment(harness, "marcel")
    browser.post("network", "/join", {"member": member} if member else {"first_name": "Lou"})
    live(harness, browser)
    browser.post("network", "/profile/correct", {"key": "interest:beach", "value": "ski"})
    lines = lines_of(browser)
    kinds = {line["kind"] for line in lines}
    assert kinds >= {"declared", "observed", "reported"}
    assert ("told" in kinds) == bool(member)
    for line in lines:
        assert 0 < line["confidence"] <= 1
        assert line["evidence"], line
        for evidence in line["evidence"]:
            assert len(find_rows(harness, evidence)) == 1, (line, evidence)


@pytest.mark.parametrize("member", ["marcel", None], ids=str)
def test_every_line_opens_the_very_rows(harness: AppHarness, browser: Browser, member: str | None) -> None:
    plant_comment(harness, "marcel")
    browser.post("network", "/join", {"member": member} if member else {"first_name": "Lou"})
    live(harness, browser)
    lines = lines_of(browser)
    page = browser.get("network", "/profile").text
    shown = re.findall(r'data-testid="line" data-key="([^"]*)" data-kind="(\w+)"', page)
    assert shown == [(line["key"], line["kind"]) for line in lines]
    for key in dict.fromkeys(line["key"] for line in lines):
        opened = browser.get("network", f"/profile/lines/{key}")
        assert opened.status_code == 200
        rows = re.findall(r'data-testid="row" data-table="(\w+)" data-id="([^"]*)"', opened.text)
        expected = [(row["table"], row["id"]) for line in lines if line["key"] == key for row in line["evidence"]]
        assert [(table, html.unescape(name)) for table, name in rows] == expected


def test_a_town_that_was_told_is_marked_in_the_words_that_gave_it_away(harness: AppHarness, browser: Browser) -> None:
    plant_comment(harness, "marcel")
    browser.join("marcel")
    page = browser.get("network", "/profile/lines/home_town?lang=fr").text
    assert "<mark>Toi qui étais à Gaspé</mark>" in page
    assert "Solange" in page


def test_a_guessed_home_town_says_how_far_off_it_is_and_no_other_line_does(
    harness: AppHarness, browser: Browser
) -> None:
    browser.join("josianne")
    places = load_ribambelle().places
    for truth in ("gaspe", "rimouski"):
        run(harness, "UPDATE residents SET home_town = :truth WHERE id = 'josianne'", truth=truth)
        errors = {(line["key"], line["kind"]): (line["value"], line["error_km"]) for line in lines_of(browser)}
        value, error = errors.pop(("home_town", "guessed"))
        assert error == round(distance_km(places[value], places[truth]), 1)
        assert {other for _, other in errors.values()} == {None}
        page = browser.get("network", "/profile/lines/home_town?lang=fr").text
        assert f'data-testid="error">{error:.0f}\u00a0km<' in page
        assert f"C’est en vérité {places[truth].name}" in page


def test_a_friend_in_the_class_gives_it_away_and_a_stranger_does_not(harness: AppHarness, browser: Browser) -> None:
    browser.join("solange")  # of whom nobody in the town said anything
    other = harness.browser()
    other.join("josianne")
    live(harness, browser)
    (post,) = harness.rows("SELECT id FROM posts")
    named = {"seat": seat_of(browser), "friend": seat_of(other), "at": "2026-01-05T09:00:00.000Z"}
    run(
        harness,
        "INSERT INTO comments (seat_id, network, post_id, text, interests, at)"
        " VALUES (:friend, 'ribambelle', :post, 'your years in Québec', '[]', :at)",
        post=f"own-{post['id']}",
        friend=named["friend"],
        at=named["at"],
    )
    assert not [line for line in lines_of(browser) if line["kind"] == "told"]
    run(
        harness,
        "INSERT INTO friendships (seat_id, network, friend_id, kind, state, at)"
        " VALUES (:seat, 'ribambelle', :friend, 'seat', 'friends', :at)",
        **named,
    )
    [told] = [line for line in lines_of(browser) if line["kind"] == "told"]
    assert (told["key"], told["value"]) == ("home_town", "quebec")


def test_what_a_face_hides_and_the_truth_about_it_stand_on_no_page(harness: AppHarness, browser: Browser) -> None:
    browser.join("benoit")
    for page in ("/profile", "/profile/lines/town", "/profile/lines/kin", "/rights/export.json"):
        text = browser.get("network", page).text
        assert "edmundston" not in text.replace('value="edmundston"', "")
        assert "truth" not in text
    (hidden,) = harness.rows("SELECT hides_home_town AS hides FROM residents WHERE id = 'benoit'")
    assert hidden["hides"]


def test_a_guest_has_the_harmless_part_and_is_told_why(harness: AppHarness, browser: Browser) -> None:
    browser.post("network", "/join", {"first_name": "Lou"})
    live(harness, browser)
    assert all(line["key"].startswith(HARMLESS) for line in lines_of(browser))
    assert 'data-testid="guest-notice"' in browser.get("network", "/profile").text
    assert browser.get("network", "/profile/lines/home_town").status_code == 404


def test_what_a_guest_does_never_adds_up_to_romance(harness: AppHarness, browser: Browser) -> None:
    browser.post("network", "/join", {"first_name": "Lou"})
    run(
        harness,
        "INSERT INTO memberships (seat_id, network, group_id, interests, at)"
        " VALUES (:seat, 'ribambelle', 'a-deux', :interests, '2026-01-05T09:00:00.000Z')",
        seat=seat_of(browser),
        interests='["romance", "beach"]',
    )
    keys = {line["key"] for line in lines_of(browser)}
    assert "interest:beach" in keys
    assert "interest:romance" not in keys
    assert 'data-slug="romance"' not in browser.get("network", "/profile").text
    assert browser.get("network", "/profile/lines/interest:romance").status_code == 404


def test_the_page_of_somebody_with_ten_thousand_likes_lists_the_latest(harness: AppHarness, browser: Browser) -> None:
    browser.join()
    run(
        harness,
        "INSERT INTO likes (seat_id, network, post_id, interests, at)"
        " WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10000)"
        " SELECT :seat, 'ribambelle', 'p' || n, :interests, '2026-01-05T09:00:00.000Z' FROM numbers",
        seat=seat_of(browser),
        interests='["beach"]',
    )
    page = browser.get("network", "/profile?lang=en").text
    assert page.count('data-testid="my-like"') == 20
    assert 'data-testid="more-likes">and 9980 more before these.' in page
    assert len(page) < 100_000


def retargeted(browser: Browser) -> list[str]:
    return [ad["content"] for ad in browser.ads() if ad["reason"] == "retargeting"]


def next_ads(page: str) -> tuple[str, list[tuple[str, str]], list[tuple[str, str]]]:
    """Whether they are the same, and campaign and reason of each ad before and after."""
    (same,) = re.findall(r'data-testid="next-auction" data-same="(\w+)"', page)
    before, after = (
        re.findall(r'<li data-campaign="([^"]*)"[^>]*data-reason="(\w+)"', part)
        for part in page.split('data-testid="ads-before"')[1].split('data-testid="ads-after"')
    )
    return same, before, after


def test_a_removed_destination_is_not_shown_again_and_the_page_shows_before_and_after(
    harness: AppHarness, browser: Browser
) -> None:
    browser.look()
    browser.join()
    assert retargeted(browser) == ["bahamas"]
    shown = harness.count("impressions")
    answer = browser.post("network", "/profile/correct", {"key": "interest:bahamas", "remove": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/profile/lines/interest:bahamas")
    same, before, after = next_ads(browser.get("network", answer.headers["Location"]).text)
    assert same == "no"
    assert ("soleil-retour", "retargeting") in before
    assert ("soleil-retour", "retargeting") not in after
    assert harness.count("impressions") == shown, "neither choice is kept"
    ads = browser.ads()
    assert [(ad["campaign"], ad["reason"]) for ad in ads] == after
    assert not [line for line in lines_of(browser) if line["key"] == "interest:bahamas"]
    assert not [i for i in in_browser(browser).get("/profiles/me")["interests"] if i["interest"] == "bahamas"]
    browser.post("network", "/profile/uncorrect", {"key": "interest:bahamas"})
    assert retargeted(browser) == ["bahamas"]
    assert harness.count("corrections") == 0


def test_another_interest_in_its_place_brings_another_ad(browser: Browser) -> None:
    browser.join("josianne")
    assert "nordet-plein-air" not in [ad["campaign"] for ad in browser.ads()]
    browser.post("network", "/profile/correct", {"key": "interest:food", "value": "hiking"})
    ads = browser.ads()
    assert ("nordet-plein-air", "interest") in [(ad["campaign"], ad["reason"]) for ad in ads]
    why = browser.get("network", next(ad["why"] for ad in ads if ad["campaign"] == "nordet-plein-air") + "?lang=en")
    assert "You put it in the place of another interest" in why.text
    keys = {line["key"]: line for line in lines_of(browser)}
    assert "interest:food" not in keys
    assert keys["interest:hiking"]["evidence"][0]["table"] == "corrections"


def test_a_corrected_town_stands_as_ones_own_word(browser: Browser) -> None:
    browser.join("marcel")
    browser.post("network", "/profile/correct", {"key": "town", "value": "gaspe"})
    [town] = [line for line in lines_of(browser) if line["key"] == "town"]
    assert (town["value"], town["kind"], town["evidence"][0]["table"]) == ("gaspe", "declared", "corrections")
    assert "Gaspé" in browser.get("network", "/profile").text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        pytest.param({"key": "interest:nothing", "remove": "1"}, 404, id="a line that is none"),
        pytest.param({"key": "trait:parting", "remove": "1"}, 404, id="a line that this file has not"),
        pytest.param({"key": "town\x00", "value": "x"}, 404, id="bytes that are no key"),
        pytest.param({}, 404, id="nothing"),
        pytest.param({"key": "age", "value": "many"}, 303, id="an age that is none"),
        pytest.param({"key": "town", "value": "x" * 81}, 303, id="too long"),
        pytest.param({"key": "sex", "value": ""}, 303, id="empty"),
        pytest.param({"key": "kin", "value": "nobody"}, 303, id="what can only be taken out"),
        pytest.param({"key": "interest:fishing", "value": "tulips"}, 303, id="no word of the vocabulary"),
    ],
)
def test_what_cannot_be_a_correction_changes_nothing(
    harness: AppHarness, browser: Browser, fields: dict[str, str], status: int
) -> None:
    browser.join("marcel")
    answer = browser.post("network", "/profile/correct", fields)
    assert answer.status_code == status
    assert harness.count("corrections") == 0
    if status == 303:
        assert 'data-testid="notice"' in browser.get("network", answer.headers["Location"]).text


def test_nobody_corrects_anothers_file(harness: AppHarness, browser: Browser) -> None:
    browser.join("marcel")
    other = harness.browser()
    other.join("marcel")
    other.post("network", "/profile/correct", {"key": "town", "remove": "1"})
    assert [line for line in lines_of(browser) if line["key"] == "town"]
    assert harness.browser().post("network", "/profile/correct", {"key": "town", "remove": "1"}).status_code == 303
    assert harness.count("corrections") == 1


def test_a_line_is_worth_the_best_bid_that_reads_it_times_its_level(browser: Browser) -> None:
    browser.look()
    browser.join()
    worths = {line["key"]: line["worth"] for line in lines_of(browser)}
    assert worths["interest:bahamas"]["campaign"] == "soleil-retour"
    assert worths["interest:bahamas"]["cents"] == pytest.approx(900 / 3, rel=0.01)
    assert worths["device"] is None


def test_groups_pages_and_posts_stand_on_the_activity_page_and_are_taken_back(
    harness: AppHarness, browser: Browser
) -> None:
    browser.join()
    live(harness, browser)
    (post,) = harness.rows("SELECT id FROM posts")
    kinds = re.findall(r'data-testid="signal" data-kind="(\w+)"', browser.get("network", "/activity").text)
    assert sorted(kinds) == ["comment", "group", "like", "page", "post"]
    for field, value in (("memberships", "x"), ("follows", "x"), ("own-post", str(post["id"]))):
        assert browser.post("network", "/activity/take-back", {field: value}).status_code == 303
    assert [harness.count(table) for table in ("memberships", "follows", "posts", "likes")] == [0, 0, 0, 1]


def test_clearing_the_activity_leaves_what_was_declared_and_corrected(harness: AppHarness, browser: Browser) -> None:
    browser.join()
    live(harness, browser)
    browser.post("network", "/profile/correct", {"key": "town", "value": "gaspe"})
    browser.post("network", "/activity/clear")
    assert {line["kind"] for line in lines_of(browser)} == {"declared", "guessed", "told"}, (
        "what its face's friends give away"
    )
    assert [harness.count(table) for table in ("memberships", "follows", "posts", "corrections")] == [0, 0, 0, 1]
