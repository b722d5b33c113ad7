"""A story with a mistake ends in a sentence: file, line, what was found, what was expected. A good one is read."""

import json
from importlib import resources
from pathlib import Path

import pytest

from pixel.data_files.errors import DataFileError
from pixel.stories.format.model import Story
from pixel.stories.format.reader import list_shipped, read_story, schema

HEAD = """story: mine
title: {fr: a, en: b}
about: {fr: a, en: b}
persons:
  zoe: {browser: {cookies: blocked}}
  leo: {shares_with: zoe}
steps:
"""
VISIT = HEAD + "  - {who: zoe, visit: soleil}\n"


def read(folder: Path, text: str) -> Story:
    """The story in a file `mine.yaml`."""
    file = folder / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    return read_story(str(file))


def mistake(folder: Path, text: str) -> tuple[int | None, str]:
    """The line and the sentence that a story's author reads."""
    with pytest.raises(DataFileError) as caught:
        read(folder, text)
    assert caught.value.file == str(folder / "mine.yaml")
    return caught.value.line, caught.value.sentence


@pytest.mark.parametrize(
    ("step", "line", "words"),
    [
        ("{who: zoe, vist: soleil}", 8, ["found 'vist'", "did you mean 'visit'?"]),
        ("{who: zoe, visit: solei}", 8, ["found 'solei'", "'nordet'", "did you mean 'soleil'?"]),
        ("who: zoe\n    visit: soleil\n    pth: /x", 10, ["found 'pth'", "expected", "did you mean 'path'?"]),
        ("{who: zoe, visit: soleil, search: nordet, words: x}", 8, ["one thing", "make 'search' a step of its own"]),
        ("{who: zoe, search: soleil}", 8, ["'words' is missing"]),
        ("{who: zo, visit: soleil}", 8, ["no single person called 'zo'", "did you mean 'zoe'?"]),
        ("{who: zoe, visit: soleil, path: x}", 8, ["found 'x'", "begins with a slash"]),
        ("{wait: three days}", 8, ["found 'three days'", "`3 days`"]),
        ("{send: {id: soleil, ev: 5}}", 8, ["found 5", "in quotes"]),
        ("{who: zoe, visit: soleil, expect: {verdict: recorde}}", 8, ["did you mean 'recorded'?"]),
        ("{who: zoe, visit: soleil, expect: {verdikt: recorded}}", 8, ["did you mean 'verdict'?"]),
        ("{who: zoe, visit: soleil, expect: {hits: {Purchase: duplicat}}}", 8, ["did you mean 'duplicate'?"]),
        ("{who: zoe, visit: soleil, expect: {events: {abov: 3}}}", 8, ["did you mean 'above'?"]),
        ("{who: zoe, join: theo, expect: {lines: {home_town: {within: 5}}}}", 8, ["did you mean 'within_km'?"]),
        ("visit soleil", 8, ["found 'visit soleil'", "what happens"]),
        ("", 8, ["found nothing", "what happens"]),
    ],
)
def test_a_typo_names_its_line_and_the_nearest_word(tmp_path: Path, step: str, line: int, words: list[str]) -> None:
    found, sentence = mistake(tmp_path, f"{HEAD}  - {step}\n")
    assert found == line
    assert [word for word in words if word not in sentence] == [], sentence


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (["{who: zoe, join: theo, expect: {interests: {beach: {above: 1.5}}}}"], "found 1.5"),
        (
            ["{who: zoe, join: theo, expect: {interests: {beach: {above: 0.5, below: 0.4}}}}"],
            "nothing is above 0.5 and below 0.4",
        ),
        (["{who: zoe, visit: soleil, expect: {cookie: own-jar}}"], "with cookies blocked only refused, unknown"),
        (["{who: zoe, visit: soleil, expect: {verdict: gpc}}"], "does not send Global Privacy Control"),
        (["{who: zoe, visit: soleil, expect: {ad: {content: bahamas}}}"], "has not looked at the feed yet"),
        (["{who: zoe, expect: {verdict: recorded}}"], "has not done anything yet"),
        (["{who: zoe, visit: soleil, expect: {}}"], "expects nothing"),
        (["{who: zoe, join: theo, expect: {lines: {home_town: {within_km: -1}}}}"], "found -1, expected greater"),
        (["{who: zoe, join: theo, expect: {lines: {home_town: {within_km: .nan}}}}"], "found nan, expected"),
        (
            ["{who: zoe, join: theo, expect: {lines: {home_town: {within_km: near}}}}"],
            "found 'near', expected a number",
        ),
        (
            ["{who: zoe, join: theo, expect: {lines: {town: {within_km: 5}}}}"],
            "for 'town', expected it for 'home_town'",
        ),
        (
            ["{who: zoe, join: theo, expect: {lines: {home_town: {kind: told, within_km: 5}}}}"],
            "for a line that is told, but only one that is guessed can be off",
        ),
        (["{who: zoe, teach: step}"], "`step` says which step is opened"),
        (["{who: zoe, teach: freeze, step: ad}"], "`step` says which step is opened"),
        (["{who: zoe, enter: clas}"], "did you mean 'class'?"),
        (["{who: zoe, join: theo, expect: {ad: {content: a}, no_ad: {content: a}}}"], "cannot be there and not"),
        (["{wait: 3 days, expect: {events: 3}}"], "this step is nobody's"),
        (["{send: {id: soleil}, expect: {cookie: refused}}"], "this step is nobody's"),
        (["{who: zoe, join: theo}", "{who: leo, continue_as: zoe}"], "it takes two browsers"),
    ],
)
def test_what_can_never_come_true_is_told_before_anything_is_played(
    tmp_path: Path, steps: list[str], words: str
) -> None:
    line, sentence = mistake(tmp_path, HEAD + "".join(f"  - {step}\n" for step in steps))
    assert line == 7 + len(steps)
    assert words in sentence


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "found no story"),
        ("- a\n", 1, "found no story"),
        ("story: \0", 1, "no YAML"),
        (HEAD + "  - {who: zoe, visit: soleil\n", 9, "no YAML"),
        (HEAD + "\t- x\n", 8, "no YAML"),
        ("a: " + "[" * 5000, 1, "nested too deeply"),
        (VISIT + "story: mine\n", 9, "'story' is said twice: on line 1 as well"),
        ("story: &a [*a]\n", 1, "found *a"),
        (VISIT.replace("steps:", "step:"), 7, "did you mean 'steps'?"),
        (HEAD, 7, "found nothing, expected a list"),
        (VISIT.replace("cookies: blocked", "cookies: alowed"), 5, "did you mean 'allowed'?"),
        (VISIT.replace("cookies: blocked", "gpc: maybe"), 5, "expected true or false"),
        (VISIT.replace("story: mine", "story: yours"), 1, "found the name 'yours', expected 'mine'"),
        (VISIT.replace("{browser: {cookies: blocked}}", "{shares_with: leo}"), 5, "in a circle"),
        (VISIT.replace("leo: {shares_with: zoe}", "leo: {shares_with: zoé}"), 6, "found 'zoé'"),
        (VISIT.replace("leo: {shares_with: zoe}", "leo: {shares_with: zoo}"), 6, "did you mean 'zoe'?"),
        (VISIT.replace("title:", "after: bahama\ntitle:"), 2, "did you mean 'bahamas'?"),
        (VISIT.replace("title:", "after: mine.yaml\ntitle:"), 2, "come after each other in a circle"),
        (VISIT.replace("title:", "after: bahamas\ntitle:"), 6, "'zoe' is a person of 'bahamas' already"),
        (VISIT.replace("title:", "http_only: a\nbrowser_only: b\ntitle:"), 3, "nothing could play it"),
    ],
)
def test_a_file_that_is_no_story_says_why(tmp_path: Path, text: str, line: int, words: str) -> None:
    found, sentence = mistake(tmp_path, text)
    assert found == line
    assert words in sentence


