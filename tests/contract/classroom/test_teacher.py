"""The page that a class is led from: steps, the clock, one student at a time, and what happens when things go wrong."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pixel import clock
from pixel.app import create_app
from pixel.store.queries.clock import stand_clock
from tests.support.app_harness import CHROMIUM, AppHarness, Browser, build_harness, cookie_of, verdict_of

SEVEN_DAYS = 7 * 24 * 3600


@pytest.fixture
def boss(classroom: AppHarness) -> Browser:
    """The teacher's browser."""
    return teach(classroom)


@pytest.fixture
def timed(tmp_path: Path) -> Iterator[AppHarness]:
    """A server with an open class whose clock can be moved."""
    built = build_harness(tmp_path, has_simulated_clock=True)
    built.open_class()
    yield built
    clock.set_offset(timedelta(0))
    built.app.store.close()


def teach(harness: AppHarness) -> Browser:
    browser = harness.browser()
    browser.teach()
    return browser


def page_of(browser: Browser, path: str = "/class") -> str:
    answer = browser.get("backstage", path, accept_language="en")
    assert answer.status_code == 200, path
    return answer.text


def open_step(page: str) -> str:
    found = re.search(r'data-testid="open-step" data-step="([^"]*)"', page)
    assert found
    return found[1]


def test_the_steps_of_the_lesson_are_opened_one_after_the_other_and_closed(
    classroom: AppHarness, boss: Browser
) -> None:
    assert open_step(page_of(boss)) == ""
    assert "Open 0: Before anything" in page_of(boss)
    for step, following in (("before", "Open 1: A look at the Bahamas"), ("visit", "Open 2: The ad")):
        assert boss.post("backstage", "/class/step", {"step": step}).status_code == 303
        assert open_step(page_of(boss)) == step
        assert following in page_of(boss)
    boss.post("backstage", "/class/step", {"step": ""})
    assert open_step(page_of(boss)) == ""
    assert "Open 2: The ad" in page_of(boss)
    assert boss.post("backstage", "/class/step", {"step": "nowhere"}).status_code == 404


def test_the_class_votes_and_one_button_opens_what_won(classroom: AppHarness, boss: Browser) -> None:
    voters = [classroom.browser() for _ in range(3)]
    for voter in voters:
        voter.join_class(classroom.class_code())
    boss.post("backstage", "/class/step", {"step": "predict"})
    for voter, choice in zip(voters, ("gpc", "blocked", "blocked"), strict=True):
        voter.post("backstage", "/lesson/predict/vote", {"choice": choice})
    voters[1].post("backstage", "/lesson/predict/vote", {"choice": "gpc"})  # the last one counts
    page = page_of(boss)
    votes = dict(re.findall(r'data-testid="vote" data-step="([^"]+)" data-votes="(\d+)"', page))
    assert (votes["gpc"], votes["blocked"], votes["private"]) == ("2", "1", "0")
    assert re.search(r'name="step" value="gpc"><button[^>]*data-testid="open-next"', page)


def test_two_teachers_on_two_devices_see_the_same(classroom: AppHarness, boss: Browser) -> None:
    second = classroom.browser(CHROMIUM, one_address=True)
    assert second.get("backstage", "/class").status_code == 403
    second.teach()
    boss.post("backstage", "/class/step", {"step": "visit"})
    assert open_step(page_of(second)) == "visit"
    second.post("backstage", "/class/freeze", {"on": "yes"})
    assert 'data-testid="is-frozen"' in page_of(boss)
    assert second.post("backstage", "/class/end").status_code == 200
    assert boss.post("backstage", "/class/freeze", {"on": "no"}).status_code == 404
    assert 'data-testid="class-open"' in page_of(boss)


def test_a_class_may_have_the_short_lesson(harness: AppHarness) -> None:
    boss = teach(harness)
    assert 'value="short"' in page_of(boss)
    boss.post("backstage", "/class/open", {"lesson": "short"})
    assert harness.rows("SELECT lesson FROM classes") == [{"lesson": "short"}]
    assert boss.post("backstage", "/class/open", {"lesson": "../../etc/passwd"}).status_code == 303
    assert harness.rows("SELECT lesson FROM classes") == [{"lesson": "short"}]  # it was open already


