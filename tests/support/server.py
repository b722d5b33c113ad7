"""The real server for tests: migrated, seeded and started as a person would, on a free port, ended by its own id.

`tests/conftest.py` makes a fixture of it. Everything goes through `python -m pixel`, as in `scripts/demo`.
"""

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from pixel.settings import HIT_WAIT_MS, POSTGRES, read_database
from pixel.store.postgres.statement import to_psycopg

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 30
SECONDS_TO_STOP = 20
TEACHER = "a-teacher-in-a-test"
HOSTS = {
    "start": "localhost",
    "network": "reseau.localhost",
    "collector": "pixel.reseau.localhost",
    "backstage": "coulisses.reseau.localhost",
} | {agency: f"{agency}.localhost" for agency in ("soleil", "nordet", "escale", "affaires", "discrete")}
# For tests about waiting: what people have who set nothing.
AS_INSTALLED = {"PIXEL_HIT_WAIT": str(HIT_WAIT_MS)}
# What must never stand in the log of a server that only met its tests.
ALARMS = ("Traceback (most recent call last)", "SystemExit", "WORKER TIMEOUT", "database is locked")


@dataclass(frozen=True)
class Server:
    """A running server, and where what it keeps and says can be read."""

    port: int
    database: Path | str
    log: Path
    process: "subprocess.Popen[bytes]"
    host: str = "127.0.0.1"

    @property
    def path(self) -> Path:
        """The SQLite file, for tests of what only SQLite does."""
        assert isinstance(self.database, Path)
        return self.database

    def url(self, site: str, path: str = "/") -> str:
        """The address of `path` on a site's own host."""
        return f"http://{HOSTS[site]}:{self.port}{path}"

    def rows(self, sql: str, **values: str | int) -> list[dict[str, Any]]:
        """What a read-only query of the database yields, one dictionary a row."""
        return read_rows(self.database, sql, values)

    def log_length(self) -> int:
        """A mark in the log, for `alarms_since`."""
        return self.log.stat().st_size

    def alarms_since(self, mark: int) -> str:
        """What the server has said since `mark`, if any of it is an alarm; else nothing."""
        said = self.log.read_bytes()[mark:].decode(errors="replace")
        return said if any(alarm in said for alarm in ALARMS) else ""


def read_rows(database: Path | str, sql: str, values: Mapping[str, str | int]) -> list[dict[str, Any]]:
    """What a query yields, one dictionary a row, on either kind of database, through a connection of its own."""
    if isinstance(database, Path):
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql, values)]
    with psycopg.connect(database, autocommit=True, row_factory=dict_row) as connected:
        return connected.execute(to_psycopg(sql), values).fetchall()


def free_port(host: str = "127.0.0.1") -> int:
    """A port that nobody listens on there."""
    with closing(socket.socket()) as taken:
        taken.bind((host, 0))
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def running_server(
    folder: Path,
    settings: Mapping[str, str] | None = None,
    flags: tuple[str, ...] = (),
    within: tuple[str, ...] = (),
) -> Iterator[Server]:
    """A server in a working folder of its own; `settings` are further `PIXEL_*` variables, `flags` go to `pixel serve`;
    `within` goes before its command, as for a server on a host of its own.

    Its database is a file in `folder` unless the settings name another, which is brought up to date.
    Raises AssertionError with its log if it does not start, does not stop, or has an alarm in its log.
    """
    environment, log = _environment(folder, settings or {}), folder / "server.log"
    for step in ("migrate", "seed"):
        _run(step, folder, environment)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*within, sys.executable, "-m", "pixel", "serve", *flags],
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = _server(environment, log, process)
    try:
        wait_until_ready(server)
        yield server
    finally:
        stop(process)
    alarms = server.alarms_since(0)
    assert not alarms, f"the server's log has alarms:\n{alarms}"


def is_healthy(port: int, host: str = "127.0.0.1") -> bool:
    """Whether `GET /healthz` answers 200 with status ok."""
    with closing(http.client.HTTPConnection(host, port, timeout=5)) as connection:
        try:
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            return answer.status == 200 and json.load(answer).get("status") == "ok"
        except (OSError, http.client.HTTPException, ValueError):
            return False


def _environment(folder: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """This environment without the `PIXEL_*` variables of whoever runs the tests."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PIXEL_")}
    own = {
        "PIXEL_PORT": settings.get("PIXEL_PORT") or str(free_port(settings.get("PIXEL_HOST", "127.0.0.1"))),
        "PIXEL_DATABASE_URL": f"sqlite:///{folder / 'pixel.db'}",
        "PIXEL_WORKERS": "2",
        "PIXEL_TEACHER_TOKEN": TEACHER,
        "PIXEL_HIT_WAIT": "10000",  # else a machine that has much else to do makes a hit come too late
    }
    if settings.get("PIXEL_DATABASE_URL", "").startswith(POSTGRES):  # where no file beside it keeps a key
        own["PIXEL_SECRET_KEY"] = "the-same-on-every-machine"
    return {**inherited, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT), **own, **settings}


def _server(environment: Mapping[str, str], log: Path, process: "subprocess.Popen[bytes]") -> Server:
    database = read_database(environment["PIXEL_DATABASE_URL"])
    host = environment.get("PIXEL_HOST", "127.0.0.1")
    return Server(int(environment["PIXEL_PORT"]), database, log, process, host)


def _run(step: str, folder: Path, environment: Mapping[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pixel", step],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"pixel {step} ended with {done.returncode}:\n{done.stdout}{done.stderr}"


def wait_until_ready(server: Server) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not is_healthy(server.port, server.host):
        try:
            # Waits for the one event that would make further asking pointless: that the server has ended.
            code = server.process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            assert time.monotonic() < deadline, f"the server was not ready in time:\n{server.log.read_text()}"
        else:
            raise AssertionError(f"the server ended with {code}:\n{server.log.read_text()}")


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Asks the server to stop, and ends its whole process group if it does not."""
    process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise AssertionError("the server did not stop when asked to") from None
