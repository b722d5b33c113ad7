"""The words of the lesson, from `vocabulary.yaml`: one definition each, in both languages. Pages link words to it."""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field

from pixel.data_files import errors
from pixel.data_files.base_model import Name, Part
from pixel.data_files.errors import DataFileError, FileFormat, nearest
from pixel.data_files.model_file import read_model
from pixel.data_files.yaml_lines import read_text

FILE = Path(__file__).with_name("vocabulary.yaml")


class Wording(Part):
    """A word in one language."""

    word: Annotated[str, Field(min_length=1)]
    means: Annotated[str, Field(min_length=1)]
    also: str = ""
    """What else it is called."""


class Term(Part):
    """A word in both languages."""

    en: Wording
    fr: Wording
    see: Annotated[tuple[Name, ...], Field(strict=False)] = ()
    """Other words of the list to read as well."""

    def in_language(self, language: str) -> Wording:
        """The French wording for `fr`, else the English one."""
        return self.fr if language == "fr" else self.en


class Vocabulary(Part):
    """All words, by id."""

    vocabulary: Name
    terms: Annotated[dict[str, Term], Field(min_length=1)]

    def in_order(self, language: str) -> list[tuple[str, Term]]:
        """Ids and terms as a dictionary of that language lists them, accents aside."""
        return sorted(self.terms.items(), key=lambda item: _fold(item[1].in_language(language).word))


def read_vocabulary(path: Path) -> Vocabulary:
    """The vocabulary in a file. Raises DataFileError: file, line, what was found and what was expected."""
    shown = path.name
    vocabulary, lines = read_model(shown, read_text(path, VOCABULARY.name), Vocabulary, VOCABULARY)
    for term_id, term in vocabulary.terms.items():
        others = vocabulary.terms.keys() - {term_id}
        for place, other in enumerate(term.see):
            if other not in others:
                sentence = f"found {other!r}, expected the id of another word of this list{nearest(other, others)}"
                raise DataFileError(shown, lines.of(("terms", term_id, "see", place)), sentence)
    return vocabulary


@cache
def shipped_vocabulary() -> Vocabulary:
    """The vocabulary that comes with the package, read once a process."""
    return read_vocabulary(FILE)


def _fold(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _known_words(path: errors.Path, _data: object) -> Sequence[str]:
    models: Mapping[int, type[BaseModel]] = {0: Vocabulary, 2: Term}
    return list(models.get(len(path), Wording).model_fields)


VOCABULARY = FileFormat("vocabulary", _known_words)
