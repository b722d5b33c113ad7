"""Many write to one PostgreSQL at once: nobody waits for ever, nothing is counted wrong, steps are taken once."""

import random
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress

import psycopg
import pytest

from pixel.store import Store, StoreUnavailable
from pixel.store.concurrency.group_commit import HIT_WAIT
from pixel.store.connection import Engine
from pixel.store.database import open_engine
from pixel.store.migrations import migrate, pending_steps
from pixel.store.queries.collect import keep_hits
from pixel.store.queries.identity import keep_seat, link_visitor
from pixel.store.queries.profile import clear_activity
from pixel.store.records import Hit, Kept, Seat
from tests.contract.store.test_store import HIT, NOW
from tests.support.app_harness import listen
from tests.support.postgres import Postgres
from tests.support.server import ROOT, read_rows

VISITORS, CONTENTS = ("v1", "v2", "v3"), ("bahamas", "cuba", "malta", "capri")
TRIES = 20
COUNTED = "SELECT visitor_id, pixel_id, content_id, event, hits FROM tallies"
THERE = """
    SELECT visitor_id, pixel_id, '' AS content_id, event, count(*)::integer AS hits
    FROM events GROUP BY visitor_id, pixel_id, event
    UNION ALL
    SELECT visitor_id, pixel_id, content.id, event, count(*)::integer
    FROM events, json_array_elements_text(content_ids::json) AS content (id)
    GROUP BY visitor_id, pixel_id, content.id, event"""


@pytest.fixture
def database(postgres: Postgres) -> Iterator[str]:
    with postgres.new_database() as url:
        migrate(url)
        yield url


def check_sums(database: str) -> None:
    """The sums are those of the hits that are there, and no others. Raises AssertionError."""
    assert read_rows(database, f"{COUNTED} EXCEPT ({THERE})", {}) == []
    assert read_rows(database, f"({THERE}) EXCEPT {COUNTED}", {}) == []


def look(event_id: str, visitor: str, contents: Sequence[str] = CONTENTS) -> Hit:
    return HIT._replace(event_id=event_id, visitor_id=visitor, content_ids=tuple(contents))


def keep(store: Store, hit: Hit) -> Kept:
    """As a browser: again, where it was too much just now."""
    for _ in range(TRIES):
        with suppress(StoreUnavailable):
            return store.keep(hit)
    raise AssertionError(f"{hit.event_id} was refused {TRIES} times")


def test_the_same_visitors_from_two_servers_in_any_order(database: str) -> None:
    def send(number: int) -> None:
        chance, store = random.Random(number), stores[number % 2]
        for count in range(20):
            for visitor in chance.sample(VISITORS, 3):
                keep(store, look(f"{number}-{count}", visitor, chance.sample(CONTENTS, 3)))

    with closing(Store(database)) as one, closing(Store(database)) as two, ThreadPoolExecutor(12) as threads:
        stores = (one, two)
        list(threads.map(send, range(12)))
    assert read_rows(database, "SELECT count(*) AS n FROM events", {}) == [{"n": 12 * 20 * 3}]
    check_sums(database)


def test_the_same_hits_sent_twice_in_opposite_orders_wait_for_nobody_in_a_circle(database: str) -> None:
    """As pages that send again what they got no answer to, to whichever server."""
    together = threading.Barrier(2)

    def send(engine: Engine, hits: Sequence[Hit]) -> list[Kept]:
        together.wait(30)
        return engine.transact("keep", HIT_WAIT, lambda connection: keep_hits(connection, hits))

    with closing(open_engine(database)) as one, closing(open_engine(database)) as two, ThreadPoolExecutor(2) as threads:
        for number in range(10):
            hits = [look(f"{number}-{count}", "v1") for count in range(200)]
            kept = [threads.submit(send, one, hits), threads.submit(send, two, hits[::-1])]
            outcomes = [outcome for hit in kept for outcome in hit.result()]
            assert sorted(outcomes) == ["duplicate"] * 200 + ["recorded"] * 200
    check_sums(database)


@contextmanager
def hits_arriving(stores: Sequence[Store]) -> Iterator[None]:
    """Of one visitor, through each of the stores, while the block runs."""
    over = threading.Event()

    def send(store: Store) -> None:
        while not over.is_set():
            with suppress(StoreUnavailable):
                store.keep(look(str(random.random()), "v1"))

    with ThreadPoolExecutor(len(stores)) as threads:
        sending = [threads.submit(send, store) for store in stores]
        try:
            yield
        finally:
            over.set()
        for sender in sending:
            sender.result()


def test_clearing_while_hits_arrive_leaves_no_sum_without_its_hits(database: str) -> None:
    """The clearing is made slow between its statements: there, a hit would be half cleared."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_sleep(0.3); RETURN NULL; END $$"
        )
        connection.execute("CREATE TRIGGER slow AFTER DELETE ON events EXECUTE FUNCTION dawdle()")
    with closing(Store(database)) as one, closing(Store(database)) as two, listen():
        one.write(keep_seat, Seat("seat", "marcel", None, NOW))
        one.write(link_visitor, "v1", "seat", NOW)
        with hits_arriving([one, two]):
            for _ in range(2):
                assert keep(two, look(str(random.random()), "v1")) == "recorded"
                assert one.erase(clear_activity, "seat") > 0
                check_sums(database)
        check_sums(database)


@pytest.mark.long
def test_ten_machines_may_migrate_one_new_database_at_once(postgres: Postgres) -> None:
    program = "import sys; from pixel.store.migrations import migrate; print('!', flush=True); sys.stdin.read(1);"
    program += "print(len(migrate(sys.argv[1])))"
    with postgres.new_database() as url:
        steps = len(pending_steps(url))
        started = [
            subprocess.Popen(
                [sys.executable, "-c", program, url],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(10)
        ]
        for process in started:
            assert process.stdout
            assert process.stdout.readline() == "!\n"
        said = [process.communicate("!", timeout=120) for process in started]
        assert [process.returncode for process in started] == [0] * 10, said
        assert sorted(int(out) for out, _ in said) == [0] * 9 + [steps]
        assert pending_steps(url) == []
