"""Plain HTTP and real browsers agree on every shipped story: the same hits, cookies, verdicts, ads and profile.

Each story is played as it is and, for agreement alone, with third-party cookies blocked throughout.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from pixel.stories.actions.base import Stage
from pixel.stories.drivers.browser_driver import open_browsers
from pixel.stories.drivers.driver import Driver, Seen
from pixel.stories.drivers.http_driver import HttpDriver
from pixel.stories.format.model import Story
from pixel.stories.format.reader import list_shipped, read_story
from pixel.stories.play.compare import change, read_setting
from pixel.stories.play.grouping import find_targets
from pixel.stories.play.player import find_visitor
from pixel.stories.play.player import play as play_story
from pixel.stories.play.results import Result
from pixel.stories.server.sites import Sites
from pixel.stories.server.targets import Target
from pixel.testing.server import PixelServer

SHIPPED = [read_story(name) for name in list_shipped()]
EVERYWHERE = [story for story in SHIPPED if not (story.http_only or story.browser_only)]
FOR_FIREFOX_ALONE = [s for s in EVERYWHERE if any(p.browser.cookies == "per-site" for p in s.persons.values())]
FOR_CHROMIUM = [story for story in EVERYWHERE if story not in FOR_FIREFOX_ALONE]
WITH_PERSONS = [story for story in FOR_CHROMIUM if story.persons]
ALSO_IN_FIREFOX = ("bahamas", "bahamas-blocked", "clear", "gpc", "two-browsers")
FOR_FIREFOX = [*FOR_FIREFOX_ALONE, *(story for story in EVERYWHERE if story.story in ALSO_IN_FIREFOX)]
QUICK = "bahamas"
DRAWN = "eid"  # the one field of a hit that is drawn anew each time
CLICK_ID = re.compile(r"(?<=[?&]click_id=)[\w-]+")  # and what an ad that was followed adds to the page's address

OpenDriver = Callable[[Sites], Driver]


@dataclass(frozen=True)
class Learned:
    """What came of a story, and what the network knows of its people at the end."""

    result: Result
    profiles: dict[str, object]


@pytest.fixture(scope="module")
def in_chromium(chromium_program: str) -> Iterator[OpenDriver]:
    with open_browsers("chromium") as opened:
        yield opened


@pytest.fixture(scope="module")
def in_firefox(firefox_program: str) -> Iterator[OpenDriver]:
    with open_browsers("firefox") as opened:
        yield opened


def marked(stories: list[Story]) -> list[Any]:
    """Parameters of a test: the quick one each time, the others in the long run."""
    marks = {story.story: () if story.story == QUICK else (pytest.mark.long,) for story in stories}
    return [pytest.param(story, id=story.story, marks=marks[story.story]) for story in stories]


@contextmanager
def find_target(story: Story, pixel_server: PixelServer) -> Iterator[Target]:
    if story.server is None:
        yield Target(pixel_server.sites, pixel_server.api, pixel_server.running)
        return
    with closing(find_targets([story])) as targets:
        yield next(targets)[0]


def learn(story: Story, target: Target, opened: OpenDriver) -> Learned:
    """Plays a story on an empty server."""
    target.clear()
    with closing(opened(target.sites)) as driver:
        result = play_story(story, Stage(target, driver))
        profiles = {name: know(target, driver, name) for name in browsers_of(result)}
    return Learned(result, profiles)


def browsers_of(result: Result) -> set[str]:
    return {played.browser for played in result.steps if played.browser}


def know(target: Target, driver: Driver, browser: str) -> object:
    """What the network has made of the person at a browser: levels of interests, and how many rows."""
    visitor = find_visitor(driver.windows[browser], target.sites)
    profile = target.client.find_profile(visitor) if visitor else None
    if profile is None:
        return None
    levels = {interest["interest"]: round(interest["level"], 6) for interest in profile["interests"]}
    rows = sum(1 for of in profile["visitors"] for _ in target.client.list_events(visitor=of))
    return levels, len(profile["visitors"]), rows


def tell(seen: Seen | None) -> object:
    """What a browser saw, without what is drawn or depends on which of two requests was faster."""
    if seen is None:
        return None
    hits = [
        (
            sorted((name, CLICK_ID.sub("", text)) for name, text in hit.fields.items() if name != DRAWN),
            hit.verdict,
            hit.cookie_sent,
        )
        for hit in seen.hits
    ]
    ads = [(ad.campaign, ad.advertiser, ad.content, ad.reason) for ad in seen.ads]
    return seen.url.partition("?")[0], seen.status, sorted(hits), ads


def check_agreement(story: Story, pixel_server: PixelServer, opened: OpenDriver) -> tuple[Result, Result]:
    """Plays a story both ways; step for step the same must be seen. Private links differ, being drawn."""
    with find_target(story, pixel_server) as target:
        plain, real = learn(story, target, HttpDriver), learn(story, target, opened)
    for one, other in zip(plain.result.steps, real.result.steps, strict=True):
        assert (one.who, one.is_ok, tell(one.seen)) == (other.who, other.is_ok, tell(other.seen)), one.sentence
    assert plain.profiles == real.profiles
    return plain.result, real.result


@pytest.mark.browser
@pytest.mark.parametrize("story", marked(FOR_CHROMIUM))
def test_chromium_and_plain_http_agree(story: Story, pixel_server: PixelServer, in_chromium: OpenDriver) -> None:
    plain, real = check_agreement(story, pixel_server, in_chromium)
    assert (plain.outcome, plain.reason) == ("passed", "")
    assert (real.outcome, real.reason) == ("passed", "")


@pytest.mark.browser
@pytest.mark.long
@pytest.mark.parametrize("story", [pytest.param(story, id=story.story) for story in WITH_PERSONS])
def test_they_agree_where_third_party_cookies_are_blocked(
    story: Story, pixel_server: PixelServer, in_chromium: OpenDriver
) -> None:
    plain, real = check_agreement(change(story, read_setting("cookies=blocked")), pixel_server, in_chromium)
    assert plain.outcome == real.outcome


@pytest.mark.firefox
@pytest.mark.long
@pytest.mark.parametrize("story", [pytest.param(story, id=story.story) for story in FOR_FIREFOX])
def test_firefox_and_plain_http_agree(story: Story, pixel_server: PixelServer, in_firefox: OpenDriver) -> None:
    plain, real = check_agreement(story, pixel_server, in_firefox)
    assert (plain.outcome, plain.reason) == ("passed", "")
    assert (real.outcome, real.reason) == ("passed", "")
