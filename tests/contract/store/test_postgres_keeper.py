"""The PostgreSQL servers that tests are given: real and durable ones, of which nothing is left."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest

from tests.support.postgres import OwnPostgres, Postgres, running_postgres
from tests.support.server import ROOT

pytestmark = pytest.mark.long

START_ONE = """
import sys
from pathlib import Path
from tests.support.postgres import running_postgres
with running_postgres(Path(sys.argv[1])) as server:
    print(server.pid, server.log.parent, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def own(postgres_programs: Path) -> Iterator[OwnPostgres]:
    """A server for all tests here that stop one, and start it again."""
    with running_postgres(postgres_programs) as running:
        yield running


def ask(url: str, *statements: LiteralString) -> list[tuple[object, ...]]:
    """What the last of the statements yields. Each is committed."""
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        for statement in statements[:-1]:
            connection.execute(statement)
        answer = connection.execute(statements[-1])
        return answer.fetchall() if answer.description else []


@dataclass(frozen=True)
class Traces:
    """Where a server would leave something: noted while it runs, looked for afterwards."""

    pid: int
    folder: Path
    memory: tuple[Path, ...]  # what it shares under a name, where the system (Linux) shows that

    def left(self) -> list[str]:
        segments = Path("/proc/sysvipc/shm")
        makers = [line.split()[4] for line in segments.read_text().splitlines()[1:]] if segments.exists() else []
        return [
            *(["its process"] if is_alive(self.pid) else []),
            *(["a segment of shared memory"] if str(self.pid) in makers else []),
            *(str(path) for path in (self.folder, *self.memory) if path.exists()),
        ]


def traces_of(pid: int, folder: Path) -> Traces:
    maps = Path(f"/proc/{pid}/maps")
    named = re.findall(r"/dev/shm/\S+", maps.read_text()) if maps.exists() else []
    return Traces(pid, folder, tuple(map(Path, dict.fromkeys(named))))


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_databases_do_not_see_each_other_and_are_dropped(postgres: Postgres) -> None:
    with postgres.new_database() as one, postgres.new_database() as other:
        ask(one, "CREATE TABLE visits (id integer)")
        assert ask(one, "SELECT to_regclass('visits') IS NOT NULL") == [(True,)]
        assert ask(other, "SELECT to_regclass('visits') IS NOT NULL") == [(False,)]
        still_there = psycopg.connect(one)
    still_there.close()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        ask(one, "SELECT 1")


def test_a_database_can_be_a_copy(postgres: Postgres) -> None:
    with postgres.new_database() as first:
        ask(first, "CREATE TABLE visits (id integer)", "INSERT INTO visits VALUES (7)")
        with postgres.new_database(template=first) as copy:
            assert ask(copy, "SELECT id FROM visits") == [(7,)]


def test_what_is_committed_is_on_disk(own: OwnPostgres) -> None:
    assert ask(own.address, "SHOW fsync") == ask(own.address, "SHOW synchronous_commit") == [("on",)]


def test_nobody_comes_in_without_the_password(own: OwnPostgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(re.sub(":[^:@]+@", ":guessed@", own.address))


@pytest.mark.parametrize("end", [OwnPostgres.stop, OwnPostgres.kill])
def test_another_start_finds_what_was_committed(own: OwnPostgres, end: Callable[[OwnPostgres], None]) -> None:
    url = own.create_database()
    before = own.pid
    with closing(psycopg.connect(url)) as connected:
        connected.execute("CREATE TABLE visits (id integer)")
        connected.execute("INSERT INTO visits VALUES (1)")
        connected.commit()
        connected.execute("INSERT INTO visits VALUES (2)")
        end(own)
        with pytest.raises(psycopg.OperationalError):
            connected.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="refused"):
        ask(url, "SELECT 1")
    own.start()
    assert ask(url, "SELECT id FROM visits") == [(1,)]
    assert own.pid != before


def test_another_start_may_have_other_settings(own: OwnPostgres) -> None:
    own.stop()
    with pytest.raises(AssertionError, match='unrecognized configuration parameter "max_connection"'):
        own.start(max_connection="5")
    own.start(max_connections="2", superuser_reserved_connections="0", max_wal_senders="0")
    with (
        closing(psycopg.connect(own.address)),
        closing(psycopg.connect(own.address)),
        pytest.raises(psycopg.OperationalError, match="too many clients"),
    ):
        psycopg.connect(own.address)


@pytest.mark.parametrize("is_killed", [False, True], ids=["running", "killed"])
def test_nothing_is_left(postgres_programs: Path, is_killed: bool) -> None:
    with running_postgres(postgres_programs) as server:
        traces = traces_of(server.pid, server.log.parent)
        assert len(traces.left()) >= 2, "the test looks at the wrong places"
        if is_killed:
            os.kill(server.pid, signal.SIGKILL)
    assert traces.left() == []


@pytest.mark.parametrize(
    "by",
    [
        signal.SIGKILL,
        signal.SIGTERM,
        signal.SIGINT,
    ],
    ids=lambda by: by.name,
)
def test_nothing_is_left_by_tests_that_are_ended(postgres_programs: Path, by: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", START_ONE, postgres_programs],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as tests:
        assert tests.stdout
        pid, folder = tests.stdout.readline().split()
        traces = traces_of(int(pid), Path(folder))
        tests.send_signal(by)
        tests.communicate()  # until nobody holds their standard error any more; the keeper does to its end
    assert traces.left() == []
