"""What the fixture `pixel_story` hands to a test: plays stories, and fails the test where one does not come true."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from os import PathLike, fspath
from typing import TYPE_CHECKING

import pytest

from pixel.data_files.errors import DataFileError
from pixel.stories.actions.base import Stage
from pixel.stories.drivers.browsers import Kind
from pixel.stories.drivers.choice import open_driver
from pixel.stories.drivers.driver import CannotPlayError, Driver, StepFailedError
from pixel.stories.format.model import Story
from pixel.stories.format.reader import read_story
from pixel.stories.play.grouping import find_targets
from pixel.stories.play.player import play
from pixel.stories.play.results import Result
from pixel.stories.report import reports
from pixel.stories.server.errors import RequestRefusedError, ServerGoneError
from pixel.stories.server.sites import Sites
from pixel.stories.server.targets import Target
from pixel.testing.server import PixelServer

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

Prepare = Callable[["BrowserContext"], object]
OpenDriver = Callable[[Sites], Driver]


class StoryPlayer:
    """Call it with a story."""

    def __init__(self, server: PixelServer) -> None:
        self._target = Target(server.sites, server.api, server.running)

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
            return closing(driver(sites)) if driver else open_driver(sites, browser, prepare)

        with _telling_pytest():
            read = read_story(fspath(story))
            with self._find_target(read) as target:
                lines, result = _play(read, target, opened)
        _tell_pytest_of(result, lines)
        return result

    @contextmanager
    def _find_target(self, story: Story) -> Iterator[Target]:
        """The fixture's server, or another where the story needs one that is started otherwise."""
        if story.server is None:
            yield self._target
            return
        with closing(find_targets([story])) as targets:
            yield next(targets)[0]


def _play(
    story: Story, target: Target, opened: Callable[[Sites], AbstractContextManager[Driver]]
) -> tuple[list[str], Result]:
    """The narration, and what came of it."""
    target.clear()
    with opened(target.sites) as driver:
        lines = [reports.tell_title(story, driver.name, 1, 1)]
        result = play(story, Stage(target, driver), lambda played: lines.extend(reports.tell_step(story, played)))
    return lines, result


def _tell_pytest_of(result: Result, lines: list[str]) -> None:
    if result.outcome == "skipped":
        pytest.skip(f"{result.story.story}: {result.reason}")
    if result.outcome == "failed":
        pytest.fail("\n".join([*lines, result.reason]), pytrace=False)


@contextmanager
def _telling_pytest() -> Iterator[None]:
    """What stands in the way fails the test with its sentence."""
    try:
        yield
    except (DataFileError, CannotPlayError, ServerGoneError, RequestRefusedError, StepFailedError) as error:
        pytest.fail(f"pixel_story: {error}", pytrace=False)
