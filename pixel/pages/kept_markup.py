"""Markup that is the same for many readers: written once, kept, and given to each with what is theirs alone filled in.

Whoever keeps markup keeps it by all that decides on it: what a template is given, and `RequestTraits`. For what is
one reader's alone a slot stands in it: a text that nobody can guess, and so write in a comment or a name. Markup is
kept as the bytes that are sent: as text, each page would be encoded anew.
"""

import secrets
from dataclasses import dataclass
from typing import cast

from flask import g, request

from pixel.origins import Here
from pixel.pages.addresses import here
from pixel.pages.language import chosen_language, language
from pixel.pages.walk_bar import AnyPosition, current_position


@dataclass(frozen=True)
class RequestTraits:
    """All that words and addresses on a page take from the request, and that readers may have in common: the site and
    how its address is written, the path under which it stands, the language and whether it was chosen, the walk."""

    here: Here
    root: str
    language: str
    chosen_language: str | None
    position: AnyPosition | None


def request_traits() -> RequestTraits:
    """Those of the current request."""
    if "request_traits" not in g:
        g.request_traits = RequestTraits(here(), request.script_root, language(), chosen_language(), current_position())
    return cast(RequestTraits, g.request_traits)


def new_slot() -> str:
    """A slot, the same while this process runs: letters that stand in text, attribute and address as they are."""
    return secrets.token_urlsafe(24)


FORM_TOKEN = new_slot()


def fill_slot(markup: bytes, slot: str, text: str) -> bytes:
    """Kept markup, with a text for one reader wherever the slot stands; nothing is escaped."""
    return markup.replace(slot.encode(), text.encode())
