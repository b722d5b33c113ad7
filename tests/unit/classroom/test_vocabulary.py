"""The vocabulary: every word that is used has a definition, and a file with a mistake says where it is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pixel.classroom.guide.plain_text import without_marks
from pixel.classroom.guide.vocabulary import Vocabulary, read_vocabulary, shipped_vocabulary
from pixel.classroom.lesson.reader import find_lesson, list_shipped
from pixel.classroom.lesson.wording import list_terms
from pixel.data_files.errors import DataFileError
from pixel.pages.folders import PIXEL

USE = re.compile(r"""\bterm\(\s*["']([^"']*)["']""")
PART = "{word: a, means: b}"


def terms_used_in_templates() -> Iterator[tuple[str, str]]:
    """Each template that links a word, and the word's id."""
    for file in (PIXEL / "templates").rglob("*.html"):
        for used in USE.findall(re.sub(r"\{#.*?#\}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)):
            yield str(file.relative_to(PIXEL)), used


def texts_of(value: object) -> Iterator[str]:
    """Every text in a model as plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts_of(part)


def test_every_word_that_a_page_links_has_a_definition() -> None:
    used = list(terms_used_in_templates())
    assert used
    assert [use for use in used if use[1] not in shipped_vocabulary().terms] == []


@pytest.mark.parametrize("name", list_shipped())
def test_every_word_that_a_lesson_links_has_a_definition(name: str) -> None:
    linked = {term for text in texts_of(find_lesson(name).model_dump()) for term in list_terms(text)}
    assert linked
    assert linked - shipped_vocabulary().terms.keys() == set()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_two_terms_have_the_same_word(language: str) -> None:
    words = [term.in_language(language).word for term in shipped_vocabulary().terms.values()]
    assert len(words) == len(set(words))


def test_french_words_are_in_the_order_of_a_french_dictionary() -> None:
    def term(word: str) -> dict[str, object]:
        return {"en": {"word": "x", "means": "x"}, "fr": {"word": word, "means": "x"}}

    words = ("zone", "événement", "Écran", "fil", "enchère")
    vocabulary = Vocabulary.model_validate({"vocabulary": "v", "terms": {word: term(word) for word in words}})
    listed = [term.fr.word for _, term in vocabulary.in_order("fr")]
    assert listed == ["Écran", "enchère", "événement", "fil", "zone"]


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        pytest.param("terms:\n  a: {en: " + PART, 2, "no YAML", id="no YAML"),
        pytest.param(f"vocabulary: v\nterms:\n  a:\n    en: {PART}\n", 3, "'fr' is missing", id="one language"),
        pytest.param(
            f"vocabulary: v\nterms:\n  a:\n    en: {PART}\n    fr: {{word: a, meaning: b}}\n",
            5,
            "did you mean 'means'?",
            id="a typo",
        ),
        pytest.param(
            f"vocabulary: v\nterms:\n  aa:\n    en: {PART}\n    fr: {PART}\n    see:\n      - aa\n",
            7,
            "expected the id of another word",
            id="it refers to itself",
        ),
        pytest.param(
            f"vocabulary: v\nterms:\n  bid:\n    en: {PART}\n    fr: {PART}\n    see: [bed]\n  bead:\n    en: {PART}\n"
            f"    fr: {PART}\n",
            6,
            "did you mean 'bead'?",
            id="no such word",
        ),
    ],
)
def test_a_mistake_is_told_with_file_and_line(tmp_path: Path, text: str, line: int, told: str) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        read_vocabulary(file)
    assert f"mine.yaml, line {line}: " in str(caught.value)
    assert told in str(caught.value)


def test_on_paper_a_text_has_no_marks() -> None:
    assert without_marks("Open your\n[feed](feed), **now**.") == "Open your feed, now."
