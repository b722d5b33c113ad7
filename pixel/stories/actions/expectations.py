"""What a step of a story may expect: the shapes. `play.assertions` compares them with what was seen."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pixel.data_files.base_model import Part

Verdict = Literal[
    "recorded",
    "gpc",
    "no-consent",
    "bot",
    "unknown-pixel",
    "wrong-origin",
    "malformed",
    "duplicate",
    "too-large",
    "rate-limited",
    "frozen",
    "opted-out",
    "store-unavailable",
]
Outcome = Literal["sent-back", "first-seen", "refused", "own-jar", "unknown"]
AdReason = Literal["retargeting", "interest", "inferred", "contextual", "default"]
Fate = Literal[
    "won", "outbid", "not-in-audience", "window-passed", "purchased", "capped", "on-this-page", "no-product",
    "not-scheduled", "unpaid", "only-when-nothing-else",
]  # fmt: skip
LineKind = Literal["declared", "observed", "reported", "told", "guessed"]
Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Kilometres = Annotated[float, Field(ge=0, le=20_040)]  # halfway round the Earth, nothing is further away


class Ad(Part):
    """An ad by what the feed says of it; what is left out may be anything."""

    content: str | None = None
    advertiser: str | None = None
    campaign: str | None = None
    reason: AdReason | None = None


class Lost(Part):
    """An ad that was in the running for the feed's places and lost, or why a campaign had none."""

    campaign: str | None = None
    content: str | None = None
    outcome: Fate


class Between(Part):
    """Bounds; the value itself is not within them."""

    above: float | None = None
    below: float | None = None

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        if self.above is None and self.below is None:
            raise ValueError("say `above`, `below` or both")
        if self.above is not None and self.below is not None and self.above >= self.below:
            raise ValueError(f"nothing is above {self.above:g} and below {self.below:g}")
        return self


class Level(Between):
    """An interest's level, between 0 and 1."""

    above: Share | None = None
    below: Share | None = None


class Line(Part):
    """A line of the network's file on a person; what is left out may be anything."""

    kind: LineKind | None = None
    value: str | None = None
    confidence: Level | None = None
    within_km: Kilometres | None = None
    """Of a home town that is guessed: at most so many kilometres from the invented person's true one."""


class Expectation(Part):
    """What is to be seen. Verdicts, cookie and hits are those of the last step that this person took."""

    verdict: Verdict | None = None
    """What the collector said to each of the hits; there must have been one."""
    hits: Count | dict[str, Verdict] | None = None
    """How many hits were sent, or what the collector said to those of an event (`Purchase: duplicate`)."""
    cookie: Outcome | Annotated[tuple[Outcome, ...], Field(min_length=1, strict=False)] | None = None
    """What the collector tells, of each recorded hit, that the browser did with its cookie; several: one of these."""
    ad: Ad | None = None
    """An ad on the feed's first page, as last seen."""
    no_ad: Ad | None = None
    """No such ad there. `{}`: none at all."""
    lost: Lost | None = None
    """What became of another ad in the auctions for that page."""
    interests: Annotated[dict[str, Level], Field(min_length=1)] | None = None
    """The levels of interests in this person's profile; one that is not there is 0."""
    lines: Annotated[dict[str, Line], Field(min_length=1)] | None = None
    """Lines of the network's file on this person, by key (`home_town`, `trait:fishing`, `interest:beach`); of several
    with one key, one will do."""
    no_lines: Annotated[tuple[str, ...], Field(min_length=1, strict=False)] | None = None
    """Keys of which that file has no line."""
    events: Count | Between | None = None
    """How many rows are kept of this person: of all visitors that the network ties to the person."""
    kept: Count | Between | None = None
    """How many of the hits that this person's browser sent in this story are still kept, tied to the person or not."""
    browsers: Count | None = None
    """How many browsers the network ties to this person."""
    students: Count | Annotated[tuple[str, ...], Field(strict=False)] | Literal["no-class"] | None = None
    """How many are in the class, or the names of all of them; or that no class is open."""
    told: Annotated[dict[Verdict, Count], Field(min_length=1)] | None = None
    """What the stream has told since the class was opened: how many hits of a verdict. A student is told of their own;
    whoever is not in the class, as the teacher, of everybody's."""
    left: Literal["nothing"] | None = None
    """Nothing is kept any more: no class, and of this person no hit, no ad and no profile."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("an expectation that expects nothing")
        if self.ad is not None and self.ad == self.no_ad:
            raise ValueError("the same ad cannot be there and not be there")
        return self

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes of the cookie, any of which will do."""
        return (self.cookie,) if isinstance(self.cookie, str) else self.cookie or ()
