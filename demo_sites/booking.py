"""The booking form: what was typed is judged and forgotten; only the order leaves, without name or address.

Pure, but for the order's number; `basket` calls it. The order travels to the thank-you page in a cookie of fifteen
minutes, never in an address.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from demo_sites.catalogue import Departure, Destination

ORDER_COOKIE = "order"
ORDER_SECONDS = 15 * 60
MOST_TRAVELLERS = 6
LONGEST_NAME, LONGEST_ADDRESS = 60, 120  # characters

Field = Literal["first_name", "email", "travellers", "departure"]
Problem = Literal["missing", "too-long", "not-an-address", "not-a-number", "not-a-departure"]

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O, no 1/I: an order number is read aloud


@dataclass(frozen=True)
class Given:
    """The form as it was typed: only to show it again beside what is wrong with it."""

    first_name: str = ""
    email: str = ""
    travellers: str = "2"
    departure: str = ""


@dataclass(frozen=True)
class Order:
    number: str
    destination: str
    travellers: int
    departure: Departure


def read_given(fields: Mapping[str, str]) -> Given:
    return Given(**{name: fields.get(name, "").strip() for name in get_args(Field)})


def find_problems(given: Given, destination: Destination) -> dict[Field, Problem]:
    """What keeps this from being a booking, by field; empty: nothing does."""
    found: dict[Field, Problem | None] = {
        "first_name": _problem_of_name(given.first_name),
        "email": _problem_of_address(given.email),
        "travellers": None if _travellers(given.travellers) else "not-a-number",
        "departure": None if find_departure(given.departure, destination) else "not-a-departure",
    }
    return {field: problem for field, problem in found.items() if problem}


def find_departure(written: str, destination: Destination) -> Departure | None:
    """The departure of that day ("2027-02-13"); None where nobody leaves then, or it is no day at all."""
    return next((departure for departure in destination.dates if departure.start.isoformat() == written), None)


def make_order(given: Given, destination: Destination, number: str) -> Order | None:
    """The order, or None where `find_problems` finds any."""
    travellers, departure = _travellers(given.travellers), find_departure(given.departure, destination)
    if find_problems(given, destination) or not travellers or not departure:
        return None
    return Order(number, destination.id, travellers, departure)


def new_number() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


def write_cookie(order: Order) -> str:
    return ".".join((order.number, order.destination, str(order.travellers), order.departure.start.isoformat()))


def read_cookie(written: str, destination: Destination) -> Order | None:
    """The order for this destination; None for another's, for none, and for whatever else somebody put there."""
    parts = written.split(".")
    if len(parts) != 4 or parts[1] != destination.id or not re.fullmatch(f"[{_ALPHABET}]{{8}}", parts[0]):
        return None
    travellers, departure = _travellers(parts[2]), find_departure(parts[3], destination)
    return Order(parts[0], destination.id, travellers, departure) if travellers and departure else None


def _problem_of_name(name: str) -> Problem | None:
    if not name:
        return "missing"
    return "too-long" if len(name) > LONGEST_NAME else None


def _problem_of_address(address: str) -> Problem | None:
    if not address:
        return "missing"
    if len(address) > LONGEST_ADDRESS:
        return "too-long"
    return None if re.fullmatch(r"[^@\s]+@[^@\s]+", address) else "not-an-address"


def _travellers(written: str) -> int | None:
    return int(written) if re.fullmatch(f"[1-{MOST_TRAVELLERS}]", written) else None
