"""Runs the benchmarks in `.venv`'s Python; `scripts/bench` turns into this."""

import signal
import sys
import tempfile
from pathlib import Path

from _bench_load import Load
from _bench_options import TARGETS, find_wrk, read_options
from _bench_table import Row, write_table
from _bench_targets import TARGET_FUNCTIONS, Bench
from _environment import say, speaking_plainly

from pixel import clock


def main() -> None:
    options = read_options(sys.argv[1:])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers end and folders go then too
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="pixel-bench-") as folder:
        bench = Bench(options, Load(find_wrk(options), Path(folder)), Path(folder))
        for number, measure in TARGET_FUNCTIONS.items():
            if number in options.only:
                say(f"== {number}: {TARGETS[number]}")
                rows += measure(bench)
    table = write_table(rows, options, clock.now().date())
    say("\n" + table)
    if options.write:
        options.write.write_text(table, encoding="utf-8")


if __name__ == "__main__":
    with speaking_plainly():
        main()
