"""Plays the stories that `pixel play` was asked for, and tells what came of them. `command` calls `run`."""

import argparse
import json
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING, TextIO

from pixel.data_files.errors import DataFileError
from pixel.stories.actions.base import Stage
from pixel.stories.drivers.choice import open_driver
from pixel.stories.drivers.driver import CannotPlayError, StepFailedError
from pixel.stories.format.model import Story
from pixel.stories.format.reader import list_shipped, read_story
from pixel.stories.play import compare
from pixel.stories.play.grouping import Wanted, find_targets
from pixel.stories.play.player import play
from pixel.stories.play.results import Played, Result
from pixel.stories.report import comparison, reports
from pixel.stories.server.errors import RequestRefusedError, ServerGoneError, ServerNotStartedError, UsageError
from pixel.stories.server.targets import Target

if TYPE_CHECKING:
    from pixel.stories.report.record import Recorder


def run(asked: argparse.Namespace) -> int:
    """Does what was asked; the exit status.

    0 where all came as the stories say, 1 where something did not, 2 where nothing could be played: a mistake in a
    story or in what was asked, no browser, no server.
    """
    out = Out(sys.stderr if asked.json else sys.stdout)
    with _ending_in_order():
        try:
            if asked.list:
                return _list(out)
            stories = _read_all(asked)
            return _compare(stories, asked, out) if asked.compare else _play_all(stories, asked, out)
        except (UsageError, DataFileError, ServerNotStartedError, CannotPlayError, compare.SettingError) as error:
            print(f"pixel play: {error}", file=sys.stderr)
            return 2
        except BrokenPipeError:  # whoever read has gone, and Python must not try to say so to them at its end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 1
        except (ServerGoneError, RequestRefusedError, StepFailedError, OSError) as error:
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
    if asked.junit and not asked.junit.parent.is_dir():
        raise UsageError(f"--junit: there is no folder {asked.junit.parent}.")
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
    with closing(find_targets(stories, _wanted(asked))) as targets:
        for target, group in targets:
            for story in group:
                out.say(reports.tell_title(story, asked.browser or "http", len(results) + 1, len(stories)))
                results.append(_play_one(story, target, asked, out))
    out.say("", reports.tell_table(results))
    if asked.json:
        print(reports.to_json(results))
    if asked.junit:
        reports.write_junit(results, asked.junit)
    has_failed = any(result.outcome == "failed" for result in results)
    return 1 if has_failed or not any(result.outcome == "passed" for result in results) else 0


def _play_one(story: Story, target: Target, asked: argparse.Namespace, out: Out) -> Result:
    try:
        target.clear()
    except (ServerGoneError, RequestRefusedError) as error:
        return Result(story, asked.browser or "http", "failed", (), str(error))
    recorder = _make_recorder(story, asked)
    with open_driver(target.sites, asked.browser) as driver:

        def tell(played: Played) -> None:
            out.say(*reports.tell_step(story, played))
            if recorder:
                recorder.add(played, driver.windows[played.browser].picture() if played.browser else None)

        result = play(story, Stage(target, driver), tell)
    if recorder:
        recorder.finish(result)
    if result.outcome == "skipped":
        out.say(f"  skipped: {result.reason}")
    return result


def _compare(stories: Sequence[Story], asked: argparse.Namespace, out: Out) -> int:
    story, settings = stories[0], [compare.read_setting(text) for text in asked.compare]
    known = []
    with closing(find_targets([story], _wanted(asked))) as targets:
        target, _ = next(targets)
        for text, setting in zip(asked.compare, settings, strict=True):
            out.say(f"{story.story}, with {text} ...")
            target.clear()
            with open_driver(target.sites, asked.browser) as driver:
                known.append(compare.learn(compare.change(story, setting), Stage(target, driver)))
    one, other = known
    out.say("", comparison.tell_side_by_side(one, other, (asked.compare[0], asked.compare[1])))
    if asked.json:
        told = zip(asked.compare, known, strict=True)
        settings_told = [{"setting": text, "persons": comparison.to_data(each)} for text, each in told]
        print(json.dumps({"story": story.story, "settings": settings_told}, ensure_ascii=False, indent=2))
    return 0


def _wanted(asked: argparse.Namespace) -> Wanted:
    return Wanted(asked.url, asked.token, asked.database, asked.port)


def _make_recorder(story: Story, asked: argparse.Namespace) -> "Recorder | None":
    if not asked.record:
        return None
    from pixel.stories.report.record import Recorder

    is_alone = len(asked.stories) == 1
    return Recorder(asked.record if is_alone else asked.record / story.story, story)
