"""Measures hits: against a bare Flask route, against what the machine can do at all, and by a worker's memory.

`targets` calls it. A figure is the same on every kind of database.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.databases import Databases, count_events
from benchmarks.load import Load, Outcome
from benchmarks.options import Options
from benchmarks.progress import time_left
from benchmarks.servers import OWN_WORKER, Server, memory_of, serve_bare, serve_nginx, serve_pixel, workers_of
from benchmarks.table import Row, divide, interleave
from environment.messages import say

MOST_NOT_RECORDED = 0.001
WARM_UP_SECONDS, MOST_WARM_UPS = 1.0, 20
BARE, BARE_WSGI = "benchmarks.bare:app", "benchmarks.bare:wsgi"
FEWEST_SLICES = 3  # of the hits for memory: else there is no early and late


@dataclass(frozen=True)
class Bench:
    """One run: what was asked, wrk with its script, a folder that goes away, and which databases were measured."""

    options: Options
    load: Load
    folder: Path
    measured: list[str] = field(default_factory=list)

    def send(self, server: Server, visitors: tuple[str, ...] = ()) -> Outcome:
        return self.load.send(server, self.options.seconds, visitors)

    def warm_up(self, server: Server, visitors: tuple[str, ...] = ()) -> None:
        """Hits until all of a second's are taken, for some seconds at most: at first, what a large database needs may
        not be in memory. A beginning is not what is measured; it is said where it takes long."""
        for number in range(1, MOST_WARM_UPS + 1):
            bad = self.load.send(server, WARM_UP_SECONDS, visitors)
            if not bad.not_recorded + bad.failed:
                break
            say(f"  warming up, second {number}: {bad.rate:,.0f}/s, and {bad.not_recorded:,} times {bad.instead}")


def measure_hits(bench: Bench, databases: Databases, name: str, wanted: str) -> list[Row]:
    """Hits on a new database against the bare route; `name` stands before each row."""
    with (
        databases.new() as database,
        serve_pixel(database) as pixel,
        serve_bare(bench.folder, BARE) as bare,
    ):
        for server in (pixel, bare):
            bench.warm_up(server)
        before = count_events(database)
        ones, others = interleave(
            bench.options.rounds, lambda: bench.send(pixel), lambda: bench.send(bare), tell_hits("recorded", "bare")
        )
        committed = count_events(database) - before
    recorded = sum(one.requests - one.not_recorded for one in ones)
    return [
        Row(
            f"{name} recorded, committed hits ÷ the bare Flask route, requests/s",
            divide_hits(ones, others, "rate"),
            wanted,
        ),
        Row(f"{name} the same, p99", divide_hits(ones, others, "p99"), "≤ 2"),
        row_not_recorded(f"{name} answers that were not `recorded`", ones),
        Row(f"{name} of {recorded:,} `recorded` hits, not in the database", f"{max(recorded - committed, 0):,}", "0"),
    ]


def measure_limits(bench: Bench) -> list[Row]:
    """What the machine can do at all, for orientation."""
    rows: list[Row] = []
    with serve_bare(bench.folder, BARE) as bare, serve_bare(bench.folder, BARE_WSGI) as wsgi:
        rows.append(_compare_limit(bench, "a bare WSGI callable", wsgi, bare))
        with serve_bare(bench.folder, BARE, OWN_WORKER) as in_lane:
            rows.append(
                _compare_limit(bench, "the same Flask route, read and answered in the hits' lane", in_lane, bare)
            )
        with serve_nginx(bench.folder) as nginx:
            if nginx:
                rows.append(_compare_limit(bench, "nginx empty_gif", nginx, bare))
            else:
                say("  nginx is not installed: left out")
    return rows


def _compare_limit(bench: Bench, name: str, server: Server, bare: Server) -> Row:
    tell = tell_hits(name, "bare Flask route")
    ones, others = interleave(bench.options.rounds, lambda: bench.send(server), lambda: bench.send(bare), tell)
    return Row(f"for orientation: {name} ÷ the bare Flask route, requests/s", divide_hits(ones, others, "rate"))


def measure_memory(bench: Bench, databases: Databases) -> list[Row]:
    """After all hits, by what it was after a fifth of them, the worst worker."""
    if not sys.platform.startswith("linux"):
        say("  memory is read from /proc, which only Linux has: left out")
        return []
    hits, agents = bench.options.hits, max(bench.options.hits // 10, 1)
    databases.check_room(hits)
    sent, slices, early, now = 0, 0, dict[int, float](), dict[int, float]()
    with databases.new() as database, serve_pixel(database) as pixel:
        began = time.monotonic()
        while sent < hits or slices < FEWEST_SLICES:
            slices += 1
            sent += bench.load.send(pixel, bench.options.seconds, agents=agents).requests
            now = {pid: memory_of(pid) for pid in workers_of(pixel)}
            if not early and sent >= hits / 5:
                early = now
            sizes = ", ".join(f"{size:.0f} MB" for size in now.values())
            say(f"  {sent:,} hits: {sizes}; {time_left(began, min(sent / hits, slices / FEWEST_SLICES))}")
    grown = max((now[pid] / size if pid in now else float("inf")) for pid, size in early.items())
    target = f"4. memory of a worker after {sent:,} hits of {agents:,} user agents ÷ after a fifth of them"
    return [Row(target, f"{grown:.2f} ({max(now.values()):.0f} MB)", "flat")]


def tell_hits(one_name: str, other_name: str) -> Callable[[int, Outcome, Outcome], None]:
    """What a person hears of each round."""

    def tell(number: int, one: Outcome, other: Outcome) -> None:
        say(
            f"  round {number}: {one_name} {one.rate:,.0f}/s, p99 {one.p99:.0f} ms; "
            f"{other_name} {other.rate:,.0f}/s, p99 {other.p99:.0f} ms"
        )

    return tell


def divide_hits(ones: list[Outcome], others: list[Outcome], figure: str) -> str:
    """The ratio of one figure of both."""
    return divide((getattr(one, figure), getattr(other, figure)) for one, other in zip(ones, others, strict=True))


def row_not_recorded(target: str, outcomes: list[Outcome]) -> Row:
    """The share of answers that were something else, or none."""
    bad = sum(outcome.not_recorded + outcome.failed for outcome in outcomes)
    share = bad / max(sum(outcome.requests + outcome.failed for outcome in outcomes), 1)
    if share > MOST_NOT_RECORDED:
        instead = {outcome.instead for outcome in outcomes if outcome.instead} or {"none at all"}
        say(f"  {share:.1%} of the answers were not `recorded` but {', '.join(sorted(instead))}")
    return Row(target, f"{share:.3%}", "0")
