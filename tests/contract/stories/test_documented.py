"""The README's section on stories is held true: its example is read and comes true, its tables leave nothing out."""

import re
from pathlib import Path

import pytest

from pixel.stories.actions.expectations import Expectation
from pixel.stories.actions.registry import ACTIONS
from pixel.stories.drivers.browser_settings import Browser
from pixel.stories.format.model import Story
from pixel.stories.format.reader import read_story
from pixel.stories.server.process import run_server
from tests.contract.stories.test_shipped import play_on, tell

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def section() -> str:
    found = re.search(
        r"^## Stories\n(.*?)^## ", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert found
    return found[1]


@pytest.mark.long
def test_the_example_is_a_story_that_comes_true(section: str, tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", section, re.DOTALL)
    assert example
    file = tmp_path / "mine.yaml"
    file.write_text(example[1], encoding="utf-8")
    with run_server() as server:
        result = play_on(server, read_story(str(file)))
    assert result.outcome == "passed", tell(result)


def test_every_word_of_a_story_is_documented(section: str) -> None:
    words = {*ACTIONS, *Expectation.model_fields, *Browser.model_fields, *Story.model_fields}
    assert [word for word in sorted(words) if not re.search(rf"\b{word}\b", section)] == []
