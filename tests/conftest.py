"""Fixtures for every test: the real servers, one for each pytest worker, started when a test first asks."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.nginx import NO_NGINX, find_nginx
from tests.support.postgres import (
    NO_PROGRAMS,
    NO_SERVER,
    SETTING,
    OwnPostgres,
    Postgres,
    find_programs,
    running_postgres,
)
from tests.support.server import Server, running_server
from tests.support.without import do_without

pytest_plugins = ["pixel.testing.plugin"]  # as in other people's suites, where its entry point does that


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server. Many tests share it: tell your own rows by an event id or an impression of your own."""
    with running_server(tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running PostgreSQL. Many tests share it: each makes itself a database (`postgres.new_database()`)."""
    address = os.environ.get(SETTING)
    if address:
        yield Postgres(address)
    else:
        with running_postgres(find_programs() or do_without(NO_SERVER)) as running:
            yield running


@pytest.fixture(scope="session")
def postgres_programs() -> Path:
    """Where PostgreSQL's programs are, for `running_postgres`."""
    return find_programs() or do_without(NO_PROGRAMS)


@pytest.fixture
def own_postgres(postgres_programs: Path) -> Iterator[OwnPostgres]:
    """A PostgreSQL that a test has for itself: it may be stopped, killed, and started with other settings."""
    with running_postgres(postgres_programs) as running:
        yield running


@pytest.fixture(scope="session")
def nginx() -> str:
    """nginx's program, for `running_nginx`."""
    return find_nginx() or do_without(NO_NGINX)
