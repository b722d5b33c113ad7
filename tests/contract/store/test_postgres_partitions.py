"""Made to shard: what a page or a hit asks of the large tables names whose rows it wants, and one partition answers.

Every statement is asked for PostgreSQL's plan with the values as sent: as planned for them, and as a prepared statement
is planned for any values, which is what a connection uses after a while.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from psycopg.sql import Literal

from pixel import clock
from pixel.networks.ribambelle.network import load_ribambelle
from pixel.origins import FIRST_NETWORK
from pixel.store.postgres.migrations import PARTS
from pixel.store.postgres.session import Session
from pixel.store.postgres.statement import to_psycopg
from pixel.store.queries.identity import find_seat_of, link_visitor
from pixel.store.queries.retention import drop_old_events, drop_old_impressions
from tests.support.app_harness import AppHarness, Browser, build_harness, one_hit, verdict_of
from tests.support.hit_load import UNAVAILABLE, await_that
from tests.support.postgres import Postgres

# The large tables, and the column that their rows are spread by.
LARGE = {"events": "visitor_id", "tallies": "visitor_id", "impressions": "seat_id"}
PARTITION = re.compile(rf"({'|'.join(LARGE)})_(\d\d)")
ASKS = re.compile(rf"\s*(SELECT|INSERT|UPDATE|DELETE)\b.*\b({'|'.join(LARGE)})\b", re.DOTALL)
PLACE = re.compile(r"%(?:\((\w+)\))?s")
A_PERSON = re.compile(r"visitor_id(_\d+)?|seat_id|v|s")
# By design of everybody's rows: the inspector's list of hits that nothing ties to anybody, and where old rows begin.
OF_ALL = ("NOT EXISTS (SELECT 1 FROM identities", ") AS first", "ORDER BY shown_at LIMIT")
Values = Mapping[str, Any] | list[Any]


@dataclass(frozen=True)
class Plan:
    """A statement, whom its values name, the partitions that it goes through, and how (`Index Scan`, ...)."""

    sql: str
    people: frozenset[str]
    partitions: frozenset[tuple[str, int]]
    ways: frozenset[str]


@dataclass
class Plans:
    """The plans of what was asked lately."""

    connection: "psycopg.Connection[tuple[Any, ...]]"
    found: list[Plan] = field(default_factory=list)

    def note(self, connection: "psycopg.Connection[Any]", sql: str, values: Values) -> None:
        if not ASKS.match(sql):
            return
        named = values.items() if isinstance(values, Mapping) else ()
        people = frozenset(value for name, value in named if A_PERSON.fullmatch(name))
        with psycopg.ClientCursor(connection) as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # so small are these tables: but is there an index?
            for plan in (explain(cursor, cursor.mogrify(sql, values)), explain_prepared(cursor, sql, values)):
                scans = [
                    (PARTITION.fullmatch(node.get("Relation Name", "")), node["Node Type"]) for node in nodes(plan)
                ]
                parts = frozenset((part[1], int(part[2])) for part, _ in scans if part)
                self.found.append(Plan(sql, people, parts, frozenset(way for part, way in scans if part)))

    def check(self, *tables: str) -> None:
        """These of the large tables were asked, by an index, in the partitions of whoever was named."""
        hot = [plan for plan in self.found if not any(words in plan.sql for words in OF_ALL)]
        assert {table for plan in hot for table, _ in plan.partitions} == set(tables)
        for plan in hot:
            of_people = {(table, self.part_of(table, who)) for table, _ in plan.partitions for who in plan.people}
            assert plan.partitions <= of_people, plan
            assert "Seq Scan" not in plan.ways, plan

    def part_of(self, table: str, person: str) -> int:
        """The number of the partition where somebody's rows are."""
        here = f"satisfies_hash_partition('{table}'::regclass, {PARTS}, n, %s::text COLLATE \"C\")"
        asked = f"SELECT n FROM generate_series(0, {PARTS - 1}) AS part (n) WHERE {here}"
        ((number,),) = self.connection.execute(asked, [person]).fetchall()
        return int(number)


def explain(cursor: "psycopg.ClientCursor[Any]", sql: str) -> Mapping[str, Any]:
    (row,) = cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}").fetchall()
    plan: Mapping[str, Any] = row["QUERY PLAN"][0]["Plan"]
    return plan


def explain_prepared(cursor: "psycopg.ClientCursor[Any]", sql: str, values: Values) -> Mapping[str, Any]:
    """The plan of a statement that was planned without its values, with these."""
    names = list(dict.fromkeys(PLACE.findall(sql)))
    numbered = PLACE.sub(lambda place: f"${names.index(place[1] or '') + 1}", sql).replace("%%", "%")
    given = [values[name] for name in names] if isinstance(values, Mapping) else values
    listed = ", ".join(Literal(value).as_string() for value in given)
    cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
    cursor.execute(f"PREPARE asked AS {numbered}")
    plan = explain(cursor, f"EXECUTE asked ({listed})" if listed else "EXECUTE asked")
    cursor.execute("DEALLOCATE asked")
    return plan


def nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


@pytest.fixture(scope="module")
def explained(
    postgres: Postgres, seeded_postgres: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[AppHarness, Plans]]:
    """A server on PostgreSQL whose every statement explains itself before it runs."""
    with postgres.new_database(template=seeded_postgres) as url, psycopg.connect(url, autocommit=True) as connection:
        plans = Plans(connection)
        harness = build_harness(tmp_path_factory.mktemp("explained"), database=url, secret_key=b"chalk" * 8)
        with pytest.MonkeyPatch.context() as patch:
            make_explaining(patch, plans)
            yield harness, plans
        harness.app.store.close()


