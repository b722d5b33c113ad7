"""Measures growth: hits and pages with many events stored against a few. `targets` calls it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from benchmarks.databases import Databases
from benchmarks.fill import HEAVY, LIGHT, Filled, fill
from benchmarks.hits import Bench, divide_hits, row_not_recorded, tell_hits
from benchmarks.load import Outcome
from benchmarks.options import FEWEST_EVENTS, Options
from benchmarks.people import PAGES, Person, time_both
from benchmarks.servers import Server, serve_pixel
from benchmarks.table import Row, divide, interleave
from environment.messages import say

PAGE_SHARE = 0.2  # of the seconds for a measurement; there are twelve for pages
Place = tuple[Filled, Server]


def measure_growth(bench: Bench, databases: Databases, name: str) -> list[Row]:
    """Pages first, while the last hour is as empty on both as it was filled; `name` stands before each row."""
    events = bench.options.events
    databases.check_room(events)
    with _filled(databases, FEWEST_EVENTS) as small, _filled(databases, events) as large:
        pages = [row for number in (LIGHT, HEAVY) for row in _measure_pages(bench.options, name, number, large, small)]
        return [*_measure_hits_among(bench, name, large, small), *pages]


def _measure_hits_among(bench: Bench, name: str, large: Place, small: Place) -> list[Row]:
    def send(place: Place) -> Outcome:
        return bench.send(place[1], place[0].visitors)

    for filled, server in (small, large):
        bench.warm_up(server, filled.visitors)
    many, few = f"{bench.options.events:,}", f"{FEWEST_EVENTS:,}"
    tell = tell_hits(f"{many} stored", f"{few} stored")
    ones, others = interleave(bench.options.rounds, lambda: send(large), lambda: send(small), tell)
    return [
        Row(f"{name} hits/s with {many} events ÷ with {few}", divide_hits(ones, others, "rate"), "≥ 0.8"),
        row_not_recorded(f"{name} among these, answers that were not `recorded`", [*ones, *others]),
    ]


def _measure_pages(options: Options, name: str, number: int, large: Place, small: Place) -> list[Row]:
    rows: list[Row] = []
    with Person(large[1]) as here, Person(small[1]) as there:
        for person, (filled, _) in ((here, large), (there, small)):
            person.turn_out_to_be(filled, filled.light if number == LIGHT else filled.heavy)
        for page in PAGES:
            one, other = partial(here.time_page, page), partial(there.time_page, page)
            rounds = [time_both(one, other, options.seconds * PAGE_SHARE) for _ in range(options.rounds)]
            said = ", ".join(f"{ms:.1f} ÷ {other_ms:.1f} ms" for ms, other_ms in rounds)
            say(f"  {page}, visitor with {number:,} events: {said}")
            who = f"{page}, visitor with {number:,} events"
            target = f"{name} {who}, p50 with {options.events:,} events ÷ {FEWEST_EVENTS:,}"
            rows.append(Row(target, divide(rounds), "≤ 1.3"))
    return rows


@contextmanager
def _filled(databases: Databases, events: int) -> Iterator[Place]:
    """A server on a new database with so many events."""
    say(f"  filling a database with {events:,} events...")
    with databases.new() as database:
        filled = fill(database, events, lambda words: say(f"    {words}"))
        with serve_pixel(database) as server:
            yield filled, server
