"""The sign-up's questions: invented answers that one may change, hide or empty; interests alone for a guest."""

import json
import re
from typing import Any

import pytest

from pixel.networks.ribambelle.network import load_ribambelle
from pixel.seeds import seed
from tests.support.app_harness import AppHarness, Browser
from tests.support.members import has, hooks

MARCEL = {"town": "rimouski", "age": "58", "sex": "m", "employer": "Autobus du Bas-du-Fleuve"}


def asked(page: str) -> list[str]:
    return hooks(page, "question", "data-key")


def rows_of(harness: AppHarness) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in harness.rows("SELECT * FROM declarations")}


def send(browser: Browser, **answers: Any) -> int:
    return browser.post("network", "/sign-up", answers).status_code


@pytest.fixture
def marcel(browser: Browser) -> Browser:
    browser.join("marcel")
    return browser


def test_joining_leads_to_the_feed_which_offers_the_questions(browser: Browser) -> None:
    answer = browser.post("network", "/join", {"member": "marcel"})
    assert answer.headers["Location"] == "/"
    page = browser.get("network").text
    assert has(page, "sign-up-card")
    assert has(page, "post")
    assert send(browser, **MARCEL) == 303
    assert not has(browser.get("network").text, "sign-up-card")


def test_a_face_is_asked_everything_and_has_its_answers_ready(marcel: Browser) -> None:
    page = marcel.get("network", "/sign-up").text
    assert asked(page) == ["town", "age", "sex", "employer", "school", "kin", "relationship", "interests"]
    assert len(re.findall('data-testid="why-ask"', page)) == 8
    assert 'value="rimouski" selected' in page
    assert 'value="58"' in page
    assert "Autobus du Bas-du-Fleuve" in page
    assert set(re.findall(r'name="interests" value="([^"]+)" checked', page)) == {"fishing", "nature", "canada"}


def test_an_answer_is_invented_until_it_is_changed(harness: AppHarness, marcel: Browser) -> None:
    send(marcel, **MARCEL | {"age": "41", "hide-age": "yes", "interests": ["ski", "fishing"]})
    kept = rows_of(harness)
    assert {key: row["origin"] for key, row in kept.items()} == {
        "town": "invented",
        "age": "own",
        "sex": "invented",
        "employer": "invented",
        "interests": "own",
    }
    assert {key for key, row in kept.items() if row["is_hidden"]} == {"age"}
    assert json.loads(kept["interests"]["value"]) == ["fishing", "ski"]
    page = marcel.get("network", "/sign-up").text
    assert 'value="41"' in page
    assert re.search(r'name="hide-age"[^>]* checked', page)


def test_interests_that_one_changes_are_those_that_ads_go_by(harness: AppHarness, marcel: Browser) -> None:
    send(marcel, interests=["ski"])
    (seat,) = harness.rows("SELECT declared FROM seats")
    assert json.loads(seat["declared"]) == ["ski"]
    seed(harness.app.store, town_size=120)
    (seat,) = harness.rows("SELECT declared FROM seats")
    assert json.loads(seat["declared"]) == ["ski"]


def test_without_answers_nothing_is_kept(harness: AppHarness, marcel: Browser) -> None:
    send(marcel, **MARCEL)
    send(marcel)
    assert rows_of(harness) == {}


def test_who_came_under_their_own_name_is_asked_for_interests_alone(harness: AppHarness, browser: Browser) -> None:
    browser.post("network", "/join", {"first_name": "Zéphir"})
    page = browser.get("network", "/sign-up").text
    assert asked(page) == ["interests"]
    assert has(page, "harmless")
    assert 'value="romance"' not in page
    send(browser, **MARCEL, interests=["music"], relationship="couple")
    assert {key: row["value"] for key, row in rows_of(harness).items()} == {"interests": '["music"]'}
    assert send(browser, interests=["romance"]) == 422


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("age", "12"),
        ("age", "121"),
        ("age", "²"),
        ("age", "forty"),
        ("town", "atlantis"),
        ("sex", "q"),
        ("relationship", "maybe"),
        ("employer", "x" * 81),
        ("kin", "x" * 301),
        ("interests", "bahamas"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_where_it_stands(
    harness: AppHarness, marcel: Browser, key: str, answer: str
) -> None:
    response = marcel.post("network", "/sign-up", MARCEL | {key: answer})
    assert response.status_code == 422
    assert f'href="#q-{key}"' in response.text
    assert rows_of(harness) == {}


@pytest.mark.parametrize("answer", ["<script>", "‮رقم", "🧶🧵", "a\0b", "'; DROP TABLE seats"])
def test_a_text_may_hold_anything(harness: AppHarness, marcel: Browser, answer: str) -> None:
    assert send(marcel, employer=answer) == 303
    assert rows_of(harness)["employer"]["value"].replace("�", "\0") == answer
    page = marcel.get("network", "/sign-up")
    assert page.status_code == 200
    assert "<script>" not in page.text


def test_every_member_has_answers_that_can_be_kept(harness: AppHarness) -> None:
    for member in load_ribambelle().content.members:
        browser = harness.browser()
        browser.join(member)
        page = browser.get("network", "/sign-up").text
        fields = dict(re.findall(r'<input id="q-(\w+)"[^>]* value="([^"]*)"', page))
        assert send(browser, **fields) == 303
