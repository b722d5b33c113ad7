"""What the API gives about people: accounts, interests, the lines of a profile, and what is guessed how well."""

from typing import Literal

from pydantic import Field

from pixel.api.responses import Given, Moment
from pixel.profile.interests import SourceKind
from pixel.profile.line import LineKind, MayUse


class Seat(Given):
    """A person's place on the network: a private copy of an invented member, or a first name of one's own."""

    id: str
    network: str
    member_id: str | None
    first_name: str | None


class Source(Given):
    """Where an interest's points come from."""

    kind: SourceKind
    event: str
    pixel_id: str
    subject: str
    hits: int
    last_at: Moment | None
    points: float


class Interest(Given):
    """One interest."""

    interest: str
    kind: Literal["destination", "region", "theme"]
    level: float = Field(description="From 0 to 1.")
    sources: list[Source]


class Evidence(Given):
    """A row that a line rests on."""

    table: str
    id: str = Field(description="The row's key, parts joined by a slash, without the network.")


class Worth(Given):
    """What a line brings in an auction."""

    cents: float = Field(description="Per thousand: bid × relevance.")
    campaign: str


class Line(Given):
    """One line of a profile."""

    key: str = Field(description="town, age, sex, employer, school, job, kin, home_town, partner, device, browser, …")
    value: str = Field(description="Towns, interests and people by id; hours in UTC.")
    kind: LineKind
    confidence: float = Field(description="From 0 to 1.")
    evidence: list[Evidence] = Field(description="The newest rows, 500 at most.")
    may_use: MayUse
    worth: Worth | None = Field(description="Null: no campaign reads it.")


class JudgedLine(Line):
    """One line, and how wrong it is."""

    error_km: float | None = Field(
        description="Of a home town guessed of an invented person: how far it is from the true one, in kilometres."
        " Null: the line is no such guess."
    )


class Profile(Given):
    """What the network makes of somebody now."""

    visitor_id: str
    seat: Seat | None
    visitors: list[str] = Field(description="All browsers of that person, the longest known first.")
    interests: list[Interest] = Field(description="The strongest first.")
    lines: list[JudgedLine] = Field(description="By kind, from what was declared to what is guessed.")
    disconnected: list[str] = Field(description="Sites whose hits the person refuses; `*`: all.")
    has_objected: bool = Field(description="To profiling: no ad is chosen by any line.")


class Prediction(Given):
    """How good the prediction of one trait is, on people new to its model; null where nobody tells."""

    trait: str
    auc: float | None = Field(description="The chance to rank two people rightly, one with the trait, one without.")
    base_rate: float | None = Field(description="Who has it, of all those tried; shares go from 0 to 1.")
    sensitivity: float | None = Field(description="Who is flagged, of those who have it.")
    specificity: float | None = Field(description="Who is not, of those who have it not.")
    wrong_of_ten: float | None = Field(description="How many have it not, of ten who are flagged; null: nobody is.")
    threshold: float = Field(description="The chance from which somebody is flagged.")
    trained_on: int = Field(description="People.")
    tried_on: int = Field(description="Other people.")


class Predictions(Given):
    """What is predicted from likes in the invented town: planted effects, of which nothing follows for real people."""

    items: list[Prediction]
