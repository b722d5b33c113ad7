"""The live stream as real servers send it: to many, over several processes and machines, whatever breaks on the way."""

import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress
from dataclasses import replace
from http.client import IncompleteRead
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.contract.conftest import STORES
from tests.support.event_stream import AS_TEACHER, Watcher, cut
from tests.support.hit_load import KEPT, await_that, running_load
from tests.support.postgres import Postgres
from tests.support.remote_browser import RemoteBrowser
from tests.support.server import Server, running_server
from tests.support.stream_crowd import Crowd, check_told, hits_in
from tests.support.wire import Wire

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="read from /proc, which only Linux has")
GUNICORN = pytest.mark.skipif(os.name == "nt", reason="gunicorn does not run there")
HERE = {"PIXEL_SECRET_KEY": "chalk" * 8}


@pytest.fixture(params=STORES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The settings of servers on a new database, of each kind."""
    if request.param == "sqlite":
        yield {**HERE, "PIXEL_DATABASE_URL": f"sqlite:///{tmp_path / 'shared.db'}"}
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.new_database() as url:
        yield {**HERE, "PIXEL_DATABASE_URL": url}


@contextmanager
def running_servers(folder: Path, settings: dict[str, str], number: int = 1) -> Iterator[Sequence[Server]]:
    """So many on one database, with two workers each, as on so many machines."""
    with ExitStack() as stack:
        servers = []
        for count in range(number):
            place = folder / f"server-{count}"
            place.mkdir()
            servers.append(stack.enter_context(running_server(place, settings)))
        yield servers


def some_hits(server: Server, number: int, name: str) -> None:
    """About so many, from eight browsers."""
    with running_load(server, name) as load:
        load.wait_for_kept(number)


@GUNICORN
def test_all_are_told_all_of_it_and_once_also_who_was_cut_off(server: Server) -> None:
    before = set(hits_in(server))
    watchers = [Watcher(server) for _ in range(12)]
    with Crowd(watchers, lambda: [server]) as crowd:
        some_hits(server, 60, "first")
        for number in range(0, 12, 2):
            cut(crowd.connections[number])
        some_hits(server, 60, "second")
        crowd.settle(server, before)
    check_told(server, watchers, before)


@GUNICORN
@LINUX
@pytest.mark.long
def test_200_watch_while_workers_are_killed(tmp_path: Path, database: dict[str, str]) -> None:
    with running_servers(tmp_path, database) as (server,):
        watchers = [Watcher(server) for _ in range(200)]
        with Crowd(watchers, lambda: [server]) as crowd, running_load(server, "killed") as load:
            for _ in range(3):
                load.wait_for_kept(100)
                os.kill(workers_of(server)[0], signal.SIGKILL)
                load.wait_for_kept(100)
            load.stop()
            crowd.settle(server)
        check_told(server, watchers)
        assert sum(hit.verdict in KEPT for hit in load.sent()) >= 600


@GUNICORN
@pytest.mark.long
def test_two_machines_tell_the_same_and_one_may_go(tmp_path: Path, postgres: Postgres) -> None:
    with postgres.new_database() as url, running_servers(tmp_path, {**HERE, "PIXEL_DATABASE_URL": url}, 2) as machines:
        alive = list(machines)
        watchers = [Watcher(machines[0]) for _ in range(30)]
        with Crowd(watchers, lambda: alive) as crowd:
            with running_load(machines[0], "one") as one, running_load(machines[1], "two") as other:
                one.wait_for_kept(100)
                one.server = machines[1]
                alive.remove(machines[0])
                os.killpg(machines[0].process.pid, signal.SIGKILL)
                machines[0].process.wait()
                other.wait_for_kept(100)
            crowd.settle(machines[1])
        check_told(machines[1], watchers)


@GUNICORN
@pytest.mark.long
def test_a_database_that_cannot_be_reached_for_a_while_costs_nobody_a_hit(tmp_path: Path, postgres: Postgres) -> None:
    """Streams stay open, or end and come again; one that begins meanwhile is told to."""
    with postgres.new_database() as url:
        parts = urlsplit(url)
        with closing(Wire((parts.hostname or "", parts.port or 5432))) as wire:
            account = parts.netloc.rpartition("@")[0]
            through = urlunsplit(parts._replace(netloc=f"{account}@127.0.0.1:{wire.port}"))
            with running_servers(tmp_path, {**HERE, "PIXEL_DATABASE_URL": through}) as (server,):
                direct = replace(server, database=url)
                watchers = [Watcher(server) for _ in range(10)]
                with Crowd(watchers, lambda: [server]) as crowd:
                    some_hits(server, 50, "before")
                    browser = RemoteBrowser(server)
                    assert browser.look() == "recorded"
                    late = Watcher(server, {"Cookie": browser.cookies_for("coulisses.reseau.localhost")})
                    with wire.cut():
                        with closing(late.connect()) as connection, connection.getresponse() as answer:
                            assert answer.status == 200, "to any other status no browser would return"
                            assert answer.read().startswith(b"retry: ")
                        await_that(lambda: "the stream waits" in server.log.read_text())
                    await_that(lambda: RemoteBrowser(server).look() == "recorded")
                    some_hits(server, 50, "after")
                    crowd.settle(direct)
                check_told(direct, watchers)


@GUNICORN
def test_ones_own_is_ones_own_on_every_process(server: Server) -> None:
    students = [RemoteBrowser(server) for _ in range(3)]
    for student in students:
        assert student.look() == "recorded"
    watchers = [Watcher(server, {"Cookie": student.cookies_for("coulisses.reseau.localhost")}) for student in students]
    for watcher in watchers:  # without a place to go on from, a stream begins a moment ago
        watcher.poll()
    with Crowd(watchers, lambda: [server]) as crowd:
        for number, student in enumerate(students):
            for destination in ("cuba", "bahamas")[: number + 1]:
                assert student.look(destination) == "recorded"
        await_that(lambda: [len(watcher.hits()) for watcher in crowd.watchers] == [1, 2, 2])
    seen = [{event.data["visitor"] for event in watcher.events if event.name == "hit"} for watcher in watchers]
    assert [len(visitors) for visitors in seen] == [1, 1, 1]
    assert len(set.union(*seen)) == 3


@GUNICORN
@LINUX
def test_who_has_gone_is_noticed_and_who_reads_nothing_holds_up_nobody(server: Server) -> None:
    before = open_files(server)
    with ExitStack() as stack:
        gone = [stack.enter_context(closing(Watcher(server).connect())) for _ in range(20)]
        answers = [stack.enter_context(connection.getresponse()) for connection in gone]
        assert {answer.status for answer in answers} == {200}
        await_that(lambda: open_files(server) >= before + 20)
        deaf = stack.enter_context(socket.create_connection((server.host, server.port)))
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        request = f"GET /api/stream HTTP/1.1\r\nHost: coulisses.reseau.localhost:{server.port}\r\n"
        deaf.sendall(f"{request}Authorization: {AS_TEACHER['Authorization']}\r\n\r\n".encode())
        for connection in gone:
            cut(connection)
        watcher = Watcher(server)
        with Crowd([watcher], lambda: [server]):
            some_hits(server, 100, "deaf")
            await_that(lambda: len(watcher.hits()) >= 100)
            await_that(lambda: open_files(server) < before + 15)


@pytest.mark.long
@GUNICORN
@pytest.mark.parametrize(
    "stop", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)], ids=["SIGTERM", "Ctrl-C"]
)
def test_200_open_streams_hold_up_no_stop(tmp_path: Path, stop: signal.Signals) -> None:
    with running_server(tmp_path) as server, ExitStack() as stack:
        connections = [stack.enter_context(closing(Watcher(server).connect())) for _ in range(200)]
        answers = [connection.getresponse() for connection in connections]
        assert {answer.status for answer in answers} == {200}
        server.process.send_signal(stop)
        for answer in answers:
            with suppress(IncompleteRead) if stop == signal.SIGINT else nullcontext():  # Ctrl-C waits for nobody
                assert answer.read().startswith(b"retry: ")
        assert server.process.wait(30) in (0, 130)
    assert "graceful timeout" not in server.log.read_text()


@pytest.mark.long
def test_with_few_threads_a_stream_answers_and_ends_and_nothing_is_missed(tmp_path: Path) -> None:
    """As waitress does, on Windows."""
    with running_server(tmp_path, flags=("--waitress",)) as server:
        watcher, browser = Watcher(server), RemoteBrowser(server)
        assert [event.name for event in watcher.poll("")] == ["place"]
        for number, destination in enumerate(("cuba", "bahamas", "martinique"), 1):
            assert browser.look(destination) == "recorded"
            watcher.poll("")
            assert len(watcher.hits()) == number
        assert watcher.hits() == hits_in(server)


@GUNICORN
def test_a_poll_tells_what_has_come_and_ends(server: Server) -> None:
    watcher, browser = Watcher(server), RemoteBrowser(server)
    assert [event.name for event in watcher.poll()] == ["place"]
    assert browser.look() == "recorded"
    assert [event.name for event in watcher.poll()].count("hit") >= 1
    place = watcher.last_id
    assert Watcher(server, last_id=place).poll() == Watcher(server).poll(f"wait=0&after={place}")


def workers_of(server: Server) -> list[int]:
    """The ids of a server's workers."""
    folder = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    return sorted(map(int, folder.read_text().split()))


def open_files(server: Server) -> int:
    """How many files and connections its workers have open."""
    return sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in workers_of(server))
