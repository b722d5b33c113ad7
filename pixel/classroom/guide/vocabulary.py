"""The words of the lesson, from `vocabulary.yaml`: one definition each, in both languages. Pages link words to it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pixel.pages.language import LANGUAGES

FILE = Path(__file__).with_name("vocabulary.yaml")


class VocabularyError(Exception):
    """The file of the vocabulary cannot be used; the message says which word is wrong, and how."""


@dataclass(frozen=True)
class Wording:
    """A word in one language, what it means, and what else it is called (or empty)."""

    word: str
    means: str
    also: str = ""


@dataclass(frozen=True)
class Term:
    """A word of the vocabulary: its id, its wording by language, and the ids of words beside it."""

    id: str
    texts: Mapping[str, Wording]
    see: tuple[str, ...]


def read_vocabulary(text: str) -> dict[str, Term]:
    """The terms by id. Raises VocabularyError."""
    data = yaml.safe_load(text)
    if not isinstance(data, dict):
        raise VocabularyError("found no words, expected an id for each, and under it en, fr.")
    terms = {str(id): _read_term(str(id), entry) for id, entry in data.items()}
    for term in terms.values():
        for other in term.see:
            if other not in terms or other == term.id:
                raise VocabularyError(f"{term.id}: see names {other!r}, which is no other word of this list.")
    return terms


@cache
def shipped_vocabulary() -> Mapping[str, Term]:
    """The vocabulary that comes with the package, read once."""
    return read_vocabulary(FILE.read_text(encoding="utf-8"))


def in_order(terms: Mapping[str, Term], language: str) -> list[Term]:
    """The terms as a dictionary of that language lists them, accents aside."""
    return sorted(terms.values(), key=lambda term: _sort_key(term.texts[language].word))


def _read_term(id: str, entry: Any) -> Term:
    if not isinstance(entry, dict) or not entry.keys() >= set(LANGUAGES) or entry.keys() - {*LANGUAGES, "see"}:
        raise VocabularyError(f"{id}: expected {', '.join(LANGUAGES)} and perhaps see.")
    texts = {language: _read_wording(id, language, entry[language]) for language in LANGUAGES}
    return Term(id, texts, tuple(entry.get("see", ())))


def _read_wording(id: str, language: str, entry: Any) -> Wording:
    is_whole = isinstance(entry, dict) and {"word", "means"} <= entry.keys() <= {"word", "means", "also"}
    if not is_whole or not all(isinstance(text, str) and text for text in entry.values()):
        raise VocabularyError(f"{id}, {language}: expected word, means and perhaps also, each with a text.")
    return Wording(**entry)


def _sort_key(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))
