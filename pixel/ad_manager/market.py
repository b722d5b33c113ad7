"""What the ad manager is handed of the network that its ads stand on: it imports nothing of a network itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import cast

from flask import current_app

from pixel.profile.inference.places import Place
from pixel.store.records import Seat

EXTENSION = "pixel.market"


@dataclass(frozen=True)
class Market:
    """`places`: the towns that its people live in, by slug; `name_interest`, `name_seat`: what an interest and a person
    are called, in the reader's language."""

    places: Mapping[str, Place] = field(hash=False)
    name_interest: Callable[[str], str]
    name_seat: Callable[[Seat], str]


def this_market() -> Market:
    """The one that the site was built for."""
    return cast(Market, current_app.extensions[EXTENSION])
