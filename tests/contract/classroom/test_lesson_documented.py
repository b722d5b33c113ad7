"""The readme of lessons is held true: its example is a lesson, its words are all there; so is the command."""

import re
from pathlib import Path
from typing import get_args

import pytest

from pixel.classroom.guide.vocabulary import shipped_vocabulary
from pixel.classroom.lesson import model
from pixel.classroom.lesson.reader import find_lesson, list_shipped
from pixel.classroom.lesson.wording import list_terms
from pixel.cli import main
from pixel.origins import SITES

README = Path(model.__file__).with_name("README.md")


@pytest.fixture(scope="module")
def text() -> str:
    return README.read_text(encoding="utf-8")


def example(text: str) -> str:
    [found] = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    return str(found)


def test_the_example_is_a_lesson_with_each_kind_of_step(text: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(example(text), encoding="utf-8")
    lesson = find_lesson(str(file))
    assert {step.kind for step in lesson.steps} == set(model.KINDS)


def test_every_word_of_a_lesson_is_documented(text: str) -> None:
    parts = (*model.KINDS.values(), model.Lesson, model.Link, model.Watch, model.Choice, model.Range)
    words = {word for part in parts for word in part.model_fields}
    words |= {*SITES, *get_args(model.Explained), *get_args(model.Experiment.model_fields["where"].annotation)}
    assert [word for word in sorted(words) if not re.search(rf"\b{word}\b", text)] == []


def test_the_command_lists_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    main(["lesson", "--list"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == list_shipped()
    assert "20 minutes" in lines[list_shipped().index("short")]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["lesson", "nowhere.yaml"], "nowhere.yaml: it cannot be read"),
        (["lesson", "shrot"], "did you mean 'short'?"),
    ],
)
def test_the_command_says_what_is_wrong(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("name", list_shipped())
def test_every_word_that_a_shipped_lesson_links_to_is_in_the_vocabulary(name: str) -> None:
    known = shipped_vocabulary().terms
    for step in find_lesson(name).steps:
        explained = step.outcomes.values() if isinstance(step, model.Experiment) else ()
        for text in (step.text, step.notes, *explained):
            assert [term for term in (*list_terms(text.fr), *list_terms(text.en)) if term not in known] == []
            assert sorted(list_terms(text.fr)) == sorted(list_terms(text.en))
