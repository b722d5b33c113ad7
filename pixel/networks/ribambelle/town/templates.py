"""Templates of bios, posts and comments, with slots: read and validated here, filled for the generator.

A slot stands in braces: `{town}`. Which ones a text may use is told below; `{thing}` and the like are drawn from the
lists in words.toml, by the same place in both languages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Templates:
    pass


def read_templates(folder: Path, themes: Mapping[str, object]) -> Templates:
    return Templates()
