"""The lesson's pages: predict first, then the link opens, then the server's log decides; each sees what is theirs."""

import re
from datetime import timedelta

import pytest

from pixel.classroom.lesson.acts import LONGEST_ANSWER
from pixel.classroom.lesson.figures import find_figures
from pixel.classroom.lesson.reader import find_lesson, list_shipped
from tests.support.app_harness import CHROMIUM, AppHarness, Browser

FRENCH = {"accept_language": "fr"}


class Lesson:
    """An open class with its teacher, for one test."""

    def __init__(self, harness: AppHarness) -> None:
        self.harness = harness
        harness.open_class()
        self.teacher = harness.browser()
        self.teacher.teach()

    def student(self, agent: str = "", *, one_address: bool = False) -> Browser:
        browser = self.harness.browser(agent or CHROMIUM, one_address=one_address)
        browser.join_class(self.harness.class_code())
        return browser

    def open(self, *steps: str) -> None:
        for step in steps:
            answer = self.teacher.post("backstage", f"/lesson/notes/{step}/open")
            assert answer.status_code == 303, answer.text


@pytest.fixture
def lesson(harness: AppHarness) -> Lesson:
    return Lesson(harness)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits: a hit that has not come by now will not come."""
    monkeypatch.setattr("pixel.classroom.lesson.outcomes.PATIENCE", timedelta(0))


def data(page: str, testid: str, name: str) -> str | None:
    """An attribute of the element with that test id; None where there is none."""
    found = re.search(rf'<[^>]*data-testid="{testid}"[^>]*>', page)
    value = re.search(rf'data-{name}="([^"]*)"', found[0]) if found else None
    return value[1] if value else None


def predict(student: Browser, step: str, choice: str) -> int:
    return student.post("backstage", f"/lesson/{step}/predict", {"choice": choice}).status_code


def outcome(student: Browser, step: str) -> tuple[str | None, str | None, str | None]:
    """Arrival, ad, and whether the prediction came true, as the step's page says."""
    page = student.get("backstage", f"/lesson/{step}").text
    arrival, ad = data(page, "outcome", "arrival"), data(page, "outcome", "ad")
    return arrival, ad, data(page, "came-true", "came-true")


def test_before_a_step_is_open_the_lesson_waits(lesson: Lesson) -> None:
    student = lesson.student()
    assert 'data-testid="lesson-wait"' in student.get("backstage", "/lesson").text
    assert student.get("backstage", "/lesson/visit").status_code == 403
    assert student.get("backstage", "/lesson/visit/go").status_code == 403
    assert student.get("backstage", "/lesson/nowhere").status_code == 404


def test_the_lesson_follows_the_teacher_and_what_is_past_stays_readable(lesson: Lesson) -> None:
    student = lesson.student()
    lesson.open("before", "visit")
    assert student.get("backstage", "/lesson").headers["Location"].endswith("/lesson/visit")
    assert data(student.get("backstage", "/lesson/visit").text, "lesson-step", "step") == "visit"
    past = student.get("backstage", "/lesson/before").text
    assert data(past, "lesson-step", "step") == "before"
    assert data(past, "moved-on", "step") == "visit"
    lesson.teacher.post("backstage", "/lesson/notes/visit/close")
    assert 'data-testid="lesson-wait"' in student.get("backstage", "/lesson").text
    assert student.get("backstage", "/lesson/visit").status_code == 200


def test_a_late_one_starts_in_the_middle(lesson: Lesson) -> None:
    lesson.open("before", "visit", "ad", "control")
    late = lesson.student()
    assert late.get("backstage", "/lesson").headers["Location"].endswith("/lesson/control")
    assert late.get("backstage", "/lesson/visit").status_code == 200


def test_predict_then_act_then_the_log_decides(lesson: Lesson) -> None:
    student = lesson.student()
    lesson.open("visit", "ad")
    assert student.get("backstage", "/lesson/visit/go").headers["Location"].endswith("walk=lesson.visit.1")
    student.look()
    locked = student.get("backstage", "/lesson/ad").text
    assert 'data-testid="go"' not in locked
    assert 'data-testid="locked"' in locked
    assert student.get("backstage", "/lesson/ad/go").headers["Location"].endswith("/lesson/ad")
    assert predict(student, "ad", "bahamas") == 303
    assert 'data-testid="go"' in student.get("backstage", "/lesson/ad").text
    assert student.get("backstage", "/lesson/ad/go").headers["Location"] == student.url("network", "/")
    assert outcome(student, "ad") == ("tied", "not-looked", None)
    assert "bahamas" in {ad["content"] for ad in student.ads()}
    assert outcome(student, "ad") == ("tied", "ad", "true")


