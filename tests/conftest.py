"""Fixtures for every test: the real server, one for each pytest worker."""

from collections.abc import Iterator

import pytest

from tests.server import Server, running_server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server. Many tests share it: tell your own rows by an event id or an impression of your own."""
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running
