"""Fixtures for the contract tests: a server in this process, on a database of its own, SQLite's and PostgreSQL's."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pixel.seeds import seed
from pixel.settings import HIT_WAIT_MS
from pixel.store import Store
from pixel.store.migrations import migrate
from tests.support.app_harness import TOWN_SIZE, AppHarness, Browser, build_harness
from tests.support.postgres import Postgres

STORES = ["sqlite", "postgres"]
# What is tried on PostgreSQL in the shorter run too; the whole suite runs on both with scripts/test --long.
ALWAYS_ON_BOTH = ("test_store", "test_erasure")
# One server for all tests of a file: what one of them leaves behind is nothing to the next.
ONE_FOR_ALL = (
    "test_bad_input",
    "test_buying",
    "test_caching",
    "test_companies",
    "test_errors",
    "test_headers",
    "test_join",
    "test_page_transactions",
    "test_probe",
    "test_query_plans",
    "test_walk_bar",
)


@pytest.hookimpl(tryfirst=True)  # before pytest leaves out what is long
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        chosen = (
            item.callspec.params.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
        )
        if any(each == "postgres" for each in chosen if isinstance(each, str)) and item.path.stem not in ALWAYS_ON_BOTH:
            item.add_marker(pytest.mark.long)


@pytest.fixture(params=STORES)
def harness(
    request: pytest.FixtureRequest, tmp_path: Path, kept_harnesses: Callable[[str], AppHarness]
) -> Iterator[AppHarness]:
    """A server on a new, seeded database."""
    if request.path.stem in ONE_FOR_ALL and not request.node.get_closest_marker("hasty"):
        yield kept_harnesses(request.param)
        return
    with _open_harness(request, request.param, tmp_path) as built:
        yield built


@pytest.fixture(scope="module")
def kept_harnesses(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], AppHarness]]:
    """A module's server for each store, made when a test first asks."""
    with ExitStack() as stack:

        @cache
        def keep(store: str) -> AppHarness:
            return stack.enter_context(_open_harness(request, store, tmp_path_factory.mktemp("kept")))

        yield keep


@pytest.fixture(scope="module", params=STORES)
def shared_harness(request: pytest.FixtureRequest, kept_harnesses: Callable[[str], AppHarness]) -> AppHarness:
    """The same for a whole module: for tests that only look, and for those that hypothesis runs many times."""
    return kept_harnesses(request.param)


@pytest.fixture
def browser(harness: AppHarness) -> Browser:
    """Somebody's browser, third-party cookies allowed, on the sites' own hosts."""
    return harness.browser()


@pytest.fixture(scope="session")
def seeded_postgres(postgres: Postgres) -> Iterator[str]:
    """The address of a database with products and campaigns, to be copied and not to be used."""
    with postgres.new_database() as url:
        migrate(url)
        store = Store(url)
        seed(store, town_size=TOWN_SIZE)
        store.close()
        yield url


@contextmanager
def _open_harness(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[AppHarness]:
    told: dict[str, Any] = {"hit_wait_ms": HIT_WAIT_MS} if request.node.get_closest_marker("hasty") else {}
    if kind == "sqlite":
        built = build_harness(folder, **told)
        yield built
        built.app.store.close()
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.new_database(template=request.getfixturevalue("seeded_postgres")) as url:
        built = build_harness(folder, database=url, secret_key=b"chalk" * 8, **told)
        yield built
        built.app.store.close()
