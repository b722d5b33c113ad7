"""Who is reading a network's page: the seat in the session, the visitor in the cookie, and the two joined.

The session cookie says which seat is open in this browser; the visitor cookie is the one that the pixel sees on
other sites. Writing down that both belong to one person is all it takes to tie off-network visits to a member.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from flask import Flask, Request, Response, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer

from pixel import clock
from pixel.identity.cookies import read_cookies
from pixel.identity.visitor_cookie import mint_visitor, recognise_visitor, visitor_cookie
from pixel.networks.content import Member
from pixel.networks.network import this_network
from pixel.pages.addresses import here
from pixel.pages.site import services
from pixel.store import Connection
from pixel.store.queries.identity import find_seat, find_seat_of, link_visitor
from pixel.store.records import Seat

SEAT = "seat"
RENEWED = "renewed"  # the day on which the session cookie was last sent
T = TypeVar("T")


class NobodyHereError(Exception):
    """Nobody has picked a member in this browser yet; the pages answer with the way to the picker."""


@dataclass(frozen=True)
class Me:
    """The person at this browser: a seat, and the invented member that it is a copy of (None: a made-up first name)."""

    seat: Seat
    member: Member | None

    @property
    def first_name(self) -> str:
        return self.member.first_name if self.member else self.seat.first_name or ""

    @property
    def name(self) -> str:
        return self.member.name if self.member else self.first_name

    @property
    def portrait(self) -> str:
        """A picture's file name."""
        return self.member.portrait if self.member else "guest.svg"


class _SeatSession(SecureCookieSessionInterface):
    """Flask's session in a cookie, sent anew once a day: each signature takes a tenth of what a page does."""

    _serializer: URLSafeTimedSerializer | None = None

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        session = super().open_session(app, request)
        today = clock.now().date().isoformat()
        if session and session.get(RENEWED) != today:
            session[RENEWED] = today
        return session

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Flask makes one anew for each request."""
        if self._serializer is None:
            self._serializer = super().get_signing_serializer(app)
        return self._serializer

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """A file that is the same for everybody tells nothing of who asked for it."""
        if not response.cache_control.public:
            super().save_session(app, session, response)

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
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=31),
    )

    @app.after_request
    def introduce(response: Response) -> Response:
        if g.get("new_visitor"):
            response.headers.add("Set-Cookie", visitor_cookie(g.new_visitor, key, here()))
        return response


def this_visitor() -> str:
    """The visitor of this browser; a new one is minted, and its cookie set, where there is none."""
    known = recognise_visitor(read_cookies(request.headers.get("Cookie", "")), services().key)
    if known:
        return known
    if not g.get("new_visitor"):
        g.new_visitor = mint_visitor(clock.now())
    return str(g.new_visitor)


def read_as_member(question: Callable[[Connection, Me], T]) -> tuple[Me, T]:
    """The person at this browser, joined to its visitor, and the answer of `question(connection, me)`: all of it on one
    snapshot of the database. Raises NobodyHereError before anybody is picked, StoreUnavailable."""
    seat_id, visitor_id, store, network = session.get(SEAT), this_visitor(), services().store, this_network()
    if not seat_id:
        raise NobodyHereError

    def ask(connection: Connection) -> tuple[Me | None, list[T]]:
        """No answer where the visitor is not yet known as that person. Runs in a thread that knows of no request."""
        linked = find_seat_of(connection, visitor_id, network.id)
        is_linked = linked is not None and linked.id == seat_id
        seat = linked if is_linked else find_seat(connection, seat_id)
        if seat is None:
            return None, []
        me = Me(seat, network.find_member(seat.member_id))
        return me, [question(connection, me)] if is_linked else []

    me, answers = store.read(ask)
    if me and not answers:
        store.write(link_visitor, visitor_id, me.seat.id, clock.now())
        me, answers = store.read(ask)
    if me is None or not answers:
        session.clear()
        raise NobodyHereError
    return me, answers[0]


def require_member() -> Me:
    """The person at this browser. Raises NobodyHereError, StoreUnavailable."""
    return read_as_member(lambda _, __: None)[0]


def find_me() -> Me | None:
    """The person at this browser, if anybody was picked."""
    try:
        return require_member()
    except NobodyHereError:
        return None


def open_seat(seat: Seat) -> None:
    """Opens a seat in this browser."""
    session.clear()
    session.permanent = True
    session[SEAT] = seat.id
    session[RENEWED] = clock.now().date().isoformat()
    services().store.write(link_visitor, this_visitor(), seat.id, clock.now())


def last_here() -> Me | None:
    """After logging out: the person that this browser still stands for."""
    seat = services().store.read(find_seat_of, this_visitor(), this_network().id)
    return as_me(seat) if seat else None


def as_me(seat: Seat) -> Me:
    """A seat with its member."""
    return Me(seat, this_network().find_member(seat.member_id))
