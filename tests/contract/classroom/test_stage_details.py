"""What opens on the stage: a hit with request, answer, row and interests; an ignored one; an ad with its auction."""

import html
import re

import pytest

from pixel.collect.endpoint import HEADERS
from pixel.collect.verdict import IGNORED, RECORDED
from tests.support.app_harness import CHROMIUM, AppHarness, Browser, one_hit


@pytest.fixture
def teacher(harness: AppHarness) -> Browser:
    """The teacher's browser; a class is open."""
    harness.open_class()
    browser = harness.browser()
    browser.post("backstage", "/class/token", {"token": "craie", "wanted": "/stage"})
    return browser


@pytest.fixture
def student(harness: AppHarness, teacher: Browser) -> Browser:
    """Somebody who has joined."""
    browser = harness.browser(CHROMIUM)
    browser.join_class(harness.class_code())
    return browser


def read(browser: Browser, path: str) -> str:
    answer = browser.get("backstage", path + "?lang=en")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def part(page: str, testid: str) -> str:
    found = re.search(rf'<(\w+)[^>]*data-testid="{testid}"[^>]*>(.*?)</\1>', page, re.DOTALL)
    assert found, testid
    return found[2]


def test_a_hit_shows_its_request_its_answer_and_its_row(student: Browser, teacher: Browser) -> None:
    student.hit(fields=one_hit(eid="e-17"), accept_language="fr-CA", referer="http://soleil.localhost:8000/")
    page = read(teacher, "/stage/hits/e1")
    request = part(page, "raw-request")
    assert "/tr?id=soleil&ev=ViewContent" in request
    assert "Referer: http://soleil.localhost:8000/" in request
    assert "Accept-Language: fr-CA" in request
    assert f"User-Agent: {CHROMIUM}" in request
    assert "Cookie: lang" in request or "visitor=…" in request
    answer = part(page, "raw-answer")
    for name, text in HEADERS[RECORDED]:
        assert f"{name}: {text}" in answer
    assert "Set-Cookie" not in answer
    row = " ".join(re.sub(r"<[^>]*>", " ", part(page, "row")).split())
    assert "event_id e-17" in row
    assert 'content_ids ["bahamas"]' in row


@pytest.mark.parametrize("one_address", [False, True], ids=["own hosts", "one address"])
def test_the_cookie_that_was_set_is_told_without_its_value(
    harness: AppHarness, teacher: Browser, one_address: bool
) -> None:
    stranger = harness.browser(one_address=one_address)
    sent = stranger.hit().headers["Set-Cookie"]
    answer = part(read(teacher, "/stage/hits/e1"), "raw-answer")
    assert "Set-Cookie: visitor=…; " in answer
    value = sent.partition("visitor=")[2].partition(";")[0]
    assert value not in read(teacher, "/stage/hits/e1")
    attributes = [each.strip() for each in sent.split(";")[1:] if "Expires" not in each]
    assert all(each in answer for each in attributes)
    assert ("Domain=" in answer) != one_address


def test_a_first_look_shows_interests_that_were_not_there_before(student: Browser, teacher: Browser) -> None:
    student.look("bahamas")
    student.look("bahamas", event="AddToWishlist")
    first, second = (part(read(teacher, f"/stage/hits/e{number}"), "interests") for number in (1, 2))
    assert 'data-interest="bahamas"' in first
    assert re.search(r'data-interest="bahamas".*?0\.0.*?33\.3.*?\+33\.3', first, re.DOTALL)
    assert re.search(r'data-interest="bahamas".*?33\.3.*?66\.7.*?\+33\.3', second, re.DOTALL)


def test_the_interests_after_the_last_hit_are_those_of_the_api(
    harness: AppHarness, student: Browser, teacher: Browser
) -> None:
    for trip in ("bahamas", "cuba", "bahamas"):
        student.look(trip)
    known = student.get("backstage", "/api/profiles/me").json
    assert known
    [bahamas] = [each for each in known["interests"] if each["interest"] == "bahamas"]
    shown = part(read(teacher, "/stage/hits/e3"), "interests")
    assert re.search(rf'data-interest="bahamas".*? {100 * bahamas["level"]:.1f}</td>', shown, re.DOTALL)


def test_a_hit_leads_to_its_ad_and_the_ad_back_to_its_hit(
    harness: AppHarness, student: Browser, teacher: Browser
) -> None:
    student.look("bahamas")
    assert "None so far" in read(teacher, "/stage/hits/e1")
    [shown] = [ad for ad in student.ads() if ad["content"] == "bahamas" and ad["reason"] == "retargeting"][:1]
    impression = shown["why"].rpartition("/")[2]
    assert f'href="/stage/ads/{impression}"' in read(teacher, "/stage/hits/e1")
    page = read(teacher, f"/stage/ads/{impression}")
    assert 'href="/stage/hits/e1"' in page
    picture = re.search(r'<img src="(/stage/pictures/[^"]*)"', page)
    assert picture
    assert teacher.get("backstage", picture[1]).mimetype == "image/svg+xml"


def test_an_ad_lists_every_candidate_and_why_each_lost(harness: AppHarness, student: Browser, teacher: Browser) -> None:
    student.look("bahamas")
    impression = student.ads()[0]["why"].rpartition("/")[2]
    table = part(read(teacher, f"/stage/ads/{impression}"), "auction")
    assert table.count('data-testid="stage-bid"') == len(harness.rows("SELECT id FROM campaigns"))
    assert table.count("Won: it was shown") == 1
    assert "This person is not in its audience" in table


def test_an_ad_of_somebody_else_is_not_shown(harness: AppHarness, student: Browser, teacher: Browser) -> None:
    student.look("bahamas")
    impression = student.ads()[0]["why"].rpartition("/")[2]
    assert student.get("backstage", f"/stage/ads/{impression}").status_code == 200
    other = harness.browser(CHROMIUM)
    other.join_class(harness.class_code())
    assert other.get("backstage", f"/stage/ads/{impression}").status_code == 403


def test_of_an_ignored_hit_only_the_reason_and_names_of_headers_are_there(student: Browser, teacher: Browser) -> None:
    student.hit(sec_gpc="1", referer="http://soleil.localhost:8000/secret")
    page = read(teacher, "/stage/hits/r1")
    assert f"X-Pixel-Verdict: {IGNORED['gpc']}" in part(page, "raw-answer")
    assert "sec-gpc" in page
    assert "secret" not in page


def test_a_form_that_was_posted_is_shown_as_it_came(student: Browser, teacher: Browser) -> None:
    student.hit("POST")
    assert "ev=ViewContent" in part(read(teacher, "/stage/hits/e1"), "raw-request")


@pytest.mark.parametrize(
    "path",
    ["hits/e99", "hits/r99", "hits/x1", "hits/e", "hits/e١", "hits/e9999999999999999999999", "ads/nothing", "hits/17"],
)
def test_what_is_not_there_is_not_found(teacher: Browser, path: str) -> None:
    assert teacher.get("backstage", f"/stage/{path}").status_code == 404
