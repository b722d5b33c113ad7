"""A data file's text; YAML as plain data, and on which line each part of it stands. Each kind's reader calls them."""

import pathlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import yaml

from pixel.data_files.errors import DataFileError, Path

DEEPEST = 12
LARGEST = 500_000


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


def read_text(path: pathlib.Path, name: str) -> str:
    """The text of a file. Raises DataFileError where it cannot be read, or is larger than any of the kind `name`."""
    try:
        if path.stat().st_size > LARGEST:
            raise DataFileError(str(path), 1, f"it is larger than {LARGEST:,} bytes: no {name} is.")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataFileError(str(path), None, f"it cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError as error:
        raise DataFileError(str(path), 1, f"it is no UTF-8 text (at byte {error.start}).") from None


def read_yaml(shown: str, text: str, name: str) -> tuple[object, Lines]:
    """The data of a file of the kind `name` (`story`), and its lines. Raises DataFileError for what is no YAML, a key
    said twice, and what refers to itself."""
    try:
        _look_through(shown, text, name)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        sentence = f"this is no YAML: {error.problem or error.context or 'it cannot be read'}."
        raise DataFileError(shown, _line(mark), sentence) from None
    except yaml.YAMLError as error:
        raise DataFileError(shown, 1, f"this is no YAML: {error}.") from None
    if not isinstance(node, yaml.MappingNode):
        raise DataFileError(shown, 1, f"found no {name}, expected one that begins with `{name}: its-name`.")
    lines: dict[Path, int] = {}
    return _build(node, (), lines, shown), Lines(lines)


def _look_through(shown: str, text: str, name: str) -> None:
    """Refuses, before it costs anything, what would make reading go round or deep."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            sentence = f"found *{event.anchor}: a {name} says everything in its place, without references."
            raise DataFileError(shown, _line(event.start_mark), sentence)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise DataFileError(shown, _line(event.start_mark), f"it is nested too deeply to be a {name}.")


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
            raise DataFileError(shown, line, "found no word before the colon, expected one.")
        if key in built:
            raise DataFileError(shown, line, f"{key!r} is said twice: on line {lines[*path, key]} as well.")
        lines[*path, key] = line
        built[key] = _build(value, (*path, key), lines, shown)
    return built


def _read_scalar(node: yaml.Node, shown: str) -> object:
    try:
        return yaml.SafeLoader("").construct_object(node)
    except (yaml.YAMLError, ValueError) as error:
        problem = error.problem if isinstance(error, yaml.MarkedYAMLError) else error
        raise DataFileError(shown, _line(node.start_mark), f"found {node.value!r}: {problem}.") from None


def _line(mark: Mark | None) -> int:
    return mark.line + 1 if mark else 1