def test_a_student_who_lost_the_cookie_comes_back_by_a_link_that_works_once(
    classroom: AppHarness, boss: Browser
) -> None:
    phone, other_phone = classroom.browser(), classroom.browser(CHROMIUM)
    student_id = phone.join_class(classroom.class_code(), "Zoé")
    page = boss.post("backstage", f"/class/students/{student_id}/back", accept_language="en").text
    shown = re.search(r'data-testid="way-back">([^<]+)<', page)
    assert shown
    path = "/join?" + shown[1].partition("?")[2]
    for _ in range(2):  # looking uses nothing up
        assert "Zoé" in other_phone.get("start", path).text
    token = path.partition("back=")[2]
    answer = other_phone.post("start", "/join", {"back": token})
    assert answer.status_code == 303
    assert str(cookie_of(answer, "student")).startswith(student_id)
    entrance = "/enter/" + answer.headers["Location"].rpartition("/enter/")[2].partition("?")[0]
    other_phone.get("network", entrance)
    assert "Zoé" in other_phone.get("network", "/").text
    assert other_phone.look() == "recorded"
    assert classroom.browser().post("start", "/join", {"back": token}).status_code == 410
    assert classroom.browser().get("start", path).status_code == 410
    assert classroom.count("students") == 1


def test_a_name_that_cannot_be_is_refused_where_it_is_typed(classroom: AppHarness, boss: Browser) -> None:
    student_id = classroom.browser().join_class(classroom.class_code(), "Zoé")
    classroom.browser().join_class(classroom.class_code(), "Comète")
    for name in ("", "x" * 300, "\u202e\u200b", "comète"):
        answer = boss.post("backstage", f"/class/students/{student_id}/rename", {"name": name})
        assert answer.status_code == 422, name
        assert 'data-testid="rename-wrong"' in answer.text
    for name in ("نور", "🦦 loutre", "<b>Al</b>"):
        assert boss.post("backstage", f"/class/students/{student_id}/rename", {"name": name}).status_code == 303
        assert "<b>Al</b>" not in page_of(boss)
    assert "&lt;b&gt;Al&lt;/b&gt;" in page_of(boss)


@pytest.mark.parametrize("what", ["clean-all", "end", "clean-one", "remove"])
def test_what_cannot_be_undone_is_asked_once_more(classroom: AppHarness, boss: Browser, what: str) -> None:
    student = classroom.browser()
    student_id = student.join_class(classroom.class_code())
    student.look()
    about = f"?student={student_id}" if what in ("clean-one", "remove") else ""
    assert f'data-what="{what}"' in page_of(boss, f"/class/sure/{what}{about}")
    assert (classroom.count("classes"), classroom.count("students"), classroom.count("events")) == (1, 1, 1)


def test_the_clock_is_moved_on_and_back_and_the_class_keeps_what_is_its_own(timed: AppHarness) -> None:
    boss, student = teach(timed), timed.browser()
    student.join_class(timed.class_code())
    for seconds in (3600, SEVEN_DAYS):
        assert boss.post("backstage", "/class/clock", {"by": str(seconds)}).status_code == 303
    page = page_of(boss)
    assert "7 days, 1 hour ahead" in page
    assert student.look() == "recorded"
    [hit] = timed.rows("SELECT received_at FROM events")
    assert clock.from_text(hit["received_at"]) > datetime.now(UTC) + timedelta(days=7)
    moved = [row["value"] for row in timed.rows("SELECT value FROM class_log WHERE kind = 'clock' ORDER BY number")]
    assert moved == ["3600", str(SEVEN_DAYS)]
    boss.post("backstage", "/class/clock", {"by": "real"})
    assert 'data-moved="no"' in page_of(boss)
    assert boss.post("backstage", "/class/clock", {"by": "1000000000000"}).status_code == 422


