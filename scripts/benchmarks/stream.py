"""Measures the live stream: how soon a hit is on the stage, what those who watch cost others. `targets` calls it."""

from collections.abc import Sequence
from contextlib import ExitStack
from time import sleep

from benchmarks.databases import Databases
from benchmarks.hits import Bench, divide_hits, row_not_recorded
from benchmarks.load import Outcome
from benchmarks.people import let_people_join
from benchmarks.servers import Server, serve_pixel
from benchmarks.students import SECONDS_A_TURN, STUDENTS, Acts, Students, on_stage
from benchmarks.table import Row, divide, interleave, middle
from benchmarks.viewers import VIEWERS, watching
from environment.messages import say

TURNS = 10  # at least: a p99 of fewer feeds would be that of one
Beside = tuple[Outcome, Acts]


def measure_stream(bench: Bench, databases: Databases, name: str) -> list[Row]:
    """On a new database, with STUDENTS who have joined; `name` stands before each row."""
    with databases.new() as database, serve_pixel(database) as pixel:
        cookies = let_people_join(pixel, STUDENTS)
        return [*_measure_stage(bench, name, pixel, cookies), *_measure_viewers(bench, name, pixel, cookies)]


def _measure_stage(bench: Bench, name: str, pixel: Server, cookies: Sequence[str]) -> list[Row]:
    def act(*, is_seen: bool) -> Acts:
        students = Students(pixel, cookies)
        with ExitStack() as stack:
            if is_seen:
                stack.enter_context(on_stage(pixel, students.acts))
            with students:
                sleep(max(bench.options.seconds, TURNS * SECONDS_A_TURN))
        return students.acts

    def tell(number: int, seen: Acts, unseen: Acts) -> None:
        say(
            f"  round {number}: a hit is on the stage after {seen.p95_until_shown:.0f} ms (p95 of {len(seen.shown)}); "
            f"p99 of a feed {seen.p99_of_feeds:.0f} ms, without a stage {unseen.p99_of_feeds:.0f} ms"
        )

    act(is_seen=True)
    seen, unseen = interleave(bench.options.rounds, lambda: act(is_seen=True), lambda: act(is_seen=False), tell)
    who = f"{STUDENTS} students who each send a hit and open a feed every {SECONDS_A_TURN:.0f} s"
    missed = sum(acts.missed for acts in seen)
    return [
        Row(f"{name} {who}: ms until a hit is on the stage, p95", middle([a.p95_until_shown for a in seen]), "≤ 1,000"),
        Row(f"{name} of {sum(len(acts.sent) for acts in seen):,} such hits, never on the stage", f"{missed:,}", "0"),
        Row(f"{name} the same, p99 of a feed ÷ without a stage", _divide_feeds(seen, unseen), "≤ 2"),
    ]


def _measure_viewers(bench: Bench, name: str, pixel: Server, cookies: Sequence[str]) -> list[Row]:
    def send(viewers: int) -> Beside:
        with ExitStack() as stack:
            if viewers:
                stack.enter_context(watching(pixel, viewers))
            acts = stack.enter_context(Students(pixel, cookies))
            return bench.send(pixel), acts

    def tell(number: int, seen: Beside, unseen: Beside) -> None:
        told = ", ".join(
            f"{hits.rate:,.0f}/s, p99 of a feed {acts.p99_of_feeds:.0f} ms" for hits, acts in (seen, unseen)
        )
        say(f"  round {number}: with {VIEWERS} viewers and without: {told}")

    bench.warm_up(pixel)
    seen, unseen = interleave(bench.options.rounds, lambda: send(VIEWERS), lambda: send(0), tell)
    hits, hits_alone = [one for one, _ in seen], [one for one, _ in unseen]
    feeds = _divide_feeds([acts for _, acts in seen], [acts for _, acts in unseen])
    return [
        Row(f"{name} hits/s with {VIEWERS} viewers of all ÷ without", divide_hits(hits, hits_alone, "rate"), "≥ 0.9"),
        Row(f"{name} the same, p99 of the {STUDENTS} students' feeds", feeds, "≤ 2"),
        row_not_recorded(f"{name} among these, answers that were not `recorded`", [*hits, *hits_alone]),
    ]


def _divide_feeds(ones: Sequence[Acts], others: Sequence[Acts]) -> str:
    return divide((one.p99_of_feeds, other.p99_of_feeds) for one, other in zip(ones, others, strict=True))
