"""What may not be sold: the rules, and which of them an ad breaks. The review of the ad manager asks, and shows each
problem beside the facet or the text that it is about; it puts the ids below into words.

The limits on ads for homes, jobs and credit follow what the best-known network withholds there since 2019 (age, sex,
lookalikes, small areas: facebook.com/business/help/2220749868045706). The numbers and the word lists are ours.
"""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple
from unicodedata import category as kind_of_character

from pixel.ads.audience.facets import (
    OLDEST,
    AgeFacet,
    AudienceRule,
    CustomerListFacet,
    Facet,
    GroupFacet,
    InterestFacet,
    LookalikeFacet,
    RadiusFacet,
    SexFacet,
)
from pixel.ads.audience.size import LEAST, AudienceSize
from pixel.profile.invented import NOT_OF_GUESTS

Category = Literal["ordinary", "housing", "jobs", "credit"]
SPECIAL: tuple[Category, ...] = ("housing", "jobs", "credit")
CATEGORIES: tuple[Category, ...] = ("ordinary", *SPECIAL)
ADULT = 18  # years
LEAST_RADIUS_KM = 25
LANGUAGES = ("fr", "en")
LONGEST_PARTS: Mapping[str, int] = {"title": 80, "text": 240, "button": 40}  # characters

RuleId = Literal[
    "sensitive-topic",
    "special-age",
    "special-sex",
    "special-lookalike",
    "special-radius",
    "too-small",
    "unknown-category",
    "text-missing",
    "text-too-long",
    "text-unreadable",
    "text-sensitive",
]
Texts = Mapping[str, Mapping[str, str]]


class PolicyRule(NamedTuple):
    """One rule: what it looks at, and the categories of ads that it holds for."""

    id: RuleId
    looks_at: Literal["audience", "texts", "category"]
    categories: tuple[Category, ...] = CATEGORIES


class PolicyProblem(NamedTuple):
    """A rule that is broken. `where`: the place of the facet (`include.0.1`), of the text (`fr.title`), `category`, or
    empty for the whole audience; `topic`: of what is sensitive (health, love, religion, politics, origin)."""

    rule: RuleId
    where: str
    facet: Facet | None = None
    topic: str = ""


POLICY: tuple[PolicyRule, ...] = (
    PolicyRule("sensitive-topic", "audience"),
    PolicyRule("special-age", "audience", SPECIAL),
    PolicyRule("special-sex", "audience", SPECIAL),
    PolicyRule("special-lookalike", "audience", SPECIAL),
    PolicyRule("special-radius", "audience", SPECIAL),
    PolicyRule("too-small", "audience"),
    PolicyRule("unknown-category", "category"),
    PolicyRule("text-missing", "texts"),
    PolicyRule("text-too-long", "texts"),
    PolicyRule("text-unreadable", "texts"),
    PolicyRule("text-sensitive", "texts"),
)

_TOPICS = tomllib.loads(Path(__file__).with_name("sensitive.toml").read_text(encoding="utf-8"))
SENSITIVE: Mapping[str, str] = dict.fromkeys(NOT_OF_GUESTS, "love") | {
    slug: topic for topic, lists in _TOPICS.items() for slug in lists["slugs"]
}
WORDS: Mapping[str, str] = {word: topic for topic, lists in _TOPICS.items() for word in lists["words"]}
SAID: Mapping[str, str] = {word: topic for topic, lists in _TOPICS.items() for word in lists["said"]}
NO_THEMES: Mapping[str, Collection[str]] = {}
YOU = frozenset(
    ["you", "your", "yours", "yourself", "vous", "votre", "vos", "vôtre", "tu", "te", "t", "toi", "ton", "ta", "tes"]
)
_ENDS = str.maketrans(dict.fromkeys(".!?…;:\n", "\n"))


