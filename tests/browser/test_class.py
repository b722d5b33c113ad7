"""A class in real browsers: a teacher, and students with phones and laptops, from the code at the front to the end."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from statistics import median

import pytest
from playwright.sync_api import expect

from pixel.stories.server.lifecycle import free_port, kill
from pixel.stories.server.process import RunningServer
from pixel.stories.server.sites import Sites
from pixel.testing.server import PixelServer
from tests.browser.conftest import OpenChromium
from tests.support.browsers import Browser, Setup, ThirdParty
from tests.support.classroom import PHONE, Student, become_teacher, on_stage, open_class, open_stage
from tests.support.page_checks import LANGUAGES_LOOKED_AT, check_page, look_at_page
from tests.support.server import TEACHER, Server, running_server

pytestmark = pytest.mark.browser
OpenStudent = Callable[..., Student]
COMES_AGAIN_MS = 60_000  # a stage that asks by itself meanwhile tries its stream again after a while
NOTE_WHEN_SHOWN = """() => {
  window.shownAt = {};
  const note = () => {
    for (const hit of document.querySelectorAll(".items [data-testid=stage-hit]"))
      if (hit.dataset.id) shownAt[hit.dataset.id] ??= Date.now();
  };
  new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true });
}"""


@pytest.fixture
def teacher(chromium: OpenChromium, pixel_server: PixelServer) -> Iterator[Browser]:
    """The teacher's browser, on the page of an open class; the class is ended afterwards, by whomever."""
    browser = chromium(Setup(language="en", width=1280, height=720))
    open_class(browser, pixel_server)
    yield browser
    pixel_server.api.end_class()


@pytest.fixture
def student(chromium: OpenChromium, pixel_server: PixelServer) -> OpenStudent:
    """Opens a student's browser, as wide as a phone."""

    def opened(third_party: ThirdParty = "allow", *, is_apart: bool = True, language: str = "fr") -> Student:
        return Student(chromium(Setup(third_party, language, width=PHONE)), pixel_server, is_apart)

    return opened


def test_a_class_with_three_kinds_of_browsers(
    teacher: Browser, student: OpenStudent, pixel_server: PixelServer
) -> None:
    """Cookies allowed, blocked, and all sites under one address: each is told what its browser really did."""
    stage = open_stage(teacher.context.new_page(), pixel_server)
    allowing, blocking, together = student(), student("block", language="en"), student(is_apart=False)
    everybody = {"Zoé Zibeline": allowing, "Comet": blocking, "نور": together}
    assert [each.join(name) for name, each in everybody.items()] == [2, 2, 2]
    ids = {student["name"]: student["id"] for student in (pixel_server.api.find_class() or {})["students"]}
    assert list(ids) == list(everybody)

    for each, (site, trip) in zip(
        everybody.values(), (("soleil", "bahamas"), ("escale", "paris"), ("affaires", "congress-lisbon")), strict=True
    ):
        assert each.look(site, trip).verdict == "recorded"
    told = (
        ("soleil", ids["Zoé Zibeline"], "sent-back"),
        ("escale", "", "refused"),  # the truth: nothing says whose it was
        ("affaires", ids["نور"], "first-party"),
    )
    for site, whose, cookie in told:
        hit = on_stage(stage, site=site, event="ViewContent", verdict="recorded")
        expect(hit).to_have_count(1)
        expect(hit).to_have_attribute("data-student", whose)
        expect(hit).to_have_attribute("data-cookie", cookie)

    assert ("bahamas", "retargeting") in allowing.ads()
    assert {reason for _, reason in blocking.ads()} == {"default"}
    assert ("congress-lisbon", "retargeting") in together.ads()

    teacher.page.reload()
    roster = teacher.page.locator("[data-testid=student]")
    cookies = {row.get_attribute("data-student"): row.get_attribute("data-cookie") for row in roster.all()}
    assert cookies == {ids["Zoé Zibeline"]: "sent-back", ids["Comet"]: "", ids["نور"]: "first-party"}

    expect(stage.locator("body")).not_to_contain_text("Zibeline")
    teacher.page.locator("[data-testid=show-names]").click()
    expect(on_stage(stage, site="soleil", event="ViewContent")).to_contain_text("Zoé Zibeline")
    teacher.page.locator("[data-testid=hide-names]").click()
    expect(stage.locator("body")).not_to_contain_text("Zibeline")

    teacher.page.locator("[data-testid=freeze]").click()
    assert allowing.look("soleil", "cuba").verdict == "ignored; reason=frozen"
    frozen = on_stage(stage, site="soleil", verdict="ignored", reason="frozen")
    expect(frozen).to_have_count(2)
    expect(frozen.first).to_have_attribute("data-student", "")
    teacher.page.locator("[data-testid=thaw]").click()

    late = student()
    late.join()
    late.look("soleil", "jamaica")
    assert ("jamaica", "retargeting") in late.ads()
    expect(on_stage(stage, event="ViewContent", student=str(late.roster_line()["id"]))).to_have_count(1)

    teacher.page.locator("[data-testid=class-end-ask]").click()
    teacher.page.locator("[data-testid=class-end]").click()
    expect(teacher.page.locator("[data-testid=ended]")).to_be_visible()
    expect(stage.locator("[data-testid=class-over]")).to_be_visible()  # left open, it shows nobody any more
    expect(stage.locator("[data-testid=stage]")).to_have_count(0)
    assert list(pixel_server.api.list_events()) == []
    assert list(pixel_server.api.list_impressions()) == []
    for each in (*everybody.values(), late):
        assert ("bahamas", "retargeting") not in each.ads()
        each.page.goto(each.url("start", "/join"))
        expect(each.page.locator("[data-testid=join-back]")).to_have_count(0)


