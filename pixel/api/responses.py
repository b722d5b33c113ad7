"""What the API gives, as pydantic models: no answer has another form than OpenAPI says, which is made from them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from pixel.collect.verdict import Reason
from pixel.store.records import AdReason, CookieOutcome

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class Given(BaseModel):
    """What goes out."""

    model_config = ConfigDict(extra="forbid", json_schema_mode_override="serialization")


class Clock(Given):
    """The server's clock."""

    now: Moment
    offset_seconds: int
    simulated: bool = Field(description="Whether it can be moved.")
    stands_at: Moment | None = Field(description="The moment at which it stands, but for its offset; null: it runs.")


class Student(Given):
    """Somebody in the class."""

    id: str
    name: str
    step: str = Field(description="The lesson's step that they were at last; empty before one.")
    cookie: CookieOutcome | None = Field(description="What their browser did with the cookie at the last hit.")
    visitor_ids: list[str]
    hits: int
    ads: int
    joined_at: Moment
    seen_at: Moment


class Class(Given):
    """The class that is open."""

    code: str = Field(description="To type.")
    join_urls: list[str] = Field(description="Where students come in, the likeliest first, each with the long code.")
    lesson: str
    step: str = Field(description="The lesson's step that is open; empty before the first.")
    opened_at: Moment
    is_frozen: bool
    has_names_shown: bool
    students: list[Student]


class Seeded(Given):
    """How many there are now."""

    products: int
    campaigns: int


class Visitor(Given):
    """A visitor: a browser's cookie."""

    visitor_id: str
    seat_id: str | None = Field(description="Who it is on the network; null: nobody there yet.")
    first_at: Moment | None = Field(description="Its first hit that is still kept.")
    last_at: Moment | None
    hits: int


class Event(Given):
    """A recorded hit."""

    id: int
    event_id: str | None
    visitor_id: str
    pixel_id: str
    event: str
    page_url: str
    referrer: str
    content_ids: list[str]
    data: dict[str, str]
    consent: str
    is_noscript: bool
    request: str
    headers: dict[str, str]
    user_agent: str
    device: str = Field(description="phone, tablet, computer, bot or other; the model where the user agent names one.")
    browser: str = Field(description="Name and first number of its version; Other: not recognised.")
    system: str = Field(description="Without a version where browsers freeze it; Other: not recognised.")
    language: str
    screen: str
    ip: str
    cookie: CookieOutcome
    cookie_evidence: str
    received_at: Moment


class Refusal(Given):
    """An ignored hit, an hour long."""

    id: int
    at: Moment
    pixel_id: str
    reason: Reason
    header_names: list[str]


class Impression(Given):
    """An ad shown once, with the auction that chose it."""

    number: int
    id: str
    visitor_id: str
    seat_id: str
    network: str
    placement: str = Field(description="Where on the network's pages it was.")
    campaign: str
    advertiser: str
    content_id: str
    reason: AdReason
    shown_at: Moment
    auction: dict[str, Any] = Field(description="winner, runner_up, others: candidates; counts: how many ended how.")
    price: int = Field(description="In thousandths of a cent: cents for a thousand. Nobody pays for seeded ads.")
    ad_set: str = Field(description="Which ad set paid; empty for a seeded campaign.")
    budget_before: int | None = Field(description="What its ad set had left, likewise; null: it has no whole budget.")
    seed: str = Field(description="What drew lots, where lots were drawn.")


class VisitorsPage(Given):
    """Whoever was there when the paging began is on one of the pages, once."""

    items: list[Visitor]
    next: str | None = Field(description="What to ask for as `after`; null: that was all.")


class NumberedPage(Given):
    """Rows in the order of their numbers."""

    next: int | None = Field(
        description="What to ask for as `after`, also where a page is short or empty; null: that was all, for now."
    )


class EventsPage(NumberedPage):
    items: list[Event]


class RefusalsPage(NumberedPage):
    items: list[Refusal]


class ImpressionsPage(NumberedPage):
    items: list[Impression]


class StorySummary(Given):
    """A shipped story; title and a line about it, by language."""

    name: str
    title: dict[str, str]
    about: dict[str, str]


class Story(StorySummary):
    """A shipped story as it stands in its file."""

    text: str = Field(description="YAML.")


class StoriesPage(Given):
    items: list[StorySummary]


class Link(Given):
    """Something that can be asked; the address may hold a {name} to fill in."""

    method: Literal["GET", "POST", "DELETE"]
    href: str
    name: str
    summary: str
    needs_token: bool


class Links(Given):
    """All that can be asked."""

    openapi: str = Field(description="The address of the OpenAPI document.")
    items: list[Link]


class ProblemKind(Given):
    """What a problem's type means."""

    type: str
    title: str
    status: int
    meaning: str


class FieldError(Given):
    """One thing that is wrong."""

    pointer: str = Field(description="A JSON pointer into the body, or ?name for a parameter.")
    detail: str


class ProblemDetails(Given):
    """What went wrong (RFC 9457)."""

    type: Annotated[str, Field(json_schema_extra={"format": "uri"})]
    title: str
    status: int
    detail: str
    instance: Annotated[str, Field(json_schema_extra={"format": "uri-reference"})]
    errors: list[FieldError] | None = Field(None, description="Each thing that is wrong with what was sent.")


class Document(RootModel[dict[str, Any]]):
    """An OpenAPI 3.1 document."""
