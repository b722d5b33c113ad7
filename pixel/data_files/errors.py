"""Mistakes in a data file, in sentences: what was found, what was expected, and the nearest word for a typo. Pure.

The readers of stories and of lessons call `describe` with what pydantic found; each says by its FileFormat what its
files are called and which words they know.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic_core import ErrorDetails

Path = tuple[str | int, ...]
EXPECTED = {
    "string_type": "a text (in quotes, where it looks like a number)",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "words with a colon each",
    "model_type": "words with a colon each",
    "model_attributes_type": "words with a colon each",
    "too_short": "at least one",
    "string_too_short": "a text that is not empty",
}
SHAPES = {
    r"^[a-z][a-z0-9-]{0,39}$": "a name of small letters, digits and hyphens",
    r"^/[\x21-\x7e]*$": "a path that begins with a slash, as /destinations/bahamas",
}


class DataFileError(Exception):
    """A file cannot be read as what it should be. `line`: from 1; None where it is about the whole file."""

    def __init__(self, file: str, line: int | None, sentence: str) -> None:
        super().__init__(f"{file}, line {line}: {sentence}" if line else f"{file}: {sentence}")
        self.file, self.line, self.sentence = file, line, sentence


@dataclass(frozen=True)
class Mistake:
    """What is wrong, and the path of keys and places to it."""

    path: Path
    sentence: str


@dataclass(frozen=True)
class FileFormat:
    """A kind of file. `name`: what one is called; `known_words`: those that may stand at a path of the data; `shapes`:
    what its own patterns mean; `describe_own`: the sentence for an error that only this kind has."""

    name: str
    known_words: Callable[[Path, object], Sequence[str]]
    shapes: Mapping[str, str] = field(default_factory=dict)
    describe_own: Callable[[Path, ErrorDetails, object], str | None] = lambda _path, _error, _data: None


def describe(errors: Sequence[ErrorDetails], data: object, file_format: FileFormat) -> Mistake:
    """The mistake to mend first: of what pydantic found at one place, what it found deepest in there."""
    located = [(_locate(error["loc"], data), error) for error in errors]
    path, error = max(located, key=lambda found: (len(found[0]), _is_telling(found[1])))
    own = file_format.describe_own(path, error, data)
    return Mistake(path, own or _word(path, error, data, file_format))


def nearest(found: str, known: Iterable[str]) -> str:
    """The end of a sentence about a word that is not known: `: did you mean …?`, or its full stop."""
    near = difflib.get_close_matches(found, list(known), 1, 0.6)
    return f": did you mean {near[0]!r}?" if near else "."


def value_at(path: Path, data: object) -> object:
    """What stands at a path. Raises LookupError."""
    for step in path:
        data = _part(data, step)
    return data


def show(value: object) -> str:
    """A value as a sentence shows it, cut short."""
    shown = "nothing" if value is None else repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}…"


def _is_telling(error: ErrorDetails) -> bool:
    return error["type"] in ("extra_forbidden", "literal_error", "value_error", "string_pattern_mismatch")


def _locate(loc: Sequence[str | int], data: object) -> Path:
    """The part of a location that stands in the file: pydantic also names the alternatives that it tried."""
    path: list[str | int] = []
    if loc[:1] == ("steps",):
        loc = (*loc[:2], *loc[3:])  # the third is the kind of step
    for place, step in enumerate(loc):
        is_there = (isinstance(data, dict) and step in data) or (
            isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data)
        )
        if is_there:
            path.append(step)
            data = _part(data, step)
        elif place == len(loc) - 1 and isinstance(step, str) and isinstance(data, dict) and step.isidentifier():
            path.append(step)  # a word that is missing
    return tuple(path)


def _word(path: Path, error: ErrorDetails, data: object, file_format: FileFormat) -> str:
    found = show(error["input"])
    match error["type"]:
        case "extra_forbidden":
            word, known = str(path[-1]), file_format.known_words(path[:-1], data)
            return f"found {word!r}, expected one of {', '.join(known)}{nearest(word, known)}"
        case "missing":
            return f"{path[-1]!r} is missing here{_beside(value_at(path[:-1], data))}."
        case "literal_error":
            expected = error["ctx"]["expected"]
            words = [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]
            return f"found {found}, expected {expected}{nearest(str(error['input']), words)}"
        case "string_pattern_mismatch":
            shapes = SHAPES | dict(file_format.shapes)
            return f"found {found}, expected {shapes.get(error['ctx']['pattern'], 'another form')}."
        case "value_error":
            return f"{error['ctx']['error']}."
        case kind:
            message = error["msg"].removeprefix("Input should ").rstrip(".")
            return f"found {found}, expected {EXPECTED.get(kind, message.removeprefix('be '))}."


def _part(data: object, step: str | int) -> object:
    if isinstance(data, dict):
        return data[step]
    if isinstance(data, list) and isinstance(step, int):
        return data[step]
    raise LookupError(step)


def _beside(around: object) -> str:
    words = [str(word) for word in around] if isinstance(around, dict) else []
    return f" (found only {', '.join(words)})" if words else ""
