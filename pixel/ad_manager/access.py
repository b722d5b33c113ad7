"""Who asks, and what they may act for: the person whom this browser's visitor cookie stands for on the network.

The ad manager stands on the tracking company's domain, so it sees that cookie first-party and needs no login.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from flask import request
from itsdangerous import BadData, URLSafeSerializer

from pixel import clock
from pixel.identity.cookies import read_cookies
from pixel.identity.visitor_cookie import recognise_visitor
from pixel.origins import FIRST_NETWORK
from pixel.pages.site import services
from pixel.store import Connection
from pixel.store.queries.identity import find_seat_of
from pixel.store.records import Seat

T = TypeVar("T")
INVITATION_LASTS = timedelta(days=1)


class NobodyHereError(Exception):
    """This browser stands for nobody on the network yet: the pages answer with the way there."""


def read_as_buyer(question: Callable[[Connection, Seat], T]) -> tuple[Seat, T]:
    """The person at this browser, and the answer of `question(connection, seat)` on the same snapshot. Raises
    NobodyHereError, StoreUnavailable."""
    return _ask(services().store.read, question)


def write_as_buyer(change: Callable[[Connection, Seat], T]) -> tuple[Seat, T]:
    """The same for what changes something: who they are is asked in the transaction that changes it."""
    return _ask(services().store.write, change)


def _ask(
    run: Callable[[Callable[[Connection], tuple[Seat, T] | None]], tuple[Seat, T] | None],
    question: Callable[[Connection, Seat], T],
) -> tuple[Seat, T]:
    visitor_id = recognise_visitor(read_cookies(request.headers.get("Cookie", "")), services().key)

    def ask(connection: Connection) -> tuple[Seat, T] | None:
        seat = find_seat_of(connection, visitor_id, FIRST_NETWORK) if visitor_id else None
        return (seat, question(connection, seat)) if seat else None

    answer = run(ask)
    if answer is None:
        raise NobodyHereError
    return answer


def write_invitation(company_id: str, now: datetime) -> str:
    """A text that lets whoever has it act for a company too, for INVITATION_LASTS from `now`."""
    return _signer().dumps([company_id, clock.to_text(now + INVITATION_LASTS)])


def read_invitation(token: str, now: datetime) -> str | None:
    """The company's id; None for a text that we did not sign, or that is too old."""
    try:
        company_id, until = _signer().loads(token)
    except (BadData, ValueError, TypeError):
        return None
    return str(company_id) if clock.to_text(now) <= until else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(services().key, salt="company-member")
