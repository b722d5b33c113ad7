"""What this browser does with third-party cookies, concluded from hits alone. Pure; the inspector shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pixel.store.records import CookieOutcome, Event

Outcome = CookieOutcome | Literal["gpc", "nothing"]
RECENT = timedelta(minutes=10)
TELLING: tuple[CookieOutcome, ...] = ("sent-back", "own-jar", "refused")


@dataclass(frozen=True)
class Explanation:
    """The outcome, the hit that shows it, and whether that hit is tied to the reader."""

    outcome: Outcome
    shown_by: Event | None
    is_tied: bool


def explain(
    own: Sequence[Event],
    untied: Sequence[Event],
    user_agent: str,
    now: datetime,
    *,
    is_gpc: bool,
    is_one_address: bool,
) -> Explanation:
    """The conclusion; `own` and `untied` newest first.

    A recent hit of one's own counts first. Else an untied one of the last minutes with the same user agent (the same
    browser most likely, but not surely: a private window looks alike). Else an older one of one's own.
    """
    if is_gpc:
        return Explanation("gpc", None, is_tied=False)
    if is_one_address:
        return Explanation("first-party", next(iter(own), None), is_tied=True)
    recent = [event for event in own if now - event.hit.received_at <= RECENT]
    alike = [event for event in untied if event.hit.user_agent == user_agent and now - event.hit.received_at <= RECENT]
    for events, is_tied in ((recent, True), (alike, False), (own, True)):
        telling = _most_telling(events)
        if telling:
            return Explanation(telling.hit.cookie, telling, is_tied)
    return Explanation("nothing", None, is_tied=False)


def _most_telling(events: Iterable[Event]) -> Event | None:
    """The newest hit that leaves no doubt, else the newest."""
    listed = list(events)
    return next((event for event in listed if event.hit.cookie in TELLING), next(iter(listed), None))
