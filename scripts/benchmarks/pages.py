"""Measures pages: the feed against a bare route, hits beside people who read, a page's cost. `targets` calls it."""

import sys
from collections.abc import Callable, Sequence
from functools import partial

from benchmarks.databases import Databases
from benchmarks.hits import Bench, divide_hits, row_not_recorded, tell_hits
from benchmarks.load import Outcome
from benchmarks.people import AGENCY, LOOKS, NETWORK, PAGES, PLACES, Person, let_people_join
from benchmarks.readers import PEOPLE, SECONDS_A_PAGE, Readers
from benchmarks.servers import Server, processor_seconds, serve_bare, serve_pixel
from benchmarks.table import Row, interleave
from environment.messages import CannotWork, say

MEMBERS = (
    1_000  # who open the feed: of a hundred, each would have been shown more ads in a minute than people are in weeks
)
STRANGERS = 40
COUNTED_PAGES = 50  # for the processor's time, which the system counts in hundredths of a second
COUNTED = {
    "feed": PAGES["feed"],
    "profile": (NETWORK, "/profile"),
    f"inspector with hits of {STRANGERS} strangers": PAGES["inspector"],
    "start": ("localhost", "/"),
    "agency": (AGENCY, "/destinations/bahamas"),
}


def measure_pages(bench: Bench, databases: Databases, name: str) -> list[Row]:
    """On a new database, with MEMBERS who have joined and looked at something; `name` stands before each row."""
    with databases.new() as database, serve_pixel(database) as pixel:
        cookies = let_people_join(pixel, MEMBERS)
        return [
            *_measure_feed(bench, name, pixel, cookies),
            *_measure_hits_beside(bench, name, pixel, cookies),
            *_measure_processor(name, pixel),
        ]


def _measure_feed(bench: Bench, name: str, pixel: Server, cookies: Sequence[str]) -> list[Row]:
    file = bench.folder / "feed.html"
    with Person(pixel) as person:
        person.join()
        page = person.read(*PAGES["feed"])
    file.write_bytes(page)
    with serve_bare(bench.folder, f"benchmarks.bare_feed:make_app({str(file)!r})") as bare:
        with Person(bare) as person:
            if person.read(*PAGES["feed"]) != page:
                raise CannotWork("The bare route's page is not the feed's, byte for byte: it is no reference.")

        def open_feed(server: Server) -> Outcome:
            return bench.load.open_pages(server, bench.options.seconds, *PAGES["feed"], cookies)

        for server in (pixel, bare):
            bench.load.open_pages(server, 1, *PAGES["feed"], cookies)
        tell = tell_hits("feed", "bare")
        ones, others = interleave(bench.options.rounds, lambda: open_feed(pixel), lambda: open_feed(bare), tell)
    target = f"{name} feed ÷ a bare Flask route that renders the same {len(page):,} bytes, requests/s"
    return [
        Row(target, divide_hits(ones, others, "rate"), "≥ 0.5"),
        row_not_recorded(f"{name} among these, feeds that did not come", ones),
    ]


def _measure_hits_beside(bench: Bench, name: str, pixel: Server, cookies: Sequence[str]) -> list[Row]:
    def send_beside() -> Outcome:
        with Readers(pixel, cookies) as readings:
            outcome = bench.send(pixel)
        say(f"    beside: {readings}")
        return outcome

    bench.warm_up(pixel)
    tell = tell_hits(f"with {PEOPLE} readers", "without")
    ones, others = interleave(bench.options.rounds, send_beside, lambda: bench.send(pixel), tell)
    who = f"{PEOPLE} people who each open a page every {SECONDS_A_PAGE:.0f} s"
    return [
        Row(f"{name} hits/s with {who} ÷ without", divide_hits(ones, others, "rate"), "≥ 0.7"),
        Row(f"{name} the same, p99 of a hit", divide_hits(ones, others, "p99"), "≤ 3"),
        row_not_recorded(f"{name} among these, answers that were not `recorded`", [*ones, *others]),
    ]


def _measure_processor(name: str, pixel: Server) -> list[Row]:
    """Of the server's processes alone; the database server's time, where there is one, is not in it."""
    if not sys.platform.startswith("linux"):
        say("  the processor's time is read from /proc, which only Linux has: left out")
        return []
    with Person(pixel) as stranger, Person(pixel) as person:
        for number in range(STRANGERS):
            stranger.forget_cookies()
            stranger.look_at(PLACES[number % len(PLACES)])
        person.join()
        for place in PLACES[:LOOKS]:
            person.look_at(place)
        costs = {page: _count(pixel, partial(person.read, *where)) for page, where in COUNTED.items()}
    figures = "; ".join(f"{page} {milliseconds:.1f}" for page, milliseconds in costs.items())
    say(f"  {figures} ms")
    return [Row(f"{name} for orientation: ms of the processor's time a page", figures)]


def _count(pixel: Server, open_page: Callable[[], bytes]) -> float:
    """Milliseconds of the server's processes for one page."""
    for _ in range(COUNTED_PAGES // 5):
        open_page()
    before = processor_seconds(pixel)
    for _ in range(COUNTED_PAGES):
        open_page()
    return (processor_seconds(pixel) - before) * 1000 / COUNTED_PAGES
