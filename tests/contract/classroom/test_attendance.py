"""A class from its opening to its end: codes, names, who sees what, and that nothing is left."""

import re

import pytest

from pixel.classroom.attendance.codes import TRIES_A_BROWSER
from pixel.store.tables import PERSONAL
from tests.support.app_harness import AppHarness, Browser

TEACHERS_PAGES = ("/class", "/class/door")
TEACHERS_FORMS = ("/class/open", "/class/freeze", "/class/names", "/class/clean", "/class/end")


def roster(harness: AppHarness) -> list[dict[str, object]]:
    answer = harness.browser().get("backstage", "/api/class", authorization="Bearer craie")
    assert answer.status_code == 200
    students: list[dict[str, object]] = answer.json["students"]  # type: ignore[index]
    return students


def test_a_code_leads_to_a_feed_of_ones_own_under_a_drawn_name(classroom: AppHarness) -> None:
    student = classroom.browser()
    student_id = student.join_class(classroom.class_code())
    [listed] = roster(classroom)
    assert listed["id"] == student_id
    assert str(listed["name"]) in student.get("network", "/").text
    assert len(str(listed["name"]).split()) >= 2


def test_the_long_code_leads_in_too(classroom: AppHarness) -> None:
    answer = classroom.browser().get("backstage", "/api/class", authorization="Bearer craie")
    [address, *_] = answer.json["join_urls"]  # type: ignore[index]
    key = address.partition("code=")[2]
    page = classroom.browser().get("start", f"/join?code={key}").text
    assert f'<input type="hidden" name="code" value="{key}">' in page
    classroom.browser().join_class(key)
    assert len(roster(classroom)) == 1


@pytest.mark.parametrize("typed", ["lower", "with a hyphen", "with blanks"])
def test_a_code_may_be_typed_as_people_type(classroom: AppHarness, typed: str) -> None:
    code = classroom.class_code()
    written = {
        "lower": code.lower(),
        "with a hyphen": f"{code[:3]}-{code[3:]}",
        "with blanks": f" {code[:3]} {code[3:]} ",
    }
    classroom.browser().join_class(written[typed])
    assert len(roster(classroom)) == 1


def test_a_form_sent_twice_as_its_answer_was_lost_lets_one_person_in(classroom: AppHarness) -> None:
    student = classroom.browser()
    page = student.get("start", "/join").text
    [once] = re.findall(r'name="once" value="([^"]+)"', page)
    fields = {"code": classroom.class_code(), "name": "Zoé", "once": once}
    student.post("start", "/join", fields)
    host = student.at("start")[0].partition("//")[2].partition(":")[0]
    student.client.delete_cookie("student", domain=host, path="/join")
    again = student.post("start", "/join", fields)
    assert again.status_code == 303
    assert len(roster(classroom)) == 1
    another = student.post("start", "/join", fields | {"name": "Léa", "once": "another form", "other": "yes"})
    assert another.status_code == 303
    assert [listed["name"] for listed in roster(classroom)] == ["Zoé", "Léa"]


def test_whoever_comes_back_is_who_they_were(classroom: AppHarness) -> None:
    student = classroom.browser()
    first = student.join_class(classroom.class_code(), "Zoé")
    assert "Zoé" in student.get("start", "/join").text
    again = student.post("start", "/join", {})
    assert again.status_code == 303
    assert student.get("network", "/enter/" + again.headers["Location"].rpartition("/")[2]).status_code == 303
    assert [listed["id"] for listed in roster(classroom)] == [first]


def test_who_is_let_in_and_never_hears_of_it_is_in_all_the_same(classroom: AppHarness) -> None:
    """The server was killed before it could answer: the browser asks for the same address again."""
    student = classroom.browser()
    student.get("network", "/")
    entrance = student.post("start", "/join", {"code": classroom.class_code(), "name": "Zoé"}).headers["Location"]
    path = "/enter/" + entrance.rpartition("/enter/")[2].partition("?")[0]
    assert student.get("network", path).status_code == 303
    student.client.delete_cookie("seat", domain="reseau.localhost")
    assert not student.ads()
    assert student.get("network", path).status_code == 303
    assert student.ads()
    assert classroom.browser().get("network", path).status_code == 410


def test_a_wrong_code_is_refused_and_after_some_tries_that_browser_is(classroom: AppHarness) -> None:
    joker = classroom.browser()
    joker.get("start", "/join")
    statuses = [joker.post("start", "/join", {"code": "222222"}).status_code for _ in range(TRIES_A_BROWSER + 1)]
    assert statuses == [403] * TRIES_A_BROWSER + [429]
    assert joker.post("start", "/join", {"code": classroom.class_code()}).status_code == 429
    neighbour = classroom.browser()
    neighbour.get("start", "/join")
    neighbour.join_class(classroom.class_code())


