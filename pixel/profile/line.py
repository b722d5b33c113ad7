"""One line of a profile. `lines` draws them; pages, API and exports show them."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from pixel.profile.evidence import Evidence
from pixel.profile.interests import SourceKind

LineKind = Literal["declared", "observed", "reported", "told", "guessed"]
KINDS: tuple[LineKind, ...] = ("declared", "observed", "reported", "told", "guessed")
MayUse = Literal["network", "advertisers", "nobody"]
# Which kind of line a source of an interest makes.
KIND_OF_SOURCE: Mapping[SourceKind, LineKind] = {
    "declared": "declared",
    "corrected": "declared",
    "like": "observed",
    "comment": "observed",
    "post": "observed",
    "group": "observed",
    "page": "observed",
    "off-network": "reported",
}


class Worth(NamedTuple):
    """What a line brings in an auction: cents per thousand (bid × relevance), and the campaign that would pay it."""

    cents: float
    campaign_id: str
    advertiser_name: str


class Line(NamedTuple):
    """One line; `confidence` from 0 to 1; `evidence`: the newest rows that it rests on, MOST_EVIDENCE at most; `worth`
    None: no campaign reads it."""

    key: str
    value: str
    kind: LineKind
    confidence: float
    evidence: tuple[Evidence, ...]
    may_use: MayUse = "network"
    worth: Worth | None = None


MOST_EVIDENCE = 500
