"""What people are to each other, in a word of the reader's language."""

from collections.abc import Mapping

from pixel.networks.content import Text
from pixel.pages.language import language

# By the kind of kin: what a woman is, and a man.
KIN: Mapping[str, tuple[Text, Text]] = {
    "parent": (Text("mère", "mother"), Text("père", "father")),
    "child": (Text("fille", "daughter"), Text("fils", "son")),
    "sibling": (Text("sœur", "sister"), Text("frère", "brother")),
    "grandparent": (Text("grand-mère", "grandmother"), Text("grand-père", "grandfather")),
    "grandchild": (Text("petite-fille", "granddaughter"), Text("petit-fils", "grandson")),
    "aunt-uncle": (Text("tante", "aunt"), Text("oncle", "uncle")),
    "niece-nephew": (Text("nièce", "niece"), Text("neveu", "nephew")),
    "cousin": (Text("cousine", "cousin"), Text("cousin", "cousin")),
}


def name_kin(kind: str, sex: str) -> str:
    """What somebody of a sex is to their kin: a mother, a nephew."""
    return KIN[kind][0 if sex == "f" else 1].in_language(language())
