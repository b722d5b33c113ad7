"""Every shipped story, played over plain HTTP against a real server: SQLite here, PostgreSQL in the long run."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from pixel.stories.actions.base import Stage
from pixel.stories.actions.expectations import Verdict
from pixel.stories.actions.of_nobody import Store
from pixel.stories.drivers.http_driver import HttpDriver
from pixel.stories.format.model import Story
from pixel.stories.format.reader import list_shipped, read_story
from pixel.stories.play.grouping import settings_for
from pixel.stories.play.player import play
from pixel.stories.play.results import Played, Result
from pixel.stories.server.client import ServerClient
from pixel.stories.server.process import RunningServer, run_server
from pixel.stories.server.targets import Target
from tests.support.postgres import Postgres

STORIES = list_shipped()
APART = [name for name in STORIES if read_story(name).server]
LARGE = ["class", "class-of-thirty"]
QUICK = [name for name in STORIES if name not in (*APART, *LARGE)]

PlayOn = Callable[[Story], Result]


def tell(result: Result) -> str:
    """What a failed test prints: the story as far as it came."""
    steps = [f"{played.number}. {played.sentence}: {'; '.join(played.details)}" for played in result.steps]
    return "\n".join([f"{result.story.story}: {result.reason}", *steps])


def play_on(server: RunningServer, story: Story, told: Callable[[Played], object] = lambda _: None) -> Result:
    """Plays a story on a server as if it were new."""
    client = ServerClient(server.sites, server.token)
    client.reset()
    return play(story, Stage(Target(server.sites, client, server), HttpDriver(server.sites)), told)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def ground(request: pytest.FixtureRequest) -> Iterator[RunningServer]:
    """A server with a simulated clock, on either store."""
    with ExitStack() as opened:
        database = ""
        if request.param == "postgres":
            postgres: Postgres = request.getfixturevalue("postgres")
            database = opened.enter_context(postgres.new_database())
        yield opened.enter_context(run_server(database))


@pytest.mark.parametrize("name", [*QUICK, *(pytest.param(name, marks=pytest.mark.long) for name in LARGE)])
def test_a_shipped_story_comes_true(ground: RunningServer, name: str) -> None:
    story = read_story(name)
    result = play_on(ground, story)
    if ground.database is None and any(isinstance(step, Store) for step in story.steps):
        assert (result.outcome, "SQLite" in result.reason) == ("skipped", True)
    else:
        assert result.outcome == "passed", tell(result)


@pytest.mark.long
@pytest.mark.parametrize("name", APART)
def test_a_story_that_needs_a_server_started_for_it_comes_true(name: str) -> None:
    story = read_story(name)
    with run_server(settings=settings_for(story)) as server:
        result = play_on(server, story)
    assert result.outcome == "passed", tell(result)


def test_between_them_the_stories_expect_every_verdict() -> None:
    expected: set[str] = set()
    for step in (step for name in STORIES for step in read_story(name).steps if step.expect):
        assert step.expect
        expected |= {step.expect.verdict or "recorded"}
        expected |= set(step.expect.hits.values()) if isinstance(step.expect.hits, dict) else set()
    assert expected == set(Verdict.__args__)  # type: ignore[attr-defined]


def test_the_same_story_twice_is_told_in_the_same_words(ground: RunningServer) -> None:
    story = read_story("bahamas")
    told = [[(step.sentence, step.details) for step in play_on(ground, story).steps] for _ in range(2)]
    assert told[0] == told[1]


def test_what_does_not_come_true_is_told_with_what_was_found(ground: RunningServer) -> None:
    story = read_story("control")
    for_an_ad = read_story("bahamas").steps[5].expect
    wrong = story.steps[-1].model_copy(update={"expect": for_an_ad})
    result = play_on(ground, story.model_copy(update={"steps": (*story.steps[:-1], wrong)}))
    assert result.outcome == "failed"
    assert "expected an ad (content bahamas, advertiser soleil, reason retargeting); found quinca" in result.reason


def test_a_step_that_cannot_be_done_ends_the_story_there(ground: RunningServer) -> None:
    story = read_story("bahamas")
    click = story.steps[7]
    result = play_on(ground, story.model_copy(update={"steps": (story.steps[0], click, story.steps[2])}))
    assert (result.outcome, len(result.steps)) == ("failed", 2)
    assert "the feed shows no ad for 'bahamas'" in result.reason


@pytest.mark.long
def test_a_server_that_dies_in_the_middle_ends_the_story_with_a_sentence() -> None:
    story = read_story("bahamas")
    with run_server() as server:

        def kill(played: Played) -> None:
            if played.number == 1:
                server.kill()

        result = play_on(server, story, kill)
    assert result.outcome == "failed"
    assert f"the server at 127.0.0.1:{server.sites.port} does not answer" in result.reason
    assert not server.folder.exists()
