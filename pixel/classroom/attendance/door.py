"""The door, on the start page's site: where a student comes in by a code, or comes back.

Nobody needs an account: a student is a new, made-up person on the network. A cookie of this site remembers who that
was, so that a reload, a phone that slept or a server that was started again lead back to the same place.
"""

import hashlib
import hmac
import random
import secrets
from dataclasses import dataclass
from time import monotonic

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext
from werkzeug.http import dump_cookie
from werkzeug.wrappers import Response

from pixel import clock
from pixel.classroom.attendance.codes import SHORT, WrongTries, is_same, tidy_code
from pixel.classroom.attendance.names import LONGEST, draw_name, find_problem, tidy_name
from pixel.hosts.qr_code import draw_svg
from pixel.origins import FIRST_NETWORK, NETWORKS
from pixel.pages.addresses import here, site_url
from pixel.pages.language import language
from pixel.pages.other_devices import addresses_for_others
from pixel.pages.site import services
from pixel.pages.walk_bar import PARAMETER, LessonPosition, keep_position
from pixel.store.queries.classroom.classes import Class
from pixel.store.queries.classroom.joining import (
    NameTakenError,
    find_door,
    find_way_back,
    let_back,
    let_in,
    list_names,
    use_way_back,
)
from pixel.store.records import Seat

STUDENT, BROWSER = "student", "door"  # cookies
LASTS_SECONDS = 24 * 3600
REDRAWS = 20

blueprint = Blueprint("door", __name__)
wrong_tries = WrongTries()
Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Form:
    """What the form shows: the code and name so far, the name that was drawn, and what is wrong."""

    code: str
    name: str
    error: str = ""
    wrong: str = ""  # which field


@blueprint.get("/join")
def show_join() -> Answer:
    """The form for a student; for somebody who is in already, the way back; without a class, the addresses."""
    opened, student = services().store.read(find_door, _read_cookie(STUDENT))
    if opened is None:
        return _show_addresses()
    if "back" in request.args:
        return _show_way_back(request.args["back"])
    if student and "other" not in request.args:
        return render_template("classroom/back.html", student=student)
    return _with_browser(_show_form(opened, Form(request.args.get("code", "")[:40], "")))


@blueprint.post("/join")
def join() -> Answer:
    """Lets a student in, and on to the feed; or says what is wrong."""
    opened, student = services().store.read(find_door, _read_cookie(STUDENT))
    if opened is None:
        return render_template("classroom/closed.html"), 409
    if "back" in request.form:
        known = services().store.write(use_way_back, request.form["back"], clock.now())
        return _enter(known.id) if known else _refuse_way_back()
    if student and "other" not in request.form:
        return _enter(student.id)
    form = Form(request.form.get("code", "")[:80], request.form.get("name", "")[:1000])
    refused = _refuse_code(opened, form)
    if refused:
        return refused
    name = tidy_name(form.name)
    problem = find_problem(name) if name else None
    if problem:
        return _show_form(opened, Form(form.code, name[:LONGEST], _say(problem), "name")), 422
    return _let_in(opened, form, name)


def _show_way_back(token: str) -> Answer:
    """For whoever the teacher lets back in: nothing is used up by looking at it."""
    student = services().store.read(find_way_back, token, clock.now())
    return render_template("classroom/back.html", student=student, token=token) if student else _refuse_way_back()


def _refuse_way_back() -> Answer:
    return render_template("classroom/way_back_closed.html"), 410


def _let_in(opened: Class, form: Form, name: str) -> Answer:
    chance = random.SystemRandom()
    is_drawn = not name or name == tidy_name(request.form.get("drawn", ""))
    for _ in range(REDRAWS):
        taken = services().store.read(list_names, opened.id) if is_drawn else ()
        wanted = name if name and name not in taken else draw_name(language(), taken, chance)
        seat, token = _new_seat(opened, wanted), secrets.token_urlsafe(16)
        try:
            services().store.write(let_in, opened.id, seat, token, clock.now())
        except NameTakenError:
            if is_drawn:
                continue
            taken_words = gettext("Somebody in the class has that name. Choose another, or leave it empty.")
            return _show_form(opened, Form(form.code, wanted, taken_words, "name")), 422
        return _open(seat.id, token)
    return _show_form(opened, Form(form.code, "", gettext("Try once more."), "name")), 503