def test_a_prediction_is_kept_once(lesson: Lesson) -> None:
    student = lesson.student()
    lesson.open("ad")
    assert predict(student, "ad", "nonsense") == 422
    assert predict(student, "ad", "same") == 303
    assert predict(student, "ad", "bahamas") == 303
    assert data(student.get("backstage", "/lesson/ad").text, "predicted", "choice") == "same"
    [kept] = lesson.harness.rows("SELECT value FROM class_log WHERE kind = 'predicted'")
    assert kept["value"] == "same"


def test_a_prediction_after_the_act_is_refused(lesson: Lesson) -> None:
    student = lesson.student()
    lesson.open("visit", "ad")
    student.get("backstage", "/lesson/visit/go")
    student.look()
    student.ads()
    assert predict(student, "ad", "bahamas") == 409
    assert lesson.harness.rows("SELECT 1 FROM class_log WHERE kind = 'predicted'") == []


def test_saying_that_one_is_done_is_no_outcome(lesson: Lesson) -> None:
    student = lesson.student()
    lesson.open("blocked")
    predict(student, "blocked", "tied")
    assert outcome(student, "blocked") == ("not-gone", "not-looked", None)
    student.get("backstage", "/lesson/blocked/go")
    assert outcome(student, "blocked")[0] == "waiting"


def test_a_browser_that_keeps_the_cookie_back_sends_nobodys_hit(lesson: Lesson) -> None:
    student, stranger = lesson.student(), lesson.harness.browser(CHROMIUM)
    lesson.open("blocked")
    predict(student, "blocked", "nobodys")
    student.get("backstage", "/lesson/blocked/go")
    stranger.look("cuba")  # the same browser to all appearances, without the student's cookie
    student.ads()
    assert outcome(student, "blocked") == ("nobodys", "no-ad", "true")


@pytest.mark.usefixtures("later")
def test_gpc_is_ignored_for_the_one_who_sends_it_and_for_nobody_else(lesson: Lesson) -> None:
    student, other = lesson.student(), lesson.student()
    lesson.open("gpc")
    for each, signal in ((student, {"sec_gpc": "1"}), (other, {})):
        predict(each, "gpc", "ignored")
        each.get("backstage", "/lesson/gpc/go", **signal)
    page = student.url("soleil", "/destinations/jamaica")
    student.hit("GET", {"id": "soleil", "ev": "ViewContent", "dl": page}, sec_gpc="1")
    shown = student.get("backstage", "/lesson/gpc").text
    assert (data(shown, "outcome", "arrival"), data(shown, "outcome", "reason")) == ("ignored", "gpc")
    assert data(shown, "came-true", "came-true") == "true"
    assert outcome(other, "gpc") == ("nothing", "not-looked", "false")


@pytest.mark.usefixtures("later")
def test_the_control_reports_nothing(lesson: Lesson) -> None:
    student = lesson.student()
    lesson.open("control")
    predict(student, "control", "nothing")
    student.get("backstage", "/lesson/control/go")
    student.get("discrete", "/destinations/azores")
    assert outcome(student, "control") == ("nothing", "not-looked", None)
    student.ads()
    assert outcome(student, "control") == ("nothing", "no-ad", "true")


def test_where_another_window_is_asked_for_the_address_is_shown(lesson: Lesson) -> None:
    student = lesson.student()
    lesson.open("private")
    predict(student, "private", "nobodys")
    assert 'data-testid="address"' not in student.get("backstage", "/lesson/private").text
    assert student.get("backstage", "/lesson/private/go").headers["Location"].endswith("/lesson/private#happened")
    assert (
        student.url("affaires", "/destinations/retreat-mont-tremblant")
        in student.get("backstage", "/lesson/private").text
    )
    lesson.harness.browser(CHROMIUM).look("retreat-mont-tremblant", "affaires")
    assert outcome(student, "private")[0] == "nobodys"


def test_among_classmates_who_do_the_same_it_says_that_nobody_can_tell(lesson: Lesson) -> None:
    student, classmate = lesson.student(), lesson.student()
    lesson.open("blocked")
    for each in (student, classmate):
        predict(each, "blocked", "nobodys")
        each.get("backstage", "/lesson/blocked/go")
    lesson.harness.browser(CHROMIUM).look("cuba")
    assert 'data-testid="unsure"' in student.get("backstage", "/lesson/blocked").text


