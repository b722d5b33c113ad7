"""One page is one row of `visits`, by whichever address it was opened, in older databases too; events keep theirs."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from pixel.store.migrations import migrate, pending_steps
from tests.support.app_harness import BAHAMAS, AppHarness, Browser, one_hit, verdict_of

SEVEN = [
    BAHAMAS,
    f"{BAHAMAS}#photos",
    f"{BAHAMAS}?lang=fr",
    f"{BAHAMAS}?lang=en#dates",
    f"{BAHAMAS}?fbclid=IwAR0abc",
    f"{BAHAMAS}?FBCLID=IwAR0abc&gclid=x&lang=fr",
    f"{BAHAMAS}?",
]
OTHERS = {  # by which page they are of
    f"{BAHAMAS}?departure=2026-12-01&lang=fr#dates": f"{BAHAMAS}?departure=2026-12-01",
    f"{BAHAMAS}?fbclid=1&departure=2026-12-01": f"{BAHAMAS}?departure=2026-12-01",
    f"{BAHAMAS}?a=1&msclkid=2&lang=fr&b=3": f"{BAHAMAS}?a=1&b=3",
    f"{BAHAMAS}?language=fr": f"{BAHAMAS}?language=fr",
    f"{BAHAMAS}?x=/é?b#": f"{BAHAMAS}?x=/é?b",
}
# What the step left behind that brought pages: to take it back, as in a database of before.
AS_BEFORE = """
    CREATE VIEW visits AS
    SELECT visitor_id, pixel_id, page_url, min(received_at) AS first_at, max(received_at) AS last_at,
           count(*) FILTER (WHERE event = 'PageView') AS views
    FROM events GROUP BY visitor_id, pixel_id, page_url"""


def send(browser: Browser, addresses: list[str]) -> None:
    for address in addresses:
        assert verdict_of(browser.hit("GET", one_hit(ev="PageView", dl=address))) == "recorded"


def visits_of(harness: AppHarness) -> dict[str, int]:
    """How many views each page has."""
    rows = harness.rows("SELECT page_url, views FROM visits")
    assert len({row["page_url"] for row in rows}) == len(rows)
    return {row["page_url"]: row["views"] for row in rows}


def take_back(database: Path | str) -> None:
    """The database as it was before pages were told from addresses."""
    step = "m010_pages" if isinstance(database, Path) else "p009_pages"
    steps = "_sqlite_migrations" if isinstance(database, Path) else "migrations"
    opened: Any = sqlite3.connect(database) if isinstance(database, Path) else psycopg.connect(database)
    with closing(opened) as connection:
        connection.execute("DROP VIEW visits")
        connection.execute("ALTER TABLE events DROP COLUMN page")
        connection.execute(AS_BEFORE)
        connection.execute(f"DELETE FROM {steps} WHERE name = '{step}'")
        connection.commit()
    assert pending_steps(database) == [step]


def test_seven_addresses_of_one_page_are_one_visit(harness: AppHarness, browser: Browser) -> None:
    send(browser, SEVEN)
    assert visits_of(harness) == {BAHAMAS: 7}
    first, *_, last = harness.rows("SELECT received_at FROM events ORDER BY id")
    [visit] = harness.rows("SELECT first_at, last_at FROM visits")
    assert (visit["first_at"], visit["last_at"]) == (first["received_at"], last["received_at"])
    assert [row["page_url"] for row in harness.rows("SELECT page_url FROM events ORDER BY id")] == SEVEN


def test_what_makes_another_page_stays(harness: AppHarness, browser: Browser) -> None:
    send(browser, list(OTHERS))
    assert set(visits_of(harness)) == set(OTHERS.values())


def test_a_database_of_before_is_brought_up_to_date(harness: AppHarness, browser: Browser) -> None:
    send(browser, SEVEN + list(OTHERS))
    now = visits_of(harness)
    take_back(harness.settings.database)
    assert len(visits_of(harness)) == len(SEVEN) + len(OTHERS)
    migrate(harness.settings.database)
    assert visits_of(harness) == now
    assert [row["page_url"] for row in harness.rows("SELECT page_url FROM events ORDER BY id")] == SEVEN + list(OTHERS)
