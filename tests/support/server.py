"""The real server for tests: migrated, seeded and started as a person would, on a free port, ended by its own id.

`tests/conftest.py` makes a fixture of it. Everything goes through `python -m pixel`, as in `scripts/demo`.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from psycopg.rows import dict_row

from pixel.origins import OWN_HOSTS
from pixel.settings import HIT_WAIT_MS, POSTGRES, read_database
from pixel.store.postgres.statement import to_psycopg
from pixel.stories.server.lifecycle import (
    PIXEL,
    Process,
    await_ready,
    clean_environment,
    free_port,
    is_healthy,
    prepare_database,
    spawn,
    stop,
)

ROOT = Path(__file__).resolve().parents[2]
TEACHER = "a-teacher-in-a-test"
HOSTS = OWN_HOSTS
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
    process: Process
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
    _prepare(environment, folder)
    process = spawn([*within, *PIXEL, "serve", *flags], environment, log, folder)
    server = _server(environment, log, process)
    try:
        await_ready(process, partial(is_healthy, server.port, server.host), log)
        yield server
    finally:
        has_stopped = stop(process)
    assert has_stopped, "the server did not stop when asked to"
    alarms = server.alarms_since(0)
    assert not alarms, f"the server's log has alarms:\n{alarms}"


def _prepare(environment: Mapping[str, str], folder: Path) -> None:
    """Migrated and seeded; a new file is a copy of one that was, by `pixel migrate` and `pixel seed`.

    Under addresses of its own a server seeds for itself: campaigns lead to the addresses that the seeding knew.
    """
    database = read_database(environment["PIXEL_DATABASE_URL"])
    if isinstance(database, Path) and not database.exists() and "PIXEL_SITES" not in environment:
        database.write_bytes(_prepared_file())
    else:
        prepare_database(environment, folder)


@cache
def _prepared_file() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "prepared.db"
        prepare_database(clean_environment({"PIXEL_DATABASE_URL": f"sqlite:///{file}"}), Path(folder))
        return file.read_bytes()


def _environment(folder: Path, settings: Mapping[str, str]) -> dict[str, str]:
    own = {
        "PIXEL_PORT": settings.get("PIXEL_PORT") or str(free_port(settings.get("PIXEL_HOST", "127.0.0.1"))),
        "PIXEL_DATABASE_URL": f"sqlite:///{folder / 'pixel.db'}",
        "PIXEL_WORKERS": "2",
        "PIXEL_TEACHER_TOKEN": TEACHER,
        "PIXEL_HIT_WAIT": "10000",  # else a machine that has much else to do makes a hit come too late
    }
    if settings.get("PIXEL_DATABASE_URL", "").startswith(POSTGRES):  # where no file beside it keeps a key
        own["PIXEL_SECRET_KEY"] = "the-same-on-every-machine"
    return clean_environment({**own, **settings})


def _server(environment: Mapping[str, str], log: Path, process: Process) -> Server:
    database = read_database(environment["PIXEL_DATABASE_URL"])
    host = environment.get("PIXEL_HOST", "127.0.0.1")
    return Server(int(environment["PIXEL_PORT"]), database, log, process, host)
