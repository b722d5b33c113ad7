"""What would have become of a hit, had third-party cookies been blocked, consent refused, or GPC been sent. Pure.

This rule stands here alone: pages show what it says of each hit, and the script looks it up by the hit's `Case`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from pixel.collect.verdict import REASONS
from pixel.store.records import CookieOutcome

Switch = Literal["blocked", "no-consent", "gpc"]
SWITCHES: tuple[Switch, ...] = get_args(Switch)
COOKIES: tuple[CookieOutcome, ...] = get_args(CookieOutcome)

# Why a hit would, or would not, have been stopped. `words` has a sentence for each.
Because = Literal[
    "ignored-anyway",
    "so-already",
    "cookie-kept-back",
    "cookie-not-set",
    "kept-back-already",
    "not-third-party",
    "refused",
    "never-asked",
    "signal-heeded",
]


@dataclass(frozen=True)
class Case:
    """What of a hit decides. `reason`: empty for a recorded one; `cookie`: empty for an ignored one; `has_asked`: the
    page asked for consent before it sent this."""

    reason: str
    cookie: str
    has_asked: bool = False

    @property
    def key(self) -> str:
        """As the page's markup names it: `sent-back`, `sent-back+asked`, `gpc`."""
        return (self.reason or self.cookie) + ("+asked" if self.has_asked and not self.reason else "")


@dataclass(frozen=True)
class Consequence:
    """Whether the switch would have kept the hit from the person's profile, and why, or why not."""

    is_stopped: bool
    because: Because


def judge(case: Case, switch: Switch) -> Consequence:
    """What the switch would have changed for one hit."""
    if case.reason:
        is_so = (switch, case.reason) in (("gpc", "gpc"), ("no-consent", "no-consent"))
        return Consequence(False, "so-already" if is_so else "ignored-anyway")
    match switch:
        case "gpc":
            return Consequence(True, "signal-heeded")
        case "no-consent":
            return Consequence(case.has_asked, "refused" if case.has_asked else "never-asked")
        case "blocked":
            return _judge_cookie(case.cookie)


def _judge_cookie(cookie: str) -> Consequence:
    if cookie == "first-party":
        return Consequence(False, "not-third-party")
    if cookie in ("refused", "own-jar"):
        return Consequence(False, "kept-back-already")
    return Consequence(True, "cookie-kept-back" if cookie == "sent-back" else "cookie-not-set")


def find_stopping(case: Case) -> tuple[Switch, ...]:
    """The switches that would have stopped a hit."""
    return tuple(switch for switch in SWITCHES if judge(case, switch).is_stopped)


def list_cases() -> Iterator[Case]:
    """Every case there is."""
    for cookie in COOKIES:
        yield Case("", cookie)
        yield Case("", cookie, has_asked=True)
    for reason in REASONS:
        yield Case(reason, "")
