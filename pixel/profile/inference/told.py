"""A town that a friend's comment gives away: "toi qui étais à Rimouski en troisième". Pure; the profile asks.

A comment is read by PATTERNS alone, which a page may show: each leads up to a town's name, and without such a lead a
name says nothing ("le train pour Rimouski"). Case, accents, hyphens and apostrophes make no difference, and what cannot
be seen (joiners, marks of direction) is passed over; letters of other alphabets that look alike are other letters. Time
grows with the text's length alone: no pattern repeats anything without a bound.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pixel.profile.inference.places import Place


@dataclass(frozen=True)
class TownPattern:
    """Words after which a town's name tells where somebody is from. `id` is unique; `regex` matches the lead, in folded
    text (see `_Folded`): small letters without accents, one space for hyphens, apostrophes and white space. It ends in
    the group `at`, the preposition, and a space; "au" and "du" are read as "à Le", "de Le"."""

    id: str
    language: Literal["fr", "en"]
    example: str
    regex: str


_A = r"(?P<at>a|au|aux) "
_DE = r"(?P<at>de|du|des|d) "
_LIVED = r"(?:etais|etiez|vivais|viviez|restais|restiez|habitais|habitiez|demeurais|demeuriez)"
_KIN = r"(?:ta (?:grand )?mere|ton (?:grand )?pere|tes (?:grands )?parents|ta famille|ta soeur|ton frere|ta gang)"
_KIN_EN = r"(?:mother|mom|mum|father|dad|parents|folks|family|grandmother|grandfather|sister|brother)"

PATTERNS: tuple[TownPattern, ...] = (
    TownPattern(
        "toi-qui-etais",
        "fr",
        "Toi qui étais à Rimouski en troisième, tu te souviens?",
        rf"(?:toi|vous) qui {_LIVED} {_A}",
    ),
    TownPattern("tes-annees", "fr", "C'est comme dans tes années à Gaspé.", rf"(?:tes|vos) (?:belles )?annees {_A}"),
    TownPattern(
        "quand-tu-restais",
        "fr",
        "Quand tu restais à Matane, on se voyait plus souvent.",
        rf"(?:quand|ou) (?:tu|vous) {_LIVED} (?:encore )?{_A}",
    ),
    TownPattern(
        "notre-gang", "fr", "Notre gang de Sept-Îles est toute là!", rf"(?:notre|votre|ta) (?:vieille )?gang {_DE}"
    ),
    TownPattern("toute-la-classe", "fr", "Toute la classe à Amqui en parle encore.", rf"toute la classe {_A}"),
    TownPattern("ta-mere", "fr", "Tu viens-tu encore voir ta mère à Baie-Comeau?", rf"(?:voir|chez) {_KIN} {_A}"),
    TownPattern(
        "ta-mere-reste",
        "fr",
        "Ta mère reste-t-elle encore à Sept-Îles?",
        rf"{_KIN} (?:reste|restent|vit|vivent|habite|habitent) (?:t (?:elles?|ils?) )?(?:encore |toujours )?{_A}",
    ),
    TownPattern("chez-vous", "fr", "Redescends-tu chez vous à Gaspé pour les fêtes?", rf"tu chez (?:vous|toi) {_A}"),
    TownPattern("tu-as-grandi", "fr", "C'est là que t'as grandi, à La Tuque?", rf"(?:tu as|t as|as tu) grandi,? {_A}"),
    TownPattern(
        "you-who-were",
        "en",
        "You who were in Rimouski in grade nine, remember?",
        r"you who (?:were|lived|grew up|went to school) (?P<at>in) ",
    ),
    TownPattern("your-years", "en", "Just like your years in Gaspé.", r"your (?:school |early )?years (?P<at>in) "),
    TownPattern(
        "when-you-lived",
        "en",
        "Back when you lived in Matane we met more often.",
        r"when you (?:still )?(?:were|lived|were living|were growing up) (?P<at>in) ",
    ),
    TownPattern(
        "our-gang", "en", "Our gang from Sept-Îles is all here!", r"our (?:old |whole )?(?:gang|crowd) (?P<at>from|in) "
    ),
    TownPattern("the-whole-class", "en", "The whole class in Amqui still talks of it.", r"the whole class (?P<at>in) "),
    TownPattern(
        "your-mother",
        "en",
        "Do you still come and see your mother in Baie-Comeau?",
        rf"(?:see|visit|visiting) your {_KIN_EN} (?:back )?(?P<at>in) ",
    ),
    TownPattern(
        "your-mother-still",
        "en",
        "Is your mother still in Sept-Îles?",
        rf"your {_KIN_EN} (?:is |are )?still (?:living )?(?P<at>in) ",
    ),
    TownPattern(
        "going-home", "en", "Are you going home to Gaspé for the holidays?", r"going (?:back )?home (?P<at>to) "
    ),
    TownPattern("you-grew-up", "en", "So you grew up in La Tuque!", r"you grew up (?P<at>in) "),
)
_COMPILED = tuple((pattern, re.compile(r"\b" + pattern.regex)) for pattern in PATTERNS)
_ARTICLES = {"au": "le ", "du": "le ", "aux": "les ", "des": "les "}
_SAINTS = {"st": "saint", "ste": "sainte"}
_GAPS = frozenset("-'’‘ʼ`´‐‑‒–—_")  # as people type hyphens and apostrophes
_HYPHENS = ("-", "‐", "‑")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


@dataclass(frozen=True)
class TownTold:
    """What a comment gave away: `place`, by which pattern, in which words, which are text[start:end]."""

    place: Place
    pattern: TownPattern
    words: str
    start: int
    end: int


@dataclass(frozen=True)
class TownNames:
    """Towns by folded name; made once by `name_towns`, for many comments."""

    places: Mapping[str, Place]
    longest: int


def name_towns(places: Sequence[Place]) -> TownNames:
    """The towns that comments are searched for. Of two of one name, the first."""
    names: dict[str, Place] = {}
    for place in places:
        folded = _Folded(place.name).text.strip()
        for name in (folded, _abbreviate(folded)):
            if name:
                names.setdefault(name, place)
    return TownNames(names, max(map(len, names), default=0))


def read_comment(text: str, names: TownNames) -> tuple[TownTold, ...]:
    """All that a comment gives away, in the order of the text; nothing, mostly. Any text will do."""
    folded = _Folded(text)
    found: dict[tuple[int, int], TownTold] = {}
    for pattern, regex in _COMPILED:
        for lead in regex.finditer(folded.text):
            town = _read_name(folded, lead.end(), _ARTICLES.get(lead["at"], ""), names)
            if town:
                place, after = town
                start, end = folded.origins[lead.start()], folded.end_of(after)
                found.setdefault((after, lead.end()), TownTold(place, pattern, text[start:end], start, end))
    return tuple(sorted(found.values(), key=lambda told: (told.start, told.end)))


def read_first(text: Mapping[str, str], names: TownNames) -> tuple[str, TownTold] | None:
    """The first that a comment in two languages gives away, and in which of them; French is read first."""
    found = ((language, told) for language in ("fr", "en") for told in read_comment(text.get(language, ""), names))
    return next(found, None)


def _read_name(folded: "_Folded", start: int, article: str, names: TownNames) -> tuple[Place, int] | None:
    """The longest town's name that begins there, and where it ends (both in folded text)."""
    window = folded.text[start : start + names.longest + 1]
    for end in range(min(len(window), names.longest), 0, -1):
        place = names.places.get(article + window[:end])
        if place and not window[end : end + 1].isalnum() and not folded.is_hyphenated(start + end):
            return place, start + end
    return None


