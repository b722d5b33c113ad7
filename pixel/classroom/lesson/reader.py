"""Reads a lesson's file. Whatever is wrong with it is a DataFileError: file, line, what was found and what was
expected.

Pages and commands call `find_lesson`. Shipped lessons go by name, others by the path of their file.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pixel.classroom.lesson.model import KINDS, Choice, Explain, Lesson, Link, Range, Watch
from pixel.classroom.lesson.validation import find_mistake
from pixel.data_files import errors
from pixel.data_files.base_model import Texts
from pixel.data_files.errors import DataFileError, FileFormat, describe, nearest, show, value_at
from pixel.data_files.yaml_lines import read_text, read_yaml

DEFAULT_LESSON = "class"
PLACES: Mapping[str, type[BaseModel]] = {"go": Link, "links": Link, "watch": Watch}


def list_shipped() -> list[str]:
    """Names of the lessons that come with the package."""
    files = (resources.files("pixel.classroom.lesson") / "shipped").iterdir()
    return sorted(file.name.removesuffix(".yaml") for file in files if file.name.endswith(".yaml"))


@lru_cache(maxsize=8)
def find_lesson(name_or_path: str) -> Lesson:
    """A shipped lesson by its name, or one by its file's path (it ends in .yaml or .yml); read once a process. Raises
    DataFileError."""
    shown, text, stem = _find(name_or_path)
    data, lines = read_yaml(shown, text, LESSON.name)
    try:
        lesson = Lesson.model_validate(data)
    except ValidationError as error:
        mistake = describe(error.errors(), data, LESSON)
        raise DataFileError(shown, lines.of(mistake.path), mistake.sentence) from None
    if lesson.lesson != stem:
        sentence = f"found the name {lesson.lesson!r}, expected {stem!r}: a lesson is called as its file is."
        raise DataFileError(shown, lines.of(("lesson",)), sentence)
    if wrong := find_mistake(lesson):
        raise DataFileError(shown, lines.of(wrong.path), wrong.sentence)
    return lesson


def _find(named: str) -> tuple[str, str, str]:
    """How the file is shown, its text, and the name that the lesson in it must have."""
    if named.endswith((".yaml", ".yml")) or "/" in named or "\\" in named:
        path = Path(named)
        return str(path), read_text(path, LESSON.name), path.stem
    shipped = list_shipped()
    if named not in shipped:
        sentence = f"found no lesson of that name; expected one of {', '.join(shipped)}, or the path of a .yaml file"
        raise DataFileError(named, None, sentence + nearest(named, shipped))
    file = resources.files("pixel.classroom.lesson") / "shipped" / f"{named}.yaml"
    return f"{named}.yaml", file.read_text(encoding="utf-8"), named


def _known_words(path: errors.Path, data: object) -> Sequence[str]:
    if not path:
        return list(Lesson.model_fields)
    step = value_at(path[:2], data) if path[0] == "steps" else None
    kind = str(step.get("kind")) if isinstance(step, dict) else ""
    if len(path) == 2 and path[0] == "steps":
        return list(KINDS.get(kind, Explain).model_fields)
    name = next((str(key) for key in reversed(path) if isinstance(key, str)), "")
    if name == "choices":
        return list((Range if kind == "figure" else Choice).model_fields)
    return list(PLACES.get(name, Texts).model_fields)


def _describe_own(_path: errors.Path, error: ErrorDetails, _data: object) -> str | None:
    kinds = ", ".join(KINDS)
    if error["type"] == "union_tag_not_found":
        step = error["input"]
        said = ", ".join(map(repr, step)) if isinstance(step, dict) else show(step)
        return f"'kind' is missing here (found only {said}), expected one of {kinds}."
    if error["type"] == "union_tag_invalid":
        kind = str(error["ctx"]["tag"])
        return f"found the kind {kind!r}, expected one of {kinds}{nearest(kind, KINDS)}"
    return None


LESSON = FileFormat("lesson", _known_words, describe_own=_describe_own)
