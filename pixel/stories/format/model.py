"""The model of a story: its titles, its persons with their browsers, its steps (each an action of `actions`).

The JSON Schema beside this file is written from these models; their docstrings are its text. `reader` makes a Story of
a file, `play.player` plays it.
"""

from typing import Annotated

from pydantic import Field

from pixel.data_files.base_model import Name, Part, Texts
from pixel.stories.actions.registry import AnyStep
from pixel.stories.drivers.browser_settings import Browser


class Person(Part):
    """Somebody with a browser of their own, or one that they share; `number`: so many alike (a class)."""

    browser: Browser = Browser()
    shares_with: Name | None = None
    """Whose browser this person uses: a family computer."""
    number: Annotated[int, Field(ge=1, le=100)] | None = None
    """So many persons alike, named after this one: `pupil-1`, `pupil-2` and so on; a step of `pupil` is each one's."""


class Server(Part):
    """How the server must have been started for this story; without it, any server will do."""

    rate_limit: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """PIXEL_RATE_LIMIT: hits a second for one visitor."""


class Story(Part):
    """One story, in one file of the same name."""

    story: Name
    title: Texts
    about: Texts
    after: str | None = None
    """A story that comes first: its persons and steps are played before these."""
    persons: dict[Name, Person] = Field(default_factory=dict)
    steps: Annotated[tuple[AnyStep, ...], Field(min_length=1, strict=False)]
    server: Server | None = None
    http_only: Annotated[str, Field(min_length=1)] | None = None
    """Why no real browser can play it."""
    browser_only: Annotated[str, Field(min_length=1)] | None = None
    """Why it takes a real browser."""

    def knows(self, name: str) -> bool:
        """Whether that is a person, a class, or one of a class."""
        return name in self.persons or name in self._members(self._group(name))

    def people(self, who: str | tuple[str, ...] | None) -> tuple[str, ...]:
        """The single persons that a step's `who` stands for, a class as its members."""
        names = (who,) if isinstance(who, str) else who or ()
        return tuple(one for name in names for one in (self._members(name) if name in self.persons else (name,)))

    def browser_of(self, person: str) -> tuple[str, Browser]:
        """Whose browser a single person uses (another's, on a shared computer), and how it is set up."""
        found = self.persons[self._group(person)]
        return self.browser_of(found.shares_with) if found.shares_with else (person, found.browser)

    def _group(self, person: str) -> str:
        return person if person in self.persons else person.rpartition("-")[0]

    def _members(self, name: str) -> tuple[str, ...]:
        number = self.persons[name].number if name in self.persons else 0
        return (name,) if number is None else tuple(f"{name}-{each}" for each in range(1, number + 1))