def _abbreviate(name: str) -> str:
    shorter = {full: short for short, full in _SAINTS.items()}
    return " ".join(shorter.get(word, word) for word in name.split())


class _Folded:
    """Text made comparable, and where each of its letters stood: small letters, no accents, ligatures spelt out, and
    one space for each run of white space, hyphens and apostrophes."""

    def __init__(self, text: str) -> None:
        letters: list[str] = []
        self.origins: list[int] = []
        for index, letter in enumerate(text):
            for plain in _fold_letter(letter):
                if plain != " " or (letters and letters[-1] != " "):
                    letters.append(plain)
                    self.origins.append(index)
        self.text = "".join(letters)
        self._original = text

    def end_of(self, after: int) -> int:
        """Where what ends before `after` ends in the original text: behind the last letter's accents."""
        end = self.origins[after - 1] + 1
        while end < len(self._original) and not _fold_letter(self._original[end]):
            end += 1
        return end

    def is_hyphenated(self, after: int) -> bool:
        """Whether a hyphen and a letter follow, so that the name is a part of a longer one (Saint-Jean, -Port-Joli)."""
        end = self.end_of(after)
        return self._original[end : end + 1] in _HYPHENS and self._original[end + 1 : end + 2].isalnum()


@lru_cache(maxsize=2048)
def _fold_letter(letter: str) -> str:
    """What a character counts as; nothing for what cannot be seen by itself."""
    if letter in _GAPS or letter.isspace():
        return " "
    plain = unicodedata.normalize("NFKD", letter).casefold().translate(_LIGATURES)
    return "".join(part for part in plain if unicodedata.category(part) not in ("Mn", "Me", "Cf"))
