"""What every action has in common: its step in a story's file, and what it is handed when it is played.

An action is a class: its fields are the words of the step, `act` does it, `tell` says it in both languages. `word` is
the field by which a step is known. `play.player` plays them.
"""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from pixel.data_files.base_model import Name, Part, Texts
from pixel.stories.actions.expectations import Expectation
from pixel.stories.drivers.driver import Driver, Seen, StepFailedError, Window
from pixel.stories.server.sites import Sites
from pixel.stories.server.targets import Target

Persons = Name | Annotated[tuple[Name, ...], Field(min_length=1, strict=False)]


@dataclass(frozen=True)
class Stage:
    """Where a story is played, and who plays the parts."""

    target: Target
    driver: Driver


@dataclass(frozen=True)
class Actor:
    """A person who acts: their window, the server that they are on, and other persons' windows by name."""

    window: Window
    target: Target
    window_of: Callable[[str], Window]

    @property
    def sites(self) -> Sites:
        """The addresses of the sites."""
        return self.target.sites

    def go(self, site: str, path: str = "/") -> Window:
        """Types the address of a site's page; the window, for what comes next."""
        self.window.go(self.sites.url(site, path))
        return self.window


class Step(Part):
    """Something that happens, and what is to be seen then."""

    word: ClassVar[str]
    takes_time: ClassVar[bool] = True  # the simulated clock is moved on a little before it

    expect: Expectation | None = None

    @abstractmethod
    def tell(self, who: str) -> Texts:
        """What happens, in a sentence without its full stop; `who` is empty where it is nobody's."""


class PersonalStep(Step):
    """Something that a person does."""

    meets_pixel: ClassVar[bool] = False  # on a site with a pixel: that nothing was sent is worth a word
    sees_feed: ClassVar[bool] = False  # ends on the network, where ads are looked for
    enters_network: ClassVar[bool] = False  # the person is somebody else there afterwards

    who: Persons

    @abstractmethod
    def act(self, actor: Actor) -> None:
        """Does it. Raises what a driver raises."""

    def look(self, actor: Actor) -> Seen | None:
        """What the person saw of it; None where there is nothing to be seen."""
        return actor.window.seen()

    def perform(self, actor: Actor) -> Seen | None:
        """Does it and looks. Raises StepFailedError for a page that is an error, too."""
        actor.window.forget_hits()
        self.act(actor)
        seen = self.look(actor)
        if seen and seen.status >= 400:
            raise StepFailedError(f"{seen.url} answers with status {seen.status}.")
        return seen


class ServerStep(Step):
    """Something that happens to the server, and is no person's."""

    @abstractmethod
    def act_on(self, stage: Stage) -> Seen | None:
        """Does it. Raises StepFailedError, CannotPlayError, RequestRefusedError, ServerGoneError."""
