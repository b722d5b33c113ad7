"""Which lines and branches the tests ran, room by room. scripts/test --coverage calls it.

`coverage` in `.venv` measures (pyproject.toml says what), pytest's processes and the servers that the tests start; a
server that a test kills takes what it knew with it. Standard library only.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from environment.messages import say
from environment.venv import run

# gevent is not there on Windows, and coverage refuses what is not there.
MEASURE = ("-m", "coverage", "run", *(() if os.name == "nt" else ("--concurrency=thread,gevent",)))
WHOLE = "pixel"  # a folder of rooms; another one is a room


@dataclass(frozen=True)
class Share:
    """How much was run: of lines, of branches."""

    lines: int = 0
    lines_run: int = 0
    branches: int = 0
    branches_run: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(
            self.lines + other.lines,
            self.lines_run + other.lines_run,
            self.branches + other.branches,
            self.branches_run + other.branches_run,
        )


def tell_coverage(folder: Path) -> None:
    """Put together what all processes left in `folder`, and show it."""
    report = folder / "coverage.json"
    for step in (("combine", "-q"), ("json", "-q", "-o", str(report))):
        if run("-m", "coverage", *step):
            return
    say("\n== coverage")
    say("\n".join(write_table(json.loads(report.read_text(encoding="utf-8"))["files"])))


def write_table(files: Mapping[str, Mapping[str, Mapping[str, int]]]) -> list[str]:
    """A line for each room, and the total, from `coverage json`'s files."""
    rooms: dict[str, Share] = {}
    for path, figures in files.items():
        summary = figures["summary"]
        share = Share(
            summary["num_statements"], summary["covered_lines"], summary["num_branches"], summary["covered_branches"]
        )
        rooms[_room_of(path)] = rooms.get(_room_of(path), Share()) + share
    rooms = dict(sorted(rooms.items())) | {"total": sum(rooms.values(), Share())}
    width = max(map(len, rooms))
    return [
        f"{'':{width}}   {'lines':>16}   {'branches':>16}",
        *(
            f"{room:{width}}   {_percent(it.lines_run, it.lines)}   {_percent(it.branches_run, it.branches)}"
            for room, it in rooms.items()
        ),
    ]


def _room_of(path: str) -> str:
    """`pixel/ads/` for a file below it, `pixel/` for one that stands in no room."""
    folders = path.replace("\\", "/").split("/")[:-1]
    depth = 2 if folders[0] == WHOLE else 1
    return "/".join(folders[:depth]) + "/"


def _percent(run_of_them: int, number: int) -> str:
    return f"{100 * run_of_them / number:5.1f} % of {number:5}" if number else f"{'none':>16}"