def make_explaining(patch: pytest.MonkeyPatch, plans: Plans) -> None:
    execute, executemany = psycopg.Connection.execute, Session.executemany

    def explain_first(connection: "psycopg.Connection[Any]", sql: str, values: Any = (), **more: Any) -> Any:
        if connection.info.get_parameters().get("application_name") == "pixel":
            plans.note(connection, sql, values)
        return execute(connection, sql, values, **more)

    def explain_each_first(session: Session, sql: str, rows: list[Any], /) -> None:
        for row in rows:
            plans.note(session._connection, to_psycopg(sql), row)
        executemany(session, sql, rows)

    patch.setattr(psycopg.Connection, "execute", explain_first)
    patch.setattr(Session, "executemany", explain_each_first)


@pytest.fixture
def harness(explained: tuple[AppHarness, Plans]) -> AppHarness:
    return explained[0]


@pytest.fixture
def plans(explained: tuple[AppHarness, Plans]) -> Plans:
    return explained[1]


@pytest.fixture
def walker(harness: AppHarness, plans: Plans) -> Browser:
    """Somebody with two browsers and visits in both, a like and ads."""
    store, browser, other = harness.app.store, harness.browser(), harness.browser()
    first, second = (visitor_of(either) for either in (browser, other))
    browser.join()
    seat = store.read(find_seat_of, first, FIRST_NETWORK)
    assert seat
    store.write(link_visitor, second, seat.id, clock.now())
    assert (
        browser.post("network", f"/posts/{load_ribambelle().content.posts[0].id}/like", x_fragment="post").status_code
        == 200
    )
    assert browser.ads()[0]["campaign"] == "soleil-retour"
    plans.found.clear()
    return browser


def visitor_of(browser: Browser) -> str:
    """The visitor that a browser becomes by looking; what explains itself may be too slow for a hit at first."""
    await_that(lambda: verdict_of(browser.hit()) == "recorded")
    cookie = browser.client.get_cookie("visitor", "reseau.localhost")
    assert cookie
    return cookie.value.partition(".")[0]


PAGES = [
    pytest.param("network", "/", ["tallies", "impressions"], id="feed"),
    pytest.param("network", "/?page=2", ["tallies", "impressions"], id="feed, page two"),
    pytest.param("network", "/profile", ["events", "tallies", "impressions"], id="profile"),
    pytest.param("network", "/activity", ["events", "tallies"], id="activity"),
    pytest.param("backstage", "/", ["events", "impressions"], id="walk"),
    pytest.param("backstage", "/inspector", ["events"], id="inspector"),
    pytest.param("backstage", "/inspector?before=2", ["events"], id="inspector, further back"),
]


@pytest.mark.long
@pytest.mark.parametrize(("site", "path", "tables"), PAGES)
def test_a_page_asks_one_partition_for_each_visitor(
    walker: Browser, plans: Plans, site: str, path: str, tables: list[str]
) -> None:
    assert walker.get(site, path).status_code == 200
    plans.check(*tables)


def test_the_explanation_of_an_ad_asks_one_partition(walker: Browser, plans: Plans) -> None:
    why = walker.ads()[0]["why"]
    plans.found.clear()
    assert walker.get("network", why).status_code == 200
    plans.check("events", "tallies", "impressions")


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        pytest.param(one_hit(), "recorded", id="recorded"),
        pytest.param(one_hit(eid="once"), "ignored; reason=duplicate", id="duplicate"),
    ],
)
def test_a_hit_asks_none_and_is_led_to_its_own(
    walker: Browser, plans: Plans, fields: dict[str, str], verdict: str
) -> None:
    await_that(lambda: verdict_of(walker.hit(fields=one_hit(eid="once"))) != UNAVAILABLE)
    plans.found.clear()
    await_that(lambda: verdict_of(walker.hit(fields=fields)) == verdict)
    assert plans.found
    plans.check()


def test_clearing_asks_one_partition_for_each_visitor(walker: Browser, plans: Plans) -> None:
    assert walker.post("network", "/activity/clear").status_code == 303
    plans.check("events", "tallies", "impressions")


def test_what_is_of_everybody_goes_by_an_index_and_what_follows_by_one_partition(
    walker: Browser, plans: Plans, harness: AppHarness
) -> None:
    assert walker.get("backstage", "/inspector").status_code == 200
    for drop in (drop_old_events, drop_old_impressions):
        assert harness.app.store.write(drop, clock.now() + timedelta(days=1), 500) > 0
    of_all = [plan for plan in plans.found if any(words in plan.sql for words in OF_ALL)]
    assert {table for plan in of_all for table, _ in plan.partitions} == {"events", "impressions"}
    assert not [plan for plan in of_all if "Seq Scan" in plan.ways]
    plans.check("events", "tallies", "impressions")


@pytest.mark.parametrize(("table", "column"), LARGE.items())
def test_every_unique_key_begins_with_what_rows_are_spread_by(harness: AppHarness, table: str, column: str) -> None:
    keys = harness.rows(
        "SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]"
        " WHERE indrelid = cast(:table AS regclass) AND indisunique",
        table=table,
    )
    assert {row["attname"] for row in keys} == {column}
    (spread,) = harness.rows("SELECT pg_get_partkeydef(cast(:table AS regclass)) AS by", table=table)
    assert spread["by"] == f"HASH ({column})"
    parts = harness.rows("SELECT 1 AS one FROM pg_inherits WHERE inhparent = cast(:table AS regclass)", table=table)
    assert len(parts) == PARTS
