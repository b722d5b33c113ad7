"""Runs the benchmarks in `.venv`'s Python; `scripts/bench` turns into this."""

import signal
import sqlite3
import sys
import tempfile
from pathlib import Path
from types import FrameType

from benchmarks.hits import Bench
from benchmarks.load import Load
from benchmarks.options import TARGETS, find_wrk, read_options
from benchmarks.table import Row, write_table
from benchmarks.targets import TARGET_FUNCTIONS
from environment.messages import say, speaking_plainly
from pixel import clock

ENDINGS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def main() -> None:
    options = read_options(sys.argv[1:])
    for ending in ENDINGS:
        signal.signal(ending, _stop)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="pixel-bench-") as folder:
        measured = [f"SQLite {sqlite3.sqlite_version}"]
        bench = Bench(options, Load(find_wrk(options), Path(folder)), Path(folder), measured)
        for number, measure in TARGET_FUNCTIONS.items():
            if number in options.only:
                say(f"== {number}: {TARGETS[number]}")
                rows += measure(bench)
    table = write_table(rows, options, clock.now().date(), measured)
    say("\n" + table)
    if options.write:
        options.write.write_text(table, encoding="utf-8")


def _stop(number: int, _: FrameType | None) -> None:
    """Ends the run the orderly way: servers end, and what is temporary goes. A second Ctrl-C does not stop that."""
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    say("\nStopping, and removing what was temporary...")
    sys.exit(128 + number)


if __name__ == "__main__":
    with speaking_plainly():
        main()
