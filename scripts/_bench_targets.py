"""The measurements, one function a target, each giving the table's rows. `_bench` calls those that were asked for."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from _bench_ads import FEW, MANY, prepare_choices
from _bench_fill import HEAVY, LIGHT, Filled, fill, last_event
from _bench_load import Load, Outcome
from _bench_options import FEWEST_EVENTS, Options
from _bench_pages import PAGES, Person, time_both
from _bench_servers import Server, make_database, memory_of, serve_bare, serve_nginx, serve_pixel, workers_of
from _bench_table import Row, interleave, ratio
from _environment import CannotWork, say

BYTES_AN_EVENT = 2_000  # on disk at its fullest, with what SQLite sorts by the way
MOST_NOT_RECORDED = 0.001
PAGE_SHARE = 0.2  # of the seconds for a measurement; there are twelve for pages
WARM_UP = 1.0
FEWEST_SLICES = 3  # of the hits for memory: else there is no early and late
Place = tuple[Filled, Server]


@dataclass(frozen=True)
class Bench:
    """One run: what was asked, wrk with its script, and a folder that goes away."""

    options: Options
    load: Load
    folder: Path

    def send(self, server: Server, visitors: tuple[str, ...] = ()) -> Outcome:
        return self.load.send(server, self.options.seconds, visitors)


def measure_limits(bench: Bench) -> list[Row]:
    """What the machine can do at all, for orientation."""
    rows: list[Row] = []
    with serve_bare(bench.folder, "app") as bare, serve_bare(bench.folder, "wsgi") as wsgi:
        rows.append(_compare_limit(bench, "a bare WSGI callable", wsgi, bare))
        with serve_nginx(bench.folder) as nginx:
            if nginx:
                rows.append(_compare_limit(bench, "nginx empty_gif", nginx, bare))
            else:
                say("  nginx is not installed: left out")
    return rows


def _compare_limit(bench: Bench, name: str, server: Server, bare: Server) -> Row:
    def tell(number: int, one: Outcome, other: Outcome) -> None:
        say(f"  round {number}: {name} {one.rate:,.0f}/s, bare Flask route {other.rate:,.0f}/s")

    ones, others = interleave(bench.options.rounds, lambda: bench.send(server), lambda: bench.send(bare), tell)
    share = ratio([one.rate for one in ones], [other.rate for other in others])
    return Row(f"for orientation: {name} ÷ the bare Flask route, requests/s", f"{share:.2f}")


def measure_hits(bench: Bench) -> list[Row]:
    """Target 1."""
    database = make_database(bench.folder / "hits.db")
    with serve_pixel(database) as pixel, serve_bare(bench.folder, "app") as bare:
        for server in (pixel, bare):
            bench.load.send(server, WARM_UP)
        before = last_event(database)
        ones, others = interleave(
            bench.options.rounds, lambda: bench.send(pixel), lambda: bench.send(bare), _tell_hits("recorded", "bare")
        )
        committed = last_event(database) - before
    recorded = sum(one.requests - one.not_recorded for one in ones)
    return [
        Row("1. recorded, committed hits ÷ the bare Flask route, requests/s", _divide(ones, others, "rate"), "≥ 1.0"),
        Row("1. the same, p99", _divide(ones, others, "p99"), "≤ 2"),
        _row_not_recorded("1. answers that were not `recorded`", ones),
        Row(f"1. of {recorded:,} `recorded` hits, not in the database", f"{max(recorded - committed, 0):,}", "0"),
    ]


def measure_growth(bench: Bench) -> list[Row]:
    """Target 2. Pages first, while the last hour is as empty on both as it was filled."""
    events = bench.options.events
    _check_disk(bench.folder, events)
    with _filled(bench.folder, FEWEST_EVENTS) as small, _filled(bench.folder, events) as large:
        pages = [row for number in (LIGHT, HEAVY) for row in _measure_pages(bench.options, number, large, small)]
        return [*_measure_hits_among(bench, large, small), *pages]


def _measure_hits_among(bench: Bench, large: Place, small: Place) -> list[Row]:
    def send(place: Place) -> Outcome:
        return bench.send(place[1], place[0].visitors)

    for filled, server in (small, large):
        bench.load.send(server, WARM_UP, filled.visitors)
    many, few = f"{bench.options.events:,}", f"{FEWEST_EVENTS:,}"
    tell = _tell_hits(f"{many} stored", f"{few} stored")
    ones, others = interleave(bench.options.rounds, lambda: send(large), lambda: send(small), tell)
    return [
        Row(f"2. hits/s with {many} events ÷ with {few}", _divide(ones, others, "rate"), "≥ 0.8"),
        _row_not_recorded("2. answers that were not `recorded`", [*ones, *others]),
    ]


def _measure_pages(options: Options, number: int, large: Place, small: Place) -> list[Row]:
    rows: list[Row] = []
    with Person(large[1]) as here, Person(small[1]) as there:
        for person, (filled, _) in ((here, large), (there, small)):
            person.join(filled, filled.light if number == LIGHT else filled.heavy)
        for page in PAGES:
            one, other = partial(here.time_page, page), partial(there.time_page, page)
            rounds = [time_both(one, other, options.seconds * PAGE_SHARE) for _ in range(options.rounds)]
            said = ", ".join(f"{ms:.1f} ÷ {other_ms:.1f} ms" for ms, other_ms in rounds)
            say(f"  {page}, visitor with {number:,} events: {said}")
            target = (
                f"2. {page}, visitor with {number:,} events, p50 with {options.events:,} events ÷ {FEWEST_EVENTS:,}"
            )
            rows.append(Row(target, f"{ratio(*zip(*rounds, strict=True)):.2f}", "≤ 1.3"))
    return rows


def measure_ads(bench: Bench) -> list[Row]:
    """Target 3."""
    few, many = prepare_choices()
    rounds = [time_both(many, few, bench.options.seconds) for _ in range(bench.options.rounds)]
    for number, (one, other) in enumerate(rounds, 1):
        say(f"  round {number}: {one:,.0f} µs among {MANY:,} campaigns, {other:,.0f} µs among {FEW}")
    share = ratio(*zip(*rounds, strict=True))
    return [Row(f"3. ad choice among {MANY:,} campaigns ÷ among {FEW}", f"{share:,.1f}", "≤ 5")]


def measure_memory(bench: Bench) -> list[Row]:
    """Target 4: after all hits, by what it was after a fifth of them, the worst worker."""
    if not sys.platform.startswith("linux"):
        say("  memory is read from /proc, which only Linux has: left out")
        return []
    hits, agents = bench.options.hits, max(bench.options.hits // 10, 1)
    sent, slices, early, now = 0, 0, dict[int, float](), dict[int, float]()
    with serve_pixel(make_database(bench.folder / "memory.db")) as pixel:
        while sent < hits or slices < FEWEST_SLICES:
            slices += 1
            sent += bench.load.send(pixel, bench.options.seconds, agents=agents).requests
            now = {pid: memory_of(pid) for pid in workers_of(pixel)}
            if not early and sent >= hits / 5:
                early = now
            say(f"  {sent:,} hits: " + ", ".join(f"{size:.0f} MB" for size in now.values()))
    grown = max((now[pid] / size if pid in now else float("inf")) for pid, size in early.items())
    target = f"4. memory of a worker after {sent:,} hits of {agents:,} user agents ÷ after a fifth of them"
    return [Row(target, f"{grown:.2f} ({max(now.values()):.0f} MB)", "flat")]


TARGET_FUNCTIONS: dict[int, Callable[[Bench], list[Row]]] = {
    1: measure_hits,
    2: measure_growth,
    3: measure_ads,
    4: measure_memory,
    0: measure_limits,
}


@contextmanager
def _filled(folder: Path, events: int) -> Iterator[Place]:
    """A server on a database with so many events; the database is deleted afterwards."""
    say(f"  filling a database with {events:,} events...")
    place = folder / f"events-{events}-{len(list(folder.iterdir()))}"
    place.mkdir()
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, place)
        filled = fill(make_database(place / "pixel.db"), events, lambda words: say(f"    {words}"))
        yield filled, stack.enter_context(serve_pixel(filled.path))


def _check_disk(folder: Path, events: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < events * BYTES_AN_EVENT:
        raise CannotWork(
            f"{events:,} events need {events * BYTES_AN_EVENT / 1e9:.0f} GB for a while, and {free / 1e9:.0f} GB are "
            "free for temporary files: choose fewer --events, or another place with TMPDIR=/where/there/is/room."
        )


def _tell_hits(one_name: str, other_name: str) -> Callable[[int, Outcome, Outcome], None]:
    def tell(number: int, one: Outcome, other: Outcome) -> None:
        say(
            f"  round {number}: {one_name} {one.rate:,.0f}/s, p99 {one.p99:.0f} ms; "
            f"{other_name} {other.rate:,.0f}/s, p99 {other.p99:.0f} ms"
        )

    return tell


def _divide(ones: list[Outcome], others: list[Outcome], figure: str) -> str:
    return f"{ratio([getattr(one, figure) for one in ones], [getattr(other, figure) for other in others]):.2f}"


def _row_not_recorded(target: str, outcomes: list[Outcome]) -> Row:
    """The share of answers that were something else, or none: a fast refusal is no hit."""
    bad = sum(outcome.not_recorded + outcome.failed for outcome in outcomes)
    share = bad / max(sum(outcome.requests + outcome.failed for outcome in outcomes), 1)
    if share > MOST_NOT_RECORDED:
        say(f"  {share:.1%} of the answers were not `recorded`: the ratio above says less than it seems")
    return Row(target, f"{share:.3%}", "0")
