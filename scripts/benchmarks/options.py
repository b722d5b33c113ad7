"""What `scripts/bench` can be asked, and the load generator that it needs. Standard library only."""

import argparse
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from environment.messages import CannotWork

POSTGRES = 5
FEWEST_EVENTS = 10_000  # what growth is measured against
TARGETS = {  # as the issue on speed numbers them
    0: "the limits, for orientation: a bare WSGI callable, nginx",
    1: "recorded hits against a bare Flask route",
    2: "growth: hits and pages with many events stored",
    3: "ad choice among many campaigns",
    4: "memory of a worker",
    POSTGRES: "recorded hits, growth, pages and the live stream on PostgreSQL",
    6: "pages: the feed against a bare Flask route, hits beside people who read",
    7: "the live stream: how soon a hit is on the stage, and what those who watch cost",
    8: "predictions: every trait of 10,000 members",
}
NEED_WRK = {0, 1, 2, 4, 5, 6, 7}


@dataclass(frozen=True)
class Options:
    """One run: `seconds` a measurement, `rounds` of each pair, `events` stored, `hits` for memory."""

    only: frozenset[int]
    seconds: float
    rounds: int
    events: int
    hits: int
    write: Path | None


def read_options(arguments: Sequence[str]) -> Options:
    """The options as typed; `--help` and what cannot be understood end the script."""
    asked = _build_parser().parse_args(arguments)
    return Options(asked.only, asked.seconds, asked.rounds, asked.events, asked.hits, asked.write)


def find_wrk(options: Options) -> str:
    """The load generator; empty where none is needed. Raises CannotWork."""
    found = shutil.which("wrk") or ""
    if options.only & NEED_WRK and not found:
        raise CannotWork(
            "scripts/bench needs the load generator wrk on PATH: sudo apt install wrk (Debian, Ubuntu) or "
            "brew install wrk (macOS), and run this again. Without it, scripts/bench --only 3,8 works."
        )
    return found


def _build_parser() -> argparse.ArgumentParser:
    numbers = "; ".join(f"{number}: {name}" for number, name in TARGETS.items())
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description="Benchmarks side by side with their references, as ratios."
    )
    parser.add_argument("--only", type=_targets, default=frozenset(TARGETS), metavar="1,2", help=numbers)
    parser.add_argument("--seconds", type=_seconds, default=5.0, help="for each measurement (5)")
    parser.add_argument("--rounds", type=_count, default=3, help="of each pair, the medians count (3)")
    parser.add_argument("--events", type=_events, default=10**6, help="stored, for growth (1000000)")
    parser.add_argument("--hits", type=_count, default=10**5, help="for memory, a tenth as many user agents (100000)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the table there too")
    return parser


def _targets(text: str) -> frozenset[int]:
    chosen = frozenset(int(part) for part in text.split(",") if part.strip().isdigit())
    if not chosen or len(chosen) != len(text.split(",")) or not chosen <= TARGETS.keys():
        raise argparse.ArgumentTypeError(f"{text!r}: write numbers from 0 to {max(TARGETS)}, as 1,3")
    return chosen


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 1 <= seconds <= 600:
        raise argparse.ArgumentTypeError(f"{text!r}: from 1 to 600")
    return seconds


def _count(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r}: a whole number from 1")
    return int(text)


def _events(text: str) -> int:
    events = _count(text)
    if events < FEWEST_EVENTS or events % FEWEST_EVENTS:
        raise argparse.ArgumentTypeError(f"{text!r}: a multiple of {FEWEST_EVENTS}")
    return events
