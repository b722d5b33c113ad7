"""`pixel play`: plays stories and tells what came of them. `pixel.cli` hooks it in.

Ends with 0 where all came as the stories say, 1 where something did not, 2 where nothing could be played: a mistake in
a story or in what was asked, no browser, no server.
"""

import argparse
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, TextIO
from urllib.parse import urlsplit

from pixel.stories import compare, reports
from pixel.stories.acting import Stage
from pixel.stories.client import ServerClient
from pixel.stories.driver import CannotPlayError, Driver, ServerGoneError, StepFailedError
from pixel.stories.http_driver import HttpDriver
from pixel.stories.mistakes import StoryError
from pixel.stories.model import Story
from pixel.stories.played import Played, Result
from pixel.stories.player import play
from pixel.stories.reading import list_shipped, read_story
from pixel.stories.running import ServerNotStartedError, run_server
from pixel.stories.sites import Sites

BROWSERS = ("chromium", "firefox")
TRIES = 3  # of a story in which our own server's store was too slow for a hit


class UsageError(Exception):
    """What was asked cannot be; the message says what can."""


def add_parser(commands: Any) -> None:
    """`pixel play` among the commands of `pixel`."""
    playing = commands.add_parser(
        "play",
        help="play stories against a server, and check what the tracker learned",
        description="Plays stories against a server of its own, or a running one, and checks what the tracker learned.",
        epilog="Ends with 0 where all came as the stories say, 1 where something did not, 2 where nothing could be played.",
    )
    playing.add_argument("stories", nargs="*", metavar="STORY", help="a shipped story's name, or a file.yaml")
    playing.add_argument("--list", action="store_true", help="name the shipped stories, a line each")
    playing.add_argument("--all", action="store_true", help="play all shipped stories")
    playing.add_argument("--browser", choices=BROWSERS, help="in a real browser (default: plain HTTP)")
    playing.add_argument("--compare", nargs=2, metavar=("A", "B"), help="one story under two settings, side by side: "
        "cookies=allowed cookies=blocked; also cookies=per-site, gpc=on, scripts=off, consent=denied, joined by commas")  # fmt: skip
    playing.add_argument("--url", metavar="URL", help="a running server, as http://localhost:8000 (with --token)")
    playing.add_argument("--token", metavar="T", help="that server's teacher token")
    playing.add_argument("--database", metavar="URL", default="", help="for the server of its own: an empty database")
    playing.add_argument("--port", type=int, default=0, help="for the server of its own: a port (default: a free one)")
    playing.add_argument("--json", action="store_true", help="the results as JSON, on standard output")
    playing.add_argument("--junit", metavar="FILE", type=Path, help="the results as JUnit XML, in a file")
    playing.add_argument("--record", metavar="DIR", type=Path, help="a picture of each step, and a page (with --browser)")
    playing.set_defaults(run=lambda _, asked: sys.exit(run(asked)))


def run(asked: argparse.Namespace) -> int:
    """Does what was asked; the exit status."""
    out = Out(sys.stderr if asked.json else sys.stdout)
    with _ending_in_order():
        try:
            if asked.list:
                return _list(out)
            stories = _read_all(asked)
            return _compare(stories, asked, out) if asked.compare else _play_all(stories, asked, out)
        except (UsageError, StoryError, ServerNotStartedError, CannotPlayError, compare.SettingError) as error:
            print(f"pixel play: {error}", file=sys.stderr)
            return 2
        except (ServerGoneError, StepFailedError, OSError) as error:
            print(f"pixel play: {error}", file=sys.stderr)
            return 1


@dataclass(frozen=True)
class Out:
    """Where people read what happens, as it happens."""

    stream: TextIO

    def say(self, *lines: str) -> None:
        """Lines, in letters that this terminal has."""
        encoding = self.stream.encoding or "utf-8"
        for line in lines:
            print(line.encode(encoding, "replace").decode(encoding), file=self.stream, flush=True)


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """A request to end (`kill`, a closed terminal) becomes an exception, so that nothing is left behind."""

    def stop(number: int, _: FrameType | None) -> None:
        sys.exit(128 + number)

    wanted = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = [(number, signal.signal(number, stop)) for number in wanted]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def _list(out: Out) -> int:
    stories = [read_story(name) for name in list_shipped()]
    width = max(len(story.story) for story in stories)
    out.say(*(f"{story.story:<{width}}  {story.about.en}" for story in stories))
    return 0


def _read_all(asked: argparse.Namespace) -> list[Story]:
    if asked.record and not asked.browser:
        raise UsageError("--record needs eyes: add --browser chromium.")
    if asked.all and asked.stories:
        raise UsageError("--all plays all of them: name stories, or say --all.")
    names = list_shipped() if asked.all else asked.stories
    if not names:
        raise UsageError("which story? Name one, or say --all; pixel play --list names those that come with it.")
    if asked.compare and len(names) != 1:
        raise UsageError("--compare plays one story twice: name one.")
    if asked.url and (asked.database or asked.port):
        raise UsageError("--database and --port are for a server of its own, not with --url.")
    if asked.url and not asked.token:
        raise UsageError("--url needs --token: the teacher token that the server printed when it started.")
    return [read_story(name) for name in names]


def _play_all(stories: Sequence[Story], asked: argparse.Namespace, out: Out) -> int:
    results: list[Result] = []
    for stage, group in _stages(stories, asked):
        for story in group:
            out.say(reports.tell_title(story, stage.driver.name, len(results) + 1, len(stories)))
            results.append(_play_one(story, stage, asked, out))
    out.say("", reports.tell_table(results))
    if asked.json:
        print(reports.to_json(results))
    if asked.junit:
        reports.write_junit(results, asked.junit)
    has_failed = any(result.outcome == "failed" for result in results)
    return 1 if has_failed or not any(result.outcome == "passed" for result in results) else 0