def review(
    rule: AudienceRule,
    texts: Texts,
    category: str,
    size: AudienceSize | None = None,
    themes: Mapping[str, Collection[str]] = NO_THEMES,
) -> tuple[PolicyProblem, ...]:
    """All that stands against an ad; empty: it may run.

    `texts`: its title, text and button by language. `category`: what it declares to be for. `size`: of its audience,
    where it was estimated. `themes`: what groups are about (slugs), by group id; a group is else judged by its name.
    """
    problems = [] if category in CATEGORIES else [PolicyProblem("unknown-category", "category")]
    problems += _review_topics(rule, themes)
    if category != "ordinary":  # an unknown one is taken at its worst
        problems += _review_special(rule)
    problems += _review_size(rule, size)
    return (*problems, *_review_texts(texts))


def _review_topics(rule: AudienceRule, themes: Mapping[str, Collection[str]]) -> Iterator[PolicyProblem]:
    """Included or excluded: to leave people out for what they have tells as much of them."""
    for where, facet in rule.placed():
        slugs: tuple[str, ...] = ()
        if isinstance(facet, InterestFacet):
            slugs = (facet.interest,)
        elif isinstance(facet, GroupFacet):
            slugs = (facet.group, *themes.get(facet.group, ()))
        if topic := next(filter(None, map(find_topic, slugs)), ""):
            yield PolicyProblem("sensitive-topic", where, facet, topic)


def find_topic(slug: str) -> str:
    """What is sensitive about a slug; empty: nothing that is known to be."""
    found = SENSITIVE.get(slug.casefold())
    return found or next((WORDS[word] for word in _split(slug) if word in WORDS), "")


def _review_special(rule: AudienceRule) -> Iterator[PolicyProblem]:
    for where, facet in rule.placed():
        match facet:
            case AgeFacet() if not (where.startswith("include") and _is_all_adults(facet)):
                yield PolicyProblem("special-age", where, facet)
            case SexFacet():
                yield PolicyProblem("special-sex", where, facet)
            case LookalikeFacet():
                yield PolicyProblem("special-lookalike", where, facet)
            case RadiusFacet(km=km) if km < LEAST_RADIUS_KM or where.startswith("exclude"):
                yield PolicyProblem("special-radius", where, facet)
            case _:
                pass


def _is_all_adults(facet: AgeFacet) -> bool:
    return facet.least <= ADULT and facet.most == OLDEST


def _review_size(rule: AudienceRule, size: AudienceSize | None) -> Iterator[PolicyProblem]:
    """By the estimate; and a group of customer lists alone cannot hold more than they name."""
    for number, group in enumerate(rule.include):
        lists = [facet.hashes for facet in group if isinstance(facet, CustomerListFacet)]
        if lists and len(lists) == len(group) and len(frozenset().union(*lists)) < LEAST:
            yield PolicyProblem("too-small", f"include.{number}.0", group[0])
            return
    if size and size.is_too_small:
        yield PolicyProblem("too-small", "")


def _review_texts(texts: Texts) -> Iterator[PolicyProblem]:
    for language in LANGUAGES:
        for part, most in LONGEST_PARTS.items():
            where, text = f"{language}.{part}", texts.get(language, {}).get(part, "")
            if not text.strip():
                yield PolicyProblem("text-missing", where)
            if len(text) > most:
                yield PolicyProblem("text-too-long", where)
            if any(kind_of_character(each) in ("Cc", "Cs") and each not in "\r\n" for each in text):
                yield PolicyProblem("text-unreadable", where)
            if topic := _find_said(text[:most]):
                yield PolicyProblem("text-sensitive", where, None, topic)


def _find_said(text: str) -> str:
    """What a sentence that speaks to its reader says of them: an ad may name a topic, but not know it of somebody."""
    for sentence in text.translate(_ENDS).split("\n"):
        words = _split(sentence)
        if not YOU.isdisjoint(words):
            for word in words:
                if word in SAID:
                    return SAID[word]
    return ""


def _split(text: str) -> list[str]:
    return "".join(each if each.isalnum() else " " for each in text.casefold()).split()
