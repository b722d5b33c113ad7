"""The README of stories is held true: its examples come true, its tables leave nothing out."""

import re
from pathlib import Path

import pytest

from pixel.data_files.base_model import Texts
from pixel.stories.actions import at_agencies, base, registry
from pixel.stories.actions.as_member import Follow
from pixel.stories.actions.base import Actor, PersonalStep
from pixel.stories.actions.expectations import Expectation
from pixel.stories.actions.on_network import Join
from pixel.stories.drivers.browser_settings import Browser
from pixel.stories.drivers.driver import Window, by_testid
from pixel.stories.drivers.http_driver import HttpDriver
from pixel.stories.format.model import Story
from pixel.stories.format.reader import read_story
from pixel.stories.server.process import run_server
from pixel.stories.server.targets import Target
from pixel.testing.server import PixelServer
from tests.contract.stories.test_shipped import play_on, tell

ROOT = Path(__file__).resolve().parents[3]
README = ROOT / "pixel" / "stories" / "README.md"


@pytest.fixture(scope="module")
def text() -> str:
    return README.read_text(encoding="utf-8")


def example_with(text: str, language: str, words: str) -> str:
    """The block of code in that language that holds these words."""
    [found] = [code for code in re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL) if words in code]
    return str(found)


@pytest.mark.long
def test_the_example_is_a_story_that_comes_true(text: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(example_with(text, "yaml", "story: mine"), encoding="utf-8")
    with run_server() as server:
        result = play_on(server, read_story(str(file)))
    assert result.outcome == "passed", tell(result)


def test_every_word_of_a_story_is_documented(text: str) -> None:
    words = {*registry.ACTIONS, *Expectation.model_fields, *Browser.model_fields, *Story.model_fields}
    assert [word for word in sorted(words) if not re.search(rf"\b{word}\b", text)] == []


def test_every_room_and_every_operation_of_a_window_is_documented(text: str) -> None:
    rooms = {folder.name for folder in README.parent.iterdir() if folder.is_dir() and folder.name != "__pycache__"}
    assert [room for room in sorted(rooms) if f"`{room}/`" not in text] == []
    operations = [name for name in vars(Window) if not name.startswith("_")]
    assert [name for name in operations if f"`{name}`" not in text] == []
    assert len(operations) == 11


def test_the_session_of_the_example_works(text: str, pixel_server: PixelServer) -> None:
    names: dict[str, object] = {}
    exec(example_with(text, "python", "pixel_server.session()"), names)
    example = names["test_the_agency_remembers_the_answer"]
    assert callable(example)
    example(pixel_server)


def test_the_new_action_of_the_example_works(text: str, pixel_server: PixelServer) -> None:
    names = {**vars(base), **vars(at_agencies), "Texts": Texts, "by_testid": by_testid}
    exec(example_with(text, "python", "class Unfollow"), names)
    unfollow = names["Unfollow"]
    assert isinstance(unfollow, type)
    assert issubclass(unfollow, PersonalStep)
    driver = HttpDriver(pixel_server.sites)
    actor = Actor(
        driver.open_window("zoe", Browser()),
        Target(pixel_server.sites, pixel_server.api),
        lambda who: driver.windows[who],
    )
    Join(who="zoe", join="marcel").perform(actor)
    Follow(who="zoe", follow="soleil").perform(actor)
    step = unfollow.model_validate({"who": "zoe", "unfollow": "soleil"})
    step.perform(actor)
    assert actor.window.read(by_testid("follow"))
    assert step.tell("zoe").fr == "zoe ne suit plus soleil"
