"""Who asks for a page of the classroom: the teacher, by a cookie that the token brought; a student, by the account that
this browser's visitor has; or nobody. The pages of the classroom and the API's stream ask.

The token is typed once into a form, and is never in an address. The cookie holds no token, only that it was known.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import abort, request
from flask_babel import gettext
from werkzeug.http import dump_cookie
from werkzeug.wrappers import Response

from pixel import clock
from pixel.identity.cookies import read_cookies
from pixel.identity.resolution import Identity, resolve_visitor
from pixel.identity.visitor_cookie import recognise_visitor
from pixel.origins import Here
from pixel.pages.addresses import here
from pixel.pages.site import services
from pixel.store import Connection
from pixel.store.queries.classroom.classes import Class, Student, find_open_class, find_student_among, note_seen

COOKIE = "teacher"
LASTS_SECONDS = 12 * 3600  # a school day
SEEN_EVERY = timedelta(minutes=1)  # that a student is here is noted so often


class TeacherNeededError(Exception):
    """The page is the teacher's; it is answered with the form for the token."""


@dataclass(frozen=True)
class Asker:
    """Who asks, and the class that is open."""

    is_teacher: bool
    student: Student | None
    identity: Identity
    open_class: Class | None


def is_right_token(given: str, token: str) -> bool:
    """Whether a text is the teacher's token."""
    return bool(token) and hmac.compare_digest(given.strip().encode(), token.encode())


def teacher_cookie(token: str, key: bytes, at: Here) -> str:
    """The `Set-Cookie` header for whoever knows the token: for the backstage alone."""
    path = f"{request.script_root}/" if at.is_one_address else "/"
    return dump_cookie(
        COOKIE,
        _sign(token, key),
        max_age=LASTS_SECONDS,
        sync_expires=False,  # an age alone: the clock of a phone may be wrong
        path=path,
        httponly=True,
        samesite="Lax",
        secure=at.is_secure,
    )


def is_teacher_cookie(cookies: Mapping[str, list[str]], token: str, key: bytes) -> bool:
    """Whether one of a request's cookies says that the token was known here."""
    right = _sign(token, key)
    return bool(token) and any(hmac.compare_digest(given.encode(), right.encode()) for given in cookies.get(COOKIE, ()))


def is_teacher() -> bool:
    """Whether the teacher asks for the current page."""
    cookies = read_cookies(request.headers.get("Cookie", ""))
    return is_teacher_cookie(cookies, services().settings.teacher_token, services().key)


def find_asker() -> Asker:
    """Who asks for the current page."""
    visitor = recognise_visitor(read_cookies(request.headers.get("Cookie", "")), services().key)
    asker = services().store.read(read_asker, visitor, is_teacher=is_teacher())
    if asker.student and abs(clock.now() - asker.student.seen_at) >= SEEN_EVERY:
        services().store.write(note_seen, asker.student.id, clock.now())
    return asker


def read_asker(connection: Connection, visitor_id: str | None, *, is_teacher: bool) -> Asker:
    """The same, of a visitor; on one snapshot."""
    identity = resolve_visitor(connection, visitor_id) if visitor_id else Identity(None, (), ())
    student = find_student_among(connection, [seat.id for seat in identity.seats])
    return Asker(is_teacher, student, identity, find_open_class(connection))


def require_teacher() -> None:
    """Raises TeacherNeededError for anybody else."""
    if not is_teacher():
        raise TeacherNeededError


def require_class() -> Class:
    """The open class, for its teacher; a page without one is not there. Raises TeacherNeededError for anybody else."""
    require_teacher()
    return services().store.read(find_open_class) or abort(404, gettext("No class is open."))


def require_student() -> Student:
    """The student at this browser; 403 for anybody else."""
    return find_asker().student or abort(403, gettext("This is for those who have joined the class."))


def admit_teacher(answer: Response) -> None:
    """Gives this browser the teacher's cookie."""
    cookie = teacher_cookie(services().settings.teacher_token, services().key, here())
    answer.headers.add("Set-Cookie", cookie)


def _sign(token: str, key: bytes) -> str:
    return hashlib.blake2b(token.encode(), key=key[:64], digest_size=16, person=b"teacher").hexdigest()
