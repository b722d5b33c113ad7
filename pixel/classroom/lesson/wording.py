"""The texts of a lesson as HTML: paragraphs, bold words, and links to the vocabulary. All else is escaped. Pure."""

import re

from markupsafe import Markup, escape

LINK = re.compile(r"\[([^\[\]]+)\]\(([a-z][a-z0-9-]*)\)")
BOLD = re.compile(r"\*\*([^*]+)\*\*")


def to_html(text: str, vocabulary_url: str) -> Markup:
    """An empty line begins a paragraph; `[words](term)` links to a term of the vocabulary; `**words**` are bold."""
    paragraphs = [_write_line(part, vocabulary_url) for part in re.split(r"\n\s*\n", text.strip())]
    return Markup("").join(Markup("<p>{}</p>").format(part) for part in paragraphs)


def list_terms(text: str) -> list[str]:
    """The terms of the vocabulary that a text links to."""
    return [found[2] for found in LINK.finditer(text)]


def _write_line(text: str, vocabulary_url: str) -> Markup:
    linked = LINK.sub(rf'<a class="term" href="{escape(vocabulary_url)}#\2">\1</a>', str(escape(text)))
    return Markup(BOLD.sub(r"<strong>\1</strong>", linked))  # noqa: S704  # escaped before
