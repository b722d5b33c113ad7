"""However much is stored, no page and no hit goes through it: every statement they run is asked for SQLite's plan."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pixel import clock
from pixel.ads import catalogue
from pixel.networks.ribambelle.network import load_ribambelle
from pixel.store.queries.ads import read_catalogue_version
from pixel.store.queries.backstage import list_events_of
from pixel.store.queries.classroom.stream import Cursor, find_past, read_batch, read_newest, read_own
from tests.support.app_harness import AppHarness, Browser, build_harness, one_hit, verdict_of

# What may be gone through row by row: what a statement is given, the one row that holds the catalogue's version, and
# the friends of one person, found before (`known`, `friends`).
MAY_BE_SCANNED = {"CONSTANT ROW", "ROW VALUES", "catalogue", "friends", "known"}
# The advertisers' lists, in the order of their index or by bids: read once after a change, see the last test.
ADVERTISERS_LISTS = {"products", "campaigns"}

plans: list[tuple[str, str]] = []  # statement, one line of its plan


class Explaining(sqlite3.Connection):
    """A connection that notes the plan of each statement before it runs it."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", sql):
            plans.extend((sql, row[3]) for row in super().execute(f"EXPLAIN QUERY PLAN {sql}", parameters))
        return super().execute(sql, parameters)


@pytest.fixture
def explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppHarness]:
    """A server whose every connection explains itself."""
    harness = build_harness(tmp_path)
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Explaining))
    yield harness
    harness.app.store.close()


@pytest.fixture
def walker(explained: AppHarness) -> Browser:
    """Somebody with visits, a like, a refusal and ads, who has been everywhere once."""
    browser = explained.browser()
    browser.join()
    for destination in ("bahamas", "cuba"):
        browser.look(destination)
    assert verdict_of(browser.hit(fields=one_hit(ev=""))) == "ignored; reason=malformed"
    liked = browser.post("network", f"/posts/{load_ribambelle().content.posts[0].id}/like", x_fragment="post")
    assert liked.status_code == 200
    browser.get("network", "/")
    plans.clear()
    return browser


def scanned() -> set[tuple[str, str]]:
    """What is gone through row by row, each with its statement."""
    found = set()
    for sql, line in plans:
        if scan := re.match(r"SCAN (?:\d+[ -])?(CONSTANT ROW|ROW VALUES|\S+)", line):
            found.add((scan[1], sql))
    assert plans, "nothing was explained"
    return {(name, sql) for name, sql in found if name not in MAY_BE_SCANNED}


PAGES = [
    pytest.param("network", "/", id="feed"),
    pytest.param("network", "/?page=2", id="feed, page two"),
    pytest.param("network", "/profile", id="profile"),
    pytest.param("network", "/guesses", id="guesses"),
    pytest.param("network", "/guesses/home-town", id="guesses, home town"),
    pytest.param("network", "/guesses/ties", id="guesses, ties"),
    pytest.param("network", "/guesses/traits/fishing", id="guesses, trait"),
    pytest.param("network", "/guesses/lookalikes", id="guesses, lookalikes"),
    pytest.param("network", "/profile/lines/interest:bahamas", id="a line of it"),
    pytest.param("network", "/rights", id="rights desk"),
    pytest.param("network", "/people?q=rimouski", id="people"),
    pytest.param("network", "/people/me", id="one's own page"),
    pytest.param("network", "/people/josianne", id="somebody's page"),
    pytest.param("network", "/groups/le-dore-fuyant", id="a group"),
    pytest.param("network", "/pages/soleil", id="a page"),
    pytest.param("network", "/notifications", id="notifications"),
    pytest.param("network", "/sign-up", id="sign-up"),
    pytest.param("backstage", "/", id="walk"),
    pytest.param("backstage", "/inspector", id="inspector"),
    pytest.param("backstage", "/inspector?before=2", id="inspector, further back"),
]


@pytest.mark.parametrize(("site", "path"), PAGES)
def test_a_page_goes_through_no_table(walker: Browser, site: str, path: str) -> None:
    assert walker.get(site, path).status_code == 200
    assert scanned() == set()


