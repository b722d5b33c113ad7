"""A class that has its lesson, in browsers: what teacher and student do, and what the student's page says of it."""

from dataclasses import dataclass
from typing import Self

from playwright.sync_api import Locator, Page, expect

from pixel.testing.server import PixelServer
from tests.support.browsers import Browser
from tests.support.walk import ads_on, hit_while

SETTLES_MS = 20_000  # the page looks again by itself, after five seconds at the latest


@dataclass(frozen=True)
class Classroom:
    """An open class, its teacher at a browser of their own."""

    server: PixelServer
    teacher: Browser
    code: str

    @classmethod
    def open(cls, server: PixelServer, teacher: Browser) -> Self:
        page, address = teacher.page, server.url("backstage", "/class")
        teacher.forgive(address)
        page.goto(address)
        page.locator("input[name=token]").fill(server.token)
        page.locator("[data-testid=token-send]").click()
        page.locator("[data-testid=class-open]").click()
        return cls(server, teacher, page.locator("[data-testid=class-code]").inner_text().replace(" ", ""))

    def open_step(self, *steps: str) -> None:
        """Opens steps for the class, one after the other."""
        for step in steps:
            self.teacher.page.goto(self.server.url("backstage", f"/lesson/notes/{step}"))
            self.teacher.page.locator("[data-testid=open-step]").click()
            expect(self.teacher.page.locator("[data-testid=is-open]")).to_be_visible()

    def let_in(self, student: Browser) -> Page:
        """Joins by the code; the page is the feed then."""
        student.page.goto(self.server.url("start", f"/join?code={self.code}"))
        student.page.locator("[data-testid=join]").click()
        student.page.locator("[data-testid=ad]").first.wait_for(state="attached")
        return student.page

    def to_step(self, student: Browser, step: str) -> Page:
        """A student's page of a step."""
        student.page.goto(self.server.url("backstage", f"/lesson/{step}"))
        return student.page

    def predict(self, student: Browser, step: str, choice: str) -> Page:
        """Predicts, before which there is no way to the act."""
        page = self.to_step(student, step)
        expect(page.locator("[data-testid=go]")).to_have_count(0)
        page.locator(f"[data-testid=choice][value={choice}]").check()
        page.locator("[data-testid=lock]").click()
        expect(page.locator(f"[data-testid=predicted][data-choice={choice}]")).to_be_visible()
        return page

    def go_and_look(self, student: Browser) -> None:
        """Follows the step's link to a trip, until its hit is answered and its page is whole: Firefox takes a page
        that still comes for one that interrupts the next."""
        hit_while(student.page, "ViewContent", student.page.locator("[data-testid=go]").click)
        student.page.wait_for_load_state("load")

    def look_at_feed(self, student: Browser) -> set[str]:
        """What the ads of the feed are about."""
        student.page.goto(self.server.url("network"))
        return {ad.content for ad in ads_on(student.page) if ad.reason == "retargeting"}


def expect_outcome(page: Page, arrival: str, ad: str | None = None, *, came_true: bool | None = None) -> Locator:
    """What the step's page says, once it has looked again where it must."""
    outcome = page.locator("[data-testid=outcome]")
    expect(outcome).to_have_attribute("data-arrival", arrival, timeout=SETTLES_MS)
    if ad:
        expect(outcome).to_have_attribute("data-ad", ad)
    if came_true is not None:
        verdict = page.locator("[data-testid=came-true]")
        expect(verdict).to_have_attribute("data-came-true", "true" if came_true else "false")
    return outcome
