"""What plays a person's part: the Protocol of every driver, and what it brings back. `player` calls it.

`http_driver` is plain HTTP with a cookie jar that keeps a browser's rule; `browser_driver` is a real browser. Each
method does one thing that a person does, waits until it is done (hits that it causes are answered), and returns what
that person's browser saw of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from pixel.stories.model import Browser
from pixel.stories.steps import Answer, NetworkPage

BOOKED_BY, BOOKED_AT = "Camille", "camille@exemple.test"  # what a driver types into a booking form


class CannotPlayError(Exception):
    """This driver cannot play this story, whatever the server does; the message says why, and what could."""


class StepFailedError(Exception):
    """A person could not do what the step says: no such button, no such ad. The message says what was missing."""


class ServerGoneError(Exception):
    """The server no longer answers; the message says what happened."""


@dataclass(frozen=True)
class SeenHit:
    """A hit of the pixel as the browser sent it.

    `verdict`: `recorded`, or the bare reason (`gpc`); empty: it got no answer (a blocker stopped it). `cookie_sent`:
    the visitor cookie went along. `fields`: those of `/tr`, by name.
    """

    verdict: str
    cookie_sent: bool
    fields: Mapping[str, str]

    @property
    def event(self) -> str:
        return self.fields.get("ev", "")


@dataclass(frozen=True)
class SeenAd:
    """An ad by the feed's own `data-…` attributes; `content` empty where it names no destination."""

    campaign: str
    advertiser: str
    content: str
    reason: str
    impression: str


@dataclass(frozen=True)
class Seen:
    """What a browser saw of one step: the page it ended on (its status, and its ads in their order, those of the first
    page of the feed), and the hits sent on the way, in the order in which they were answered."""

    url: str
    status: int
    hits: tuple[SeenHit, ...] = ()
    ads: tuple[SeenAd, ...] = ()


class Driver(Protocol):
    """`who` is always the name that was given to `open_person`: one name, one browser with cookies of its own.

    Raises StepFailedError and ServerGoneError. A booking form is filled in with BOOKED_BY and BOOKED_AT.
    """

    @property
    def name(self) -> str:
        """`http`, `chromium`, `firefox`."""

    def open_person(self, who: str, browser: Browser) -> None:
        """A new browser, set up like that, without a cookie. Raises CannotPlayError where it cannot be had."""

    def visit(self, who: str, site: str, path: str) -> Seen:
        """Types the address of a site's page."""

    def reload(self, who: str) -> Seen: ...

    def answer_consent(self, who: str, answer: Answer) -> Seen:
        """On the banner, or where there is none on the page behind the footer's link (`consent-change`)."""

    def search(self, who: str, site: str, words: str) -> Seen:
        """From the site's home page, by its search form; what the home page itself sent is not in `hits`."""

    def wish(self, who: str, site: str, content: str) -> Seen:
        """From the destination's page, by its own heart; what that page sent on opening is not in `hits`."""

    def book(self, who: str, site: str, content: str) -> Seen:
        """Opens the form's page, fills it in, sends it; the hits of both pages."""

    def join(self, who: str, member: str) -> Seen:
        """On the network's front page: the member of that id; `again`: the button of who was here before; else that
        first name, made up. Ends on the feed."""

    def leave(self, who: str) -> Seen: ...

    def continue_as(self, who: str, other: str) -> Seen:
        """Asks for the private link in `other`'s browser, opens it in this one, confirms. Ends on the feed."""

    def open(self, who: str, page: NetworkPage) -> Seen:
        """The feed is the network's front page."""

    def like(self, who: str, post: str) -> Seen:
        """On the feed; opened first where it is not the page that is open."""

    def click_ad(self, who: str, content: str) -> Seen:
        """The first ad for that destination on the feed as it stands (opened first where another page is open)."""

    def clear_activity(self, who: str) -> Seen: ...

    def clear_cookies(self, who: str) -> None:
        """Empties this browser's own cookie jar. The page that was open stays."""

    def disconnect(self, who: str, site: str) -> Seen:
        """On the activity page; `all` for every site."""

    def reconnect(self, who: str, site: str) -> Seen: ...

    def visitor(self, who: str) -> str | None:
        """The visitor id in the cookie that the network's own pages get from this browser; None without one."""

    def picture(self, who: str) -> bytes | None:
        """A PNG of what this person sees now; None where a driver has no eyes."""

    def close(self) -> None:
        """Ends every browser and leaves nothing behind; may be called twice."""
