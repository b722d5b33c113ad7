"""Accounts: seats on a network, and private links that open one in another browser. The networks ask.

A seat is one person's own copy of an invented member (or a made-up first name). A visitor, that is one browser's
cookie, belongs to the seat that last logged in there.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from pixel.store import Store
from pixel.store.queries.identity import keep_seat, keep_seat_link
from pixel.store.records import Seat

LINK_LASTS = timedelta(minutes=10)


def new_seat(
    store: Store,
    network: str,
    now: datetime,
    *,
    member_id: str | None = None,
    first_name: str | None = None,
    declared: Sequence[str] = (),
) -> Seat:
    """A fresh seat for a member, with the interests that the member declares, or for a made-up first name."""
    seat = Seat(secrets.token_urlsafe(12), member_id, first_name, now, network, tuple(declared))
    store.write(keep_seat, seat)
    return seat


def new_seat_link(store: Store, seat: Seat, now: datetime) -> str:
    """The secret part of a link that opens a seat in another browser: once, within `LINK_LASTS`."""
    token = secrets.token_urlsafe(16)
    store.write(keep_seat_link, token, seat.id, now, now + LINK_LASTS)
    return token
