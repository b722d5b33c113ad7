"""A lesson's texts as paper wants them: without links to the vocabulary, without bold. Pure; key and worksheet ask."""

import re

LINK = re.compile(r"\[([^\]]+)\]\(([a-z0-9-]+)\)")
BOLD = re.compile(r"\*\*(.+?)\*\*")


def without_marks(text: str) -> str:
    """The words alone, in one line."""
    return " ".join(BOLD.sub(r"\1", LINK.sub(r"\1", text)).split())


def linked_terms(text: str) -> list[str]:
    """The ids of the words that a text links to."""
    return [match[2] for match in LINK.finditer(text)]