def test_after_clearing_the_ad_is_gone_and_earlier_outcomes_stay(lesson: Lesson) -> None:
    student = lesson.student()
    lesson.open("visit", "ad", "activity")
    student.get("backstage", "/lesson/visit/go")
    student.look()
    predict(student, "ad", "bahamas")
    student.get("backstage", "/lesson/ad/go")
    student.ads()
    assert outcome(student, "ad") == ("tied", "ad", "true")
    predict(student, "activity", "goes")
    student.get("backstage", "/lesson/activity/go")
    student.ads()
    assert outcome(student, "activity")[2] is None
    assert student.post("network", "/activity/clear").status_code == 303
    student.ads()
    assert outcome(student, "activity") == ("not-watched", "no-ad", "true")
    assert outcome(student, "ad") == ("tied", "ad", "true")


def test_at_one_address_all_of_it_stays_there(lesson: Lesson) -> None:
    student = lesson.student(one_address=True)
    lesson.open("blocked")
    predict(student, "blocked", "tied")
    assert student.get("backstage", "/lesson/blocked/go").headers["Location"] == student.url(
        "soleil", "/destinations/cuba"
    )
    student.look("cuba")
    student.ads()
    assert outcome(student, "blocked") == ("tied", "ad", "true")
    assert 'data-testid="one-address"' in student.get("backstage", "/lesson/blocked").text


def test_the_teacher_sees_what_happened_before_the_students_look_themselves(lesson: Lesson) -> None:
    student = lesson.student()
    lesson.open("blocked")
    predict(student, "blocked", "tied")
    student.get("backstage", "/lesson/blocked/go")
    student.look("cuba")
    student.ads()
    page = lesson.teacher.get("backstage", "/lesson/notes/blocked").text
    assert (data(page, "outcome-row", "tied"), data(page, "outcome-row", "ad")) == ("1", "1")
    assert re.search(r'data-choice="tied" data-number="1"', page)


def test_the_class_votes_and_the_last_vote_counts(lesson: Lesson) -> None:
    first, second = lesson.student(), lesson.student()
    lesson.open("predict")
    assert first.post("backstage", "/lesson/predict/vote", {"choice": "visit"}).status_code == 422
    for student, choice in ((first, "gpc"), (second, "gpc"), (second, "private")):
        assert student.post("backstage", "/lesson/predict/vote", {"choice": choice}).status_code == 303
    page = lesson.teacher.get("backstage", "/lesson/notes/predict").text
    assert re.search(r'data-choice="gpc" data-votes="1"', page)
    assert re.search(r'data-choice="private" data-votes="1"', page)


def test_what_is_written_is_bounded_and_escaped(lesson: Lesson) -> None:
    student, other = lesson.student(), lesson.student()
    lesson.open("discuss")
    for text in ("", " \u200b ", "x" * (LONGEST_ANSWER + 1)):
        answer = student.post("backstage", "/lesson/discuss/answer", {"text": text})
        assert answer.status_code == 422
        assert 'data-testid="answer-refused"' in answer.text
    student.post("backstage", "/lesson/discuss/answer", {"text": "<b>Personne</b> \u202e🦦"})
    page = other.get("backstage", "/lesson/discuss").text
    assert "&lt;b&gt;Personne&lt;/b&gt; 🦦" in page
    assert "\u202e" not in page


def test_the_table_fills_by_browser_and_hides_names_until_they_are_shown(lesson: Lesson) -> None:
    chromium = lesson.student()
    firefox = lesson.harness.browser()
    firefox.join_class(lesson.harness.class_code(), "Comète")
    lesson.open("blocked")
    for each, choice in ((chromium, "nobodys"), (firefox, "tied")):
        predict(each, "blocked", choice)
        each.get("backstage", "/lesson/blocked/go")
        each.look("cuba")
        each.ads()
        each.get("backstage", "/lesson/blocked")
    page = chromium.get("backstage", "/lesson/outcomes").text
    rows = re.findall(r'data-testid="outcome-row" data-browser="(\w+)" data-students="1" data-tied="1"', page)
    assert rows == ["Chrome", "Firefox"]
    assert "Comète" not in page
    lesson.teacher.post("backstage", "/class/names", {"on": "yes"})
    assert "Comète" in chromium.get("backstage", "/lesson/outcomes").text