@pytest.mark.long
def test_a_phone_that_slept_is_back_where_it_was_and_a_stage_that_slept_lacks_nothing(
    teacher: Browser, student: OpenStudent, pixel_server: PixelServer
) -> None:
    stage = open_stage(teacher.context.new_page(), pixel_server)
    sleepy, other = student(), student(language="en")
    sleepy.join("Loir")
    other.join("Comet")
    sleepy.look("soleil", "bahamas")
    own = open_stage(sleepy.browser.context.new_page(), pixel_server)
    expect(on_stage(own, event="ViewContent")).to_have_count(1)
    assert ("bahamas", "retargeting") in sleepy.ads()
    asleep = (teacher, sleepy.browser)
    for browser in asleep:
        browser.context.set_offline(True)
    other.look("escale", "paris")
    for browser in asleep:
        browser.context.set_offline(False)
    sleepy.page.reload()
    sleepy.look("affaires", "congress-lisbon")

    for site in ("soleil", "escale", "affaires"):
        expect(on_stage(stage, event="ViewContent", site=site)).to_have_count(1)
    expect(on_stage(own, event="ViewContent", site="affaires")).to_have_count(1)
    expect(on_stage(own)).to_have_count(4)  # and nothing of anybody else
    sleepy.page.goto(sleepy.url("start", "/join"))
    with sleepy.page.expect_navigation():
        sleepy.page.locator("[data-testid=join-back]").click()
    assert ("congress-lisbon", "retargeting") in sleepy.ads()
    assert len((pixel_server.api.find_class() or {})["students"]) == 2
    forget_what_failed(*asleep)


@pytest.mark.long
def test_a_hit_is_on_the_stage_within_a_second(
    teacher: Browser, student: OpenStudent, pixel_server: PixelServer
) -> None:
    """The middle one of a few: this machine may have much else to do."""
    stage = open_stage(teacher.context.new_page(), pixel_server)
    stage.evaluate(NOTE_WHEN_SHOWN)
    zoe = student()
    zoe.join()
    for trip in ("bahamas", "cuba", "jamaica", "martinique", "cancun"):
        zoe.look("soleil", trip)
    expect(on_stage(stage, verdict="recorded")).to_have_count(10)
    kept = {f"e{row['id']}": datetime.fromisoformat(row["received_at"]) for row in pixel_server.api.list_events()}
    shown: dict[str, float] = stage.evaluate("shownAt")
    assert set(shown) == set(kept)
    assert median(shown[hit] / 1000 - kept[hit].timestamp() for hit in kept) < 1


