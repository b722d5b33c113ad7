"""The model of a lesson: its steps, each of a kind, all texts in French and in English.

`reader` makes a Lesson of a file; the pages, the worksheet and the teacher's key show it; `outcomes` judges by it.
"""

from string import ascii_lowercase
from typing import Annotated, Literal

from pydantic import Field

from pixel.data_files.base_model import Name, Part, Texts

# What can become of the hit that an act should send. `tied`: it came, and is known to be this person's; `nobodys`: it
# came, and nothing ties it to anybody; `ignored`: it came, and was not kept; `nothing`: none came.
Arrival = Literal["tied", "nobodys", "ignored", "nothing"]
AdSeen = Literal["ad", "no-ad"]
OutcomeWord = Literal["tied", "nobodys", "ignored", "nothing", "ad", "no-ad"]
# An explanation may also be there for the hit that came with a first-party cookie, as it does under one address.
Explained = Literal["tied", "nobodys", "ignored", "nothing", "ad", "no-ad", "first-party"]
# What the server worked out about the invented town, when that was made: `auc` (0 to 1), `wrong-of-ten` (of ten whom a
# trait's model flags), `likes-needed` (the fewest likes with an AUC of 0.7), of a trait; `friends-to-hide` (before a
# home town is not found any more), of a resident; `home-towns-found` and `partners-found`, of ten.
FigureName = Literal[
    "auc", "wrong-of-ten", "likes-needed", "friends-to-hide", "home-towns-found", "partners-found"
]  # fmt: skip
Path = Annotated[str, Field(pattern=r"^/[\x21-\x7e]*$")]


class Link(Part):
    """Where a step leads: a page of one of the sites, and the words of the link."""

    site: Name
    path: Path = "/"
    words: Texts


class Watch(Part):
    """What the server's log is asked about: hits of one pixel, about one trip; `since`: the step whose act sent them,
    where it is not this one; `cleared`: it counts only once the person has cleared the activity."""

    pixel: Name | None = None
    content: Name | None = None
    since: Name | None = None
    cleared: bool = False


class Choice(Part):
    """What somebody may predict. `means`: with which outcomes it comes true. Of several arrivals one is enough, and so
    it is of `ad` and `no-ad`; where both are named, both have to be right."""

    id: Name
    text: Texts
    means: Annotated[tuple[OutcomeWord, ...], Field(min_length=1, strict=False)]


class _Step(Part):
    """What all steps have."""

    id: Name
    title: Texts
    minutes: Annotated[int, Field(ge=1, le=60)]
    aim: Texts
    """What a student should have understood afterwards: for the teacher."""
    text: Texts
    """For the students. An empty line begins a paragraph; `[words](term)` links to the vocabulary."""
    look: Texts | None = None
    """What to look out for."""
    notes: Texts
    """What the teacher says: for the teacher's own device."""
    pitfalls: Annotated[tuple[Texts, ...], Field(strict=False)] = ()
    links: Annotated[tuple[Link, ...], Field(strict=False)] = ()
    """Further pages, beside the one that the step is about."""
    part_of: Name | None = None
    """The step before that this one belongs to, which then has the minutes of all."""


class Explain(_Step):
    """Something to read and to talk about."""

    kind: Literal["explain"]


class Visit(_Step):
    """A page to open; where the step says `watch`, what came of it is shown."""

    kind: Literal["visit"]
    go: Link
    watch: Watch | None = None


class Tools(_Step):
    """The drawn instructions that lead to the cookie in one's own browser."""

    kind: Literal["tools"]


class Experiment(_Step):
    """Predict, act, and let the log decide."""

    kind: Literal["experiment"]
    question: Texts
    choices: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=5, strict=False)]
    go: Link
    where: Literal["here", "private-window", "other-browser"] = "here"
    """Where the page is to be opened: in another window or browser, its address is shown and no link."""
    watch: Watch
    outcomes: Annotated[dict[Explained, Texts], Field(min_length=1)]
    """The explanation for each outcome."""

    @property
    def asks_about_ads(self) -> bool:
        """Whether a prediction is about the ad, so that somebody has to have looked at the feed."""
        return any(word in ("ad", "no-ad") for choice in self.choices for word in choice.means)


class Range(Part):
    """What somebody may predict of a figure: that it is at least `least`, at most `most`; one may be left out."""

    id: Name
    text: Texts
    least: float | None = None
    most: float | None = None

    def holds(self, figure: float) -> bool:
        """Whether a figure is within it."""
        return (self.least is None or figure >= self.least) and (self.most is None or figure <= self.most)


class Figure(_Step):
    """Predict a figure that the server worked out about the invented town; then see it, and where it comes from."""

    kind: Literal["figure"]
    question: Texts
    choices: Annotated[tuple[Range, ...], Field(min_length=2, max_length=5, strict=False)]
    figure: FigureName
    about: Name | None = None
    """The trait, or the resident, that the figure is of."""
    unit: Texts
    """What is counted, after the number."""
    go: Link
    """Where the figure can be looked into; the link opens once the prediction is kept."""
    explanation: Texts


class Vote(_Step):
    """The class chooses which of the experiments that are part of this step comes next."""

    kind: Literal["vote"]
    question: Texts


class Discussion(_Step):
    """Questions without an easy answer; a student may write one."""

    kind: Literal["discussion"]
    questions: Annotated[tuple[Texts, ...], Field(min_length=1, strict=False)]


Step = Explain | Visit | Tools | Experiment | Figure | Vote | Discussion
KINDS: dict[str, type[Step]] = {
    "explain": Explain,
    "visit": Visit,
    "tools": Tools,
    "experiment": Experiment,
    "figure": Figure,
    "vote": Vote,
    "discussion": Discussion,
}


class Lesson(Part):
    """One lesson, in one file of the same name."""

    lesson: Name
    title: Texts
    about: Texts
    steps: Annotated[
        tuple[Annotated[Step, Field(discriminator="kind")], ...], Field(min_length=1, max_length=60, strict=False)
    ]

    @property
    def minutes(self) -> int:
        """How long it takes: a step's parts are in that step's minutes."""
        return sum(step.minutes for step in self.steps if not step.part_of)

    def find(self, step_id: str) -> Step | None:
        """A step by its id."""
        return next((step for step in self.steps if step.id == step_id), None)

    def parts_of(self, step_id: str) -> tuple[Step, ...]:
        """The steps that belong to another."""
        return tuple(step for step in self.steps if step.part_of == step_id)

    def label(self, step: Step) -> str:
        """A step's number, from 0; a part has its whole's number and a letter."""
        wholes = [each.id for each in self.steps if not each.part_of]
        if not step.part_of:
            return str(wholes.index(step.id))
        letter = ascii_lowercase[[part.id for part in self.parts_of(step.part_of)].index(step.id)]
        return f"{wholes.index(step.part_of)}{letter}"
