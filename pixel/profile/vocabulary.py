"""The words for interests: themes and regions, from `vocabulary.toml`. Whatever is neither is a destination's id, which
some advertiser's product feed names.
"""

import tomllib
from pathlib import Path
from typing import Literal

Kind = Literal["destination", "region", "theme"]

_WORDS = tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))
THEMES: frozenset[str] = frozenset(_WORDS["themes"])
REGIONS: frozenset[str] = frozenset(_WORDS["regions"])


def kind_of(slug: str) -> Kind:
    """What a word for an interest is about."""
    if slug in THEMES:
        return "theme"
    return "region" if slug in REGIONS else "destination"
