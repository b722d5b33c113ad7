"""SQL for the truth about invented people: what they hide, for whoever counts how often a guess is wrong. No guess, ad,
line or export reads it; a page that shows it says that the network does not have it."""

import json
from dataclasses import dataclass

from pixel.store.connection import Connection


@dataclass(frozen=True)
class Truth:
    """What a resident hides, or may: where they grew up, with whom they are, and their traits."""

    home_town: str
    partner: str | None
    traits: frozenset[str]


def find_truth(connection: Connection, network: str, resident_id: str) -> Truth | None:
    """The truth about one resident."""
    row = connection.execute(
        "SELECT home_town, truth FROM residents WHERE network = :network AND id = :id",
        {"network": network, "id": resident_id},
    ).fetchone()
    if row is None:
        return None
    told = json.loads(row["truth"])
    return Truth(row["home_town"], told["partner"], frozenset(told["traits"]))
