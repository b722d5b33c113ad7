"""What it costs to reach one person who is interested: by a spot on television, an ad for anybody, a targeted ad.

The article's example: a spot is shown to 100,000 people, of whom 2,000 are interested. Every number is an assumption
that a class may change; prices are invented, as all money here. Amounts are whole cents, or thousandths of a cent
(`_mc`), which is what one impression costs at as many cents a thousand.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

Way = Literal["spot", "broad", "targeted"]
Reason = Literal["not-a-number", "too-small", "too-large"]

MOST_CENTS = 100_000_000_00

BOUNDS: Mapping[str, tuple[int, int]] = {
    "viewers": (1, 1_000_000_000),
    "interested": (0, 1_000_000_000),  # and no more than there are viewers
    "spot_cents": (0, MOST_CENTS),
    "spot_watched_percent": (0, 100),
    "times": (1, 100),
    "broad_cents_per_thousand": (0, 1_000_000),
    "targeted_cents_per_thousand": (0, 1_000_000),
    "found_percent": (0, 100),
    "right_percent": (1, 100),
}

# What the computation leaves out; the page has a sentence for each.
LEFT_OUT: tuple[str, ...] = (
    "making-the-ad",  # a spot costs more to make than a picture, and is made once
    "attention",  # a spot fills the screen; an ad in a feed is scrolled past
    "being-seen",  # an impression that was paid for need not have been viewed
    "watched-together",  # one set, several people, who talk about it
    "not-yet-interested",  # whom a spot makes interested, nobody targets
    "known-to-all",  # a name that everybody knows that everybody knows
    "anyway",  # the interested are who would have booked without any ad: see holdout
    "people-offline",  # who is not on the network is not reached at any price
    "price-of-auction",  # the more advertisers seek the same 2,000, the dearer they get
    "collecting",  # what it costs to find out who is interested, and whom it costs
    "left-out-people",  # who is never shown an offer, and does not know
)


@dataclass(frozen=True)
class Assumptions:
    """The numbers that may be changed.

    `viewers`, `interested`: people who watch the programme, and those among them who are interested. `spot_cents`: one
    broadcast; `spot_watched_percent`: of viewers, those who stay for the break. `times`: how often a person is shown an
    ad online. `broad_cents_per_thousand`, `targeted_cents_per_thousand`: price of impressions. `found_percent`: of the
    interested, those the network finds; `right_percent`: of those it shows the ad to as interested, who really are."""

    viewers: int = 100_000
    interested: int = 2_000
    spot_cents: int = 250_000
    spot_watched_percent: int = 70
    times: int = 3
    broad_cents_per_thousand: int = 600
    targeted_cents_per_thousand: int = 1_500
    found_percent: int = 60
    right_percent: int = 40


@dataclass(frozen=True)
class AssumptionError:
    """`field`: of `Assumptions`; it must be a whole number from `low` to `high`."""

    field: str
    reason: Reason
    low: int
    high: int


@dataclass(frozen=True)
class WayCost:
    """`reached`: people paid for; `interested`: those of them who are. `assumptions`: the fields it was computed from,
    to stand beside it."""

    way: Way
    reached: int
    interested: int
    cost_mc: int
    assumptions: tuple[str, ...]

    @property
    def cost_cents(self) -> int:
        """To the nearest cent."""
        return (self.cost_mc + 500) // 1000

    @property
    def cost_per_interested_mc(self) -> int | None:
        """Thousandths of a cent, to the nearest; None where nobody interested is reached."""
        return (2 * self.cost_mc + self.interested) // (2 * self.interested) if self.interested else None


def check(assumptions: Assumptions) -> tuple[AssumptionError, ...]:
    """What is out of bounds, in the fields' order; empty where all is well."""
    errors: list[AssumptionError] = []
    for field, (low, most) in BOUNDS.items():
        high = max(min(most, assumptions.viewers), 0) if field == "interested" else most
        value: int = getattr(assumptions, field)
        if not low <= value <= high:
            errors.append(AssumptionError(field, "too-small" if value < low else "too-large", low, high))
    return tuple(errors)


def read_assumptions(form: Mapping[str, str]) -> tuple[Assumptions, tuple[AssumptionError, ...]]:
    """A form's fields as a person typed them; spaces between digits are let pass, unknown fields ignored. What lacks
    or is left empty is as by default. Where there is an error, the assumptions are the default ones, so that something
    can be shown beside it."""
    numbers: dict[str, int] = {}
    errors: list[AssumptionError] = []
    for name in BOUNDS:
        text = re.sub(r"\s", "", form.get(name, ""))
        if number := re.fullmatch(r"([+-]?)0*([0-9]+)", text, re.ASCII):
            numbers[name] = int(number[1] + number[2][:15])  # fifteen digits are beyond every bound already
        elif text:
            errors.append(AssumptionError(name, "not-a-number", *BOUNDS[name]))
    read = replace(Assumptions(), **numbers)
    errors += check(read)
    return Assumptions() if errors else read, tuple(sorted(errors, key=lambda error: [*BOUNDS].index(error.field)))


def compare_ways(given: Assumptions) -> tuple[WayCost, WayCost, WayCost]:
    """Spot, broad ad and targeted ad. Raises ValueError where `check` finds anything.

    Both others are for the people whom the spot is broadcast to: a broad ad reaches all of them, a targeted one those
    whom the network takes to be interested: `interested × found ÷ right`, and never more than the viewers. Halves of
    people are left out, but for those paid for as targeted: they are rounded up."""
    if errors := check(given):
        raise ValueError(errors)
    found = given.interested * given.found_percent // 100
    targeted = min(-(-found * 100 // given.right_percent), given.viewers)
    return (
        WayCost(
            "spot",
            given.viewers * given.spot_watched_percent // 100,
            given.interested * given.spot_watched_percent // 100,
            given.spot_cents * 1000,
            ("viewers", "interested", "spot_cents", "spot_watched_percent"),
        ),
        WayCost(
            "broad",
            given.viewers,
            given.interested,
            given.viewers * given.times * given.broad_cents_per_thousand,
            ("viewers", "interested", "times", "broad_cents_per_thousand"),
        ),
        WayCost(
            "targeted",
            targeted,
            found,
            targeted * given.times * given.targeted_cents_per_thousand,
            ("viewers", "interested", "times", "targeted_cents_per_thousand", "found_percent", "right_percent"),
        ),
    )