def test_two_files_in_a_circle_are_named(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(VISIT.replace("story: mine", "story: other\nafter: mine.yaml"))
    with pytest.raises(DataFileError, match=r"mine\.yaml → .*other\.yaml → .*mine\.yaml"):
        read(tmp_path, VISIT.replace("story: mine", "story: mine\nafter: other.yaml"))


@pytest.mark.parametrize("named", ["nowhere/at/all.yaml", "bahamaz"])
def test_a_story_that_is_not_there_says_so(named: str) -> None:
    with pytest.raises(DataFileError, match=named):
        read_story(named)


def test_a_story_after_another_has_its_persons_and_its_steps_first() -> None:
    before, story = read_story("bahamas"), read_story("clear")
    assert story.persons == before.persons
    assert story.steps[: len(before.steps)] == before.steps
    assert len(story.steps) > len(before.steps)


def test_a_class_is_each_of_its_pupils() -> None:
    story = read_story("class")
    people = story.people(("sun", "town", "work"))
    assert len(people) == len({story.browser_of(person)[0] for person in people}) == 30
    assert story.browser_of("work-3")[1].device == "phone"
    assert story.people("sun-2") == ("sun-2",)


@pytest.mark.parametrize("name", list_shipped())
def test_every_shipped_story_is_read_and_speaks_both_languages(name: str) -> None:
    story = read_story(name)
    for text in (story.title, story.about):
        assert text.fr != text.en or text.fr == "Global Privacy Control"


def test_the_schema_beside_the_model_is_the_models() -> None:
    written = (resources.files("pixel.stories") / "format" / "story.schema.json").read_text(encoding="utf-8")
    assert json.loads(written) == schema(), (
        "run: python -m pixel.stories.format.reader > pixel/stories/format/story.schema.json"
    )
