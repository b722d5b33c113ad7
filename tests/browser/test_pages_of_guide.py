"""The guide, the key, the vocabulary, the instructions and the worksheet: accessible at every width, and on paper."""

import json
import re
from collections.abc import Iterator
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from pixel.classroom.guide.worksheet import MOST_EVENTS
from pixel.testing.server import PixelServer
from tests.browser.conftest import OpenChromium
from tests.support.browsers import Setup
from tests.support.page_checks import LANGUAGES_LOOKED_AT, check_page

pytestmark = pytest.mark.browser

PLACES = ("/class/guide", "/lesson/vocabulary", "/lesson/tools", "/lesson/worksheet")
UNFOLD = "document.querySelectorAll('details').forEach((details) => { details.open = true; })"
PAPER = pytest.mark.parametrize("paper", ["Letter", "A4"])
PAGE_OF_A_PDF = re.compile(rb"/Type\s*/Page\b")


def count_pages(page: Page, paper: str) -> int:
    """On how many sheets a page is printed."""
    return len(PAGE_OF_A_PDF.findall(page.pdf(format=paper)))


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES_LOOKED_AT)
def test_pages_that_everybody_may_read(chromium: OpenChromium, pixel_server: PixelServer, language: str) -> None:
    page = chromium(Setup(language=language)).page
    page.add_init_script(f"addEventListener('DOMContentLoaded', () => {UNFOLD})")
    found = [finding for path in PLACES for finding in check_page(page, pixel_server.url("backstage", path), language)]
    assert not found, "\n".join(found)


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES_LOOKED_AT)
def test_the_teachers_key(chromium: OpenChromium, pixel_server: PixelServer, language: str) -> None:
    browser = chromium(Setup(language=language))
    key = pixel_server.url("backstage", "/class/key")
    browser.forgive(key)
    browser.page.goto(key)
    browser.page.fill("[name=token]", pixel_server.token)
    browser.page.locator("main form button").click()
    assert not check_page(browser.page, key, language)


def ask_for_class(pixel_server: PixelServer, method: str) -> bytes:
    """The teacher's script: opens a class (POST), or ends it (DELETE)."""
    address = pixel_server.one_address("/coulisses/api/class")
    asked = Request(address, method=method, headers={"Authorization": f"Bearer {pixel_server.token}"})
    with urlopen(asked, timeout=60) as answer:
        return bytes(answer.read())


@pytest.fixture
def class_code(pixel_server: PixelServer) -> Iterator[str]:
    """The code of a class that is open during a test."""
    yield str(json.loads(ask_for_class(pixel_server, "POST"))["code"])
    ask_for_class(pixel_server, "DELETE")


def join_class(page: Page, pixel_server: PixelServer, code: str) -> None:
    """Joins the class as a phone does: all sites under one address."""
    page.goto(pixel_server.one_address("/join"))
    page.fill("[name=code]", code)
    page.get_by_test_id("join").click()
    page.get_by_test_id("ad").first.wait_for()


@PAPER
def test_a_blank_worksheet_is_printed_on_two_sheets(
    chromium: OpenChromium, pixel_server: PixelServer, paper: str
) -> None:
    page = chromium(Setup(language="fr")).page
    page.goto(pixel_server.url("backstage", "/lesson/worksheet"))
    assert count_pages(page, paper) == 2


@pytest.mark.long
@PAPER
def test_a_worksheet_with_more_events_than_it_has_room_for_is_printed_on_two_sheets(
    chromium: OpenChromium, pixel_server: PixelServer, class_code: str, paper: str
) -> None:
    page = chromium(Setup(language="fr")).page
    join_class(page, pixel_server, class_code)
    for trip in ("bahamas", "cuba", "jamaica", "cancun", "punta-cana", "santorini", "bahamas"):
        with page.expect_response(lambda answer: "/pixel/tr?" in answer.url and "ViewContent" in answer.url):
            page.goto(pixel_server.one_address(f"/soleil/destinations/{trip}"))
        page.goto(pixel_server.one_address("/reseau/"))
    page.goto(pixel_server.one_address("/coulisses/lesson/worksheet"))
    assert page.get_by_test_id("worksheet-event").count() == MOST_EVENTS
    assert count_pages(page, paper) == 2


@pytest.mark.long
def test_a_worksheet_says_what_became_of_a_prediction(
    chromium: OpenChromium, pixel_server: PixelServer, class_code: str
) -> None:
    teacher, student = chromium(Setup(language="en")), chromium(Setup(language="en"))
    notes = pixel_server.one_address("/coulisses/lesson/notes/blocked")
    teacher.forgive(notes)
    teacher.page.goto(notes)
    teacher.page.fill("[name=token]", pixel_server.token)
    teacher.page.get_by_test_id("token-send").click()
    teacher.page.get_by_test_id("open-step").click()
    teacher.page.get_by_test_id("is-open").wait_for()
    page = student.page
    join_class(page, pixel_server, class_code)
    page.goto(pixel_server.one_address("/coulisses/lesson/blocked"))
    page.get_by_test_id("choice").and_(page.locator("[value=nobodys]")).check()
    page.get_by_test_id("lock").click()
    with page.expect_response(lambda answer: "/pixel/tr?" in answer.url and "ViewContent" in answer.url):
        page.get_by_test_id("go").click()
    page.goto(pixel_server.one_address("/reseau/"))
    page.goto(pixel_server.one_address("/coulisses/lesson/worksheet"))
    line = page.locator("[data-testid=worksheet-line][data-step=blocked]")
    expect(line).to_have_attribute("data-right", "no")
    expect(line).to_contain_text("the hit arrives, tied to the person; the ad comes")
