"""What an export may be asked for. The command line reads it before anything heavier is loaded."""

from dataclasses import dataclass
from typing import Literal

What = Literal["events", "profiles", "impressions", "refusals"]
WHATS: tuple[What, ...] = ("events", "profiles", "impressions", "refusals")
Format = Literal["jsonl", "csv", "sqlite"]
FORMATS: tuple[Format, ...] = ("jsonl", "csv", "sqlite")
STANDARD_OUTPUT = "-"


@dataclass(frozen=True)
class Export:
    """What is asked for: `names` are what visitors and seats are called."""

    whats: tuple[What, ...]
    form: Format
    to: str
    names: Literal["pseudonyms", "ids", "numbers"] = "pseudonyms"
