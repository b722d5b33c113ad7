"""Names in a class: drawn ones, an animal and an adjective in the reader's language, and what may stand in their place.

The French adjectives are the same in both genders, so that each goes with each animal.
"""

import random
import unicodedata
from collections.abc import Collection
from typing import Literal

LONGEST = 30  # letters
MOST_BYTES = 160

ANIMALS = (
    ("Loutre", "Otter"), ("Castor", "Beaver"), ("Huard", "Loon"), ("Lynx", "Lynx"), ("Béluga", "Beluga"),
    ("Caribou", "Caribou"), ("Harfang", "Owl"), ("Marmotte", "Marmot"), ("Renard", "Fox"), ("Tortue", "Turtle"),
    ("Mésange", "Chickadee"), ("Lièvre", "Hare"), ("Phoque", "Seal"), ("Grenouille", "Frog"), ("Héron", "Heron"),
    ("Libellule", "Dragonfly"), ("Saumon", "Salmon"), ("Colibri", "Hummingbird"), ("Macareux", "Puffin"),
    ("Écureuil", "Squirrel"), ("Hermine", "Ermine"), ("Narval", "Narwhal"), ("Luciole", "Firefly"),
    ("Sarcelle", "Teal"),
)  # fmt: skip
ADJECTIVES = (
    ("agile", "Nimble"), ("calme", "Calm"), ("célèbre", "Famous"), ("honnête", "Honest"), ("intrépide", "Fearless"),
    ("leste", "Brisk"), ("libre", "Free"), ("magique", "Magic"), ("modeste", "Modest"), ("optimiste", "Hopeful"),
    ("paisible", "Peaceful"), ("pratique", "Handy"), ("rapide", "Quick"), ("rare", "Rare"), ("sage", "Wise"),
("sincère", "Sincere"), ("solide", "Solid"), ("splendide", "Splendid"),
    ("sympathique", "Friendly"), ("timide", "Shy"), ("tranquille", "Quiet"), ("unique", "Unique"),
    ("utile", "Useful"), ("véritable", "True"),
)  # fmt: skip

Problem = Literal["too-long", "unreadable"]


def draw_name(language: str, taken: Collection[str], chance: random.Random) -> str:
    """A name that nobody has; a number goes with it once all are given."""
    french = language == "fr"
    drawn = [
        f"{animal[0]} {adjective[0]}" if french else f"{adjective[1]} {animal[1]}"
        for animal in ANIMALS
        for adjective in ADJECTIVES
    ]
    chance.shuffle(drawn)
    used = {name.casefold() for name in taken}
    free = next((name for name in drawn if name.casefold() not in used), None)
    if free:
        return free
    return next(name for number in range(2, len(used) + 3) if (name := f"{drawn[0]} {number}").casefold() not in used)


def tidy_name(text: str) -> str:
    """A name as it is kept: composed (NFC), single blanks, and nothing that cannot be seen, such as marks that turn the
    direction of whatever stands after it."""
    composed = unicodedata.normalize("NFC", text[: 20 * LONGEST])
    seen = "".join(" " if letter.isspace() else letter for letter in composed if _is_seen(letter))
    return " ".join(seen.split())


def find_problem(name: str) -> Problem | None:
    """Why a tidied name that is not empty cannot be taken."""
    if len(name) > LONGEST or len(name.encode()) > MOST_BYTES:
        return "too-long"
    has_letter = any(unicodedata.category(letter)[0] in "LNS" for letter in name)
    marks = sum(unicodedata.category(letter)[0] == "M" for letter in name)
    return None if has_letter and marks * 2 <= len(name) else "unreadable"


def _is_seen(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
