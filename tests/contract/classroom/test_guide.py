"""What is read and printed beside the lesson: the guide, the key, the vocabulary, the instructions, the worksheet."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pixel.classroom.guide.vocabulary import shipped_vocabulary
from pixel.classroom.lesson.reader import DEFAULT_LESSON, find_lesson
from pixel.pages.folders import PIXEL
from tests.support.app_harness import CHROMIUM, FIREFOX, AppHarness, Browser

GUIDE = PIXEL / "templates" / "guide"
OPEN_TO_ALL = ("/class/guide", "/lesson/vocabulary", "/lesson/tools", "/lesson/worksheet")
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Version/26.0 Mobile/15E148"
LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])


class Skeleton(HTMLParser):
    """The elements of a page, and where its links lead: what its two languages must have in common."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("strong", "sup", "span"):
            self.parts.append(" ".join((tag, dict(attrs).get("id") or "", dict(attrs).get("href") or "")))


def skeleton_of(file: Path) -> list[str]:
    """The same of a template, with the words that it links."""
    text = re.sub(r"""\{\{ term\("([^"]*)"[^}]*\}\}""", r'<a href="#\1">', file.read_text(encoding="utf-8"))
    parser = Skeleton()
    parser.feed(text)
    return parser.parts


def tools_of(page: str) -> list[tuple[str, bool]]:
    """The instructions on a page, in order, and whether they are open."""
    found = re.findall(r'<details class="tool"[^>]*data-tool="(\w+)"( open)?>', page)
    return [(tool, bool(is_open)) for tool, is_open in found]


@pytest.fixture
def student(harness: AppHarness) -> Browser:
    """Somebody who has joined a class."""
    harness.open_class()
    browser = harness.browser()
    browser.join_class(harness.class_code(), "Zoé")
    return browser


