"""An auction as it stands in an impression's row: most of what is written when a page shows ads, so the names of a
candidate's fields are said once, and each candidate is a list in their order. Rows of before hold a dictionary each.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

FIELDS = "fields"


def read_auction(kept: str) -> Mapping[str, Any]:
    """The auction as data: `winner`, `runner_up`, `others` are candidates, each a dictionary; `counts` by outcome."""
    auction: dict[str, Any] = json.loads(kept)
    fields: Sequence[str] = auction.pop(FIELDS, ())
    if fields:
        for place in ("winner", "runner_up"):
            auction[place] = auction[place] and dict(zip(fields, auction[place], strict=True))
        auction["others"] = [dict(zip(fields, candidate, strict=True)) for candidate in auction["others"]]
    return auction