def test_a_class_that_began_on_a_moved_clock_is_deleted_whole(tmp_path: Path) -> None:
    harness = build_harness(tmp_path, has_simulated_clock=True)
    try:
        harness.app.store.write(stand_clock, datetime(2031, 1, 1, tzinfo=UTC))
        harness.open_class()
        boss = teach(harness)
        boss.post("backstage", "/class/clock", {"by": "real"})
        assert harness.browser().look() == "recorded"  # nobody's: known for the class's by its time alone
        assert harness.browser().hit(sec_gpc="1").status_code == 200
        assert boss.post("backstage", "/class/end").status_code == 200
        assert (harness.count("events"), harness.count("refusals")) == (0, 0)
    finally:
        clock.set_offset(timedelta(0))
        harness.app.store.close()


def test_the_end_of_a_class_puts_its_clock_back(timed: AppHarness) -> None:
    boss = teach(timed)
    boss.post("backstage", "/class/clock", {"by": str(SEVEN_DAYS)})
    boss.post("backstage", "/class/end")
    assert timed.browser().get("backstage", "/api/clock").json["offset_seconds"] == 0  # type: ignore[index]


def test_a_real_clock_is_not_moved_and_the_page_says_so(classroom: AppHarness, boss: Browser) -> None:
    assert 'data-testid="clock-real-only"' in page_of(boss)
    assert boss.post("backstage", "/class/clock", {"by": "3600"}).status_code == 409


def test_a_server_that_was_started_again_has_everybody_in_their_place(classroom: AppHarness, boss: Browser) -> None:
    student = classroom.browser()
    student_id = student.join_class(classroom.class_code(), "Zoé")
    boss.post("backstage", "/class/step", {"step": "visit"})
    student.get("backstage", "/lesson/visit")
    again = AppHarness(create_app(classroom.settings), classroom.settings)
    try:
        student.client.application = again.app
        boss.client.application = again.app
        assert "Zoé" in student.get("network", "/").text
        assert student.get("backstage", "/lesson").headers["Location"] == "/lesson/visit"
        assert open_step(page_of(boss)) == "visit"
        assert f'data-student="{student_id}" data-cookie="" data-step="visit"' in page_of(boss)
    finally:
        again.app.store.close()


def test_who_floods_is_limited_alone(tmp_path: Path) -> None:
    harness = build_harness(tmp_path, rate_limit=2)
    harness.open_class()
    flooder, neighbour = harness.browser(), harness.browser()
    flooder.join_class(harness.class_code())
    neighbour.join_class(harness.class_code())
    said = [verdict_of(flooder.hit()) for _ in range(40)]
    assert "ignored; reason=rate-limited" in said
    assert neighbour.look() == "recorded"
    harness.app.store.close()


def test_that_a_student_is_here_is_noted_once_a_minute(timed: AppHarness) -> None:
    boss, student = teach(timed), timed.browser()
    student.join_class(timed.class_code())
    boss.post("backstage", "/class/step", {"step": "before"})

    def seen() -> str:
        student.get("backstage", "/lesson/before")
        [row] = timed.rows("SELECT seen_at FROM students")
        return str(row["seen_at"])

    assert seen() == seen()
    first = seen()
    boss.post("backstage", "/class/clock", {"by": "3600"})
    assert seen() > first
    assert seen() == seen()


def test_cookies_of_the_door_go_by_their_age_and_not_by_a_clock(classroom: AppHarness) -> None:
    student = classroom.browser()
    first = student.get("start", "/join")
    joined = student.post("start", "/join", {"code": classroom.class_code()})
    told = [*first.headers.getlist("Set-Cookie"), *joined.headers.getlist("Set-Cookie")]
    assert any(cookie.startswith("student=") for cookie in told)
    assert not [cookie for cookie in told if "expires=" in cookie.lower()]


@pytest.mark.parametrize("one_address", [False, True], ids=["own hosts", "one address"])
def test_whoever_joins_has_a_bar_that_leads_to_the_lesson(classroom: AppHarness, one_address: bool) -> None:
    student = classroom.browser(one_address=one_address)
    student.join_class(classroom.class_code())
    feed = student.get("network", "/").text
    assert 'data-testid="walk-bar" data-step="lesson"' in feed
    assert f'href="{student.url("backstage", "/lesson")}"' in feed
