"""What the shipped lessons' experiments end with, browser by browser, from `expected.yaml`: for the teacher's key."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field

from pixel.classroom.lesson.model import Lesson, OutcomeWord
from pixel.classroom.lesson.reader import list_shipped
from pixel.data_files import errors
from pixel.data_files.base_model import Name, Part
from pixel.data_files.errors import FileFormat
from pixel.data_files.model_file import read_model
from pixel.data_files.yaml_lines import read_text

FILE = Path(__file__).with_name("expected.yaml")
Words = Annotated[tuple[OutcomeWord, ...], Field(min_length=1, strict=False)]


class Expected(Part):
    """An outcome in Chrome and Edge, and in Firefox, as they come; and in any browser under one address."""

    model_config = ConfigDict(alias_generator=lambda name: name.replace("_", "-"))

    chrome: Words
    firefox: Words
    one_address: Words


class ExpectedOutcomes(Part):
    """Of all steps that are about a hit or an ad, by the step's id."""

    expected: Name
    outcomes: dict[str, Expected]


def read_expected(path: Path) -> ExpectedOutcomes:
    """The outcomes in a file. Raises DataFileError."""
    outcomes, _ = read_model(path.name, read_text(path, EXPECTED.name), ExpectedOutcomes, EXPECTED)
    return outcomes


@cache
def _shipped() -> ExpectedOutcomes:
    return read_expected(FILE)


def expected_of(lesson: Lesson) -> Mapping[str, Expected]:
    """Outcomes by step; none for a lesson that a teacher wrote, whose steps may mean something else."""
    return _shipped().outcomes if lesson.lesson in list_shipped() else {}


def _known_words(path: errors.Path, _data: object) -> Sequence[str]:
    if not path:
        return list(ExpectedOutcomes.model_fields)
    return [name.replace("_", "-") for name in Expected.model_fields]


EXPECTED = FileFormat("list of outcomes", _known_words)
