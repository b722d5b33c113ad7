"""Mistakes in a story, in sentences: what was found, what was expected, and the nearest word for a typo. Pure."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from pixel.stories.actions.expectations import Ad, Between, Expectation, Lost
from pixel.stories.actions.registry import ACTIONS, action_of
from pixel.stories.base_model import Texts
from pixel.stories.drivers.browser_settings import Browser
from pixel.stories.format.model import Person, Server, Story

PLACES: Mapping[str, type[BaseModel]] = {
    "title": Texts,
    "about": Texts,
    "browser": Browser,
    "server": Server,
    "expect": Expectation,
    "ad": Ad,
    "no_ad": Ad,
    "lost": Lost,
    "events": Between,
    "kept": Between,
}
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
    r"^\d{1,4} (second|minute|hour|day)s?$": "a time as `3 days` or `20 minutes`",
}


class StoryError(Exception):
    """A story cannot be read. `line`: from 1; None where it is about the whole file."""

    def __init__(self, file: str, line: int | None, sentence: str) -> None:
        super().__init__(f"{file}, line {line}: {sentence}" if line else f"{file}: {sentence}")
        self.file, self.line, self.sentence = file, line, sentence


@dataclass(frozen=True)
class Mistake:
    """What is wrong, and the path of keys and places to it."""

    path: tuple[str | int, ...]
    sentence: str


def describe(errors: Sequence[ErrorDetails], data: object) -> Mistake:
    """The mistake to mend first: of what pydantic found at one place, what it found deepest in there."""
    located = [(_locate(error["loc"], data), error) for error in errors]
    path, error = max(located, key=lambda found: (len(found[0]), _is_telling(found[1])))
    return Mistake(path, _word(path, error, data))


def nearest(found: str, known: Iterable[str]) -> str:
    """The end of a sentence about a word that is not known: `: did you mean …?`, or its full stop."""
    near = difflib.get_close_matches(found, list(known), 1, 0.6)
    return f": did you mean {near[0]!r}?" if near else "."


def _is_telling(error: ErrorDetails) -> bool:
    return error["type"] in ("extra_forbidden", "literal_error", "value_error", "string_pattern_mismatch")


def _locate(loc: Sequence[str | int], data: object) -> tuple[str | int, ...]:
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


def _word(path: tuple[str | int, ...], error: ErrorDetails, data: object) -> str:
    around = _value(path[:-1], data)
    found = _show(error["input"])
    match error["type"]:
        case "extra_forbidden":
            return _about_unknown_word(path, around)
        case "missing":
            return f"{path[-1]!r} is missing here{_beside(around)}."
        case "union_tag_not_found":
            return _about_no_action(error["input"])
        case "literal_error":
            expected = error["ctx"]["expected"]
            words = [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]
            return f"found {found}, expected {expected}{nearest(str(error['input']), words)}"
        case "string_pattern_mismatch":
            return f"found {found}, expected {SHAPES.get(error['ctx']['pattern'], 'another form')}."
        case "value_error":
            return f"{error['ctx']['error']}."
        case kind:
            message = error["msg"].removeprefix("Input should ").rstrip(".")
            return f"found {found}, expected {EXPECTED.get(kind, message.removeprefix('be '))}."


def _about_no_action(step: object) -> str:
    words = [str(word) for word in step if word != "who"] if isinstance(step, dict) else []
    said = ", ".join(map(repr, words)) or _show(step)
    near = nearest(words[0], ACTIONS) if words else "."
    return f"found {said}, expected a word that says what happens ({', '.join(ACTIONS)}){near}"


def _about_unknown_word(path: tuple[str | int, ...], around: object) -> str:
    word = str(path[-1])
    is_step = len(path) == 3 and path[0] == "steps"
    action = action_of(around) if is_step else None
    if action and word in ACTIONS:
        return f"a step does one thing: this one says {action!r} already; make {word!r} a step of its own."
    known = _known_words(path[:-1], action)
    near = nearest(word, known)
    return f"found {word!r}, expected one of {', '.join(known)}{near}"


def _known_words(path: tuple[str | int, ...], action: str | None) -> list[str]:
    if action:
        return list(ACTIONS[action].model_fields)
    if not path:
        return list(Story.model_fields)
    if len(path) == 2 and path[0] == "persons":
        return list(Person.model_fields)
    return list(PLACES.get(str(path[-1]), Between).model_fields)


def _value(path: tuple[str | int, ...], data: object) -> object:
    for step in path:
        data = _part(data, step)
    return data


def _part(data: object, step: str | int) -> object:
    if isinstance(data, dict):
        return data[step]
    if isinstance(data, list) and isinstance(step, int):
        return data[step]
    raise LookupError(step)


def _beside(around: object) -> str:
    words = [str(word) for word in around] if isinstance(around, dict) else []
    return f" (found only {', '.join(words)})" if words else ""


def _show(value: object) -> str:
    shown = "nothing" if value is None else repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}…"
