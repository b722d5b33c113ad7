"""A lesson with a mistake ends in a sentence: file, line, what was found, what was expected. A good one is read."""

from pathlib import Path

import pytest

from pixel.classroom.lesson.model import Experiment, Lesson, Vote
from pixel.classroom.lesson.reader import find_lesson, list_shipped
from pixel.data_files.base_model import Texts
from pixel.data_files.errors import DataFileError
from pixel.origins import SITES

T = "{fr: a, en: b}"
HEAD = f"lesson: mine\ntitle: {T}\nabout: {T}\nsteps:\n"
STEP = f"    minutes: 5\n    title: {T}\n    aim: {T}\n    text: {T}\n    notes: {T}\n"
VISIT = f"  - id: look\n    kind: visit\n{STEP}    go: {{site: soleil, path: /destinations/cuba, words: {T}}}\n"
TRY = (
    f"  - id: try\n    kind: experiment\n{STEP}    question: {T}\n    choices:\n"
    f"      - {{id: yes-ad, text: {T}, means: [tied, ad]}}\n      - {{id: no-ad, text: {T}, means: [no-ad]}}\n"
    f"    go: {{site: soleil, words: {T}}}\n    watch: {{pixel: soleil, content: cuba}}\n"
    f"    outcomes:\n      tied: {T}\n"
)
GUESS = (
    f"  - id: guess\n    kind: figure\n{STEP}    question: {T}\n    choices:\n"
    f"      - {{id: few, text: {T}, most: 3}}\n      - {{id: many, text: {T}, least: 4}}\n"
    f"    figure: wrong-of-ten\n    about: fishing\n    unit: {T}\n    explanation: {T}\n"
    f"    go: {{site: network, path: /guesses, words: {T}}}\n"
)
TALK = f"  - id: talk\n    kind: discussion\n{STEP}    questions: [{T}]\n"


def read(folder: Path, text: str) -> Lesson:
    """The lesson in a file `mine.yaml`."""
    file = folder / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    find_lesson.cache_clear()
    return find_lesson(str(file))


def mistake(folder: Path, text: str) -> tuple[int | None, str]:
    """The line and the sentence that a lesson's author reads."""
    with pytest.raises(DataFileError) as caught:
        read(folder, text)
    assert caught.value.file == str(folder / "mine.yaml")
    return caught.value.line, caught.value.sentence


def test_a_good_lesson_is_read(tmp_path: Path) -> None:
    lesson = read(tmp_path, HEAD + VISIT + TRY + TALK)
    assert [(lesson.label(step), step.id) for step in lesson.steps] == [("0", "look"), ("1", "try"), ("2", "talk")]
    assert lesson.minutes == 15


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("- 1\n", 1, ["found no lesson", "lesson: its-name"], id="no lesson"),
        pytest.param("lesson: [mine\n", 2, ["this is no YAML"], id="no YAML"),
        pytest.param(HEAD, 4, ["found nothing, expected a list"], id="no steps"),
        pytest.param(HEAD.replace("steps", "step") + TALK, 4, ["'step'", "did you mean 'steps'?"], id="unknown word"),
        pytest.param(HEAD.replace(": mine", ": yours") + TALK, 1, ["'yours'", "expected 'mine'"], id="another name"),
        pytest.param(HEAD + TALK.replace("discussion", "discusion"), 5, ["did you mean 'discussion'?"], id="kind"),
        pytest.param(HEAD + TALK.replace("    kind: discussion\n", ""), 5, ["'kind' is missing"], id="no kind"),
        pytest.param(HEAD + TALK.replace("minutes: 5", "minutes: 0"), 7, ["found 0", "greater than"], id="no time"),
        pytest.param(HEAD + TALK.replace("minutes: 5", "minutes: five"), 7, ["'five'", "a whole number"], id="a word"),
        pytest.param(HEAD + TALK.replace(f"aim: {T}", "aim: {fr: a}"), 9, ["'en' is missing"], id="one language"),
        pytest.param(HEAD + TALK.replace(f"aim: {T}", "aim: {fr: a, en: ''}"), 9, ["not empty"], id="an empty text"),
        pytest.param(HEAD + TALK.replace("notes", "notse"), 11, ["did you mean 'notes'?"], id="a typo"),
        pytest.param(HEAD + TALK + TALK, 13, ["'talk' already"], id="an id twice"),
        pytest.param(HEAD + TALK.replace("id: talk", "id: outcomes"), 5, ["a page of its own"], id="a reserved id"),
        pytest.param(HEAD + TALK.replace("id: talk", "id: Talk 1"), 5, ["small letters"], id="no id"),
        pytest.param(HEAD + VISIT.replace("soleil", "solei"), 12, ["did you mean 'soleil'?"], id="no site"),
        pytest.param(HEAD + VISIT.replace("/dest", "dest"), 12, ["begins with a slash"], id="no path"),
        pytest.param(HEAD + VISIT.replace("site:", "sit:"), 12, ["did you mean 'site'?"], id="a word of a link"),
        pytest.param(HEAD + VISIT + "    watch: {pixl: soleil}\n", 13, ["did you mean 'pixel'?"], id="of watch"),
        pytest.param(HEAD + VISIT + "    watch: {pixel: network}\n", 13, ["'network'", "soleil"], id="no agency"),
        pytest.param(HEAD + VISIT + "    watch: {}\n", 13, ["nothing to watch"], id="watches nothing"),
        pytest.param(HEAD + VISIT + "    watch: {pixel: soleil, since: lok}\n", 13, ["found 'lok'"], id="since what"),
        pytest.param(HEAD + TRY.replace("[no-ad]", "[noad]"), 15, ["did you mean 'no-ad'?"], id="no outcome"),
        pytest.param(HEAD + TRY.replace("id: no-ad", "id: yes-ad"), 14, ["another choice"], id="a choice twice"),
        pytest.param(HEAD + TRY.replace("      tied:", "      tide:"), 19, ["did you mean 'tied'?"], id="explained"),
        pytest.param(HEAD + TRY.replace("pixel: soleil, ", ""), 14, ["no pixel is watched"], id="a hit of no pixel"),
        pytest.param(HEAD + TRY.replace(", content: cuba", ""), 14, ["for which trip"], id="an ad for no trip"),
        pytest.param(HEAD + GUESS.replace("wrong-of-ten", "wrong-of-tne"), 16, ["'wrong-of-ten'"], id="no figure"),
        pytest.param(HEAD + GUESS.replace("fishing", "fishin"), 17, ["did you mean 'fishing'?"], id="no trait"),
        pytest.param(HEAD + GUESS.replace(", most: 3", ""), 14, ["any figure"], id="predicts anything"),
        pytest.param(HEAD + GUESS.replace("least: 4", "least: 4, most: 3"), 15, ["nothing is at least"], id="no room"),
        pytest.param(HEAD + GUESS.replace("least: 4", "leest: 4"), 15, ["did you mean 'least'?"], id="of a range"),
        pytest.param(HEAD + GUESS.replace("id: many", "id: few"), 14, ["another choice"], id="a range twice"),
        pytest.param(HEAD + TRY + "    part_of: look\n", 20, ["no such step before"], id="part of nothing"),
        pytest.param(
            HEAD + f"  - id: pick\n    kind: vote\n{STEP}    question: {T}\n", 5, ["nothing to vote"], id="vote"
        ),
    ],
)
def test_a_mistake_names_its_line_and_what_was_expected(tmp_path: Path, text: str, line: int, words: list[str]) -> None:
    found, sentence = mistake(tmp_path, text)
    assert [word for word in words if word not in sentence] == [], sentence
    assert found == line, sentence


