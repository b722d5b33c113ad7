"""What the fixture `pixel_story` hands to a test: plays stories, and fails the test where one does not come true."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from os import PathLike, fspath
from typing import TYPE_CHECKING

import pytest

from pixel.stories import reports
from pixel.stories.browsers import Kind
from pixel.stories.driver import CannotPlayError, Driver, ServerGoneError, StepFailedError
from pixel.stories.http_driver import HttpDriver
from pixel.stories.mistakes import StoryError
from pixel.stories.model import Story
from pixel.stories.played import Result
from pixel.stories.player import play
from pixel.stories.reading import read_story
from pixel.stories.sites import Sites
from pixel.stories.staging import Ground, find_grounds
from pixel.testing.server import PixelServer

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

Prepare = Callable[["BrowserContext"], object]
OpenDriver = Callable[[Sites], Driver]


class StoryPlayer:
    """Call it with a story."""

    def __init__(self, server: PixelServer) -> None:
        self._ground = Ground(server.sites, server.api, server.running)

    def __call__(
        self,
        story: str | PathLike[str],
        *,
        browser: Kind | None = None,
        prepare: Prepare | None = None,
        driver: OpenDriver | None = None,
    ) -> Result:
        """Plays a story on an empty server; what came of each step.

        Without `browser`, over plain HTTP; with it, in a real one, where `prepare` is handed each person's
        BrowserContext before anything is opened in it (in a thread of its own: Playwright may run in yours as well).
        `driver` plays with one of your own. Fails the test, with the narration, where something does not come true;
        skips it where the story cannot be played so.
        """

        def opened(sites: Sites) -> AbstractContextManager[Driver]:
            return _open(sites, browser, prepare, driver)

        with _telling_pytest():
            read = read_story(fspath(story))
            with self._find_ground(read) as ground:
                lines, result = _play(read, ground, opened)
        if result.outcome == "skipped":
            pytest.skip(f"{read.story}: {result.reason}")
        if result.outcome == "failed":
            pytest.fail("\n".join([*lines, result.reason]), pytrace=False)
        return result

    @contextmanager
    def _find_ground(self, story: Story) -> Iterator[Ground]:
        """The fixture's server, or another where the story needs one that is started otherwise."""
        if story.server is None:
            yield self._ground
            return
        with closing(find_grounds([story], None, None, "", 0)) as grounds:
            yield next(grounds)[0]


@contextmanager
def _open(
    sites: Sites,
    browser: Kind | None,
    prepare: Prepare | None,
    driver: OpenDriver | None,
) -> Iterator[Driver]:
    if browser is None:
        opened = driver(sites) if driver else HttpDriver(sites)
        with closing(opened):
            yield opened
        return
    from pixel.stories.browser_driver import open_browser_driver

    with open_browser_driver(sites, browser, prepare or (lambda _: None)) as real:
        yield real


def _play(
    story: Story, ground: Ground, opened: Callable[[Sites], AbstractContextManager[Driver]]
) -> tuple[list[str], Result]:
    """The narration, and what came of it."""
    ground.clear()
    with opened(ground.sites) as driver:
        lines = [reports.tell_title(story, driver.name, 1, 1)]
        result = play(story, ground.stage(driver), lambda played: lines.extend(reports.tell_step(story, played)))
    return lines, result


@contextmanager
def _telling_pytest() -> Iterator[None]:
    """What stands in the way fails the test with its sentence."""
    try:
        yield
    except (StoryError, CannotPlayError, ServerGoneError, StepFailedError) as error:
        pytest.fail(f"pixel_story: {error}", pytrace=False)
