"""What is counted: an ad shown, a click, a conversion, and who was to be shown an ad at all. The store hands them in.

Everywhere: ids are unique among rows of a kind, `person` is whatever key the network knows somebody by, and times carry
a zone (UTC, as the store has them; two times of one zone that changes its clocks would be an hour off).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Arm = Literal["shown", "held-out"]


@dataclass(frozen=True)
class Shown:
    """An ad shown once. `price`: thousandths of a cent. `is_view_measured`: whether a script watched for half of the ad
    to stand in the window for a second; where none did, an ad counts as viewed because it was served."""

    id: str
    person: str
    ad: str
    ad_set: str
    at: datetime
    price: int
    is_viewed: bool
    is_view_measured: bool


@dataclass(frozen=True)
class Click:
    """A click upon an ad that was shown; `impression`: the id of that `Shown`."""

    id: str
    impression: str
    person: str
    ad: str
    at: datetime


@dataclass(frozen=True)
class Conversion:
    """What an agency's pixel reported of a person: `event` as it named it (`Purchase`, `Lead`, `ViewContent`)."""

    id: str
    person: str
    event: str
    value_cents: int
    at: datetime


@dataclass(frozen=True)
class Assignment:
    """Who was to be shown an ad set's ads, and who was not, however that went on."""

    person: str
    ad_set: str
    arm: Arm
    at: datetime
