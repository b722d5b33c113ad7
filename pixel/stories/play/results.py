"""What came of a step, and of a story. `player` makes them as it goes; `report` tells them."""

from dataclasses import dataclass
from typing import Literal

from pixel.stories.actions.base import Step
from pixel.stories.drivers.driver import Seen
from pixel.stories.format.model import Story

Outcome = Literal["passed", "failed", "skipped"]


@dataclass(frozen=True)
class Played:
    """One step of one person. `number` counts the story's steps from 1; `who` is the person, `browser` the name by
    which the driver knows that browser, both None where a step is nobody's (time that passes).

    `sentence`: what was done, and what the server made of it; `details`: what each expectation found, those that failed
    first. `seconds`: how long it took.
    """

    number: int
    step: Step
    who: str | None
    browser: str | None
    is_ok: bool
    sentence: str
    details: tuple[str, ...] = ()
    seen: Seen | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Result:
    """A story from end to end; `reason`: why it failed or was skipped, in a sentence."""

    story: Story
    driver: str
    outcome: Outcome
    steps: tuple[Played, ...] = ()
    reason: str = ""

    @property
    def seconds(self) -> float:
        return sum(played.seconds for played in self.steps)
