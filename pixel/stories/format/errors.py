"""What the sentences about a mistake in a story need to know of stories: their words, at each place. Pure."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from pixel.data_files.base_model import Texts
from pixel.data_files.errors import FileFormat, Path, nearest, show, value_at
from pixel.stories.actions.expectations import Ad, Between, Expectation, Line, Lost
from pixel.stories.actions.registry import ACTIONS, action_of
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
TIMES = {r"^\d{1,4} (second|minute|hour|day)s?$": "a time as `3 days` or `20 minutes`"}


def _known_words(path: Path, data: object) -> Sequence[str]:
    action = _action_at(path, data)
    if action:
        return list(ACTIONS[action].model_fields)
    if not path:
        return list(Story.model_fields)
    if len(path) == 2 and path[0] == "persons":
        return list(Person.model_fields)
    if path[-2:-1] == ("lines",):
        return list(Line.model_fields)
    return list(PLACES.get(str(path[-1]), Between).model_fields)


def _action_at(path: Path, data: object) -> str | None:
    is_step = len(path) == 2 and path[0] == "steps"
    return action_of(value_at(path, data)) if is_step else None


def _describe_own(path: Path, error: ErrorDetails, data: object) -> str | None:
    match error["type"]:
        case "union_tag_not_found":
            return _about_no_action(error["input"])
        case "extra_forbidden":
            action, word = _action_at(path[:-1], data), str(path[-1])
            if action and word in ACTIONS:
                return f"a step does one thing: this one says {action!r} already; make {word!r} a step of its own."
    return None


def _about_no_action(step: object) -> str:
    words = [str(word) for word in step if word != "who"] if isinstance(step, dict) else []
    said = ", ".join(map(repr, words)) or show(step)
    near = nearest(words[0], ACTIONS) if words else "."
    return f"found {said}, expected a word that says what happens ({', '.join(ACTIONS)}){near}"


STORY = FileFormat("story", _known_words, TIMES, _describe_own)
