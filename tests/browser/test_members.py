"""The members' pages in a real Chromium: answer the questions, befriend, join, post; and every page as seen."""

from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from pixel.testing.server import PixelServer
from tests.browser.conftest import ON_BOTH_STORES, OpenChromium
from tests.support.browsers import Setup
from tests.support.page_checks import LANGUAGES_LOOKED_AT, check_page
from tests.support.walk import join

pytestmark = [pytest.mark.browser, ON_BOTH_STORES]

GROUP = "/groups/le-dore-fuyant"


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=pytest.mark.long)], ids=["scripts", "no scripts"])
def test_one_answers_befriends_joins_and_posts(
    chromium: OpenChromium, pixel_server: PixelServer, scripts: bool
) -> None:
    browser = chromium(Setup(language="en", scripts=scripts))
    page = join(browser, pixel_server.url("network"), "marcel")
    browser.forgive(pixel_server.url("network", "/sign-up"))  # an age that cannot be
    _answer(page)
    _befriend(page)
    page.goto(pixel_server.url("network", GROUP))
    page.locator("[data-testid=join-group]").click()
    page.locator("[data-testid=compose-text]").fill("Four kilos. Or two.")
    page.locator("[data-testid=compose-send]").click()
    post = page.locator("[data-testid=post]").first
    expect(post).to_contain_text("Four kilos. Or two.")
    post.locator("[data-testid=like]").click()
    expect(page.locator("[data-testid=like]").first).to_have_attribute("aria-pressed", "true")
    page.locator("[data-testid=nav-feed]").click()
    expect(page.locator("[data-testid=post]").first).to_contain_text("Four kilos. Or two.")
    page.locator("[data-testid=delete-post]").click()
    expect(page.locator("[data-testid=post]").first).not_to_contain_text("Four kilos. Or two.")


def _answer(page: Page) -> None:
    """From the feed's card; one answer is changed and hidden."""
    page.locator("[data-testid=sign-up]").click()
    page.locator("[data-testid=why-ask]").first.click()
    page.locator("[data-testid=ask-age]").fill("7")
    page.locator("[data-testid=sign-up-send]").click()
    expect(page.locator("[data-testid=errors]")).to_be_visible()
    page.locator("[data-testid=ask-age]").fill("44")
    page.locator("[data-testid=hide-age]").check()
    page.locator("[data-testid=sign-up-send]").click()
    expect(page.locator("[data-testid=notice]")).to_be_visible()
    expect(page.locator("[data-testid=ask-age]")).to_have_value("44")
    expect(page.locator("[data-testid=hide-age]")).to_be_checked()


def _befriend(page: Page) -> None:
    """Somebody found by their town, who is no friend yet; the answer is told, and read."""
    page.locator("[data-testid=nav-people]").click()
    page.locator("[data-testid=search]").fill("moncton")
    page.locator("[data-testid=search-send]").click()
    page.wait_for_url("**/people?q=moncton*")
    found = [link.get_attribute("href") or "" for link in page.locator("[data-testid=person]").all()]
    assert found
    for address in found:
        page.goto(urljoin(page.url, address))
        if page.locator("[data-testid=befriend]").count():
            break
    page.locator("[data-testid=befriend]").click()
    expect(page.locator("[data-testid=is-friend]")).to_be_visible()
    expect(page.locator("[data-testid=unread]")).to_be_visible()
    page.locator("[data-testid=nav-notifications]").click()
    expect(page.locator("[data-testid=notification]")).to_have_count(1)
    expect(page.locator("[data-testid=unread]")).to_have_count(0)


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES_LOOKED_AT)
def test_every_members_page_is_as_it_should_be(
    chromium: OpenChromium, pixel_server: PixelServer, language: str
) -> None:
    browser = chromium(Setup(language=language))
    page = join(browser, pixel_server.url("network"), "marcel")
    page.goto(pixel_server.url("network", GROUP))
    page.locator("[data-testid=join-group]").click()
    page.locator("[data-testid=compose-text]").fill("x" * 300)
    page.locator("[data-testid=compose-send]").click()
    paths = (
        "/",
        "/?page=2",
        "/people",
        "/people?q=zzz",
        "/people?friends=yes",
        "/people/me",
        "/people/josianne",
        "/people/r0040",
        "/groups",
        GROUP,
        "/pages",
        "/pages/soleil",
        "/pages/velo",
        "/notifications",
        "/sign-up",
        "/activity",
    )
    found = [finding for path in paths for finding in check_page(page, pixel_server.url("network", path), language)]
    assert not found, "\n".join(found)


@pytest.mark.long
def test_a_guests_pages_are_as_they_should_be(chromium: OpenChromium, pixel_server: PixelServer) -> None:
    page = chromium(Setup(language="fr")).page
    page.goto(pixel_server.url("network"))
    page.locator("[data-testid=first-name]").fill("Ourson")
    page.locator("[data-testid=first-name]").press("Enter")
    page.locator("[data-testid=sign-up]").click()
    expect(page.locator("[data-testid=question]")).to_have_count(1)
    paths = ("/", "/people/me", "/sign-up", "/notifications")
    found = [finding for path in paths for finding in check_page(page, pixel_server.url("network", path), "fr")]
    assert not found, "\n".join(found)
