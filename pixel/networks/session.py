"""Who is reading a network's page: the seat in the session, the visitor in the cookie, and the two joined.

The session cookie says which seat is open in this browser; the visitor cookie is the one that the pixel sees on
other sites. Writing down that both belong to one person is all it takes to tie off-network visits to a member.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TypeVar, cast

from flask import Flask, Request, Response, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer

from pixel import clock
from pixel.identity.cookies import read_cookies
from pixel.identity.visitor_cookie import mint_visitor, recognise_visitor, visitor_cookie
from pixel.networks.content import Member
from pixel.networks.network import this_network
from pixel.pages.addresses import here
from pixel.pages.assets import is_for_everybody
from pixel.pages.site import services
from pixel.store import Connection
from pixel.store.queries.identity import find_seat, find_seat_of, link_visitor
from pixel.store.queries.members import NO_MENU, Menu, read_menu
from pixel.store.records import Seat

SEAT = "seat"
RENEWED = "renewed"  # the day on which the session cookie was last sent
T = TypeVar("T")


class NobodyHereError(Exception):
    """Nobody has picked a member in this browser yet; the pages answer with the way to the picker."""


@dataclass(frozen=True)
class Me:
    """The person at this browser: a seat, the invented member that it is a copy of (None: a made-up first name), and
    what the menu shows of them."""

    seat: Seat
    member: Member | None
    menu: Menu = NO_MENU

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
    """Flask's session in a cookie, sent anew once a day and checked once a process: signing, and checking what was
    signed, takes a tenth of what a page does each time."""

    def __init__(self, app: Flask) -> None:
        serializer = super().get_signing_serializer(app)
        if serializer is None:
            raise ValueError("the session needs a secret key")
        self._serializer = serializer
        self._signer = cast(TimestampSigner, serializer.make_signer(serializer.salt))
        self._read = lru_cache(maxsize=4096)(self._read_afresh)  # what is not ours raises, and is not kept
        self._lasts_seconds = int(app.permanent_session_lifetime.total_seconds())

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        session = self.session_class(self._read_fresh(request.cookies.get(self.get_cookie_name(app), "")))
        today = clock.now().date().isoformat()
        if session and session.get(RENEWED) != today:
            session[RENEWED] = today
        return session

    def _read_fresh(self, cookie: str) -> Mapping[str, object]:
        """What a cookie holds; nothing where it is not ours, or too old."""
        if not cookie:
            return {}
        try:
            held, signed_at = self._read(cookie)
        except BadSignature:
            return {}
        age = self._signer.get_timestamp() - signed_at  # by the real time, which no story moves
        return held if 0 <= age <= self._lasts_seconds else {}

    def _read_afresh(self, cookie: str) -> tuple[Mapping[str, object], int]:
        """What a cookie holds, and the second in which it was signed. Raises BadSignature."""
        held, signed_at = self._serializer.loads(cookie, return_timestamp=True)
        return held, int(signed_at.timestamp())

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer:  # noqa: ARG002
        """Flask makes one anew for each request."""
        return self._serializer

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """A file that is the same for everybody tells nothing of who asked for it."""
        if not is_for_everybody(response):
            super().save_session(app, session, response)

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002
        return here().is_secure


def install_session(app: Flask, key: bytes) -> None:
    """Sets up the session cookie, and the visitor cookie on every answer of a page."""
    app.secret_key = key
    app.config.update(
        SESSION_COOKIE_NAME=SEAT,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=31),
    )
    app.session_interface = _SeatSession(app)

    @app.after_request
    def introduce(response: Response) -> Response:
        if g.get("new_visitor"):
            response.headers.add("Set-Cookie", visitor_cookie(g.new_visitor, key, here()))
        return response


def this_visitor() -> str:
    """The visitor of this browser; a new one is minted, and its cookie set, where there is none."""
    if "visitor" not in g:
        g.visitor = recognise_visitor(read_cookies(request.headers.get("Cookie", "")), services().key)
        if g.visitor is None:
            g.visitor = g.new_visitor = mint_visitor(clock.now())
    return cast(str, g.visitor)


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
        me = Me(seat, network.find_member(seat.member_id), read_menu(connection, seat.id))
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
