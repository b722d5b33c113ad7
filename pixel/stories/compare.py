"""One story under two settings, side by side: what differs in hits, profile and feed. `command` and scripts call it.

The counterfactual: the same afternoon, with third-party cookies blocked. What the story expects is not judged here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from pydantic import ValidationError

from pixel.stories.acting import Stage
from pixel.stories.judging import list_ads
from pixel.stories.mistakes import nearest
from pixel.stories.model import Browser, Person, Story
from pixel.stories.player import Player
from pixel.stories.steps import Consent

YES_AND_NO = {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}
ANSWERS = ("granted", "denied")
Changes = Mapping[str, str | bool]


class SettingError(ValueError):
    """A setting that cannot be; the message says what could."""


@dataclass(frozen=True)
class Known:
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
        if type(step).__name__ != "Look":
            steps.append(step.model_copy(update={"expect": None}))
    return story.model_copy(update={"persons": persons, "steps": tuple(steps)})


def learn(story: Story, stage: Stage) -> dict[str, Known]:
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
        known[person] = Known(hits, cookies, end.events, levels, tuple(list_ads([ad]) for ad in end.ads), undone)
    return known


def tell_side_by_side(one: Mapping[str, Known], other: Mapping[str, Known], headings: tuple[str, str]) -> str:
    """A table for each person; lines that differ begin with `*`."""
    blocks = []
    for person, first in one.items():
        rows = [("", *headings), *_rows(first, other[person])]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        lines = [person]
        for heading, known in zip(headings, (first, other[person]), strict=True):
            lines += [f"   with {heading}: {text}" for text in known.undone]
        for place, row in enumerate(rows):
            mark = "*" if place and row[1] != row[2] else " "
            cells = (text.ljust(width) for text, width in zip(row, widths, strict=True))
            lines.append(f" {mark} {'  '.join(cells)}".rstrip())
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def to_data(known: Mapping[str, Known]) -> dict[str, Any]:
    """For `--json`."""
    return {
        person: {
            "hits": list(each.hits),
            "cookies": list(each.cookies),
            "rows": each.rows,
            "interests": {slug: round(level, 4) for slug, level in each.levels},
            "ads": list(each.ads),
            "undone": list(each.undone),
        }
        for person, each in known.items()
    }


def _rows(one: Known, other: Known) -> list[tuple[str, str, str]]:
    hits = _count(one.hits), _count(other.hits)
    rows = [(f"hits: {name}", str(hits[0].get(name, 0)), str(hits[1].get(name, 0))) for name in {**hits[0], **hits[1]}]
    rows.append(("cookie", ", ".join(one.cookies) or "-", ", ".join(other.cookies) or "-"))
    rows.append(("rows of this person", str(one.rows), str(other.rows)))
    levels = dict(one.levels), dict(other.levels)
    slugs = {**levels[0], **levels[1]}
    rows += [(f"interest: {slug}", _level(levels[0].get(slug)), _level(levels[1].get(slug))) for slug in slugs]
    feed = enumerate(zip_longest(one.ads, other.ads, fillvalue="-"), 1)
    return rows + [(f"feed, ad {place}", first, second) for place, (first, second) in feed]


def _count(hits: Sequence[str]) -> dict[str, int]:
    return {hit: hits.count(hit) for hit in dict.fromkeys(hits)}


def _level(level: float | None) -> str:
    return "-" if level is None else f"{level:.2f}"


def _of_browser(changes: Changes) -> dict[str, str | bool]:
    return {name: value for name, value in changes.items() if name != "consent"}


def _change_person(person: Person, changes: Mapping[str, str | bool]) -> Person:
    if person.shares_with:
        return person
    return person.model_copy(update={"browser": person.browser.model_copy(update=dict(changes))})
