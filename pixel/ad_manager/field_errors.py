"""What can be wrong with a form's field, as data; `words` says it. Pure."""

import re
from typing import NamedTuple

WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)


class FieldError(NamedTuple):
    """What is wrong with a field; `least`, `most`: the bounds that it broke, where it broke one."""

    code: str
    least: int = 0
    most: int = 0


def judge_text(text: str, most: int) -> FieldError | None:
    """A line of text that others will read: 1 to `most` letters, none of them invisible."""
    if not text:
        return FieldError("missing", 1, most)
    if len(text) > most:
        return FieldError("too-long", 1, most)
    return None if text.isprintable() else FieldError("unreadable")


def read_whole(typed: str, least: int, most: int, usual: int | None = None) -> int | FieldError:
    """A whole number from `least` to `most`; nothing typed stands for `usual`, where there is one."""
    text = typed.strip()
    if not text and usual is not None:
        return usual
    if not WHOLE.fullmatch(text):
        return FieldError("no-whole-number", least, most)
    return int(text) if least <= int(text) <= most else FieldError("out-of-range", least, most)
