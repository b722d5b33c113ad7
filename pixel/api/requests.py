"""What the API takes, as pydantic models: parameters and bodies. They check it, and OpenAPI is made from them."""

import re
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, RootModel, Tag

CURSOR = re.compile(r"^e\d{1,18}\.r\d{1,18}\.i\d{1,18}\.s\d{1,18}$", re.ASCII)
NUMBER = re.compile(r"\d{1,18}", re.ASCII)
LARGEST = 10**18 - 1
FARTHEST, FARTHEST_BACK = 100 * 366 * 86_400, 20 * 366 * 86_400  # seconds: a hundred years, and twenty
EARLIEST, LATEST = 2000, 2100  # years at which a clock may stand


def _read_number(text: object) -> object:
    """Digits and nothing else: pydantic would take `1_0` and ` 1.0` too."""
    if isinstance(text, str) and not NUMBER.fullmatch(text):
        raise ValueError("write a whole number in digits")
    return text


def _read_whole(number: object) -> object:
    """In JSON, 90.0 is as whole as 90."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _read_yes(text: object) -> object:
    if text not in ("true", "false"):
        raise ValueError("write true or false")
    return text


def _check_year(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("say in which time zone, as in 2026-01-05T09:00:00Z")
    if not EARLIEST <= moment.year < LATEST:
        raise ValueError(f"choose a year from {EARLIEST} to {LATEST - 1}")
    return moment


Number = Annotated[int, Field(ge=0, le=LARGEST), BeforeValidator(_read_number)]
Limit = Annotated[int, Field(ge=1, le=1000), BeforeValidator(_read_number)]
Settled = Annotated[bool, BeforeValidator(_read_yes)]
Name = Annotated[str, Field(min_length=1, max_length=100)]


class Asked(BaseModel):
    """What comes in: nothing that we do not know."""

    model_config = ConfigDict(extra="forbid", strict=False)


class Advance(Asked):
    """Moves the clock on from where it is."""

    model_config = ConfigDict(extra="forbid", strict=True)
    advance_seconds: Annotated[int, Field(ge=0, le=FARTHEST), BeforeValidator(_read_whole)]


class Offset(Asked):
    """Sets how far the clock is moved, from the real time or from where it stands."""

    model_config = ConfigDict(extra="forbid", strict=True)
    offset_seconds: Annotated[int, Field(ge=-FARTHEST_BACK, le=FARTHEST), BeforeValidator(_read_whole)]


class Stand(Asked):
    """Makes the clock stand at a moment until it is moved on; null: it runs with the real time again."""

    model_config = ConfigDict(extra="forbid", strict=True)
    stands_at: Annotated[datetime, AfterValidator(_check_year), Field(json_schema_extra={"pattern": "^20"})] | None


def _which_move(body: object) -> str | None:
    names = ("advance_seconds", "offset_seconds", "stands_at")
    return next((name for name in names if isinstance(body, dict) and name in body), None)


class ClockMove(
    RootModel[
        Annotated[
            Annotated[Advance, Tag("advance_seconds")]
            | Annotated[Offset, Tag("offset_seconds")]
            | Annotated[Stand, Tag("stands_at")],
            Discriminator(
                _which_move,
                custom_error_type="no_move",
                custom_error_message="say one of advance_seconds, offset_seconds, stands_at",
            ),
        ]
    ]
):
    """One of three ways to move the clock."""


class Span(Asked):
    """A page of a list."""

    after: Number = Field(0, description="The last number that you saw: what comes after it.")
    limit: Limit = Field(100, description="How many at most.")
    settled: Settled = Field(
        True,
        description="Whether a page ends before what might still be joined by a row with a lower number: with true, "
        "whoever goes on from the last number misses nothing. It takes as long as a commit, on PostgreSQL alone.",
    )


class EventsQuery(Span):
    visitor: Name | None = Field(None, description="Whose, `me` being the cookie's visitor.")
    pixel: Name | None = Field(None, description="Of which site.")


class ImpressionsQuery(Span):
    visitor: Name | None = Field(None, description="Shown in whose browser, `me` being the cookie's visitor.")
    seat: Name | None = Field(None, description="Shown to whom.")


class ReportQuery(Asked):
    campaign: Name = Field(description="Whose figures: the campaign's id, as its report's address has it.")


class StreamQuery(Asked):
    after: Annotated[str, Field(pattern=CURSOR.pattern)] | None = Field(
        None, description="The id of the last event that you saw; the header Last-Event-ID says the same, and is first."
    )
    wait: Annotated[int, Field(ge=0, le=86_400), BeforeValidator(_read_number)] = Field(
        86_400, description="For how many seconds the stream stays open; 0: what is there, and no more."
    )
    back: Annotated[int, Field(ge=0, le=3_600), BeforeValidator(_read_number)] | None = Field(
        None, description="Begin with what happened in the last so many seconds, where nothing is gone on from."
    )


class VisitorsQuery(Asked):
    after: Annotated[str, Field(max_length=100)] = Field("", description="The last visitor that you saw.")
    limit: Limit = Field(100, description="How many at most.")
