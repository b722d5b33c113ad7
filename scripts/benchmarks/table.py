"""Ratios of interleaved rounds, and the table that they end in. `__main__` and `targets` call it."""

import os
import platform
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TypeVar

from benchmarks.options import Options

T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """One line of the table, as text."""

    target: str
    figure: str
    wanted: str = ""


def interleave(
    rounds: int, first: Callable[[], T], second: Callable[[], T], tell: Callable[[int, T, T], None]
) -> tuple[list[T], list[T]]:
    """What both measured, A B A B; `tell` hears of each round."""
    ones: list[T] = []
    others: list[T] = []
    for number in range(1, rounds + 1):
        ones.append(first())
        others.append(second())
        tell(number, ones[-1], others[-1])
    return ones, others


def divide(rounds: Iterable[tuple[float, float]], places: int = 2) -> str:
    """One by the other in each round, since what slows a machine for a while slows both: the median of these ratios,
    and where there are several, the least and the greatest."""
    return middle([one / other if other else float("inf") for one, other in rounds], places)


def middle(figures: Sequence[float], places: int = 0) -> str:
    """The median, and where there are several, the least and the greatest."""
    one = f"{median(figures):,.{places}f}"
    return one if len(figures) == 1 else f"{one} ({min(figures):,.{places}f} to {max(figures):,.{places}f})"


def write_table(rows: Sequence[Row], options: Options, day: date, databases: Sequence[str]) -> str:
    """The table in Markdown, under a line that says when and on what; nothing that names the machine."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    rounds = "1 round" if options.rounds == 1 else f"{options.rounds} rounds"
    lines = [
        f"Measured by `scripts/bench` on {day.isoformat()}: {os.cpu_count()} cores, {_memory()}{platform.system()}, "
        f"{', '.join((python, *databases))}; {rounds} of {options.seconds:g} s, interleaved; medians of ratios.",
        "",
        "| target | figure | wanted |",
        "| --- | --- | --- |",
        *(f"| {row.target} | {row.figure} | {row.wanted} |" for row in rows),
    ]
    return "\n".join(lines) + "\n"


def _memory() -> str:
    try:
        size = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError):  # Windows has no such question, others not this answer
        return ""
    return f"{size / 2**30:.0f} GB of memory, "