def test_a_name_that_somebody_has_is_refused_and_a_drawn_one_is_drawn_again(classroom: AppHarness) -> None:
    classroom.browser().join_class(classroom.class_code(), "Zoé")
    late = classroom.browser()
    answer = late.post("start", "/join", {"code": classroom.class_code(), "name": "ZOÉ"})
    assert answer.status_code == 422
    assert 'data-field="name"' in answer.text
    late.join_class(classroom.class_code())
    assert len({listed["name"] for listed in roster(classroom)}) == 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  Zoé   Tremblay ", "Zoé Tremblay"),
        ("\u202eevil", "evil"),
        ("🦦 loutre", "🦦 loutre"),
        ("<b>Al</b>", "<b>Al</b>"),
        ("نور", "نور"),
    ],
)
def test_a_name_is_kept_as_it_can_be_read(classroom: AppHarness, given: str, kept: str) -> None:
    student = classroom.browser()
    student.join_class(classroom.class_code(), given)
    [listed] = roster(classroom)
    assert listed["name"] == kept
    assert "<b>Al</b>" not in student.get("network", "/").text


@pytest.mark.parametrize("name", ["x" * 300, "Z̸̢̛͎͖̪̩" * 8, "\u202e\u200b.", "…"])
def test_what_nobody_could_read_is_no_name(classroom: AppHarness, name: str) -> None:
    answer = classroom.browser().post("start", "/join", {"code": classroom.class_code(), "name": name})
    assert answer.status_code == 422
    assert roster(classroom) == []


def test_the_teacher_renames_and_sends_out(classroom: AppHarness) -> None:
    student, boss = classroom.browser(), classroom.browser()
    student_id = student.join_class(classroom.class_code())
    boss.teach()
    boss.post("backstage", f"/class/students/{student_id}/rename", {"name": "Comète"})
    assert "Comète" in student.get("network", "/").text
    boss.post("backstage", f"/class/students/{student_id}/remove")
    assert roster(classroom) == []
    assert "member" in student.get("network", "/").text


def test_a_student_gets_403_for_what_is_the_teachers(classroom: AppHarness) -> None:
    student = classroom.browser()
    student.join_class(classroom.class_code())
    other = classroom.browser().join_class(classroom.class_code())
    for page in TEACHERS_PAGES:
        assert student.get("backstage", page).status_code == 403, page
    forms = (*TEACHERS_FORMS, f"/class/students/{other}/rename", f"/class/students/{other}/remove")
    for form in forms:
        assert student.post("backstage", form, {"name": "x", "on": "yes"}).status_code == 403, form
    for method in ("get", "post"):
        assert getattr(student, method)("backstage", "/api/class").status_code == 403
    assert len(roster(classroom)) == 2


