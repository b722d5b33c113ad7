"""YAML as plain data, and on which line each part of it stands. `reader` calls it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import yaml

from pixel.stories.format.errors import StoryError

Path = tuple[str | int, ...]
DEEPEST = 12


class Mark(Protocol):
    """A place in a text as PyYAML has it, in Python and in C; lines from 0."""

    line: int


@dataclass(frozen=True)
class Lines:
    """Lines, from 1, by the path of keys and places that leads to a part."""

    at: Mapping[Path, int]

    def of(self, path: Sequence[str | int]) -> int:
        """The line of a part, or where it is missing, of the nearest around it."""
        whole = tuple(path)
        return next((self.at[whole[:n]] for n in range(len(whole), -1, -1) if whole[:n] in self.at), 1)


def read_yaml(shown: str, text: str) -> tuple[object, Lines]:
    """The data and its lines. Raises StoryError for what is no YAML, a key said twice, and what refers to itself."""
    try:
        _look_through(shown, text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        sentence = f"this is no YAML: {error.problem or error.context or 'it cannot be read'}."
        raise StoryError(shown, _line(mark), sentence) from None
    except yaml.YAMLError as error:
        raise StoryError(shown, 1, f"this is no YAML: {error}.") from None
    if not isinstance(node, yaml.MappingNode):
        raise StoryError(shown, 1, "found no story, expected one that begins with `story: its-name`.")
    lines: dict[Path, int] = {}
    return _build(node, (), lines, shown), Lines(lines)


def _look_through(shown: str, text: str) -> None:
    """Refuses, before it costs anything, what would make reading go round or deep."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            sentence = f"found *{event.anchor}: a story says everything in its place, without references."
            raise StoryError(shown, _line(event.start_mark), sentence)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise StoryError(shown, _line(event.start_mark), "it is nested too deeply to be a story.")


def _build(node: yaml.Node, path: Path, lines: dict[Path, int], shown: str) -> object:
    lines.setdefault(path, _line(node.start_mark))
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, place), lines, shown) for place, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return _read_scalar(node, shown)
    built: dict[str, object] = {}
    for key_node, value in node.value:
        line = _line(key_node.start_mark)
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
        if not key:
            raise StoryError(shown, line, "found no word before the colon, expected one.")
        if key in built:
            raise StoryError(shown, line, f"{key!r} is said twice: on line {lines[*path, key]} as well.")
        lines[*path, key] = line
        built[key] = _build(value, (*path, key), lines, shown)
    return built


def _read_scalar(node: yaml.Node, shown: str) -> object:
    try:
        return yaml.SafeLoader("").construct_object(node)
    except (yaml.YAMLError, ValueError) as error:
        problem = error.problem if isinstance(error, yaml.MarkedYAMLError) else error
        raise StoryError(shown, _line(node.start_mark), f"found {node.value!r}: {problem}.") from None


def _line(mark: Mark | None) -> int:
    return mark.line + 1 if mark else 1
