"""Fixtures for the contract tests: a server in this process, on a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.house import Browser, House, build_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A server on a new, seeded database."""
    built = build_house(tmp_path)
    yield built
    built.app.store.close()


@pytest.fixture(scope="module")
def shared_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The same for a whole module: for tests that only look, and for those that hypothesis runs many times."""
    built = build_house(tmp_path_factory.mktemp("shared"))
    yield built
    built.app.store.close()


@pytest.fixture
def browser(house: House) -> Browser:
    """Somebody's browser, third-party cookies allowed, on the sites' own hosts."""
    return house.browser()
