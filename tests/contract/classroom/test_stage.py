"""The stage as a page: who may look, what each hit says, what switch and filters do, and that names stay hidden."""

import re
from xml.etree import ElementTree

import pytest

from pixel.store.queries.classroom.stream import Cursor
from tests.support.app_harness import CHROMIUM, AppHarness, Browser, one_hit

HIT = re.compile(r'<li class="item[^>]*data-testid="stage-hit"[^>]*>.*?</li>', re.DOTALL)
EDGE = re.compile(r'<g class="edge [^>]*data-testid="edge"[^>]*>')


@pytest.fixture
def teacher(classroom: AppHarness) -> Browser:
    """The teacher's browser."""
    browser = classroom.browser()
    assert browser.post("backstage", "/class/token", {"token": "craie", "wanted": "/stage"}).status_code == 303
    return browser


def new_student(classroom: AppHarness, name: str = "") -> tuple[Browser, str]:
    browser = classroom.browser(CHROMIUM)
    return browser, browser.join_class(classroom.class_code(), name)


def read_attributes(tag: str) -> dict[str, str]:
    return dict(re.findall(r'data-([a-z-]+)="([^"]*)"', tag.partition(">")[0]))


def hits_on(page: str) -> list[dict[str, str]]:
    """The hits of the list, newest first; `text` is what a person reads of each."""
    listed = page.partition("<template")[0]
    return [
        read_attributes(item) | {"text": " ".join(re.sub(r"<[^>]*>", " ", item).split())}
        for item in HIT.findall(listed)
    ]


def edge_on(page: str, site: str, lane: str) -> dict[str, str]:
    found = [read_attributes(tag) | {"tag": tag} for tag in EDGE.findall(page)]
    return next(edge for edge in found if (edge["site"], edge["lane"]) == (site, lane))


def test_without_a_class_the_page_says_what_it_is(harness: AppHarness) -> None:
    answer = harness.browser().get("backstage", "/stage")
    assert answer.status_code == 404
    assert 'data-testid="stage-closed"' in answer.text


def test_whoever_is_not_in_the_class_sees_nothing_of_it(classroom: AppHarness) -> None:
    student, _ = new_student(classroom)
    student.look("bahamas")
    stranger = classroom.browser()
    for path in ("/stage", "/stage/list", "/stage/picture.svg", "/stage/hits/e1"):
        answer = stranger.get("backstage", path)
        assert answer.status_code == 403, path
        assert "bahamas" not in answer.text


def test_each_hit_is_there_with_its_verdict_and_reason(classroom: AppHarness, teacher: Browser) -> None:
    student, student_id = new_student(classroom)
    student.look("bahamas")
    classroom.browser().look("cuba")
    student.hit(sec_gpc="1")
    ignored, loose, tied = hits_on(teacher.get("backstage", "/stage?lang=en").text)
    assert (ignored["verdict"], ignored["reason"], ignored["student"]) == ("ignored", "gpc", "")
    assert "the browser says no" in ignored["text"]
    assert (loose["verdict"], loose["lane"], loose["student"]) == ("recorded", "loose", "")
    assert "nobody’s" in loose["text"]
    assert (tied["site"], tied["verdict"], tied["cookie"], tied["student"]) == (
        "soleil",
        "recorded",
        "sent-back",
        student_id,
    )


def test_names_are_hidden_until_the_teacher_shows_them(classroom: AppHarness, teacher: Browser) -> None:
    student, _ = new_student(classroom, "Zoé Zibeline")
    student.look("bahamas")
    assert "Zoé" not in teacher.get("backstage", "/stage").text
    assert teacher.post("backstage", "/stage/names", {"show": "yes"}).status_code == 303
    assert "Zoé Zibeline" in teacher.get("backstage", "/stage").text
    assert "Zoé Zibeline" in teacher.get("backstage", "/stage/hits/e1").text
    teacher.post("backstage", "/stage/names", {"show": "no"})
    for path in ("/stage", "/stage/list", "/stage/hits/e1", "/stage/picture.svg"):
        assert "Zoé" not in teacher.get("backstage", path).text, path


def test_a_student_cannot_show_names(classroom: AppHarness) -> None:
    student, _ = new_student(classroom)
    assert student.post("backstage", "/stage/names", {"show": "yes"}).status_code == 403
    assert classroom.rows("SELECT has_names_shown FROM classes") == [{"has_names_shown": 0}]


def test_a_student_sees_their_own_and_nobody_elses(classroom: AppHarness) -> None:
    mine, my_id = new_student(classroom, "Zoé")
    other, other_id = new_student(classroom, "Bruno")
    mine.look("bahamas")
    other.look("cuba")
    mine.hit(sec_gpc="1")
    page = mine.get("backstage", "/stage").text
    assert [hit["student"] for hit in hits_on(page)] == [my_id]
    assert other_id not in page
    assert "Zoé" in page
    assert mine.get("backstage", "/stage/hits/e1").status_code == 200
    assert mine.get("backstage", "/stage/hits/e2").status_code == 403
    assert mine.get("backstage", "/stage/hits/r1").status_code == 403


