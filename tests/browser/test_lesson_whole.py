"""The whole shipped lesson in one go, in real browsers, in both languages: no step is left out, and what each browser
really does decides what came of each experiment.

`test_lesson` has each experiment by itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from pixel.classroom.lesson.reader import find_lesson
from pixel.testing.server import PixelServer
from tests.browser.conftest import OpenChromium
from tests.support.browsers import Browser, Setup
from tests.support.lesson import Classroom, expect_outcome
from tests.support.walk import hit_while

pytestmark = [pytest.mark.browser, pytest.mark.long]
LESSON = find_lesson("class")


@dataclass
class Play:
    """A lesson on its way: who is in the room."""

    room: Classroom
    zoe: Browser  # whose browser allows third-party cookies
    wary: Browser  # whose browser blocks them
    signalling: Browser  # whose browser sends GPC
    plain: Browser  # whose browser runs no scripts
    private: Browser  # a private window of Zoé's: nobody is in the class here

    def before(self) -> None:
        for student in (self.zoe, self.wary, self.signalling, self.plain):
            self.go(student, "before")
            assert self.room.look_at_feed(student) == set()

    def visit(self) -> None:
        for student, arrival in ((self.zoe, "tied"), (self.wary, "nobodys")):
            self.room.to_step(student, "visit")
            self.room.go_and_look(student)
            expect_outcome(self.room.to_step(student, "visit"), arrival)

    def ad(self) -> None:
        for student, choice, ad in ((self.zoe, "bahamas", "ad"), (self.wary, "bahamas", "no-ad")):
            self.room.predict(student, "ad", choice)
            self.go(student, "ad")
            assert ("bahamas" in self.room.look_at_feed(student)) is (ad == "ad")
            page = self.room.to_step(student, "ad")
            expect_outcome(page, "tied" if ad == "ad" else "nobodys", ad, came_true=ad == "ad")

    def cookie(self) -> None:
        page = self.room.to_step(self.zoe, "cookie")
        page.locator("[data-testid=link][data-site=backstage]").first.click()
        expect(page.locator("[data-testid=hit]").first).to_be_visible()
        assert "visitor" in {cookie.get("name") for cookie in self.zoe.context.cookies()}

    def why(self) -> None:
        self.go(self.zoe, "why")
        self.zoe.page.locator("[data-testid=ad][data-content=bahamas] [data-testid=why]").first.click()
        expect(self.zoe.page.locator("[data-testid=why-hit]").first).to_be_visible()

    def control(self) -> None:
        self.room.predict(self.zoe, "control", "nothing")
        self.go(self.zoe, "control")
        assert "azores" not in self.room.look_at_feed(self.zoe)
        expect_outcome(self.room.to_step(self.zoe, "control"), "nothing", "no-ad", came_true=True)

    def consent(self) -> None:
        self.room.predict(self.zoe, "consent", "arrives")
        self.go(self.zoe, "consent")
        self.zoe.page.locator("[data-testid=consent-no]").first.click()
        expect_outcome(self.room.to_step(self.zoe, "consent"), "nothing", came_true=False)

    def too_late(self) -> None:
        self.room.predict(self.zoe, "too-late", "arrives")
        self.room.go_and_look(self.zoe)
        self.zoe.page.locator("[data-testid=consent-no]").first.click()
        expect_outcome(self.room.to_step(self.zoe, "too-late"), "tied", came_true=True)

    def predict(self) -> None:
        for student, choice in ((self.zoe, "blocked"), (self.wary, "blocked"), (self.signalling, "gpc")):
            page = self.room.to_step(student, "predict")
            page.locator(f"[data-testid=vote-choice][value={choice}]").check()
            with page.expect_navigation():
                page.locator("[data-testid=vote]").click()
        room = self.room.to_step(self.zoe, "predict")
        for choice, number in (("blocked", "2"), ("gpc", "1")):
            expect(room.locator(f"[data-testid=votes] [data-choice={choice}]")).to_have_attribute("data-votes", number)

    def blocked(self) -> None:
        for student, arrival, ad in ((self.wary, "nobodys", "no-ad"), (self.zoe, "tied", "ad")):
            self.room.predict(student, "blocked", "nobodys")
            self.room.go_and_look(student)
            assert ("cuba" in self.room.look_at_feed(student)) is (ad == "ad")
            page = self.room.to_step(student, "blocked")
            expect_outcome(page, arrival, ad, came_true=arrival == "nobodys")

    def private_window(self) -> None:
        self.elsewhere("private", "tied")
        expect_outcome(self.room.to_step(self.zoe, "private"), "nobodys", came_true=False)

    def gpc(self) -> None:
        for student, arrival in ((self.signalling, "ignored"), (self.zoe, "tied")):
            self.room.predict(student, "gpc", "ignored")
            self.room.go_and_look(student)
            outcome = expect_outcome(self.room.to_step(student, "gpc"), arrival, came_true=arrival == "ignored")
            expect(outcome).to_have_attribute("data-reason", "gpc" if arrival == "ignored" else "")

    def other_browser(self) -> None:
        self.elsewhere("other-browser", "not")
        assert "cancun" not in self.room.look_at_feed(self.zoe)
        expect_outcome(self.room.to_step(self.zoe, "other-browser"), "nobodys", "no-ad", came_true=True)

    def no_scripts(self) -> None:
        self.room.predict(self.plain, "no-scripts", "nothing")
        self.room.go_and_look(self.plain)
        expect_outcome(self.room.to_step(self.plain, "no-scripts"), "tied", came_true=False)

    def deleted(self) -> None:
        self.room.predict(self.zoe, "deleted", "returns")
        self.go(self.zoe, "deleted")
        self.zoe.context.clear_cookies(name="visitor")
        trip = self.room.server.url("soleil", "/destinations/santorini")
        hit_while(self.zoe.page, "ViewContent", lambda: self.zoe.page.goto(trip))
        assert "santorini" in self.room.look_at_feed(self.zoe)
        expect_outcome(self.room.to_step(self.zoe, "deleted"), "tied", "ad", came_true=True)

    def activity(self) -> None:
        self.room.predict(self.zoe, "activity", "goes")
        self.go(self.zoe, "activity")
        with self.zoe.page.expect_navigation():
            self.zoe.page.locator("[data-testid=clear]").click()
        assert self.room.look_at_feed(self.zoe) == set()
        expect_outcome(self.room.to_step(self.zoe, "activity"), "not-watched", "no-ad", came_true=True)

    def disconnect(self) -> None:
        self.room.predict(self.zoe, "disconnect", "ignored")
        self.zoe.page.goto(self.room.server.url("network", "/activity"))
        with self.zoe.page.expect_navigation():
            self.zoe.page.locator("[data-testid=disconnect-all]").click()
        self.room.to_step(self.zoe, "disconnect")
        self.room.go_and_look(self.zoe)
        expect_outcome(self.room.to_step(self.zoe, "disconnect"), "ignored", came_true=True)

    def money(self) -> None:
        expect(self.room.to_step(self.zoe, "money").locator("[data-testid=lesson-step]")).to_be_visible()

    def discuss(self) -> None:
        page = self.room.to_step(self.zoe, "discuss")
        page.locator("[data-testid=answer-text]").fill("Je paierais. / I would pay.")
        with page.expect_navigation():
            page.locator("[data-testid=answer]").click()
        expect(self.room.to_step(self.wary, "discuss").locator("[data-testid=answers]")).to_contain_text("I would pay.")

    def elsewhere(self, step: str, choice: str) -> None:
        """Predicts, and opens the address that the step shows in the other window."""
        page = self.room.predict(self.zoe, step, choice)
        with page.expect_navigation():
            page.locator("[data-testid=go]").click()
        address = page.locator("[data-testid=address]").inner_text().strip()
        hit_while(self.private.page, "ViewContent", lambda: self.private.page.goto(address))

    def go(self, student: Browser, step: str) -> Page:
        """Follows the step's link."""
        page = student.page
        if not page.url.endswith(f"/lesson/{step}"):
            self.room.to_step(student, step)
        with page.expect_navigation():
            page.locator("[data-testid=go]").click()
        return page


