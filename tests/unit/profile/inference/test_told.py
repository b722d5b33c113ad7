"""Towns that comments give away: the published patterns, what is no pattern, and hostile text."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixel.profile.inference.places import Place
from pixel.profile.inference.told import PATTERNS, TownPattern, name_towns, read_comment

_NAMES = (
    "Rimouski Gaspé Matane Sept-Îles Amqui Baie-Comeau Le_Bic La_Tuque Les_Escoumins Val-d'Or Sainte-Anne "
    "Sainte-Anne-des-Monts L'Ancienne-Lorette Alma Saint-Jean"
)
TOWNS = name_towns([Place(name.lower(), name.replace("_", " "), 48, -68) for name in _NAMES.split()])


def read(text: str) -> list[tuple[str, str]]:
    return [(told.place.name, told.words) for told in read_comment(text, TOWNS)]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.id)
def test_each_pattern_reads_its_example(pattern: TownPattern) -> None:
    (told,) = read_comment(pattern.example, TOWNS)
    assert told.pattern == pattern
    assert told.words == pattern.example[told.start : told.end]
    assert told.words.endswith(told.place.name)


def test_patterns_are_told_apart_and_both_languages_have_as_many() -> None:
    assert len({pattern.id for pattern in PATTERNS}) == len(PATTERNS)
    assert [pattern.language for pattern in PATTERNS].count("fr") * 2 == len(PATTERNS)


def test_no_pattern_repeats_without_a_bound() -> None:
    assert not [pattern.id for pattern in PATTERNS if re.search(r"[*+]|\{\d+,\}", pattern.regex)]


@pytest.mark.parametrize(
    ("text", "town", "words"),
    [
        pytest.param("TOI QUI ÉTAIS À GASPÉ!", "Gaspé", "TOI QUI ÉTAIS À GASPÉ", id="capitals"),
        pytest.param("toi qui etais a gaspe", "Gaspé", "toi qui etais a gaspe", id="no accents"),
        pytest.param(
            unicodedata.normalize("NFD", "Toi qui étais à Gaspé."),
            "Gaspé",
            unicodedata.normalize("NFD", "Toi qui étais à Gaspé"),
            id="accents apart from their letters",
        ),
        pytest.param("notre gang de sept iles", "Sept-Îles", "notre gang de sept iles", id="no hyphen"),
        pytest.param("quand tu vivais à Val d’Or", "Val-d'Or", "quand tu vivais à Val d’Or", id="curly apostrophe"),
        pytest.param("chez tes parents à Val‑d'Or", "Val-d'Or", "chez tes parents à Val‑d'Or", id="hard hyphen"),
        pytest.param("tes années au Bic", "Le Bic", "tes années au Bic", id="au for à Le"),
        pytest.param("la gang? Notre gang du Bic!", "Le Bic", "Notre gang du Bic", id="du for de Le"),
        pytest.param("tes années aux Escoumins", "Les Escoumins", "tes années aux Escoumins", id="aux for à Les"),
        pytest.param("notre gang d'Alma", "Alma", "notre gang d'Alma", id="d' before a vowel"),
        pytest.param(
            "notre gang de l'Ancienne-Lorette",
            "L'Ancienne-Lorette",
            "notre gang de l'Ancienne-Lorette",
            id="a name that begins with its article",
        ),
        pytest.param(
            "toi qui étais à Ste-Anne-des-Monts",
            "Sainte-Anne-des-Monts",
            "toi qui étais à Ste-Anne-des-Monts",
            id="Ste for Sainte, and the longest name",
        ),
        pytest.param(
            "toi qui étais à Sainte-Anne, hein", "Sainte-Anne", "toi qui étais à Sainte-Anne", id="the short one"
        ),
        pytest.param("voir ta sœur à Alma", "Alma", "voir ta sœur à Alma", id="a ligature"),
        pytest.param("when  you\tlived\nin Alma", "Alma", "when  you\tlived\nin Alma", id="white space of all kinds"),
        pytest.param(
            "Dans l'train: toi qui étais à \u200bRi\u00admouski",
            "Rimouski",
            "toi qui étais à \u200bRi\u00admouski",
            id="unseen",
        ),
        pytest.param("\u202etoi qui étais à Alma\u202c", "Alma", "toi qui étais à Alma\u202c", id="marks of direction"),
    ],
)
def test_however_it_is_written(text: str, town: str, words: str) -> None:
    assert read(text) == [(town, words)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Le train pour Rimouski part à six heures.", id="a town without a pattern"),
        pytest.param("Rimouski", id="a town alone"),
        pytest.param("Quand je restais à Matane, moi, il neigeait.", id="told of oneself"),
        pytest.param("Toi qui étais à Paris en mai", id="a town that is not on the list"),
        pytest.param("Toi qui étais à Rimouskiville", id="a longer word"),
        pytest.param("Toi qui étais à Saint-Jean-Port-Joli", id="a longer name"),
        pytest.param("Tes années. À Gaspé, il fait froid.", id="a sentence's end between"),
        pytest.param("Quand tu restais à la maison", id="no town at all"),
        pytest.param("tes années au Gaspé", id="au before a name without Le"),
        pytest.param("Toi qui étais à Rіmouski", id="a Cyrillic letter that looks alike"),
        pytest.param("partoi qui étais à Rimouski", id="in the midst of a word"),
        pytest.param("Toi qui étais à", id="ends too early"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_gives_nothing_away(text: str) -> None:
    assert read(text) == []


def test_two_towns_in_one_comment_come_in_the_order_of_the_text() -> None:
    assert read("You grew up in Alma? When you lived in Gaspé I thought so; your years in Gaspé") == [
        ("Alma", "You grew up in Alma"),
        ("Gaspé", "When you lived in Gaspé"),
        ("Gaspé", "your years in Gaspé"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("a" * 10_000, 0, id="one letter"),
        pytest.param("\u0301" * 10_000, 0, id="combining marks alone"),
        pytest.param("toi qui étais à Gaspe" + "\u0301" * 9_000, 1, id="a letter under nine thousand accents"),
        pytest.param("toi qui étais à " * 625, 0, id="a pattern again and again"),
        pytest.param("quand tu restais à Alma " * 416, 416, id="a give-away again and again"),
        pytest.param("- '" * 3_333, 0, id="hyphens and apostrophes"),
        pytest.param("\u202e\u2066\u200f" * 3_333, 0, id="marks of direction"),
        pytest.param("ﷺ" * 10_000, 0, id="a letter that spells out as eighteen"),
        pytest.param("\x00\x1b\ud800\udfff\uffff" * 2_000, 0, id="what is no text"),
        pytest.param(bytes(range(256)).decode("utf-8", "surrogateescape") * 39, 0, id="any bytes"),
    ],
)
def test_hostile_text_is_read_to_its_end(text: str, found: int) -> None:
    assert len(read(text)) == found


@settings(deadline=None, derandomize=True, max_examples=100)
@given(st.text(), st.text())
def test_the_words_stand_where_it_says(before: str, after: str) -> None:
    text = f"{before} your years in Gaspé. {after}"
    for told in read_comment(text, TOWNS):
        assert text[told.start : told.end] == told.words
    assert ("Gaspé", "your years in Gaspé") in read(text)


def test_of_no_towns_nothing_is_found() -> None:
    assert read_comment(PATTERNS[0].example, name_towns([])) == ()
    assert read_comment(PATTERNS[0].example, name_towns([Place("x", "'-", 0, 0)])) == ()
