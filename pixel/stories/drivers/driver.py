"""What every driver can do: open a browser for a person, and in it go, press, fill in and read.

`http_driver` is plain HTTP with a cookie jar that keeps a browser's rule; `browser_driver` is a real browser; a test
suite may bring its own (`pixel_story(driver=…)`). What people do is written once, in `actions`, on these operations.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pixel.stories.drivers.browser_settings import Browser

AD_FIELDS = ("campaign", "advertiser", "content", "reason", "impression")  # the `data-…` attributes of an ad
IGNORED = "ignored; reason="  # what the header of a verdict begins with, where a hit is not recorded


class CannotPlayError(Exception):
    """This driver cannot play this story, whatever the server does; the message says why, and what could."""


class StepFailedError(Exception):
    """A person could not do what the step says: no such button, no such ad. The message says what was missing."""


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


@dataclass(frozen=True)
class Locator:
    """Where an element is on a page: by its attributes, within another element, in a form with these fields."""

    attributes: Mapping[str, str]
    within: "Locator | None" = None
    form_fields: Mapping[str, str] | None = None

    @property
    def css(self) -> str:
        """The same as a CSS selector."""
        around = f"{self.within.css} " if self.within else ""
        for name, value in (self.form_fields or {}).items():
            around += f'form:has([name="{name}"][value="{value}"]) '
        return around + "".join(f'[{name}="{value}"]' for name, value in self.attributes.items())


def by_testid(
    testid: str, *, within: Locator | None = None, form_fields: Mapping[str, str] | None = None, **attributes: str
) -> Locator:
    """An element by its `data-testid`; `data_post="x"` is its attribute `data-post`."""
    more = {name.replace("_", "-"): value for name, value in attributes.items()}
    return Locator({"data-testid": testid} | more, within, form_fields)


class Window(Protocol):
    """One person's browser, with cookies of its own and one page open.

    What leads to a new page returns when the page and all that it carries are there. `missing` is the sentence of the
    StepFailedError where there is no such element. Each method may raise StepFailedError and ServerGoneError.
    """

    @property
    def address(self) -> str:
        """Of the page that is open; empty before the first."""

    def go(self, url: str) -> None:
        """Types an address."""

    def reload(self) -> None: ...

    def press(self, locator: Locator, missing: str, then: Locator | None = None) -> None:
        """Presses the first such button or link. It leads to a new page; with `then`, a script of the page changes it
        until that is there (where scripts are off, a new page comes there, too)."""

    def submit(self, locator: Locator, fields: Mapping[str, str], missing: str, then: Locator | None = None) -> None:
        """Fills in the form that is this element or around it, by the names of its fields, and sends it with Enter."""

    def read(self, locator: Locator) -> Sequence[Mapping[str, str]]:
        """All attributes of each such element on the page."""

    def forget_hits(self) -> None:
        """Waits until the hits sent so far are answered; `seen` no longer tells of them."""

    def seen(self) -> Seen:
        """The page that is open, and the hits sent since `forget_hits`, all answered."""

    def cookie(self, url: str, name: str) -> str | None:
        """The value of a cookie that a page at this address gets from this browser; None without one."""

    def clear_cookies(self) -> None:
        """Empties this browser's own cookie jar. The page that was open stays."""

    def picture(self) -> bytes | None:
        """A PNG of what this person sees now; None where a driver has no eyes."""


def read_first(window: Window, locator: Locator, missing: str) -> Mapping[str, str]:
    """All attributes of the first such element. Raises StepFailedError(missing) where there is none."""
    found = window.read(locator)
    if not found:
        raise StepFailedError(missing)
    return found[0]


class Driver(Protocol):
    """Opens a window for each person, under the name that it is given."""

    @property
    def name(self) -> str:
        """`http`, `chromium`, `firefox`."""

    @property
    def windows(self) -> Mapping[str, Window]:
        """The windows that are open, by whose they are."""

    def open_window(self, who: str, browser: Browser) -> Window:
        """A new browser, set up like that, without a cookie. Raises CannotPlayError where it cannot be had."""

    def close(self) -> None:
        """Ends every browser and leaves nothing behind; may be called twice."""
