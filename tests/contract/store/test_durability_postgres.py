"""PostgreSQL goes away under load, in every way that it may: hits are told so at once, pages kindly, nothing is lost.

One server of ours lives through all of it, and is never started again.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from pixel.store import Connection, Store, StoreUnavailable
from pixel.store.concurrency.group_commit import HIT_WAIT
from pixel.store.database import open_engine
from pixel.store.postgres.engine import LONGEST
from pixel.store.queries.collect import keep_hits
from pixel.stories.server.lifecycle import is_healthy
from tests.contract.store.test_durability_files import make_database
from tests.contract.store.test_store import HIT
from tests.support.app_harness import listen
from tests.support.hit_load import UNAVAILABLE, await_that, check_kept, running_load
from tests.support.postgres import OwnPostgres, running_postgres
from tests.support.remote_browser import KIND, RemoteBrowser
from tests.support.server import AS_INSTALLED, Server, running_server
from tests.support.wire import Wire

pytestmark = pytest.mark.long

SETTINGS = {"max_connections": "25"}
DATABASE, USER = "pixel", "tenant"  # a user like any other: it has no part in the connections kept for superusers
SECONDS = 60  # at most, until pages are answered again: one may wait for a dead connection
LONGEST_HIT = HIT_WAIT + 1.75  # seconds, on a machine that has much else to do


@dataclass(frozen=True)
class World:
    """A server of ours, PostgreSQL, and the network between the two."""

    postgres: OwnPostgres
    wire: Wire
    server: Server

    @property
    def tenants_url(self) -> str:
        """Past the wire."""
        return url_of(self.postgres)

    def order(self, sql: str) -> None:
        """What a database's administrator may do, past the wire."""
        order(self.postgres, sql)


def order(postgres: OwnPostgres, sql: str) -> None:
    with closing(psycopg.connect(postgres.address, autocommit=True)) as connection:
        connection.execute(sql)


def url_of(postgres: OwnPostgres, port: int | None = None) -> str:
    own = urlsplit(postgres.address)
    return f"postgresql://{USER}:{own.password}@127.0.0.1:{port or own.port}/{DATABASE}"


