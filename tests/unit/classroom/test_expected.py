"""What the key says of the shipped lessons is about steps that are there, and about all of them."""

from pathlib import Path

import pytest

from pixel.classroom.guide.expected import expected_of, read_expected
from pixel.classroom.lesson.model import Experiment, Lesson, Visit
from pixel.classroom.lesson.reader import find_lesson, list_shipped
from pixel.data_files.errors import DataFileError

SHIPPED = pytest.mark.parametrize("lesson", [find_lesson(name) for name in list_shipped()], ids=lambda it: it.lesson)


@SHIPPED
def test_each_act_that_the_log_decides_on_has_its_outcomes(lesson: Lesson) -> None:
    acts = [step.id for step in lesson.steps if isinstance(step, Experiment | Visit) and step.watch]
    assert set(acts) - expected_of(lesson).keys() == set()


@SHIPPED
def test_an_outcome_is_one_that_somebody_could_have_predicted(lesson: Lesson) -> None:
    for step in lesson.steps:
        if isinstance(step, Experiment):
            possible = {word for choice in step.choices for word in choice.means}
            outcomes = expected_of(lesson)[step.id]
            for words in (outcomes.chrome, outcomes.firefox, outcomes.one_address):
                assert set(words) & possible, step.id


def test_a_lesson_of_ones_own_gets_none() -> None:
    assert expected_of(find_lesson("class").model_copy(update={"lesson": "mine"})) == {}


def test_a_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("expected: mine\noutcomes:\n  ad:\n    chrome: [add]\n    firefox: [ad]\n    one-address: [ad]\n")
    with pytest.raises(DataFileError, match=r"mine\.yaml, line 4: .*did you mean 'ad'"):
        read_expected(file)
