"""Who is reading: the seat in the session, the visitor in the cookie, and the two joined. Every page asks.

The session cookie says which seat is open in this browser; the visitor cookie is the one that the pixel sees on
other sites. Writing down that both belong to one person is all it takes to tie off-network visits to a member.
"""

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, Response, g, request, session
from flask.sessions import SecureCookieSessionInterface

from pixel import clock
from pixel.collect.reading import read_cookies
from pixel.collect.visitor import mint_visitor, recognise_visitor, visitor_cookie
from pixel.network.content import Member, load_content
from pixel.pages import here
from pixel.store import Store
from pixel.store.profile import find_seat, find_seat_of, link_visitor
from pixel.store.records import Seat

SEAT = "seat"


@dataclass(frozen=True)
class Me:
    """The person at this browser: a seat, and the invented member that it is a copy of (None: a made-up first name)."""

    seat: Seat
    member: Member | None

    @property
    def first_name(self) -> str:
        return self.member.first_name if self.member else self.seat.first_name or ""

    @property
    def declared(self) -> tuple[str, ...]:
        """The interests that the member declared."""
        return self.member.interests if self.member else ()


class _SeatSession(SecureCookieSessionInterface):
    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002
        return here().is_secure


def install_session(app: Flask, key: bytes) -> None:
    """Sets up the session cookie, and the visitor cookie on every answer of a page."""
    app.secret_key = key
    app.session_interface = _SeatSession()
    app.config.update(
        SESSION_COOKIE_NAME=SEAT,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        PERMANENT_SESSION_LIFETIME=timedelta(days=31),
    )

    @app.after_request
    def introduce(response: Response) -> Response:
        if g.get("new_visitor"):
            response.headers.add("Set-Cookie", visitor_cookie(g.new_visitor, key, here()))
        return response


def this_visitor(key: bytes) -> str:
    """The visitor of this browser; a new one is minted, and its cookie set, where there is none."""
    known = recognise_visitor(read_cookies(request.headers.get("Cookie", "")), key)
    if known:
        return known
    if not g.get("new_visitor"):
        g.new_visitor = mint_visitor(clock.now())
    return str(g.new_visitor)


def who_is_here(store: Store, key: bytes) -> Me | None:
    """The open seat, joined to this browser's visitor; None before anybody is picked."""
    seat_id = session.get(SEAT)
    if not seat_id:
        return None
    visitor_id = this_visitor(key)
    seat = store.read(find_seat, seat_id)
    if not seat:
        session.clear()
        return None
    owner = store.read(find_seat_of, visitor_id)
    if owner != seat:
        store.write(link_visitor, visitor_id, seat.id, clock.now())
    return as_me(seat)


def open_seat(store: Store, key: bytes, seat: Seat) -> None:
    """Opens a seat in this browser."""
    session.clear()
    session.permanent = True
    session[SEAT] = seat.id
    store.write(link_visitor, this_visitor(key), seat.id, clock.now())


def last_here(store: Store, key: bytes) -> Me | None:
    """After logging out: the person that this browser still stands for."""
    seat = store.read(find_seat_of, this_visitor(key))
    return as_me(seat) if seat else None


def as_me(seat: Seat) -> Me:
    """A seat with its member."""
    return Me(seat, load_content().members.get(seat.member_id or ""))