@pytest.fixture(scope="module")
def world(postgres_programs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with running_postgres(postgres_programs, **SETTINGS) as postgres:
        own = urlsplit(postgres.address)
        order(postgres, f"CREATE ROLE {USER} LOGIN PASSWORD '{own.password}'")
        order(postgres, f"CREATE DATABASE {DATABASE} OWNER {USER}")
        with closing(Wire(("127.0.0.1", own.port or 5432))) as wire:
            told = {**AS_INSTALLED, "PIXEL_DATABASE_URL": url_of(postgres, wire.port)}
            with running_server(tmp_path_factory.mktemp("faults"), told) as server:
                yield World(postgres, wire, server)


# What may happen


@contextmanager
def restarted(world: World) -> Iterator[None]:
    world.postgres.stop()
    yield
    world.postgres.start(**SETTINGS)


@contextmanager
def killed(world: World) -> Iterator[None]:
    world.postgres.kill()
    yield
    world.postgres.start(**SETTINGS)


@contextmanager
def cut_off(world: World) -> Iterator[None]:
    with world.wire.cut():
        yield


@contextmanager
def silent(world: World) -> Iterator[None]:
    """No error ever tells that the other side is gone: longer than whoever waits for it is left to wait."""
    with world.wire.silence():
        until = time.monotonic() + 1.5 * LONGEST["keep"]
        yield
        await_that(lambda: time.monotonic() > until)


@contextmanager
def crowded(world: World) -> Iterator[None]:
    """Somebody else has every connection that there is, our server none."""
    with closing(psycopg.connect(world.postgres.address, autocommit=True)) as admin:
        taken: list[psycopg.Connection[tuple[object, ...]]] = []
        ours = "FROM pg_stat_activity WHERE application_name = 'pixel'"
        while not taken or admin.execute(f"SELECT pid {ours}").fetchall():
            admin.execute(f"SELECT pg_terminate_backend(pid) {ours}")
            with suppress(psycopg.OperationalError):
                while True:
                    taken.append(psycopg.connect(world.tenants_url))
        yield
        for connection in taken:
            connection.close()


@contextmanager
def read_only_to_whoever_comes(world: World) -> Iterator[None]:
    world.order(f"ALTER DATABASE {DATABASE} SET default_transaction_read_only = on")
    world.order("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pixel'")
    yield
    world.order(
        f"SET default_transaction_read_only = off; ALTER DATABASE {DATABASE} RESET default_transaction_read_only"
    )


@contextmanager
def read_only_to_whoever_is_there(world: World) -> Iterator[None]:
    world.order("ALTER SYSTEM SET default_transaction_read_only = on")
    world.order("SELECT pg_reload_conf()")
    yield
    world.order("ALTER SYSTEM RESET default_transaction_read_only")
    world.order("SELECT pg_reload_conf()")


FAULTS = (
    cut_off,
    restarted,
    read_only_to_whoever_comes,
    read_only_to_whoever_is_there,
    killed,
    crowded,
    silent,
)


@pytest.mark.parametrize("fault", FAULTS)
def test_meanwhile_everybody_is_told_and_afterwards_all_goes_on(
    world: World, fault: Callable[[World], AbstractContextManager[None]]
) -> None:
    server, name, person = world.server, fault.__name__, RemoteBrowser(world.server)
    person.join()
    mark = server.log_length()
    with running_load(server, name) as load:
        load.wait_for_kept(50)
        with fault(world):
            load.wait_for(lambda sent: sum(hit.verdict == UNAVAILABLE for hit in sent) >= 20)
            began = time.monotonic()
            # A worker that is idle answers as of two seconds ago.
            await_that(lambda: person.get("start", "/healthz").status == 503, SECONDS)
            page = person.get("backstage", "/inspector?lang=en")
            assert (page.status, KIND in page.text) == (503, True)
            load.wait_for(lambda sent: sum(hit.began > began for hit in sent) >= 20)
            over = time.monotonic()
        load.wait_for_kept(50)
        await_that(lambda: is_healthy(server.port), SECONDS)
        await_that(lambda: person.get("backstage", "/inspector").status == 200, SECONDS)
    check_kept(server, load.sent(), name)
    assert {hit.verdict for hit in load.sent() if began < hit.began < over - 1} <= {UNAVAILABLE}
    assert max(hit.seconds for hit in load.sent()) < LONGEST_HIT
    check_walk(person)
    assert not server.alarms_since(mark)


def check_walk(person: RemoteBrowser) -> None:
    """What somebody looked at comes back as an ad."""
    await_that(lambda: person.look() == "recorded")  # a disk that is busy may be too slow for one hit
    assert person.ads()[0]["campaign"] == "soleil-retour"


def test_a_machine_that_vanishes_soon_lets_go_of_what_it_was_writing(world: World) -> None:
    """Else the hits of the same visitors would wait for its rows, and whoever clears for its hits."""
    with ExitStack() as network, closing(open_engine(str(world.server.database))) as engine, listen():

        def vanish(connection: Connection) -> None:
            keep_hits(connection, [HIT])
            network.enter_context(world.wire.silence())

        with pytest.raises(StoreUnavailable):
            engine.transact("keep", HIT_WAIT, vanish)
    with closing(Store(world.tenants_url)) as store, listen():
        await_that(lambda: keeps(store), seconds=2 * LONGEST["keep"])


def keeps(store: Store) -> bool:
    with suppress(StoreUnavailable):
        return store.keep(HIT) == "recorded"
    return False


def test_dropped_and_made_anew(world: World) -> None:
    server, person = world.server, RemoteBrowser(world.server)
    person.join()
    with running_load(server, "dropped") as load:
        load.wait_for_kept(50)
        world.order(f"DROP DATABASE {DATABASE} WITH (FORCE)")
        gone = time.monotonic()
        for command in (None, f"CREATE DATABASE {DATABASE} OWNER {USER}"):
            if command:
                world.order(command)
            load.wait_for(lambda sent: sum(hit.began > gone for hit in sent) > 50)
            await_that(lambda: person.get("start", "/healthz").status == 503, SECONDS)
            assert KIND in person.get("network", "/?lang=en").text
        assert {hit.verdict for hit in load.sent() if hit.began > gone} == {UNAVAILABLE}
        make_database(world.tenants_url)
        load.wait_for_kept(50)
        await_that(lambda: is_healthy(server.port), SECONDS)
    check_kept(server, [hit for hit in load.sent() if hit.began > gone], "dropped")
    assert max(hit.seconds for hit in load.sent()) < LONGEST_HIT
    person.join()
    check_walk(person)
