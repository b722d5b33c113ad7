"""A line's labels from the Data Privacy Vocabulary (DPV, https://w3id.org/dpv): where the data come from, what they are
used for, and on which legal basis. Labels alone: nothing is fetched. Exports and the rights desk write them. Pure.

The legal bases are those that a network of this kind would claim: what is needed to run the account is its contract,
all else its own legitimate interest, until the person objects (GDPR, articles 6 and 21).
"""

from collections.abc import Mapping
from typing import TypedDict

from pixel.profile.line import Line, LineKind

DPV = "https://w3id.org/dpv#"
SOURCES: Mapping[LineKind, str] = {
    "declared": "DataSubject",
    "observed": "DataSubject",
    "reported": "ThirdParty",
    "told": "ThirdParty",
    "guessed": "DataController",
}
CATEGORIES: Mapping[LineKind, str] = {
    "declared": "ProvidedPersonalData",
    "observed": "ObservedPersonalData",
    "reported": "ObservedPersonalData",
    "told": "CollectedPersonalData",
    "guessed": "InferredPersonalData",
}


class Labels(TypedDict):
    """Terms as IRIs; no purpose is left for whoever objected."""

    category: str
    source: str
    purposes: list[str]
    legal_basis: str


def label_line(line: Line) -> Labels:
    """A line's labels."""
    purposes = {
        "network": ["ServicePersonalisation"],
        "advertisers": ["ServicePersonalisation", "PersonalisedAdvertising"],
        "nobody": [],
    }[line.may_use]
    basis = "ContractPerformance" if line.kind == "declared" else "LegitimateInterestOfController"
    return Labels(
        category=DPV + CATEGORIES[line.kind],
        source=DPV + SOURCES[line.kind],
        purposes=[DPV + purpose for purpose in purposes],
        legal_basis=DPV + basis,
    )
