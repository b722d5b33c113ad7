"""The lesson in real browsers: each experiment's outcome comes from what the browser really does, in both languages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from pixel.testing.server import PixelServer
from tests.browser.conftest import FirefoxSetting, OpenChromium, OpenFirefox
from tests.support.browsers import Setup
from tests.support.lesson import Classroom, expect_outcome
from tests.support.page_checks import LANGUAGES_LOOKED_AT, check_page
from tests.support.walk import hit_while

pytestmark = pytest.mark.browser


@pytest.fixture
def classroom(chromium: OpenChromium, pixel_server: PixelServer) -> Iterator[Classroom]:
    """An open class with its teacher."""
    pixel_server.reset()
    yield Classroom.open(pixel_server, chromium(Setup()))
    pixel_server.reset()


@pytest.mark.parametrize("language", LANGUAGES_LOOKED_AT)
def test_a_class_plays_it_where_the_cookie_comes_back(
    classroom: Classroom, chromium: OpenChromium, language: str
) -> None:
    student = chromium(Setup(language=language))
    classroom.let_in(student)

    classroom.open_step("visit", "ad")
    classroom.to_step(student, "visit")
    classroom.go_and_look(student)
    expect(student.page.locator("[data-testid=walk-bar][data-step=visit]")).to_be_visible()
    classroom.predict(student, "ad", "bahamas").locator("[data-testid=go]").click()
    student.page.locator("[data-testid=ad][data-content=bahamas]").first.wait_for()
    student.page.locator("[data-testid=walk-bar] a").click()
    expect_outcome(student.page, "tied", "ad", came_true=True)

    classroom.open_step("control")
    classroom.predict(student, "control", "ad").locator("[data-testid=go]").click()
    student.page.wait_for_load_state()
    assert "azores" not in classroom.look_at_feed(student)
    expect_outcome(classroom.to_step(student, "control"), "nothing", "no-ad", came_true=False)

    classroom.open_step("consent", "too-late")
    classroom.predict(student, "consent", "nothing").locator("[data-testid=go]").click()
    student.page.locator("[data-testid=consent-no]").first.click()
    expect_outcome(classroom.to_step(student, "consent"), "nothing", came_true=True)
    classroom.predict(student, "too-late", "nothing")
    classroom.go_and_look(student)
    student.page.locator("[data-testid=consent-no]").first.click()
    expect_outcome(classroom.to_step(student, "too-late"), "tied", came_true=False)


@pytest.mark.long
def test_deleting_the_cookie_is_undone_by_the_open_account(classroom: Classroom, chromium: OpenChromium) -> None:
    student = chromium(Setup())
    classroom.let_in(student)
    classroom.open_step("deleted")
    classroom.predict(student, "deleted", "forgotten").locator("[data-testid=go]").click()
    student.page.locator("[data-testid=ad]").first.wait_for(state="attached")
    student.context.clear_cookies(name="visitor")
    trip = classroom.server.url("soleil", "/destinations/santorini")
    hit_while(student.page, "ViewContent", lambda: student.page.goto(trip))
    assert "santorini" in classroom.look_at_feed(student)
    expect_outcome(classroom.to_step(student, "deleted"), "tied", "ad", came_true=False)


@pytest.mark.long
def test_clearing_and_disconnecting_are_seen_by_the_log(classroom: Classroom, chromium: OpenChromium) -> None:
    student = chromium(Setup())
    classroom.let_in(student)
    classroom.open_step("visit", "activity", "disconnect")
    classroom.to_step(student, "visit")
    classroom.go_and_look(student)
    classroom.predict(student, "activity", "goes").locator("[data-testid=go]").click()
    student.page.locator("[data-testid=clear]").click()
    student.page.wait_for_load_state()
    assert "bahamas" not in classroom.look_at_feed(student)
    expect_outcome(classroom.to_step(student, "activity"), "not-watched", "no-ad", came_true=True)

    classroom.predict(student, "disconnect", "ignored")
    student.page.goto(classroom.server.url("network", "/activity"))
    student.page.locator("[data-testid=disconnect-all]").click()
    classroom.to_step(student, "disconnect")
    classroom.go_and_look(student)
    outcome = expect_outcome(classroom.to_step(student, "disconnect"), "ignored", came_true=True)
    expect(outcome).to_have_attribute("data-reason", "opted-out")


@pytest.mark.long
def test_blocked_the_hit_is_nobodys_and_no_ad_comes(classroom: Classroom, chromium: OpenChromium) -> None:
    student = chromium(Setup(third_party="block", language="en"))
    classroom.let_in(student)
    classroom.open_step("blocked")
    classroom.predict(student, "blocked", "nobodys")
    classroom.go_and_look(student)
    assert "cuba" not in classroom.look_at_feed(student)
    expect_outcome(classroom.to_step(student, "blocked"), "nobodys", "no-ad", came_true=True)


@pytest.mark.long
def test_without_scripts_an_image_is_enough(classroom: Classroom, chromium: OpenChromium) -> None:
    student = chromium(Setup(scripts=False))
    classroom.let_in(student)
    classroom.open_step("no-scripts")
    classroom.predict(student, "no-scripts", "nothing")
    classroom.go_and_look(student)
    assert "punta-cana" in classroom.look_at_feed(student)
    expect_outcome(classroom.to_step(student, "no-scripts"), "tied", came_true=False)


@pytest.mark.long
def test_a_private_window_sends_as_nobody(classroom: Classroom, chromium: OpenChromium) -> None:
    student, window = chromium(Setup()), chromium(Setup(third_party="block"))
    classroom.let_in(student)
    classroom.open_step("private")
    page = classroom.predict(student, "private", "nothing")
    page.locator("[data-testid=go]").click()
    address = page.locator("[data-testid=address]").inner_text().strip()
    hit_while(window.page, "ViewContent", lambda: window.page.goto(address))
    expect_outcome(page, "nobodys", came_true=False)


@pytest.mark.long
@pytest.mark.firefox
@pytest.mark.parametrize(
    ("setting", "step", "trip", "choice", "arrival"),
    [
        ("default", "blocked", "cuba", "nobodys", "nobodys"),
        ("gpc", "gpc", "jamaica", "ignored", "ignored"),
        ("cookies-shared", "gpc", "jamaica", "ignored", "tied"),
    ],
)
def test_what_firefox_does(
    classroom: Classroom,
    firefox: OpenFirefox,
    setting: FirefoxSetting,
    step: str,
    trip: str,
    choice: str,
    arrival: str,
) -> None:
    student = firefox(setting, Setup())
    classroom.let_in(student)
    classroom.open_step(step)
    classroom.predict(student, step, choice)
    classroom.go_and_look(student)
    assert (trip in classroom.look_at_feed(student)) is (arrival == "tied")
    expect_outcome(classroom.to_step(student, step), arrival, came_true=arrival == choice)


@pytest.mark.long
@pytest.mark.firefox
def test_another_browser_is_a_stranger(classroom: Classroom, chromium: OpenChromium, firefox: OpenFirefox) -> None:
    student, other = chromium(Setup()), firefox("default", Setup())
    classroom.let_in(student)
    classroom.open_step("other-browser")
    page = classroom.predict(student, "other-browser", "not")
    page.locator("[data-testid=go]").click()
    address = page.locator("[data-testid=address]").inner_text().strip()
    hit_while(other.page, "ViewContent", lambda: other.page.goto(address))
    assert "cancun" not in classroom.look_at_feed(student)
    expect_outcome(classroom.to_step(student, "other-browser"), "nobodys", "no-ad", came_true=True)


@pytest.mark.long
def test_who_waits_is_led_to_the_step_that_opens(classroom: Classroom, chromium: OpenChromium) -> None:
    student = chromium(Setup())
    classroom.let_in(student)
    student.page.goto(classroom.server.url("backstage", "/lesson"))
    expect(student.page.locator("[data-testid=lesson-wait]")).to_be_visible()
    classroom.open_step("money")
    expect(student.page.locator("[data-testid=lesson-step][data-step=money]")).to_be_visible(timeout=20_000)
    classroom.open_step("discuss")
    expect(student.page.locator("[data-testid=moved-on][data-step=discuss]")).to_be_visible(timeout=20_000)


LOOKED_AT = ("before", "ad", "cookie", "consent", "predict", "private", "money", "discuss")


@pytest.mark.long
@pytest.mark.parametrize("language", ["fr", "en"])
def test_its_pages_are_looked_at(classroom: Classroom, chromium: OpenChromium, language: str) -> None:
    student = chromium(Setup(language=language))
    classroom.let_in(student)
    classroom.open_step(*LOOKED_AT)
    classroom.predict(student, "ad", "same")
    server, found = classroom.server, []
    for step in LOOKED_AT:
        found += check_page(student.page, server.url("backstage", f"/lesson/{step}?lang={language}"), language)
    for path in ("/lesson/outcomes", "/lesson/notes/ad", "/lesson/notes/predict"):
        browser = classroom.teacher
        found += check_page(browser.page, server.url("backstage", f"{path}?lang={language}"), language)
    assert found == []
