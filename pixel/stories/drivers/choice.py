"""Opens the driver that was asked for: plain HTTP, or a real browser. `runner` and the pytest plugin call it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pixel.stories.drivers.browsers import Kind
from pixel.stories.drivers.driver import Driver
from pixel.stories.drivers.http_driver import HttpDriver
from pixel.stories.server.sites import Sites

if TYPE_CHECKING:
    from pixel.stories.drivers.browser_driver import Prepare


@contextmanager
def open_driver(sites: Sites, browser: Kind | None, prepare: "Prepare | None" = None) -> Iterator[Driver]:
    """Who plays the parts, until the end of a story. Raises CannotPlayError where there is no such browser."""
    if browser is None:
        yield HttpDriver(sites)
        return
    from pixel.stories.drivers.browser_driver import open_browser_driver  # it needs Playwright; plain HTTP does not

    with open_browser_driver(sites, browser, prepare or (lambda _: None)) as driver:
        yield driver
