"""The pytest plugin: `pixel_server`, a real server, and `pixel_story`, which plays a story against it.

pytest loads this file in every suite of an environment that has it installed: what it takes is read only when a test
asks for a fixture.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pixel.stories.server.process import RunningServer
    from pixel.testing.server import PixelServer
    from pixel.testing.story import StoryPlayer


@pytest.fixture(scope="session")
def pixel_database() -> str:
    """Where the server keeps what it learns: the address of an empty PostgreSQL database, for suites that override
    this; empty for a new SQLite file, removed afterwards."""
    return ""


@pytest.fixture(scope="session")
def _pixel_running(pixel_database: str) -> "Iterator[RunningServer]":
    """The one server of a test session, started when a test first asks; nothing is left of it afterwards."""
    from pixel.stories.server.errors import ServerNotStartedError
    from pixel.stories.server.process import run_server

    try:
        with run_server(pixel_database) as running:
            yield running
    except ServerNotStartedError as error:
        pytest.fail(f"pixel_server: {error}", pytrace=False)


@pytest.fixture
def pixel_server(_pixel_running: "RunningServer") -> "PixelServer":
    """A real server on a free port, with a database of its own, where nobody has been yet.

    `.url(site, path)` is an address on one of its sites, `.one_address(path)` the same with all sites under one origin,
    `.get(site, path)` asks for a page, `.session()` keeps cookies in between: both reach every site also where the
    system does not know `*.localhost`. `.api` asks what it knows, `.token` is the teacher's, `.reset()` empties it; its
    clock is a simulated one.
    """
    from pixel.testing.server import PixelServer

    server = PixelServer(_pixel_running)
    server.reset()
    return server


@pytest.fixture
def pixel_story(pixel_server: "PixelServer") -> "StoryPlayer":
    """Plays a story, a shipped one by its name or one of yours by its file; fails with its narration.

    `pixel_story("bahamas")`, `pixel_story("stories/mine.yaml", browser="chromium", prepare=blocker.attach)`.
    """
    from pixel.testing.story import StoryPlayer

    return StoryPlayer(pixel_server)
