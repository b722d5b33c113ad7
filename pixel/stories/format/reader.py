"""Reads a story's file. Whatever is wrong with it is a DataFileError: file, line, what was found
and what was expected.

`runner` and the pytest plugin call `read_story`. Shipped stories go by name, others by the path of their file.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from pydantic import ValidationError

from pixel.data_files.errors import DataFileError, Mistake, describe, nearest
from pixel.data_files.yaml_lines import Lines, read_text, read_yaml
from pixel.stories.format.errors import STORY
from pixel.stories.format.model import Story
from pixel.stories.format.validation import find_mistake


@dataclass(frozen=True)
class Source:
    """Where a story stands: `shown` names it in messages."""

    shown: str
    text: str
    stem: str
    folder: Path | None


def list_shipped() -> list[str]:
    """Names of the stories that come with the package."""
    files = (resources.files("pixel.stories") / "shipped").iterdir()
    return sorted(file.name.removesuffix(".yaml") for file in files if file.name.endswith(".yaml"))


def read_story(named: str) -> Story:
    """A shipped story by its name, or one by its file's path (it ends in .yaml or .yml). Raises DataFileError."""
    return _read(named, None, ())


def _read(named: str, folder: Path | None, before: tuple[str, ...]) -> Story:
    source = _find(named, folder)
    data, lines = read_yaml(source.shown, source.text, STORY.name)
    try:
        story = Story.model_validate(data)
    except ValidationError as error:
        raise _to_error(source.shown, lines, describe(error.errors(), data, STORY)) from None
    if story.story != source.stem:
        sentence = f"found the name {story.story!r}, expected {source.stem!r}: a story is called as its file is."
        raise DataFileError(source.shown, lines.of(("story",)), sentence)
    first = 0
    if story.after:
        story, first = _put_before(story, source, lines, (*before, source.shown))
    if mistake := find_mistake(story, first):
        raise _to_error(source.shown, lines, mistake)
    return story


def _put_before(story: Story, source: Source, lines: Lines, before: tuple[str, ...]) -> tuple[Story, int]:
    """The story with the steps and persons of the one that it comes after; and how many steps those are."""
    at = lines.of(("after",))
    try:
        found = _find(story.after or "", source.folder)
    except DataFileError as error:
        raise DataFileError(source.shown, at, error.sentence) from None
    if found.shown in before:
        way = " → ".join((*before[before.index(found.shown) :], found.shown))
        raise DataFileError(source.shown, at, f"these stories come after each other in a circle: {way}.")
    earlier = _read(story.after or "", source.folder, before)
    twice = earlier.persons.keys() & story.persons.keys()
    if twice:
        name = min(twice)
        sentence = f"{name!r} is a person of {earlier.story!r} already: leave it out here, or choose another name."
        raise DataFileError(source.shown, lines.of(("persons", name)), sentence)
    changes = {
        "persons": earlier.persons | story.persons,
        "steps": earlier.steps + story.steps,
        "server": story.server or earlier.server,
        "http_only": story.http_only or earlier.http_only,
        "browser_only": story.browser_only or earlier.browser_only,
    }
    return story.model_copy(update=changes), len(earlier.steps)


def _find(named: str, folder: Path | None) -> Source:
    if named.endswith((".yaml", ".yml")) or "/" in named or "\\" in named:
        path = (folder / named) if folder else Path(named)
        text = read_text(path, STORY.name)
        return Source(str(path), text, path.stem, path.parent)
    shipped = list_shipped()
    if named not in shipped:
        sentence = "found no story of that name; expected one that pixel play --list names, or the path of a .yaml file"
        raise DataFileError(named, None, sentence + nearest(named, shipped))
    file = resources.files("pixel.stories") / "shipped" / f"{named}.yaml"
    return Source(f"{named}.yaml", file.read_text(encoding="utf-8"), named, None)


def _to_error(shown: str, lines: Lines, mistake: Mistake) -> DataFileError:
    return DataFileError(shown, lines.of(mistake.path), mistake.sentence)


def schema() -> Mapping[str, object]:
    """The JSON Schema of a story, as `story.schema.json` holds it."""
    described = Story.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **described, "title": "A story for pixel play"}


if __name__ == "__main__":
    import json

    json.dump(schema(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