def test_the_token_is_taken_from_a_form_and_never_from_an_address(classroom: AppHarness) -> None:
    somebody = classroom.browser()
    assert somebody.get("backstage", "/class?token=craie").status_code == 403
    assert somebody.post("backstage", "/class/token", {"token": "Craie"}).status_code == 403
    answer = somebody.post("backstage", "/class/token", {"token": "craie", "wanted": "/class/door"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/class/door")
    assert "craie" not in answer.headers["Set-Cookie"]
    assert somebody.get("backstage", "/class/door").status_code == 200


@pytest.mark.parametrize("wanted", ["//evil.example/", "https://evil.example/", "/\\evil.example"])
def test_the_form_for_the_token_leads_nowhere_else(classroom: AppHarness, wanted: str) -> None:
    answer = classroom.browser().post("backstage", "/class/token", {"token": "craie", "wanted": wanted})
    assert answer.headers["Location"] == "/class"


def test_frozen_nothing_is_recorded(classroom: AppHarness) -> None:
    student, boss = classroom.browser(), classroom.browser()
    student.join_class(classroom.class_code())
    boss.teach()
    boss.post("backstage", "/class/freeze", {"on": "yes"})
    assert student.look() == "ignored; reason=frozen"
    boss.post("backstage", "/class/freeze", {"on": "no"})
    assert student.look() == "recorded"


def test_a_clean_start_keeps_who_is_here(classroom: AppHarness) -> None:
    student, boss = classroom.browser(), classroom.browser()
    student.join_class(classroom.class_code())
    assert student.look() == "recorded"
    boss.teach()
    boss.post("backstage", "/class/clean", {"student": ""})
    assert classroom.count("events") == 0
    assert len(roster(classroom)) == 1


def test_the_end_deletes_all_of_it_and_nothing_else(classroom: AppHarness) -> None:
    earlier = classroom.browser()
    earlier.join()
    assert earlier.look("cuba") == "recorded"
    student, stranger, boss = classroom.browser(), classroom.browser(), classroom.browser()
    name = "Comète Unique"
    student_id = student.join_class(classroom.class_code(), name)
    student.look()
    student.ads()
    stranger.look("martinique")
    student.hit(sec_gpc="1")
    key = str(classroom.rows("SELECT key FROM classes")[0]["key"])
    visitors = [
        row["visitor_id"] for row in classroom.rows("SELECT visitor_id FROM events WHERE content_ids NOT LIKE '%cuba%'")
    ]
    boss.teach()
    assert boss.post("backstage", "/class/end").status_code == 200
    kept = b"".join(classroom.files().values())
    for gone in (name, student_id, key, *visitors):
        assert str(gone).encode() not in kept, gone
    left = {table: classroom.count(table) for table in PERSONAL}
    assert (left["classes"], left["students"], left["class_log"], left["refusals"]) == (0, 0, 0, 0)
    assert left["events"] == 1
    assert "cuba" in {ad["content"] for ad in earlier.ads()}
    assert student.get("start", "/join").status_code == 200
    assert student.post("start", "/join", {"code": "222222"}).status_code == 409


def test_a_second_class_has_another_code_and_nobody_in_it(classroom: AppHarness) -> None:
    student, boss = classroom.browser(), classroom.browser()
    code = classroom.class_code()
    student.join_class(code)
    boss.teach()
    boss.post("backstage", "/class/end")
    boss.post("backstage", "/class/open")
    assert classroom.class_code() != code
    assert roster(classroom) == []
    student.join_class(classroom.class_code())
    assert len(roster(classroom)) == 1


def test_a_class_is_opened_once(classroom: AppHarness) -> None:
    answer = classroom.browser().post("backstage", "/api/class", authorization="Bearer craie")
    assert (answer.status_code, classroom.count("classes")) == (409, 1)


def test_without_a_class_the_door_says_where_it_is(harness: AppHarness) -> None:
    assert harness.browser().post("start", "/join", {"code": "222222"}).status_code == 409
    assert "join" in harness.browser().get("start", "/join").text


@pytest.mark.parametrize("one_address", [False, True])
def test_the_door_to_project_shows_code_and_address(classroom: AppHarness, one_address: bool) -> None:
    boss = classroom.browser(one_address=one_address)
    boss.teach()
    page = boss.get("backstage", "/class/door").text
    shown = re.search(r'data-testid="class-code">([^<]+)<', page)
    assert shown
    assert shown[1].replace("-", "") == classroom.class_code()
    assert "/join" in page


def student_stream(browser: Browser, query: str = "wait=0&back=60", **headers: str) -> str:
    answer = browser.get("backstage", f"/api/stream?{query}", **headers)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    return answer.text


def test_the_stream_tells_the_teacher_all_and_a_student_their_own(classroom: AppHarness) -> None:
    student, other = classroom.browser(), classroom.browser()
    mine, theirs = student.join_class(classroom.class_code()), other.join_class(classroom.class_code())
    student.look()
    other.look("cuba")
    other.hit(sec_gpc="1")
    told = student_stream(classroom.browser(), authorization="Bearer craie")
    assert mine in told
    assert theirs in told
    assert '"reason":"gpc"' in told
    own = student_stream(student)
    assert "bahamas" in own
    assert theirs not in own
    assert "cuba" not in own
    assert classroom.browser().get("backstage", "/api/stream").status_code == 401


def test_from_a_place_in_the_stream_nothing_is_missed_and_nothing_comes_twice(classroom: AppHarness) -> None:
    student = classroom.browser()
    student.join_class(classroom.class_code())
    token = {"authorization": "Bearer craie"}
    seen: list[str] = []
    place = ""
    for destination in ("bahamas", "cuba", "martinique"):
        student.look(destination)
        student.hit(sec_gpc="1")
        text = student_stream(classroom.browser(), "wait=0&back=60", **token, last_event_id=place)
        seen += re.findall(r'"id":"([^"]+)"', text)
        place = re.findall(r"^id: (.+)$", text, re.MULTILINE)[-1]
    hits = [each for each in seen if re.fullmatch(r"[er]\d+", each)]
    assert len(hits) == len(set(hits)) == 6
    assert len(seen) == len(set(seen))