@pytest.mark.parametrize(
    ("switch", "left", "sentence"),
    [
        ("blocked", "0", "without its cookie"),
        ("no-consent", "1", "never asked"),
        ("gpc", "0", "before any cookie was looked at"),
    ],
)
def test_the_switch_fades_what_would_not_have_come_and_the_list_says_why(
    classroom: AppHarness, teacher: Browser, switch: str, left: str, sentence: str
) -> None:
    student, _ = new_student(classroom)
    student.look("bahamas")
    page = teacher.get("backstage", f"/stage?lang=en&as-if={switch}").text
    edge = edge_on(page, "soleil", "tied")
    assert (edge["total"], edge["left"]) == ("1", left)
    assert ("is-faded" in edge["tag"]) == (left == "0")
    [hit] = hits_on(page)
    assert sentence in hit["text"]
    assert switch in hit["stopped"].split() if left == "0" else switch not in hit["stopped"].split()


def test_what_browsers_did_is_counted(classroom: AppHarness, teacher: Browser) -> None:
    student, _ = new_student(classroom)
    student.look("bahamas")
    student.look("cuba")
    student.hit(sec_gpc="1")
    page = teacher.get("backstage", "/stage").text
    counted = dict(re.findall(r'<tr data-why="([a-z-]+)"><th[^>]*>[^<]*</th><td>(\d+)</td>', page))
    assert counted == {"sent-back": "2", "gpc": "1"}


def test_filters_leave_what_was_asked_for(classroom: AppHarness, teacher: Browser) -> None:
    student, student_id = new_student(classroom)
    student.look("bahamas")
    student.look("paris", agency="escale")
    student.hit(sec_gpc="1")

    def shown(query: str) -> list[tuple[str, str]]:
        hits = hits_on(teacher.get("backstage", f"/stage?{query}").text)
        return [(hit["site"], hit["verdict"]) for hit in hits]

    assert shown("site=escale") == [("escale", "recorded")]
    assert shown("verdict=ignored") == [("soleil", "ignored")]
    assert shown(f"student={student_id}") == [("escale", "recorded"), ("soleil", "recorded")]
    assert shown("student=nobody") == [("soleil", "ignored")]
    assert len(shown("verdict=whatever")) == 3


def test_the_whole_list_lacks_nothing_and_doubles_nothing(
    classroom: AppHarness, teacher: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pixel.classroom.stage.page.HITS_A_PAGE", 3)
    student, _ = new_student(classroom)
    for number in range(5):
        student.hit(fields=one_hit(eid=f"n{number}"))
        student.hit(sec_gpc="1")
    seen, path = list[str](), "/stage/list"
    while path:
        page = teacher.get("backstage", path).text
        seen += [hit["id"] for hit in hits_on(page)]
        onward = re.search(r'data-testid="list-next" href="([^"]*)"', page)
        path = onward[1].replace("&amp;", "&") if onward else ""
    assert sorted(seen) == sorted([f"{kind}{number}" for number in range(1, 6) for kind in "er"])


@pytest.mark.parametrize("after", ["", "e3.r2.i0.s0", "nonsense", str(Cursor())])
def test_the_list_goes_on_from_a_place(classroom: AppHarness, teacher: Browser, after: str) -> None:
    student, _ = new_student(classroom)
    for number in range(4):
        student.hit(fields=one_hit(eid=f"n{number}"))
    hits = hits_on(teacher.get("backstage", f"/stage/list?after={after}").text)
    assert [hit["id"] for hit in hits] == (["e4"] if after.startswith("e3") else ["e1", "e2", "e3", "e4"])


def test_what_came_before_the_class_is_not_on_its_stage(harness: AppHarness) -> None:
    harness.browser().look("bahamas")
    harness.open_class()
    teacher = harness.browser()
    teacher.post("backstage", "/class/token", {"token": "craie", "wanted": "/stage"})
    harness.browser().look("cuba")
    for path in ("/stage", "/stage/list"):
        assert [hit["id"] for hit in hits_on(teacher.get("backstage", path).text)] == ["e2"]


def test_the_picture_is_an_svg_of_its_own(classroom: AppHarness, teacher: Browser) -> None:
    student, _ = new_student(classroom)
    student.look("bahamas")
    answer = teacher.get("backstage", "/stage/picture.svg?as-if=blocked")
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    drawn = ElementTree.fromstring(answer.text)
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
    assert edge_on(answer.text, "soleil", "tied")["left"] == "0"
    assert "style=" not in answer.text
    assert "url(" not in answer.text


def test_a_name_is_text_whatever_it_is(classroom: AppHarness, teacher: Browser) -> None:
    student, _ = new_student(classroom, "<b>Zoé</b>")
    student.look("bahamas")
    teacher.post("backstage", "/stage/names", {"show": "yes"})
    for path in ("/stage", "/stage/hits/e1"):
        assert "<b>Zoé" not in teacher.get("backstage", path).text


def test_the_pages_stand_under_one_address_too(classroom: AppHarness) -> None:
    teacher = classroom.browser(one_address=True)
    assert teacher.post("backstage", "/class/token", {"token": "craie", "wanted": "/stage"}).status_code == 303
    student = classroom.browser(CHROMIUM, one_address=True)
    student.join_class(classroom.class_code())
    student.look("bahamas")
    page = teacher.get("backstage", "/stage").text
    assert 'action="/coulisses/stage"' in page
    [hit] = hits_on(page)
    assert hit["cookie"] == "first-party"
    assert "blocked" not in hit["stopped"].split()
