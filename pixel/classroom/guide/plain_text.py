"""A lesson's texts as paper wants them: without links to the vocabulary, without bold. Pure; key and worksheet ask."""

from pixel.classroom.lesson.wording import BOLD, LINK


def without_marks(text: str) -> str:
    """The words alone, in one line."""
    return " ".join(BOLD.sub(r"\1", LINK.sub(r"\1", text)).split())
