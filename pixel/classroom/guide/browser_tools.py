"""Which browser's instructions a reader needs to find the cookie, by the user agent. Pure; pages ask `choose_tool`."""

import re
from typing import Literal, get_args

Tool = Literal["chrome", "edge", "firefox", "safari", "phone"]
TOOLS: tuple[Tool, ...] = get_args(Tool)
# In this order: each later name stands in the user agents of earlier ones too.
SIGNS: tuple[tuple[Tool, re.Pattern[str]], ...] = (
    ("phone", re.compile(r"Mobi|Android|iPhone|iPad|iPod|Tablet;")),
    ("edge", re.compile(r"\bEdg/")),
    ("firefox", re.compile(r"\bFirefox/")),
    ("chrome", re.compile(r"\b(?:Headless)?Chrom(?:e|ium)/")),
    ("safari", re.compile(r"\bVersion/[\d.]+ Safari/")),
)


def choose_tool(user_agent: str) -> Tool | None:
    """The reader's; None where the user agent is no known browser's. An iPad that says it is a Mac counts as Safari."""
    return next((tool for tool, sign in SIGNS if sign.search(user_agent)), None)


def order_tools(own: Tool | None) -> list[Tool]:
    """All of them, the reader's own first."""
    return sorted(TOOLS, key=lambda tool: tool != own)
