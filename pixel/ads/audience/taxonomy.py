"""Our words for interests by number and name of the IAB Audience Taxonomy 1.1, from `taxonomy.toml`, which names its
source and licence. The ad manager and whoever writes OpenRTB segments ask.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

# How well a row fits one of our words, as SKOS names it (W3C 2009: exactMatch, closeMatch, broadMatch).
Fit = Literal["exact", "close", "broad"]
FITS: tuple[Fit, ...] = ("exact", "close", "broad")
TRAVEL_ID = 719


class Row(NamedTuple):
    """A row of the taxonomy: its number, the number of the row above (None at the top), its name in English."""

    id: int
    parent_id: int | None
    name: str


class Segment(NamedTuple):
    """What one of our words is in the taxonomy."""

    row: Row
    fit: Fit


_FILE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
ROWS: Mapping[int, Row] = {entry["id"]: Row(entry["id"], entry.get("parent"), entry["name"]) for entry in _FILE["rows"]}
TRAVEL: tuple[Row, ...] = tuple(row for row in ROWS.values() if TRAVEL_ID in (row.id, row.parent_id))
SEGMENTS: Mapping[str, Segment] = {
    slug: Segment(ROWS[number], fit) for fit in FITS for slug, number in _FILE[fit].items()
}


def find_segment(slug: str) -> Segment | None:
    """The row for an interest; None for a destination, and for the few words that no row holds."""
    return SEGMENTS.get(slug)


def path_of(row: Row) -> tuple[str, ...]:
    """The names from the top down to a row: ("Interest", "Travel", "Beach Travel")."""
    above = ROWS.get(row.parent_id) if row.parent_id is not None else None
    return (*path_of(above), row.name) if above else (row.name,)


def slugs_of(number: int) -> tuple[str, ...]:
    """Our words for a row, best fit first; empty where we have none."""
    return tuple(slug for slug, segment in SEGMENTS.items() if segment.row.id == number)
