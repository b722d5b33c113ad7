"""A hit's raw request taken apart: each piece as it came, and what it says. Pure; the inspector shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus

MOST_PARAMETERS = 100
SPELLINGS = {"sec-gpc": "Sec-GPC", "dnt": "DNT"}


@dataclass(frozen=True)
class Parameter:
    """One piece of the query between two `&`: `raw` as it came, `name` and `value` decoded."""

    raw: str
    name: str
    value: str


def decode_request(raw: str) -> list[Parameter]:
    """The pieces of a query, or of a form's body on a line of its own, in the order they came."""
    pieces = [piece for line in raw.split("\n") for piece in line.split("&") if piece]
    return [_decode(piece) for piece in pieces[:MOST_PARAMETERS]]


def spell_headers(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Kept headers as they are usually written."""
    return [(SPELLINGS.get(name, name.title()), text) for name, text in headers.items()]


def end_of(visitor_id: str) -> str:
    """The last letters of a visitor id: enough to tell two apart by eye."""
    return visitor_id[-4:]


def _decode(piece: str) -> Parameter:
    name, _, value = piece.partition("=")
    return Parameter(piece, unquote_plus(name, errors="replace"), unquote_plus(value, errors="replace"))
