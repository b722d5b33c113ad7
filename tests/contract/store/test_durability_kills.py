"""Whatever is killed, whenever: each hit that was answered `recorded` is there, once, and the server recovers.

The moments are random, told by the number of hits answered since the last kill.
"""

import os
import random
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.support.hit_load import Load, check_kept, running_load
from tests.support.postgres import Postgres
from tests.support.server import AS_INSTALLED, Server, running_server

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds workers as Linux shows them")


@pytest.fixture
def told(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """What the servers of a test are told of their database."""
    if request.param == "sqlite":
        yield {}
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.new_database() as url:
        yield {"PIXEL_DATABASE_URL": url}


ON_BOTH = pytest.mark.parametrize("told", ["sqlite", "postgres"], indirect=True)


def workers_of(server: Server) -> list[int]:
    """The ids of a server's worker processes."""
    main = server.process.pid
    return [int(child) for child in Path(f"/proc/{main}/task/{main}/children").read_text().split()]


def kill_worker(server: Server, chance: random.Random) -> None:
    workers = workers_of(server)
    if workers:
        os.kill(chance.choice(workers), signal.SIGKILL)


def kill_all(server: Server) -> None:
    """As a power switch does it to the server: its whole process group at once."""
    os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait()


def kill_workers(server: Server, load: Load, times: int, chance: random.Random) -> None:
    """Kills a worker `times` times; between two kills hits are kept again, without anybody's help."""
    for _ in range(times):
        kill_worker(server, chance)
        load.wait_for_kept(chance.randint(1, 200))


def live_through(folder: Path, told: Mapping[str, str], lives: int, kills: int, seed: int, browsers: int = 8) -> None:
    """So many starts of a server on one database; in each a few workers are killed, then all of it.

    The last server is asked to stop, under load too.
    """
    chance, name = random.Random(seed), f"kills{seed}"
    with running_load(None, name, browsers) as load:
        for _ in range(lives):
            with running_server(folder, {**AS_INSTALLED, **told}) as server:
                load.server = server
                load.wait_for_kept(chance.randint(1, 200))
                kill_workers(server, load, kills, chance)
                kill_all(server)
        with running_server(folder, {**AS_INSTALLED, **told}) as server:
            load.server = server
            load.wait_for_kept(200)
            server.process.terminate()
            assert server.process.wait(20) == 0
    check_kept(server, load.sent(), name)
    if not told:
        assert server.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]


@pytest.mark.long
@ON_BOTH
def test_neither_kills_nor_a_stop_lose_what_was_acknowledged(tmp_path: Path, told: dict[str, str]) -> None:
    live_through(tmp_path, told, lives=1, kills=3, seed=1, browsers=4)


@pytest.mark.long
@pytest.mark.parametrize("seed", [2, 3])
def test_a_hundred_kills_lose_nothing_either(tmp_path: Path, seed: int) -> None:
    """50 kills for each seed: 40 of a worker, 10 of everything."""
    live_through(tmp_path, {}, lives=10, kills=4, seed=seed)


@pytest.mark.long
@pytest.mark.parametrize("told", ["postgres"], indirect=True)
def test_twenty_kills_lose_nothing_on_postgresql(tmp_path: Path, told: dict[str, str]) -> None:
    live_through(tmp_path, told, lives=4, kills=4, seed=4)


@pytest.mark.long
def test_a_stop_of_the_other_server_loses_nothing(tmp_path: Path) -> None:
    with running_load(None, "waitress") as load, running_server(tmp_path, AS_INSTALLED, ("--waitress",)) as server:
        load.server = server
        load.wait_for_kept(200)
        server.process.terminate()
        assert server.process.wait(20) == 0
        load.stop()
    check_kept(server, load.sent(), "waitress")
