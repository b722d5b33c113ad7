"""Who asks: a teacher's script, by the token; a browser, by its visitor cookie. `application` makes one each time."""

import hmac
from functools import cached_property

from flask import Request

from pixel.api.problems import Problem
from pixel.classroom.attendance.access import is_teacher_cookie
from pixel.identity.cookies import read_cookies
from pixel.identity.resolution import NOBODY, Identity, resolve_visitor
from pixel.identity.visitor_cookie import recognise_visitor
from pixel.store import Store
from pixel.store.queries.classroom.classes import Student, find_student_among

ME = "me"


class Caller:
    """A request's sender, and whom it may ask about."""

    def __init__(self, asked: Request, store: Store, key: bytes, teacher_token: str) -> None:
        self._store = store
        cookies = read_cookies(asked.headers.get("Cookie", ""))
        self._cookie = recognise_visitor(cookies, key)
        scheme, _, given = asked.headers.get("Authorization", "").partition(" ")
        is_right = hmac.compare_digest(given.strip().encode(), teacher_token.encode())
        has_token = scheme.lower() == "bearer" and bool(teacher_token) and is_right
        # What a browser sends by itself is enough to look, and not to change anything.
        is_looking = asked.method in ("GET", "HEAD") and is_teacher_cookie(cookies, teacher_token, key)
        self.is_teacher = has_token or is_looking

    @cached_property
    def reader(self) -> Identity:
        """The cookie's visitor, and all visitors that are the same person."""
        return self._store.read(resolve_visitor, self._cookie) if self._cookie else NOBODY

    @cached_property
    def student(self) -> Student | None:
        """The student of the open class that the cookie's visitor is."""
        seats = [seat.id for seat in self.reader.seats]
        return self._store.read(find_student_among, seats) if seats else None

    def require_teacher(self) -> None:
        """Raises Problem for anybody else."""
        if not self.is_teacher:
            raise self._refuse("This needs the teacher's token.")

    def see(self, visitor_id: str) -> str:
        """The visitor that is meant, `me` being the cookie's. Raises Problem where it is none of the sender's."""
        if visitor_id == ME:
            if self._cookie is None:
                raise _refused("Nobody is known by a cookie of this request, so `me` is nobody.")
            return self._cookie
        if not self.is_teacher and visitor_id not in self.reader.visitors:
            raise self._refuse("Other people's visits need the teacher's token.")
        return visitor_id

    def list_own(self) -> tuple[str, ...]:
        """The visitors that the sender is without the token. Raises Problem where there is none."""
        if not self.reader.visitors:
            raise _refused("Neither the teacher's token nor a visitor's cookie came with this.")
        return self.reader.visitors

    def own_seat(self, asked: str | None) -> str:
        """The person that the sender is without the token; empty where it is nobody yet. Raises Problem for another."""
        self.list_own()
        own = self.reader.seat.id if self.reader.seat else ""
        if asked not in (None, own):
            raise self._refuse("What others were shown needs the teacher's token.")
        return own

    def require_person(self) -> Identity:
        """Who the sender is without the token. Raises Problem where that is nobody."""
        self.list_own()
        return self.reader

    def refuse_company(self) -> Problem:
        """For what is of no company that the sender acts for."""
        return self._refuse("Reports of other companies' campaigns need the teacher's token.")

    def _refuse(self, detail: str) -> Problem:
        """What is not the sender's: of a student it is known who asks, of others it is not."""
        return Problem("not-yours", detail) if self.student else _refused(detail)


def _refused(detail: str) -> Problem:
    return Problem("token-needed", detail, headers={"WWW-Authenticate": 'Bearer realm="pixel"'})
