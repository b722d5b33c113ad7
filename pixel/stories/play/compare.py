"""Plays one story under other settings: what the network then makes of each person. `runner` calls it, twice.

The counterfactual: the same afternoon, with third-party cookies blocked. What the story expects is not judged here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from pixel.data_files.errors import nearest
from pixel.stories.actions.at_agencies import Consent
from pixel.stories.actions.base import Stage
from pixel.stories.actions.of_nobody import Look
from pixel.stories.drivers.browser_settings import Browser
from pixel.stories.format.model import Person, Story
from pixel.stories.play.narration import list_ads
from pixel.stories.play.player import Player

YES_AND_NO = {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}
ANSWERS = ("granted", "denied")
Changes = Mapping[str, str | bool]


class SettingError(ValueError):
    """A setting that cannot be; the message says what could."""


@dataclass(frozen=True)
class Observation:
    """What the network made of one person in the end, the hits on the way, and what could not be done."""

    hits: tuple[str, ...]
    cookies: tuple[str, ...]
    rows: int
    levels: tuple[tuple[str, float], ...]
    ads: tuple[str, ...]
    undone: tuple[str, ...] = ()


def read_setting(text: str) -> Changes:
    """`cookies=blocked`, or several: `gpc=on,scripts=off,consent=denied`. Raises SettingError."""
    changes: dict[str, str | bool] = {}
    known = [*Browser.model_fields, "consent"]
    for part in text.split(","):
        name, _, value = part.strip().partition("=")
        if name not in known:
            near = nearest(name, known)
            raise SettingError(f"found {name!r}, expected one of {', '.join(known)}{near}")
        changes[name] = YES_AND_NO.get(value, value) if name in ("gpc", "scripts") else value
    answer = changes.get("consent", ANSWERS[0])
    if answer not in ANSWERS:
        raise SettingError(f"found consent={answer}, expected consent=granted or consent=denied.")
    try:
        Browser.model_validate(_of_browser(changes))
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingError(f"found {text!r}: {first['loc'][0]} {first['msg'].removeprefix('Input ')}.") from None
    return changes


def change(story: Story, changes: Changes) -> Story:
    """The story with every browser set so, and every question about consent answered so; without its expectations."""
    persons = {name: _change_person(person, _of_browser(changes)) for name, person in story.persons.items()}
    steps = []
    for step in story.steps:
        if isinstance(step, Consent) and "consent" in changes:
            step = step.model_copy(update={"consent": changes["consent"]})
        if not isinstance(step, Look):
            steps.append(step.model_copy(update={"expect": None}))
    return story.model_copy(update={"persons": persons, "steps": tuple(steps)})


def learn(story: Story, stage: Stage) -> dict[str, Observation]:
    """Plays a story and tells what the network knows of each person in the end.

    What cannot be done under these settings is left out, and said. Raises what a driver raises.
    """
    player = Player(story, stage, goes_on=True)
    steps = list(player.play())
    known = {}
    for person in (one for name in story.persons for one in story.people(name)):
        own = [played for played in steps if played.who == person]
        hits = tuple(f"{hit.event} {hit.verdict}" for played in own if played.seen for hit in played.seen.hits)
        undone = tuple(played.sentence for played in own if not played.is_ok)
        end = player.sum_up(person)
        cookies = tuple(dict.fromkeys(str(row["cookie"]) for row in end.rows))
        levels = tuple((end.levels or {}).items())
        known[person] = Observation(hits, cookies, end.events, levels, tuple(list_ads([ad]) for ad in end.ads), undone)
    return known


def _of_browser(changes: Changes) -> dict[str, str | bool]:
    return {name: value for name, value in changes.items() if name != "consent"}


def _change_person(person: Person, changes: Mapping[str, str | bool]) -> Person:
    if person.shares_with:
        return person
    return person.model_copy(update={"browser": person.browser.model_copy(update=dict(changes))})