def test_the_activity_page_goes_through_no_table_but_the_feeds(walker: Browser) -> None:
    assert walker.get("network", "/activity").status_code == 200
    assert {name for name, _ in scanned()} <= ADVERTISERS_LISTS


def test_the_explanation_of_an_ad_goes_through_no_table(walker: Browser) -> None:
    why = walker.ads()[0]["why"]
    plans.clear()
    assert walker.get("network", why).status_code == 200
    assert scanned() == set()


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        pytest.param(one_hit(), "recorded", id="recorded"),
        pytest.param(one_hit(eid="twice"), "recorded", id="with an event id"),
        pytest.param(one_hit(eid="once"), "ignored; reason=duplicate", id="duplicate"),
    ],
)
def test_a_hit_goes_through_no_table(walker: Browser, fields: dict[str, str], verdict: str) -> None:
    walker.hit(fields=one_hit(eid="once"))
    plans.clear()
    assert verdict_of(walker.hit(fields=fields)) == verdict
    assert scanned() == set()


def test_an_ignored_hit_asks_the_database_nothing(explained: AppHarness, walker: Browser) -> None:
    noted = explained.count("refusals")
    plans.clear()
    assert verdict_of(walker.hit(fields=one_hit(ev=""))) == "ignored; reason=malformed"
    assert plans == []
    assert explained.count("refusals") == noted + 1


@pytest.mark.usefixtures("walker")
def test_what_happened_is_found_by_its_number(explained: AppHarness) -> None:
    """By whoever watches, all of it or their own, with so much of it that it is counted."""
    store = explained.app.store
    begin, end = Cursor(), store.read(read_newest)
    store.read(find_past, clock.now(), end)
    store.read(read_batch, begin, end, 1, 1)
    store.read(read_own, begin, end, ["v", "w"], "s", 10)
    # Through the rows between two numbers, which were found before.
    assert {name for name, _ in scanned()} <= {"whose"}


@pytest.mark.usefixtures("walker")
def test_what_is_old_is_found_by_its_age(explained: AppHarness) -> None:
    explained.app.retention.run()
    assert {name for name, sql in scanned() if "LIMIT" not in sql} == set()
    assert [line for _, line in plans if "refusals_by_age" in line]


def test_clearing_goes_through_nobody_elses_rows(walker: Browser) -> None:
    walker.post("network", "/activity/clear")
    assert {name for name, _ in scanned()} <= ADVERTISERS_LISTS


def test_of_several_visitors_the_newest_hits_come_in_order(explained: AppHarness) -> None:
    browsers = [explained.browser() for _ in range(3)]
    for number in range(60):
        browsers[number % 3].hit(fields=one_hit(eid=f"hit-{number}"))
    rows = explained.rows("SELECT id, visitor_id FROM events ORDER BY id DESC")
    ours = list(dict.fromkeys(row["visitor_id"] for row in rows))[:2]
    before = rows[7]["id"]
    expected = [row["id"] for row in rows if row["visitor_id"] in ours and row["id"] < before][:10]
    found = explained.app.store.read(list_events_of, [*ours, "nobody"], before, 10)
    assert [event.id for event in found] == expected
    assert explained.app.store.read(list_events_of, [], before, 10) == []


def test_the_advertisers_lists_are_read_once_and_again_after_any_change(explained: AppHarness) -> None:
    browser = explained.browser()
    browser.join()
    browser.look("bahamas")
    assert browser.ads()[0]["campaign"] == "soleil-retour"
    plans.clear()
    browser.get("network", "/")
    assert not [sql for sql, _ in plans if re.search("FROM (products|campaigns)", sql)]
    store = explained.app.store
    before = store.read(read_catalogue_version)
    with closing(sqlite3.connect(explained.path)) as database, database:
        database.execute("DELETE FROM campaigns WHERE id = 'soleil-retour'")
    assert store.read(read_catalogue_version) != before
    assert "soleil-retour" not in [ad["campaign"] for ad in browser.ads()]
    assert len(catalogue._newest) == 1
