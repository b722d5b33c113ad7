"""The targets, one function each, giving the table's rows. `__main__` calls those that were asked for."""

from collections.abc import Callable

from benchmarks.ads import FEW, MANY, prepare_choices
from benchmarks.databases import SqliteDatabases, open_postgres
from benchmarks.growth import measure_growth
from benchmarks.hits import Bench, measure_hits, measure_limits, measure_memory
from benchmarks.pages import measure_pages
from benchmarks.people import time_both
from benchmarks.predictions import MEMBERS, prepare_predictions
from benchmarks.stream import measure_stream
from benchmarks.table import Row, divide, middle
from environment.messages import say


def measure_ads(bench: Bench) -> list[Row]:
    """Target 3."""
    few, many = prepare_choices()
    rounds = [time_both(many, few, bench.options.seconds) for _ in range(bench.options.rounds)]
    for number, (one, other) in enumerate(rounds, 1):
        say(f"  round {number}: {one:,.0f} µs among {MANY:,} campaigns, {other:,.0f} µs among {FEW}")
    return [Row(f"3. ad choice among {MANY:,} campaigns ÷ among {FEW}", divide(rounds, places=1), "≤ 5")]


def measure_predictions(bench: Bench) -> list[Row]:
    """Target 8."""
    predict_all = prepare_predictions()
    rounds = [predict_all() for _ in range(bench.options.rounds)]
    for number, seconds in enumerate(rounds, 1):
        say(f"  round {number}: {seconds:.2f} s for every trait of {MEMBERS:,} members")
    return [Row(f"8. seconds for every trait of {MEMBERS:,} members", middle(rounds, places=2), "≤ 1")]


def measure_postgres(bench: Bench) -> list[Row]:
    """Target 5; no rows where there is no PostgreSQL."""
    with open_postgres() as databases:
        if databases is None:
            return []
        bench.measured.append(databases.name)
        say(f"  {databases.name}: {databases.settings}")
        name = "5. PostgreSQL:"
        return [
            Row("5. PostgreSQL was set to", databases.settings),
            *measure_hits(bench, databases, name, "≥ 0.8"),
            *measure_growth(bench, databases, name),
            *measure_pages(bench, databases, name),
            *measure_stream(bench, databases, name),
        ]


def _on_sqlite(bench: Bench) -> SqliteDatabases:
    return SqliteDatabases(bench.folder)


TARGET_FUNCTIONS: dict[int, Callable[[Bench], list[Row]]] = {
    1: lambda bench: measure_hits(bench, _on_sqlite(bench), "1.", "≥ 1.0"),
    2: lambda bench: measure_growth(bench, _on_sqlite(bench), "2."),
    3: measure_ads,
    4: lambda bench: measure_memory(bench, _on_sqlite(bench)),
    6: lambda bench: measure_pages(bench, _on_sqlite(bench), "6."),
    7: lambda bench: measure_stream(bench, _on_sqlite(bench), "7."),
    8: measure_predictions,
    5: measure_postgres,
    0: measure_limits,
}