@pytest.mark.parametrize("named", ["nowhere/at/all.yaml", "clas"])
def test_a_lesson_that_is_not_there_says_so(named: str) -> None:
    with pytest.raises(DataFileError, match=named):
        find_lesson(named)


def test_a_step_with_parts_has_their_minutes(tmp_path: Path) -> None:
    vote = f"  - id: pick\n    kind: vote\n{STEP}    question: {T}\n"
    lesson = read(tmp_path, HEAD + vote + TRY + "    part_of: pick\n" + TALK)
    assert [lesson.label(step) for step in lesson.steps] == ["0", "0a", "1"]
    assert lesson.minutes == 10


@pytest.mark.parametrize(("name", "minutes"), [("class", 50), ("short", 20), ("member", 48)])
def test_the_shipped_lessons_take_their_time(name: str, minutes: int) -> None:
    lesson = find_lesson(name)
    assert lesson.minutes == minutes
    assert name in list_shipped()


def test_the_class_has_the_steps_that_others_count_on() -> None:
    lesson = find_lesson("class")
    wholes = [step.id for step in lesson.steps if not step.part_of]
    assert wholes == [
        *("before", "visit", "ad", "cookie", "why", "control", "consent"),
        *("predict", "activity", "money", "discuss"),
    ]
    parts = [step.id for step in lesson.parts_of("predict")]
    assert parts == ["blocked", "private", "gpc", "other-browser", "no-scripts", "deleted"]


@pytest.mark.parametrize("name", list_shipped())
def test_a_shipped_lesson_speaks_both_languages(name: str) -> None:
    lesson = find_lesson(name)
    for step in lesson.steps:
        for text in (step.title, step.aim, step.text, step.notes, *step.pitfalls):
            assert isinstance(text, Texts)
            assert text.fr != text.en
            assert " :" not in text.fr
            assert "« " not in text.fr


@pytest.mark.parametrize("name", list_shipped())
def test_in_a_shipped_lesson_every_way_that_it_may_go_is_somebodys_prediction(name: str) -> None:
    """Each experiment has choices that contradict each other, and explains what most will see."""
    for step in find_lesson(name).steps:
        if isinstance(step, Experiment):
            assert len({choice.means for choice in step.choices}) == len(step.choices)
            assert step.go.site in SITES
        assert not isinstance(step, Vote) or len(find_lesson(name).parts_of(step.id)) >= 3
