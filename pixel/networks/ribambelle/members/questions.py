"""The sign-up's questions, the answers that a face comes with, and the judgement of answers. Pure but for words.

Who came under a first name of their own is asked for interests alone: nothing sensitive about anybody who is real.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from flask_babel import gettext

from pixel.networks.content import Member
from pixel.networks.ribambelle.town.content_files import town_content
from pixel.profile.invented import NOT_OF_GUESTS
from pixel.profile.vocabulary import REGIONS, THEMES
from pixel.store.queries.members import Declaration
from pixel.store.queries.town.people import ResidentRecord

Key = Literal["town", "age", "sex", "employer", "school", "kin", "interests", "relationship"]
KEYS: tuple[Key, ...] = ("town", "age", "sex", "employer", "school", "kin", "relationship", "interests")
OF_GUESTS: tuple[Key, ...] = ("interests",)
CHOICES: Mapping[str, tuple[str, ...]] = {"sex": ("f", "m", "x"), "relationship": ("single", "couple", "complicated")}
LONGEST: Mapping[str, int] = {"employer": 80, "school": 80, "kin": 300}
YOUNGEST, OLDEST = 13, 120


@dataclass(frozen=True)
class Answer:
    """What stands in a question's field: `values` of a list, `value` of any other; `error`: why it was refused."""

    key: Key
    value: str = ""
    values: tuple[str, ...] = ()
    is_hidden: bool = False
    error: str = ""

    @property
    def kept_as(self) -> str:
        """As a declaration keeps it; empty for no answer."""
        if self.key == "interests":
            return json.dumps(self.values) if self.values else ""
        return self.value


def invented_answers(member: Member, resident: ResidentRecord | None, kin: Sequence[str]) -> dict[Key, Answer]:
    """What a face says of itself; `kin`: names of relatives. A partner is said where the face does not hide one."""
    answers = [
        Answer("town", member.town),
        Answer("age", str(member.age)),
        Answer("sex", member.sex),
        Answer("employer", member.employer),
        Answer("school", resident.school if resident else ""),
        Answer("kin", ", ".join(kin)[: LONGEST["kin"]]),
        Answer("relationship", "couple" if resident and resident.partner else ""),
        Answer("interests", values=tuple(sorted(member.interests))),
    ]
    return {answer.key: answer for answer in answers}


def answers_of(declared: Mapping[str, Declaration], keys: Sequence[Key]) -> dict[Key, Answer]:
    """What was answered before."""
    answers = {}
    for key in keys:
        said = declared.get(key)
        if said is None:
            answers[key] = Answer(key)
        elif key == "interests":
            answers[key] = Answer(key, values=tuple(json.loads(said.value)), is_hidden=said.is_hidden)
        else:
            answers[key] = Answer(key, said.value, is_hidden=said.is_hidden)
    return answers


def words_for(*, is_guest: bool) -> frozenset[str]:
    """The interests that one may tick."""
    return THEMES | REGIONS if not is_guest else (THEMES | REGIONS) - NOT_OF_GUESTS


def judge(key: Key, given: Sequence[str], words: Collection[str], *, is_hidden: bool) -> Answer:
    """An answer as it was given, with an error where it cannot be kept; `words`: the interests that there are."""
    if key == "interests":
        chosen = tuple(sorted(set(given)))
        error = "" if set(words).issuperset(chosen) else gettext("There is no such interest here.")
        return Answer(key, values=chosen, is_hidden=is_hidden, error=error)
    value = " ".join(given[0].split()) if given else ""
    return Answer(key, value, is_hidden=is_hidden, error=_find_error(key, value))


def declarations_from(answers: Collection[Answer], invented: Mapping[Key, Answer]) -> list[Declaration]:
    """What is kept: nothing for a question that was left empty."""
    return [
        Declaration(
            answer.key,
            answer.kept_as,
            "invented" if answer.key in invented and invented[answer.key].kept_as == answer.kept_as else "own",
            answer.is_hidden,
        )
        for answer in answers
        if answer.kept_as
    ]


def _find_error(key: Key, value: str) -> str:
    if not value:
        return ""
    if key == "age":
        is_age = value.isascii() and value.isdigit() and len(value) < 4 and YOUNGEST <= int(value) <= OLDEST
        return "" if is_age else gettext("An age here is a number from %(a)d to %(b)d.", a=YOUNGEST, b=OLDEST)
    if key == "town":
        return "" if value in town_content().places else gettext("There is no such town here.")
    if key in CHOICES:
        return "" if value in CHOICES[key] else gettext("There is no such answer here.")
    if len(value) > LONGEST[key]:
        return gettext("That is too long: %(n)d letters at most.", n=LONGEST[key])
    return ""
