"""Where a story is played, and who plays the parts: a server of our own or a running one, plain HTTP or a browser.

`command` sets the stage with it.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from pixel.stories.acting import Stage
from pixel.stories.client import ServerClient
from pixel.stories.driver import Driver
from pixel.stories.http_driver import HttpDriver
from pixel.stories.model import Story
from pixel.stories.running import RunningServer, run_server
from pixel.stories.sites import Sites


class UsageError(Exception):
    """What was asked cannot be; the message says what can."""


@dataclass(frozen=True)
class Ground:
    """A server to play on; `own`: it is ours, so it may be emptied."""

    sites: Sites
    client: ServerClient
    own: RunningServer | None = None

    def clear(self) -> None:
        """As new, where it is ours: a story is to find nobody there."""
        if self.own:
            self.client.reset()

    def stage(self, driver: Driver) -> Stage:
        return Stage(self.sites, self.client, driver, self.own)


def find_grounds(
    stories: Sequence[Story], url: str | None, token: str | None, database: str, port: int
) -> Generator[tuple[Ground, list[Story]], None, None]:
    """The running server that was named; else one of our own for all stories that need it started alike.

    Raises UsageError, ServerNotStartedError.
    """
    if url:
        yield _visit(url, token or ""), list(stories)
        return
    groups: dict[tuple[tuple[str, str], ...], list[Story]] = {}
    for story in stories:
        groups.setdefault(tuple(settings_for(story).items()), []).append(story)
    for settings, group in groups.items():
        with run_server(database, dict(settings), port) as server:
            ground = Ground(server.sites, ServerClient(server.sites, server.token), server)
            if database and ground.client.has_visitors():
                raise UsageError("--database has visitors in it already, and playing erases them: name an empty one.")
            yield ground, group
            if database:
                ground.clear()


def settings_for(story: Story) -> dict[str, str]:
    """The PIXEL_* variables that a story's server is started with."""
    if not story.server or not story.server.rate_limit:
        return {}
    # Each worker counts for itself: one alone counts exactly.
    return {"PIXEL_RATE_LIMIT": str(story.server.rate_limit), "PIXEL_WORKERS": "1"}


@contextmanager
def open_driver(sites: Sites, browser: Literal["chromium", "firefox"] | None) -> Iterator[Driver]:
    """Who plays the parts, until the end of a story. Raises CannotPlayError where there is no such browser."""
    if browser is None:
        yield HttpDriver(sites)
        return
    from pixel.stories.browser_driver import open_browser_driver  # it needs Playwright, which plain HTTP does not

    with open_browser_driver(sites, browser) as driver:
        yield driver


def _visit(url: str, token: str) -> Ground:
    parts = urlsplit(url)
    try:
        port = parts.port or 80
    except ValueError:
        port = 0
    if parts.scheme != "http" or not parts.hostname or not port:
        raise UsageError(f"--url is {url!r}: write it as http://localhost:8000.")
    # Every *.localhost is this machine's own name: of a server on another machine, its address is asked for them.
    is_here = parts.hostname == "localhost" or parts.hostname.endswith(".localhost")
    sites = Sites(port, "127.0.0.1" if is_here else parts.hostname)
    client = ServerClient(sites, token)
    client.check()
    return Ground(sites, client)