def test_every_step_is_rendered_in_both_languages(lesson: Lesson) -> None:
    student = lesson.student()
    for step in find_lesson("class").steps:
        lesson.open(step.id)
        for language, title in (("fr", step.title.fr), ("en", step.title.en)):
            for browser, path in ((student, "/lesson"), (lesson.teacher, "/lesson/notes")):
                page = browser.get("backstage", f"{path}/{step.id}?lang={language}")
                assert page.status_code == 200
                assert title.replace("'", "&#39;") in page.text


def test_a_student_gets_403_for_the_teachers_notes(lesson: Lesson) -> None:
    student = lesson.student()
    for path in ("/lesson/notes", "/lesson/notes/visit"):
        assert student.get("backstage", path).status_code == 403
    for path in ("/lesson/notes/visit/open", "/lesson/notes/visit/close"):
        assert student.post("backstage", path).status_code == 403
    lesson.open("visit")
    assert "Arrêtez-vous sur un envoi" not in student.get("backstage", "/lesson/visit", **FRENCH).text


def test_who_is_not_in_the_class_sees_none_of_it(lesson: Lesson) -> None:
    stranger = lesson.harness.browser()
    lesson.open("visit", "ad")
    for path in ("/lesson", "/lesson/visit", "/lesson/visit/go", "/lesson/outcomes"):
        assert stranger.get("backstage", path).status_code == 403
    assert predict(stranger, "ad", "bahamas") == 403


def test_without_a_class_there_is_no_lesson(harness: AppHarness) -> None:
    assert harness.browser().get("backstage", "/lesson").status_code == 404


def test_the_teacher_is_led_to_the_notes(lesson: Lesson) -> None:
    lesson.open("money")
    assert lesson.teacher.get("backstage", "/lesson").headers["Location"].endswith("/lesson/notes")
    page = lesson.teacher.get("backstage", "/lesson/notes").text
    assert (data(page, "notes", "step"), data(page, "notes", "open")) == ("money", "true")


def test_a_flood_of_acts_is_one_students_own(lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pixel.classroom.lesson.acts.MOST_ENTRIES", 5)
    student, other = lesson.student(), lesson.student()
    lesson.open("visit")
    assert [student.get("backstage", "/lesson/visit/go").status_code for _ in range(6)][-1] == 429
    assert other.get("backstage", "/lesson/visit/go").status_code == 303


def test_no_page_of_the_lesson_is_kept_by_a_cache(lesson: Lesson) -> None:
    student = lesson.student()
    lesson.open("visit")
    for path in ("/lesson", "/lesson/visit", "/lesson/visit/go", "/lesson/outcomes"):
        assert student.get("backstage", path).headers["Cache-Control"] == "no-store"


def test_from_the_door_the_bar_leads_to_the_lesson(lesson: Lesson) -> None:
    for student in (lesson.student(), lesson.student(one_address=True)):
        feed = student.get("network", "/").text
        assert data(feed, "walk-bar", "step") == "lesson"
        assert student.url("backstage", "/lesson") in feed


def test_a_figure_shows_once_it_was_predicted_and_the_class_sees_who_was_right(harness: AppHarness) -> None:
    boss = harness.browser()
    boss.teach()
    boss.post("backstage", "/class/open", {"lesson": "member"})
    student = harness.browser()
    student.join_class(harness.class_code())
    boss.post("backstage", "/class/step", {"step": "found"})
    before = student.get("backstage", "/lesson/found?lang=en").text
    assert 'data-testid="locked"' in before
    assert 'data-testid="figure"' not in before
    student.post("backstage", "/lesson/found/predict", {"choice": "most"})
    student.post("backstage", "/lesson/found/predict", {"choice": "few"})
    after = student.get("backstage", "/lesson/found?lang=en").text
    assert 'data-testid="predicted" data-choice="most"' in after
    [figure] = re.findall(r'data-testid="figure" data-figure="([\d.]+)"', after)
    assert 0 <= float(figure) <= 10
    assert f'data-came-true="{"true" if float(figure) >= 6.5 else "false"}"' in after
    assert 'data-testid="figure-table" data-step="found"' in boss.get("backstage", "/lesson/outcomes?lang=fr").text
    assert 'data-testid="figure"' in boss.get("backstage", "/lesson/notes/found?lang=fr").text
    assert student.get("backstage", "/lesson/worksheet?lang=fr").status_code == 200
    assert boss.get("backstage", "/class/key?lang=fr").status_code == 200


def test_every_figure_of_the_shipped_lessons_can_be_worked_out(harness: AppHarness) -> None:
    for name in list_shipped():
        figures = harness.app.store.read(find_figures, find_lesson(name))
        assert [step for step, figure in figures.items() if figure is None] in ([], ["likes"]), "a small town's curve"
