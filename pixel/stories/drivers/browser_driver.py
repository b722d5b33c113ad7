"""A Driver that plays with real browsers, by Playwright: it clicks what a person clicks. `choice` and tests open it.

Playwright is imported only in this room, when a story is really played so: nothing else needs it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

from pixel.stories.drivers.browser_settings import Browser
from pixel.stories.drivers.browser_window import BrowserWindow
from pixel.stories.drivers.browsers import Browsers, Kind
from pixel.stories.drivers.driver import Driver
from pixel.stories.drivers.worker_thread import WorkerThread, in_its_thread, worker_thread
from pixel.stories.server.sites import Sites

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

Prepare = Callable[["BrowserContext"], object]


@contextmanager
def open_browsers(kind: Kind, prepare: Prepare = lambda _: None) -> Iterator[Callable[[Sites], Driver]]:
    """One kind of browser, for as long as this lasts; what it yields makes a driver of it for a server.

    `prepare` is handed each person's browser before anything is opened in it (to put a blocker in, for one), in the
    thread where it lives. Raises CannotPlayError, with what to install, where the browser or Playwright is missing.
    """
    with worker_thread() as thread, ExitStack() as opened:
        browsers = thread.do(lambda: Browsers(kind))
        opened.callback(thread.do, browsers.close)
        yield lambda sites: BrowserDriver(thread, sites, browsers, prepare)


@contextmanager
def open_browser_driver(sites: Sites, kind: Kind, prepare: Prepare = lambda _: None) -> Iterator[Driver]:
    """A driver of one kind of browser, closed at the end; `prepare` and what is raised as with `open_browsers`."""
    with open_browsers(kind, prepare) as make, closing(make(sites)) as driver:
        yield driver


class BrowserDriver:
    """Plays everybody's part in windows of a real browser."""

    def __init__(self, thread: WorkerThread, sites: Sites, browsers: Browsers, prepare: Prepare) -> None:
        self.thread = thread
        self._sites, self._browsers, self._prepare = sites, browsers, prepare
        self.windows: dict[str, BrowserWindow] = {}

    @property
    def name(self) -> str:
        return self._browsers.kind

    @in_its_thread
    def open_window(self, who: str, browser: Browser) -> BrowserWindow:
        context = self._browsers.open(browser)
        self._prepare(context)
        self.windows[who] = BrowserWindow(self.thread, context, self._sites, browser)
        return self.windows[who]

    @in_its_thread
    def close(self) -> None:
        for window in self.windows.values():
            window.close()
        self.windows.clear()