@pytest.mark.long
def test_a_server_that_was_killed_and_started_again_brings_everybody_back(
    chromium: OpenChromium, tmp_path: Path
) -> None:
    """Without a word to anybody: the stage goes on by itself, and the student where they were."""
    settings = {"PIXEL_PORT": str(free_port())}
    boss, phone = chromium(Setup()), chromium(Setup(width=PHONE))
    with running_server(tmp_path, settings) as started:
        server = seen_from_outside(started, tmp_path)
        zoe = Student(phone, server)
        open_class(boss, server)
        stage = open_stage(boss.context.new_page(), server)
        zoe.join("Zoé")
        zoe.look("soleil", "bahamas")
        expect(on_stage(stage, event="ViewContent")).to_have_count(1)
        kill(started.process)
    with running_server(tmp_path, settings):
        zoe.look("escale", "paris")
        assert {("bahamas", "retargeting"), ("paris", "retargeting")} <= zoe.ads()
        assert zoe.roster_line()["name"] == "Zoé"
        for site in ("soleil", "escale"):
            expect(on_stage(stage, site=site, event="ViewContent")).to_have_count(1, timeout=COMES_AGAIN_MS)
        boss.page.reload()
        expect(boss.page.locator("[data-testid=student]")).to_have_count(1)
    forget_what_failed(boss, phone)


def seen_from_outside(server: Server, folder: Path) -> PixelServer:
    return PixelServer(RunningServer(Sites(server.port), TEACHER, folder, server.path, server.process))


def forget_what_failed(*browsers: Browser) -> None:
    """What could not be reached while there was no line, or no server."""
    for browser in browsers:
        browser.noticed.failed_requests.clear()
        browser.noticed.console_errors.clear()


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES_LOOKED_AT)
def test_the_pages_of_a_class(chromium: OpenChromium, pixel_server: PixelServer, language: str) -> None:
    boss, phone = chromium(Setup(language=language)), chromium(Setup(language=language, width=PHONE))
    lead, token = pixel_server.url("backstage", "/class"), pixel_server.url("backstage", "/class/door")
    door, together = pixel_server.url("start", "/join"), pixel_server.one_address("/join")
    phone.forgive(token)
    found = [*check_page(phone.page, token, language, status=403), *check_page(phone.page, door, language)]
    become_teacher(boss, pixel_server)
    found += check_page(boss.page, lead, language)
    boss.page.locator("[data-testid=class-open]").click()
    student = Student(phone, pixel_server)
    for address in (door, together, f"{door}?code={'x' * 20}"):
        found += check_page(phone.page, address, language)
    phone.forgive(door)
    phone.page.goto(door)
    phone.page.locator("[name=code]").fill("222222")
    phone.page.locator("[data-testid=join]").click()
    phone.page.locator("[data-testid=join-wrong]").wait_for()
    found += look_at_page(phone.page, language)
    student.join("Une personne au nom bien assez long"[:30])
    found += check_page(phone.page, door, language)
    found += [finding for address in (lead, token) for finding in check_page(boss.page, address, language)]
    boss.page.goto(lead)
    [student_page] = [link.get_attribute("href") for link in boss.page.locator("[data-testid=to-student]").all()]
    for path in ("/class/totals", "/class/sure/end", student_page or ""):
        found += check_page(boss.page, pixel_server.url("backstage", path), language)
    boss.page.locator("[data-testid=make-way-back]").click()
    boss.page.locator("[data-testid=way-back]").first.wait_for()
    found += look_at_page(boss.page, language)
    boss.page.goto(lead)
    boss.page.locator("[data-testid=class-end-ask]").click()
    boss.page.locator("[data-testid=class-end]").click()
    boss.page.locator("[data-testid=ended]").wait_for()
    found += look_at_page(boss.page, language)
    assert not found, "\n".join(found)


@pytest.mark.long
def test_the_teachers_page_shows_who_comes_in_without_being_asked_again(
    teacher: Browser, student: OpenStudent, pixel_server: PixelServer
) -> None:
    """And whoever goes by keyboard stays where they were."""
    page = teacher.page
    expect(page.locator("[data-testid=class]")).to_have_attribute("data-is-live", "yes")
    page.locator("[data-testid=open-next]").focus()
    zoe = student()
    zoe.join("Zoé")
    line = page.locator("[data-testid=student]")
    expect(line).to_have_count(1)
    zoe.look("soleil", "bahamas")
    expect(line).to_have_attribute("data-cookie", "sent-back")
    expect(page.locator("[data-testid=open-next]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-testid=open-step]")).to_have_attribute("data-step", "before")
