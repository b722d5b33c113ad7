"""The profile, line by line: what is known of somebody, how, how surely, from which rows, for whom, for how much."""

from typing import Literal, NamedTuple

from pixel.profile.evidence import Evidence

LineKind = Literal["declared", "observed", "reported", "told", "guessed"]
KINDS: tuple[LineKind, ...] = ("declared", "observed", "reported", "told", "guessed")
MayUse = Literal["network", "advertisers", "nobody"]


class Worth(NamedTuple):
    """What a line brings in an auction: cents per thousand (bid × relevance), and the campaign that would pay it."""

    cents: float
    campaign_id: str
    advertiser_name: str


class Line(NamedTuple):
    """One line; `confidence` from 0 to 1; `worth` None: no campaign reads it."""

    key: str
    value: str
    kind: LineKind
    confidence: float
    evidence: tuple[Evidence, ...]
    may_use: MayUse
    worth: Worth | None = None
