"""What an export may be asked for. The command line reads it before anything heavier is loaded."""

from dataclasses import dataclass
from typing import Literal, get_args

from pixel.data_files.spreadsheet import Separator

What = Literal[
    "events",
    "profiles",
    "impressions",
    "refusals",
    "declarations",
    "likes",
    "comments",
    "posts",
    "memberships",
    "follows",
    "friendships",
    "corrections",
    "objections",
]
WHATS: tuple[What, ...] = get_args(What)
Format = Literal["jsonl", "csv", "sqlite"]
FORMATS: tuple[Format, ...] = get_args(Format)
STANDARD_OUTPUT = "-"


@dataclass(frozen=True)
class Export:
    """What is asked for: `names` are what visitors and seats are called; `separator` is a CSV file's."""

    whats: tuple[What, ...]
    form: Format
    to: str
    names: Literal["pseudonyms", "ids", "numbers"] = "pseudonyms"
    separator: Separator = "comma"
