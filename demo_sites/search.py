"""The search of every agency: words, month, budget. Pure; the pages call it, and show the notes that it returns."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from demo_sites.catalogue import Destination
from demo_sites.vocabulary import REGIONS, THEMES

Note = Literal["bad-month", "bad-budget", "some-words"]

# Words that no trip is about.
_SMALL_WORDS = (
    "a an and at for in of on or the to with au aux avec ce dans de des du en et la le les ou par pour sur un une"
)
_SKIPPED = frozenset(_SMALL_WORDS.split())
_LONGEST = 100  # characters of a search that are read


@dataclass(frozen=True)
class Query:
    text: str = ""
    month: date | None = None  # its first day
    budget: int | None = None  # at most, per person
    notes: tuple[Note, ...] = ()  # what could not be read, and was left out

    @property
    def is_empty(self) -> bool:
        return not self.text and self.month is None and self.budget is None


@dataclass(frozen=True)
class Found:
    destinations: tuple[Destination, ...]
    notes: tuple[Note, ...]


def read_query(fields: Mapping[str, str]) -> Query:
    """The three fields of the search form as they came; what makes no sense becomes a note instead of an error."""
    text = " ".join(fields.get("q", "")[:_LONGEST].split())
    month, month_note = _read_month(fields.get("month", "").strip())
    budget, budget_note = _read_budget(fields.get("budget", ""))
    return Query(text, month, budget, month_note + budget_note)


def search(destinations: Sequence[Destination], query: Query) -> Found:
    """Those that fit month and budget and hold every word; where none holds all, those that hold most, with a note."""
    affordable = [each for each in destinations if _fits(each, query)]
    words = [word for word in _words(query.text) if word not in _SKIPPED] or _words(query.text)
    if not words:
        return Found(tuple(affordable) if not query.text else (), query.notes)
    scores = [(sum(_holds(each, word) for word in words), each) for each in affordable]
    best = max((score for score, _ in scores), default=0)
    if best == 0:
        return Found((), query.notes)
    notes: tuple[Note, ...] = (*query.notes, "some-words") if best < len(words) else query.notes
    return Found(tuple(each for score, each in scores if score == best), notes)


def months_of_departure(destinations: Sequence[Destination]) -> tuple[date, ...]:
    """First days of the months in which somebody leaves, in order: the choices of the search form."""
    return tuple(sorted({departure.start.replace(day=1) for each in destinations for departure in each.dates}))


def fold(text: str) -> str:
    """Lower case without accents: « Québec » becomes "quebec"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _read_month(written: str) -> tuple[date | None, tuple[Note, ...]]:
    if not written:
        return None, ()
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}", written):
            return date.fromisoformat(f"{written}-01"), ()
    except ValueError:
        pass
    return None, ("bad-month",)


def _read_budget(written: str) -> tuple[int | None, tuple[Note, ...]]:
    """« 2 000 $ » is a budget, "-5" and "lots" are not."""
    bare = re.sub(r"[\s$,]", "", written)
    if not bare:
        return None, ()
    if re.fullmatch(r"[0-9]{1,7}", bare):
        return int(bare), ()
    return None, ("bad-budget",)


def _fits(destination: Destination, query: Query) -> bool:
    months = months_of_departure([destination])
    return (query.month is None or query.month in months) and (
        query.budget is None or destination.price <= query.budget
    )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def _holds(destination: Destination, word: str) -> bool:
    """A word fits the beginning of a word: "plong" finds diving in French, "plages" finds « plage »."""
    stem = word.removesuffix("s") if len(word) > 3 else word
    return any(known.startswith(stem) for known in _words(_all_text(destination)))


def _all_text(destination: Destination) -> str:
    parts = [destination.id, destination.city]
    parts += REGIONS[destination.region].values()
    parts += (label for theme in destination.themes for label in THEMES[theme].values())
    for words in destination.words.values():
        parts += (words.name, words.country_name, words.short, *words.description, *words.highlights)
    return " ".join(parts)