@pytest.fixture
def room(chromium: OpenChromium, pixel_server: PixelServer) -> Iterator[Classroom]:
    pixel_server.reset()
    yield Classroom.open(pixel_server, chromium(Setup()))
    pixel_server.reset()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_whole_lesson(room: Classroom, chromium: OpenChromium, language: str) -> None:
    zoe, signalling = chromium(Setup(language=language)), chromium(Setup(language=language))
    wary, private = (chromium(Setup("block", language=language)) for _ in range(2))
    plain = chromium(Setup(language=language, scripts=False))
    signalling.context.set_extra_http_headers({"Sec-GPC": "1"})
    for student in (zoe, wary, signalling, plain):
        room.let_in(student)
    play = Play(room, zoe, wary, signalling, plain, private)
    acts = acts_of(play)
    assert [step.id for step in LESSON.steps] == list(acts)
    for step, act in acts.items():
        room.open_step(step)
        page = room.to_step(zoe, step)
        title = next(each.title for each in LESSON.steps if each.id == step)
        expect(page.locator("h1")).to_have_text(title.in_language(language))
        act()
    check_what_is_taken_home(room, zoe)


def acts_of(play: Play) -> dict[str, Callable[[], None]]:
    """What is done at each step, in the order of the lesson."""
    named = {step.id: step.id.replace("-", "_").replace("private", "private_window") for step in LESSON.steps}
    return {step: getattr(play, name) for step, name in named.items()}


def check_what_is_taken_home(room: Classroom, student: Browser) -> None:
    """The class's table has each browser's outcomes, and the worksheet one's own, before all of it is deleted."""
    page = room.teacher.page
    page.goto(room.server.url("backstage", "/lesson/outcomes"))
    rows = page.locator("[data-testid=outcome-table][data-step=blocked] [data-testid=outcome-row]")
    assert sum(int(row.get_attribute("data-tied") or 0) for row in rows.all()) == 1
    assert sum(int(row.get_attribute("data-nobodys") or 0) for row in rows.all()) == 1
    student.page.goto(room.server.url("backstage", "/lesson/worksheet"))
    lines = student.page.locator("[data-testid=worksheet-line]")
    right = {line.get_attribute("data-step"): line.get_attribute("data-right") for line in lines.all()}
    assert {step: right[step] for step in ("ad", "consent", "too-late", "private", "deleted", "disconnect")} == {
        "ad": "yes",
        "consent": "no",
        "too-late": "yes",
        "private": "no",
        "deleted": "yes",
        "disconnect": "yes",
    }
    room.server.api.end_class()
    student.page.goto(room.server.url("backstage", "/lesson/worksheet"))
    expect(student.page.locator("[data-testid=worksheet-blank]")).to_be_visible()
    assert list(room.server.api.list_events()) == []
