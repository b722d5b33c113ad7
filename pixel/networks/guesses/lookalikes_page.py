"""People like these: who stands where a person stands by the factors of what they follow."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template

from pixel.networks.guesses.access import Asked, ask
from pixel.networks.wording import write_number
from pixel.pages.language import language
from pixel.profile.inference.lookalikes import Lookalike, find_lookalikes
from pixel.profile.learned import read_learned
from pixel.store import Connection
from pixel.store.queries.town.inference import list_all_likes, read_likes
from pixel.store.queries.town.subjects import name_pages, name_residents

SHOWN = 10
SHARED_SHOWN = 3


@dataclass(frozen=True)
class AlikeView:
    """Somebody alike: how much (cosine, as shown, and in percent for a bar), and some pages that both follow."""

    id: str
    name: str
    likeness: str
    level: int
    shared_count: int
    shared: tuple[str, ...]


@dataclass(frozen=True)
class AlikeFacts:
    """What the page reads; `own`: the pages that the person follows."""

    own: frozenset[str]
    likes: Mapping[str, frozenset[str]]
    alike: tuple[Lookalike, ...]
    names: Mapping[str, str]
    pages: Mapping[str, Mapping[str, str]]


def read_facts(connection: Connection, asked: Asked) -> AlikeFacts:
    """All of it. This page alone compares a person with everybody, so it alone takes longer in a larger town."""
    network, person = asked.subject.network, asked.resident.id
    own = read_likes(connection, asked.subject).all
    likes = list_all_likes(connection, network) | {person: own}
    factors = read_learned(connection, network).factors
    alike = tuple(find_lookalikes(factors, likes, [person], SHOWN)) if factors else ()
    shared = {page for each in alike for page in sorted(likes[each.person] & own)[:SHARED_SHOWN]}
    names = name_residents(connection, network, [each.person for each in alike])
    return AlikeFacts(own, likes, alike, names, name_pages(connection, network, shared))


def show_lookalikes() -> str:
    """The page."""
    asked, facts = ask(read_facts)
    return render_template(
        "guesses/lookalikes.html",
        me=asked.me,
        asked=asked,
        likes_count=len(facts.own),
        alike=[view_alike(each, facts) for each in facts.alike],
    )


def view_alike(each: Lookalike, facts: AlikeFacts) -> AlikeView:
    """One person, with what both follow."""
    shared = sorted(facts.likes[each.person] & facts.own)
    return AlikeView(
        id=each.person,
        name=facts.names.get(each.person, each.person),
        likeness=write_number(each.likeness, 2),
        level=max(round(100 * each.likeness), 0),
        shared_count=len(shared),
        shared=tuple(facts.pages[page][language()] for page in shared[:SHARED_SHOWN]),
    )
