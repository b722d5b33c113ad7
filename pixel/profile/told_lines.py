"""A home town that others gave away by what they wrote under somebody's posts. `lines` and its page ask. Pure.

Of several towns the one that most comments name. Each of them is taken to be right with TOLD_CONFIDENCE, and they are
all wrong together with (1 - TOLD_CONFIDENCE) ** comments; comments that name another town lower that by their share.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pixel.profile.evidence import Evidence
from pixel.profile.inference.places import Place
from pixel.profile.inference.told import TownNames, TownTold, name_towns, read_comment
from pixel.profile.line import MOST_EVIDENCE, Line
from pixel.store.queries.lines import SaidRow

TOLD_CONFIDENCE = 0.8


def draw_told(said: Sequence[SaidRow], places: Mapping[str, Place]) -> Iterator[Line]:
    """At most one line."""
    names, by_town = name_towns(list(places.values())), defaultdict[str, list[Evidence]](list)
    for row in said:
        for slug in {told.place.slug for told in read_said(row, names)}:
            by_town[slug].append(Evidence(row.table, row.id))
    if by_town:
        slug, rows = min(by_town.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        share = len(rows) / sum(map(len, by_town.values()))
        confidence = share * (1 - (1 - TOLD_CONFIDENCE) ** len(rows))
        yield Line("home_town", slug, "told", confidence, tuple(rows[:MOST_EVIDENCE]))


def read_said(row: SaidRow, names: TownNames) -> list[TownTold]:
    """What a comment gives away, in whichever language."""
    return [told for text in row.texts for told in read_comment(text, names)]
