"""Templates of bios, posts and comments: read and validated here, and filled.

A slot stands in braces, the same ones in both languages. What fills it:

- `{day}`, `{dish}` and all other lists of words.toml: one of the list, by the same place in both languages
- `{n}`: a number from 2 to 9; `{friend}`: a friend's first name; `{town}`: where the author lives
- in comments `{home}`: where the post's author grew up, `{place}`: some other town
- in French only `{de_home}` ("de Rimouski", "d’Edmundston"), and endings that agree: `{e}`, `{ne}`, `{er}`, `{x}`
- with a capital (`{Day}`) the same, as a sentence begins
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pixel.networks.content import ContentError, Text
from pixel.networks.ribambelle.town.chance import Chance
from pixel.networks.ribambelle.town.model import Sex

SLOT = re.compile(r"\{(\w*)\}")
NUMBERS = tuple(Text(str(number), str(number)) for number in range(2, 10))
ENDINGS: dict[str, tuple[str, str]] = {"e": ("e", ""), "ne": ("ne", ""), "er": ("ère", "er"), "x": ("se", "x")}
FRENCH_ONLY = frozenset({*ENDINGS, "de_home"})
GIVEN = frozenset({"friend", "town"})
GIVEN_IN_COMMENTS = GIVEN | {"home", "place"}


@dataclass(frozen=True)
class Template:
    """A text with slots; `slots` are their names in small letters, in the order of the alphabet."""

    text: Text
    slots: tuple[str, ...]


@dataclass(frozen=True)
class Giveaway:
    """A comment that tells where the author of a post grew up; `is_of_classmates`: only one of them would say it."""

    id: str
    template: Template
    is_of_classmates: bool


@dataclass(frozen=True)
class Templates:
    """All templates, by theme or "any"; `words`: what fills slots."""

    words: Mapping[str, tuple[Text, ...]]
    posts: Mapping[str, tuple[Template, ...]]
    comments: Mapping[str, tuple[Template, ...]]
    replies: tuple[Template, ...]
    giveaways: tuple[Giveaway, ...]
    mentions: tuple[Template, ...]
    openings: Mapping[str, tuple[Template, ...]]
    closings: tuple[Template, ...]


def read_template(where: str, text: Text, known: Iterable[str]) -> Template:
    """A template whose slots are known, and the same in both languages. Raises ContentError."""
    slots = {language: {name.lower() for name in SLOT.findall(text.in_language(language))} for language in ("fr", "en")}
    allowed = {*known, "n"}
    for name in sorted(slots["fr"] - FRENCH_ONLY | slots["en"]):
        if name not in allowed:
            raise ContentError(f"{where}: nothing fills the slot {{{name}}}")
        if name not in slots["fr"] & slots["en"] and not (name == "home" and "de_home" in slots["fr"]):
            raise ContentError(f"{where}: the slot {{{name}}} stands in one language only")
    return Template(text, tuple(sorted(slots["fr"] | slots["en"])))


def endings(sex: Sex) -> dict[str, Text]:
    """The French endings that agree with a person."""
    return {slot: Text(forms[sex == "m"], "") for slot, forms in ENDINGS.items()}


def with_de(name: str) -> str:
    """A town with the French "de" before it, elided before a vowel."""
    return f"d’{name}" if name[0] in "AEIOUÉÈÎH" else f"de {name}"


def fill(chance: Chance, template: Template, given: Mapping[str, Text], words: Mapping[str, tuple[Text, ...]]) -> Text:
    """The text with every slot filled: from `given`, else by chance from `words`."""
    if not template.slots:
        return template.text
    values = {name: given.get(name) or chance.pick(words[name]) for name in template.slots}
    return Text(insert(template.text.fr, values, "fr"), insert(template.text.en, values, "en"))


def insert(text: str, values: Mapping[str, Text], language: str) -> str:
    def value(slot: re.Match[str]) -> str:
        name = slot[1]
        word = values[name.lower()].in_language(language)
        return word[:1].upper() + word[1:] if name[0].isupper() else word

    return SLOT.sub(value, text)