def _new_seat(opened: Class, name: str) -> Seat:
    """The same form sent twice by one browser makes the same person: a line may break before the answer is there."""
    browser, once = _read_cookie(BROWSER), request.form.get("once", "")[:80]
    seat_id = _sign(f"{opened.id} {browser} {once}") if browser and once else secrets.token_urlsafe(12)
    return Seat(seat_id, None, name, clock.now(), FIRST_NETWORK)


def _enter(student_id: str) -> Response:
    token = secrets.token_urlsafe(16)
    services().store.write(let_back, student_id, token, clock.now())
    return _open(student_id, token)


def _open(student_id: str, token: str) -> Response:
    """On to the network, which opens the account in this browser; the bar that leads to the lesson goes along."""
    network = NETWORKS[FIRST_NETWORK]
    entrance, at_lesson = site_url(network, f"/enter/{token}"), LessonPosition()
    if not here().is_one_address:  # the network's site keeps it, on a host of its own
        entrance += f"{'&' if '?' in entrance else '?'}{PARAMETER}={at_lesson}"
    answer = redirect(entrance, 303)
    if here().is_one_address:
        keep_position(answer, at_lesson)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers.add("Set-Cookie", _write_cookie(STUDENT, student_id, LASTS_SECONDS))
    return answer


def _write_cookie(name: str, value: str, lasts: int | None) -> str:
    """A signed cookie of the door, by its age alone: the clock of a phone may be wrong. `lasts` None: as long as the
    browser is open."""
    signed = f"{value}.{_sign(value)}"
    return dump_cookie(
        name,
        signed,
        max_age=lasts,
        sync_expires=False,
        path="/join",
        httponly=True,
        samesite="Lax",
        secure=here().is_secure,
    )


def _refuse_code(opened: Class, form: Form) -> Answer | None:
    """None where the code is right. The long one is looked at whatever others typed; the short one only so often."""
    code = tidy_code(form.code)
    if is_same(code, opened.key):
        return None
    browser, address, now = _read_cookie(BROWSER), request.remote_addr or "", monotonic()
    if wrong_tries.is_refused(browser, address, now):
        words = gettext("Too many wrong codes came from here. Scan the code, or wait ten minutes.")
        return _show_form(opened, Form("", form.name, words, "code")), 429
    if is_same(code, opened.code):
        return None
    wrong_tries.add(browser, address, now)
    words = gettext("That is not the code of this class. It has %(n)d letters and digits.", n=SHORT)
    return _show_form(opened, Form(form.code, form.name, words, "code")), 403


def _show_form(opened: Class, form: Form) -> str:
    taken = services().store.read(list_names, opened.id)
    drawn = draw_name(language(), taken, random.SystemRandom())
    is_scanned = len(form.code) > 2 * SHORT and form.wrong != "code"
    return render_template(
        "classroom/join.html",
        form=form,
        drawn=drawn,
        is_scanned=is_scanned,
        longest=LONGEST,
        is_other="other" in request.values,
        once=secrets.token_urlsafe(9),
    )


def _show_addresses() -> str:
    """To project: where everybody comes in, as text and as codes to scan."""
    settings = services().settings
    addresses = addresses_for_others(here(), settings, "start")
    return render_template(
        "classroom/addresses.html",
        addresses=[(address, draw_svg(address)) for address in addresses],
        is_loopback=settings.is_loopback,
        has_proxy=bool(settings.trusted_proxies),
    )


def _say(problem: str) -> str:
    if problem == "too-long":
        return gettext("That name is too long: %(n)d letters at most.", n=LONGEST)
    return gettext("Nobody could read that name out. Choose another, or leave it empty.")


def _read_cookie(name: str) -> str:
    """The value of a cookie of the door: the student that this browser was, or the name that we gave the browser; empty
    where there is none that we signed."""
    value, _, signature = request.cookies.get(name, "").rpartition(".")
    return value if value and hmac.compare_digest(_sign(value).encode(), signature.encode()) else ""


def _with_browser(page: str) -> Response:
    answer = Response(page, mimetype="text/html")
    if not _read_cookie(BROWSER):
        answer.headers.add("Set-Cookie", _write_cookie(BROWSER, secrets.token_hex(8), None))
    return answer


def _sign(text: str) -> str:
    key = services().key[:64]
    return hashlib.blake2b(text.encode(), key=key, digest_size=16, person=b"door").hexdigest()
