"""What two plays of one story have in common and where they differ, for people and for machines. `runner` calls it."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from pixel.stories.play.compare import Observation

Observations = Mapping[str, Observation]  # by person


def tell_side_by_side(one: Observations, other: Observations, headings: tuple[str, str]) -> str:
    """A table for each person; lines that differ begin with `*`."""
    blocks = []
    for person, first in one.items():
        rows = [("", *headings), *_rows(first, other[person])]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        lines = [person]
        for heading, known in zip(headings, (first, other[person]), strict=True):
            lines += [f"   with {heading}: {text}" for text in known.undone]
        for place, row in enumerate(rows):
            mark = "*" if place and row[1] != row[2] else " "
            cells = (text.ljust(width) for text, width in zip(row, widths, strict=True))
            lines.append(f" {mark} {'  '.join(cells)}".rstrip())
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def to_data(known: Observations) -> dict[str, object]:
    """For `--json`."""
    return {
        person: {
            "hits": list(each.hits),
            "cookies": list(each.cookies),
            "rows": each.rows,
            "interests": {slug: round(level, 4) for slug, level in each.levels},
            "ads": list(each.ads),
            "undone": list(each.undone),
        }
        for person, each in known.items()
    }


def _rows(one: Observation, other: Observation) -> list[tuple[str, str, str]]:
    hits = _count(one.hits), _count(other.hits)
    rows = [(f"hits: {name}", str(hits[0].get(name, 0)), str(hits[1].get(name, 0))) for name in {**hits[0], **hits[1]}]
    rows.append(("cookie", ", ".join(one.cookies) or "-", ", ".join(other.cookies) or "-"))
    rows.append(("rows of this person", str(one.rows), str(other.rows)))
    levels = dict(one.levels), dict(other.levels)
    slugs = {**levels[0], **levels[1]}
    rows += [(f"interest: {slug}", _level(levels[0].get(slug)), _level(levels[1].get(slug))) for slug in slugs]
    feed = enumerate(zip_longest(one.ads, other.ads, fillvalue="-"), 1)
    return rows + [(f"feed, ad {place}", first, second) for place, (first, second) in feed]


def _count(hits: Sequence[str]) -> dict[str, int]:
    return {hit: hits.count(hit) for hit in dict.fromkeys(hits)}


def _level(level: float | None) -> str:
    return "-" if level is None else f"{level:.2f}"
