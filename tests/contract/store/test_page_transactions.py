"""A page reads the store once, on one snapshot, and writes once at most."""

from collections import Counter
from collections.abc import Callable
from typing import TypeVar

import pytest

from pixel.store.connection import Connection, Purpose
from tests.support.app_harness import AppHarness, Browser, one_hit

T = TypeVar("T")

PAGES = (
    ("network", "/"),
    ("network", "/?page=2"),
    ("network", "/profile"),
    ("network", "/profile/lines/interest:bahamas"),
    ("network", "/rights"),
    ("network", "/activity"),
    ("network", "/guesses"),
    ("network", "/guesses/home-town"),
    ("network", "/guesses/ties"),
    ("network", "/guesses/traits/fishing"),
    ("network", "/guesses/lookalikes"),
    ("network", "/people?q=rimouski"),
    ("network", "/people/me"),
    ("network", "/people/josianne"),
    ("network", "/groups"),
    ("network", "/groups/le-dore-fuyant"),
    ("network", "/pages"),
    ("network", "/pages/soleil"),
    ("network", "/notifications"),
    ("network", "/sign-up"),
    ("backstage", "/"),
    ("backstage", "/inspector"),
    ("backstage", "/verdicts"),
    ("start", "/"),
    ("soleil", "/"),
    ("soleil", "/destinations/bahamas"),
)


@pytest.fixture
def transactions(harness: AppHarness, monkeypatch: pytest.MonkeyPatch) -> Counter[Purpose]:
    """How many of each there were: the engine itself is asked, and counted beside."""
    counted: Counter[Purpose] = Counter()
    engine = harness.app.store._engine
    transact = engine.transact

    def count(purpose: Purpose, wait: float, work: Callable[[Connection], T]) -> T:
        counted[purpose] += 1
        return transact(purpose, wait, work)

    monkeypatch.setattr(engine, "transact", count)
    return counted


@pytest.mark.parametrize(("site", "path"), PAGES)
def test_no_page_reads_or_writes_twice(
    harness: AppHarness, browser: Browser, transactions: Counter[Purpose], site: str, path: str
) -> None:
    for number in range(3):
        stranger = harness.browser()
        stranger.hit(
            "GET", one_hit(eid=str(number)), sec_fetch_site="cross-site", referer="http://soleil.localhost:8000/"
        )
    browser.join()
    browser.look()
    browser.get("network")
    transactions.clear()
    assert browser.get(site, path).status_code == 200
    assert transactions["read"] <= 1
    assert transactions["write"] + transactions["keep"] <= 1
    assert not transactions["erase"]


def test_an_explanation_is_read_once(browser: Browser, transactions: Counter[Purpose]) -> None:
    browser.join()
    browser.look()
    (ad, *_) = browser.ads()
    transactions.clear()
    assert browser.get("network", ad["why"]).status_code == 200
    assert (transactions["read"], transactions["write"]) <= (1, 1)
