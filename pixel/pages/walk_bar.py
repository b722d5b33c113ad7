"""The bar that goes along from the walk, or from a class's lesson, to other sites: the step, and the way back.

A person who follows such a link carries the step in the link (`?walk=look.3.12`). The site that it leads to
keeps it in a cookie of its own and answers with the address without it: so the bar needs no request to anybody, works
without scripts, and no page's address, as the pixel reports it, has anything of it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import urlencode

from flask import redirect, request
from werkzeug.http import dump_cookie
from werkzeug.wrappers import Response

from pixel.origins import COMPANY_SITES
from pixel.pages.addresses import here, site_url
from pixel.pages.language import SHARED

StepId = Literal[
    "meet", "before", "look", "return", "why", "behind", "control", "refuse", "like", "guess", "clear", "other"
]
STEP_IDS: tuple[StepId, ...] = get_args(StepId)
PARAMETER = COOKIE = "walk"
LASTS_SECONDS = 45 * 60
LESSON_LASTS_SECONDS = 6 * 3600
# Noted for the walk: the activity page had nothing to show; the file showed a line that came of what one did;
# a home town that somebody invented hides was shown, guessed.
NOTHING_TO_CLEAR, OWN_LINE, TOWN_GUESSED = "nothing-to-clear", "own-line", "town-guessed"
VALUE = re.compile(r"([a-z]{1,10})\.([1-9]\d?)\.([1-9]\d?)", re.ASCII)
LESSON_VALUE = re.compile(r"lesson(?:\.([a-z][a-z0-9-]{0,39})\.(\d{1,2}[a-z]?))?", re.ASCII)
# What to do at each step, in a few words; the walk itself says more.
TASKS: Mapping[str, Callable[[], str]] = {
    "meet": lambda: SHARED.gettext("Pick somebody to be"),
    "before": lambda: SHARED.gettext("Look at the ads before you begin"),
    "look": lambda: SHARED.gettext("Look at the trip to the Bahamas"),
    "return": lambda: SHARED.gettext("Find the Bahamas in your feed"),
    "why": lambda: SHARED.gettext("Ask an ad why it is there"),
    "behind": lambda: SHARED.gettext("Look at what arrived"),
    "control": lambda: SHARED.gettext("Look at a trip on a site without a pixel"),
    "refuse": lambda: SHARED.gettext("Refuse the pixel"),
    "like": lambda: SHARED.gettext("Like something, then open your profile"),
    "guess": lambda: SHARED.gettext("See where Josianne comes from"),
    "clear": lambda: SHARED.gettext("Clear what is known"),
    "other": lambda: SHARED.gettext("See what another browser does"),
}


@dataclass(frozen=True)
class Position:
    """A step of the walk, as the first, second… of so many."""

    step: StepId
    number: int
    total: int

    def __str__(self) -> str:
        return f"{self.step}.{self.number}.{self.total}"


@dataclass(frozen=True)
class LessonPosition:
    """A step of a class's lesson, with the number that it has there (`7b`); without them whichever is open."""

    step: str = ""
    label: str = ""

    def __str__(self) -> str:
        return f"lesson.{self.step}.{self.label}" if self.step else "lesson"


AnyPosition = Position | LessonPosition


@dataclass(frozen=True)
class WalkBar:
    """The bar, in the reader's language."""

    step: str
    words: str
    back: str
    back_words: str


def read_position(text: str) -> AnyPosition | None:
    """The inverse of a position's text; None for anything else."""
    of_lesson = LESSON_VALUE.fullmatch(text)
    if of_lesson:
        return LessonPosition(of_lesson[1] or "", of_lesson[2] or "")
    matched = VALUE.fullmatch(text)
    step = next((step for step in STEP_IDS if matched and step == matched[1]), None)
    return Position(step, int(matched[2]), int(matched[3])) if matched and step else None


def current_position() -> AnyPosition | None:
    """Where the reader is on the walk, as this site's cookie has it; None for somebody who is not on it."""
    return read_position(request.cookies.get(COOKIE, ""))


def make_bar() -> WalkBar | None:
    """The bar for the page that is asked for; None where the reader is not on the walk."""
    at = current_position()
    if at is None:
        return None
    if isinstance(at, LessonPosition):
        words = (
            SHARED.gettext("Step %(number)s", number=at.label) if at.step else SHARED.gettext("You are in the class")
        )
        path = f"/lesson/{at.step}" if at.step else "/lesson"
        return WalkBar(at.step or "lesson", words, site_url("backstage", path), SHARED.gettext("Back to the lesson"))
    numbered = SHARED.gettext("Step %(number)s of %(total)s", number=at.number, total=at.total)
    words = f"{numbered} · {TASKS[at.step]()}"
    return WalkBar(at.step, words, site_url("backstage", "/") + "#now", SHARED.gettext("Back to the walk"))


def walk_url(site: str, path: str, position: AnyPosition) -> str:
    """An address on a site, with the step that the reader is at."""
    address = site_url(site, path)
    if here().is_one_address or site in COMPANY_SITES:  # where the cookie that the walk sets is seen
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode({PARAMETER: str(position)})}"


def onward_url(site: str, path: str = "/") -> str:
    """Another site's address for a link on a page; the step goes along while the reader is on the walk."""
    position = current_position()
    return walk_url(site, path, position) if position and site != here().site else site_url(site, path)


def take_from_link() -> Response | None:
    """Before a request: a step that came along in the link is kept, and the address is asked for without it."""
    if request.method not in ("GET", "HEAD") or PARAMETER not in request.args:
        return None
    kept = [(name, text) for name, text in request.args.items(multi=True) if name != PARAMETER]
    answer = redirect(request.base_url + (f"?{urlencode(kept)}" if kept else ""), 303)
    answer.headers["Cache-Control"] = "no-store"
    position = read_position(request.args[PARAMETER])
    if position:
        keep_position(answer, position)
    return answer


def keep_position(answer: Response, position: AnyPosition) -> None:
    """Sets the cookie."""
    lasts = LESSON_LASTS_SECONDS if isinstance(position, LessonPosition) else LASTS_SECONDS
    cookie = dump_cookie(
        COOKIE,
        str(position),
        max_age=lasts,
        sync_expires=False,  # an age alone: the clock of a phone may be wrong
        path="/",
        domain=_domain(),
        httponly=True,
        samesite="Lax",
    )
    answer.headers.add("Set-Cookie", cookie)


def leave_walk(answer: Response) -> None:
    """Takes the cookie away: the walk is done."""
    answer.delete_cookie(COOKIE, path="/", domain=_domain())


def _domain() -> str | None:
    """The cookie is for all of the tracking company's sites where the page is one of them; else for this site alone."""
    return None if here().is_one_address or here().site not in COMPANY_SITES else here().cookie_domain