@LANGUAGES
@pytest.mark.parametrize("path", OPEN_TO_ALL)
@pytest.mark.parametrize("one_address", [False, True], ids=["own hosts", "one address"])
def test_a_page_is_there_in_both_languages(
    shared_harness: AppHarness, path: str, language: str, *, one_address: bool
) -> None:
    answer = shared_harness.browser(one_address=one_address).get("backstage", f"{path}?lang={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text


@pytest.mark.parametrize("file", sorted((GUIDE / "en").iterdir()), ids=lambda file: file.name)
def test_the_guide_says_the_same_in_both_languages(file: Path) -> None:
    """The same headings, lists, tables, links and words that are explained, in the same order of blocks."""
    french, english = skeleton_of(GUIDE / "fr" / file.name), skeleton_of(file)
    assert sorted(french) == sorted(english)
    blocks = ("h3", "li", "tr", "p ", "table")
    assert [part for part in french if part.startswith(blocks)] == [part for part in english if part.startswith(blocks)]


def test_no_part_of_the_guide_is_there_in_one_language_alone() -> None:
    assert {file.name for file in (GUIDE / "fr").iterdir()} == {file.name for file in (GUIDE / "en").iterdir()}


def test_the_guide_has_each_step_with_its_minutes(shared_harness: AppHarness) -> None:
    page = shared_harness.browser().get("backstage", "/class/guide?lang=en").text
    lesson = find_lesson(DEFAULT_LESSON)
    for step in lesson.steps:
        assert f"{lesson.label(step)}. {step.title.en}" in page
    assert f"about {lesson.minutes} minutes" in page


def test_the_key_is_the_teachers(student: Browser, harness: AppHarness) -> None:
    assert student.get("backstage", "/class/key").status_code == 403
    assert harness.browser().get("backstage", "/class/key").status_code == 403
    teacher = harness.browser()
    teacher.teach()
    page = teacher.get("backstage", "/class/key?lang=en")
    assert page.status_code == 200
    shown = re.findall(r'data-testid="key-step" data-step="([\w-]+)"', page.text)
    assert shown == [step.id for step in find_lesson(DEFAULT_LESSON).steps]
    assert "the hit arrives, tied to the person" in page.text
    assert "](" not in page.text, "a link to the vocabulary as the lesson's file writes it"


@LANGUAGES
def test_the_vocabulary_has_every_word_once(shared_harness: AppHarness, language: str) -> None:
    page = shared_harness.browser().get("backstage", f"/lesson/vocabulary?lang={language}").text
    listed = re.findall(r'id="([\w-]+)" data-testid="term"', page)
    assert sorted(listed) == sorted(shipped_vocabulary().terms)


def test_a_word_leads_to_its_definition(shared_harness: AppHarness) -> None:
    browser = shared_harness.browser(one_address=True)
    page = browser.get("backstage", "/class/guide?lang=fr").text
    found = re.search(r'<a class="term" href="([^"#]*)#cookie">témoin</a>', page)
    assert found
    assert found[1].startswith(browser.url("backstage", "/lesson/vocabulary"))


@pytest.mark.parametrize(
    ("agent", "own"),
    [(FIREFOX, "firefox"), (CHROMIUM, "chrome"), (f"{CHROMIUM} Edg/140.0", "edge"), (IPHONE, "phone")],
    ids=["Firefox", "Chromium", "Edge", "iPhone"],
)
def test_ones_own_browser_is_first_and_open_and_the_others_are_folded(
    shared_harness: AppHarness, agent: str, own: str
) -> None:
    tools = tools_of(shared_harness.browser(agent).get("backstage", "/lesson/tools").text)
    assert tools[0] == (own, True)
    assert sorted(tool for tool, _ in tools) == ["chrome", "edge", "firefox", "phone", "safari"]
    assert not any(is_open for _, is_open in tools[1:])


def test_an_unknown_browser_gets_all_of_them_folded(shared_harness: AppHarness) -> None:
    tools = tools_of(shared_harness.browser("Netscape").get("backstage", "/lesson/tools").text)
    assert len(tools) == 5
    assert not any(is_open for _, is_open in tools)


def test_safari_is_sent_to_an_address_that_it_finds(shared_harness: AppHarness) -> None:
    on_names = shared_harness.browser().get("backstage", "/lesson/tools?lang=en").text
    assert "<code>http://127.0.0.1:8000/</code>" in on_names
    under_one = shared_harness.browser(one_address=True).get("backstage", "/lesson/tools?lang=en").text
    assert "Safari does not find" not in under_one


def test_a_worksheet_has_ones_own_events_ads_and_predictions(student: Browser, harness: AppHarness) -> None:
    assert student.look() == "recorded"
    assert any(ad["content"] == "bahamas" for ad in student.ads())
    neighbour = harness.browser()
    neighbour.join_class(harness.class_code(), "Noé")
    neighbour.look("cuba")
    page = student.get("backstage", "/lesson/worksheet?lang=en").text
    assert "<bdi>Zoé</bdi>" in page
    assert page.count('data-testid="worksheet-event"') == 1
    assert "a trip looked at: The Bahamas" in page
    assert re.search(r'data-testid="worksheet-ads".*The Bahamas \(I had looked at it', page)
    assert "Noé" not in page
    assert "Cuba" not in re.sub(r"<section aria-labelledby=\"predictions\">.*?</section>", "", page, flags=re.DOTALL)


def test_a_worksheet_has_a_line_for_each_experiment(student: Browser) -> None:
    page = student.get("backstage", "/lesson/worksheet").text
    lines = re.findall(r'data-testid="worksheet-line" data-step="([\w-]+)"', page)
    assert lines == [step.id for step in find_lesson(DEFAULT_LESSON).steps if step.kind == "experiment"]


def test_whoever_is_in_no_class_gets_a_blank_one(harness: AppHarness) -> None:
    stranger = harness.browser()
    stranger.join()
    stranger.look()
    page = stranger.get("backstage", "/lesson/worksheet").text
    assert 'data-testid="worksheet-blank"' in page
    assert "worksheet-event" not in page


def test_a_prediction_is_on_the_worksheet_and_so_is_what_became_of_it(student: Browser, harness: AppHarness) -> None:
    teacher = harness.browser()
    teacher.teach()
    teacher.post("backstage", "/lesson/notes/too-late/open", {"sure": "yes"})
    assert student.post("backstage", "/lesson/too-late/predict", {"choice": "nothing"}).status_code == 303
    page = student.get("backstage", "/lesson/worksheet?lang=en").text
    assert re.search(r'data-step="too-late" data-right="">.*?<td data-label="I predicted">Nothing, as', page, re.DOTALL)
    assert student.get("backstage", "/lesson/too-late/go").status_code == 303
    student.look("rome", "escale")
    page = student.get("backstage", "/lesson/worksheet?lang=en").text
    assert re.search(r'data-step="too-late" data-right="no">.*?the hit arrives, tied to the person', page, re.DOTALL)
