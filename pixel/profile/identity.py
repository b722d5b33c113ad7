"""Identity: seats, and which browsers are one person. The network asks; the store keeps.

A seat is one person's own copy of an invented member (or a made-up first name). A visitor, that is one
browser's cookie, belongs to the seat that last logged in there.
"""

import secrets
from datetime import datetime, timedelta

from pixel.store import Store
from pixel.store.profile import keep_seat, keep_seat_link
from pixel.store.records import Seat

LINK_LASTS = timedelta(minutes=10)


def new_seat(store: Store, member_id: str | None, first_name: str | None, now: datetime) -> Seat:
    """A fresh seat for a member, or for a made-up first name."""
    seat = Seat(secrets.token_urlsafe(12), member_id, first_name, now)
    store.write(keep_seat, seat)
    return seat


def new_seat_link(store: Store, seat: Seat, now: datetime) -> str:
    """The secret part of a link that opens a seat in another browser: once, within `LINK_LASTS`."""
    token = secrets.token_urlsafe(16)
    store.write(keep_seat_link, token, seat.id, now, now + LINK_LASTS)
    return token
