"""What is the teacher's or another's is 403 for a student: every route of the classroom and of the API is asked, and a
new one is asked as soon as it is there. And the token is nowhere that others read."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from werkzeug.routing import Rule

from pixel.api.operations import OPERATIONS
from tests.support.app_harness import AppHarness, Browser

TOKEN = "craie"
# What a student may see of the classroom; each shows only what is their own, or what is the same for all.
FOR_STUDENTS = {
    "assets.send_asset",
    "guide.show_guide",
    "guide.show_tools",
    "guide.show_vocabulary",
    "guide.show_worksheet",
    "lesson.show_lesson",
    "lesson.show_outcomes",
    "lesson.show_step",
    "lesson_acts.answer",
    "lesson_acts.go",
    "lesson_acts.predict",
    "lesson_acts.vote",
    "stage.send_picture",
    "stage.send_product_picture",
    "stage.show_list",
    "stage.show_stage",
}


@dataclass(frozen=True)
class Room:
    """A class with two students: who asks, and whose things are asked about."""

    harness: AppHarness
    student: Browser
    of_another: dict[str, str]

    def paths(self) -> Iterator[tuple[str, str, str]]:
        """Each route of the classroom about the other student: endpoint, method, path."""
        for rule in self.harness.app.classroom.url_map.iter_rules():
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule.endpoint, method, self._path(rule)

    def _path(self, rule: Rule) -> str:
        values = {name: self.of_another.get(name, "x") for name in rule.arguments}
        built = rule.build(values, append_unknown=False)
        assert built, rule
        return built[1]


@pytest.fixture
def room(harness: AppHarness) -> Room:
    harness.open_class()
    student, other, boss = harness.browser(), harness.browser(), harness.browser()
    student.join_class(harness.class_code())
    other_id = other.join_class(harness.class_code(), "Comète")
    other.look()
    other.ads()
    boss.teach()
    boss.post("backstage", "/class/step", {"step": "visit"})
    [hit] = harness.rows("SELECT id, visitor_id FROM events")
    [impression, *_] = harness.rows("SELECT id FROM impressions ORDER BY number")
    whose = {"student_id": other_id, "hit_id": f"e{hit['id']}", "impression_id": impression["id"], "step_id": "visit"}
    return Room(harness, student, whose | {"what": "end", "name": "x.css", "visitor_id": hit["visitor_id"]})


def test_every_page_and_form_of_the_classroom_that_is_not_a_students_is_refused(room: Room) -> None:
    asked = [(endpoint, method, path) for endpoint, method, path in room.paths() if endpoint not in FOR_STUDENTS]
    assert len(asked) > 20
    for endpoint, method, path in asked:
        answer = room.student.get("backstage", path) if method == "GET" else room.student.post("backstage", path)
        assert answer.status_code == 403, (endpoint, method, path)
        assert "Comète" not in answer.text, path
    assert room.harness.count("students") == 2
    assert room.harness.count("events") == 1


def test_what_a_student_may_see_has_nothing_of_another(room: Room) -> None:
    for endpoint, method, path in room.paths():
        if endpoint in FOR_STUDENTS and method == "GET":
            answer = room.student.get("backstage", path)
            assert answer.status_code < 500, path
            for secret in ("Comète", room.of_another["student_id"], room.of_another["visitor_id"]):
                assert secret not in answer.text, (path, secret)


def test_every_question_of_the_api_about_others_is_refused(room: Room) -> None:
    for one in OPERATIONS:
        if one.access == "anybody":
            continue
        path = one.path.replace("{visitor_id}", room.of_another["visitor_id"])
        assert "{" not in path, path
        origin = room.student.at("backstage")[0]
        answer = room.student.client.open(
            path,
            method=one.method,
            base_url=origin,
            headers={"Origin": origin, "Sec-Fetch-Site": "same-origin"},
            query_string={"wait": "0", "back": "60"} if one.is_stream else {},
            buffered=True,
        )
        if one.access == "teacher" or path != one.path:
            assert answer.status_code == 403, (one.method, path)
        for secret in (room.of_another["student_id"], room.of_another["visitor_id"], "Comète"):
            assert secret not in answer.text.replace(path, ""), path
    assert room.harness.count("classes") == 1


def test_whoever_is_nobody_is_asked_for_the_token(room: Room) -> None:
    stranger = room.harness.browser()
    for endpoint, method, path in room.paths():
        if endpoint.partition(".")[0] in ("teacher", "controls", "students", "totals", "lesson_notes"):
            answer = stranger.get("backstage", path) if method == "GET" else stranger.post("backstage", path)
            assert answer.status_code == 403, path
            assert 'data-testid="token-send"' in answer.text, path


def test_a_form_of_another_site_ends_no_class(room: Room) -> None:
    boss = room.harness.browser()
    boss.teach()
    for endpoint, method, path in room.paths():
        if method == "POST" and endpoint not in FOR_STUDENTS:
            answer = boss.post("backstage", path, sec_fetch_site="cross-site", origin="http://soleil.localhost:8000")
            assert answer.status_code == 403, path
    # what a browser sends by itself changes nothing by the API either
    assert boss.post("backstage", "/api/reset").status_code in (401, 403)
    assert room.harness.count("classes") == 1


def test_the_token_is_in_no_page_address_cookie_or_log(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    boss = room.harness.browser()
    with caplog.at_level(logging.DEBUG):
        for token in ("wrong-craie", TOKEN):
            answer = boss.post("backstage", "/class/token", {"token": token, "wanted": "/class"})
            told = answer.text + str(answer.headers)
            assert TOKEN not in told.replace("classroom", "")
        for endpoint, method, path in room.paths():
            if method == "GET" and endpoint != "assets.send_asset":
                answer = boss.get("backstage", path)
                assert TOKEN not in answer.text + str(answer.headers), path
                assert answer.headers["Referrer-Policy"] == "same-origin", path
    assert TOKEN not in caplog.text
    cookie = boss.client.get_cookie("teacher", domain="coulisses.reseau.localhost")
    assert cookie
    assert TOKEN not in cookie.value
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    assert cookie.expires is None  # an age alone: the clock of a phone may be wrong


@pytest.mark.parametrize("asked", ["events?visitor=", "impressions?visitor=", "impressions?seat="])
def test_asked_by_name_the_api_gives_nothing_of_another(room: Room, asked: str) -> None:
    whose = room.of_another["student_id" if asked.endswith("seat=") else "visitor_id"]
    assert room.student.get("backstage", f"/api/{asked}{whose}").status_code == 403
