"""The databases that are measured, on SQLite and on PostgreSQL: made new, and gone afterwards.

`targets` calls it. PostgreSQL comes as for the tests: the server that PIXEL_TEST_POSTGRES_URL names, else one in
a temporary folder, from the programs in a wheel.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.servers import make_database
from environment.messages import CannotWork, say
from pixel.store import Store
from tests.support.postgres import SETTING, OwnPostgres, Postgres, find_programs, running_postgres

BYTES_AN_EVENT = 2_500  # on disk at its fullest, with what is sorted by the way, and PostgreSQL's log
# Sizes for a machine of today; whatever makes a commit durable is PostgreSQL's own default.
SETTINGS = {"shared_buffers": "256MB", "max_wal_size": "4GB"}
SHOWN = ("fsync", "synchronous_commit", "full_page_writes", *SETTINGS)


class Databases(Protocol):
    """A kind of database: its name and version, how it is set where that matters, and new databases."""

    @property
    def name(self) -> str: ...

    def check_room(self, events: int) -> None:
        """Raises CannotWork where so many events have no room."""

    def new(self) -> AbstractContextManager[Path | str]:
        """A migrated and seeded database, deleted at the end."""


@dataclass(frozen=True)
class SqliteDatabases:
    """SQLite files, each in a folder of its own."""

    folder: Path
    name: str = f"SQLite {sqlite3.sqlite_version}"

    def check_room(self, events: int) -> None:
        _check_disk(self.folder, events)

    @contextmanager
    def new(self) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(prefix="sqlite-", dir=self.folder) as folder:
            path = Path(folder) / "pixel.db"
            make_database(path)
            yield path


@dataclass(frozen=True)
class PostgresDatabases:
    """Databases on a PostgreSQL server."""

    server: Postgres
    shown: Mapping[str, str]

    @property
    def name(self) -> str:
        return f"PostgreSQL {self.shown['server_version'].split()[0]}"

    @property
    def settings(self) -> str:
        return ", ".join(f"{name} {self.shown[name]}" for name in SHOWN)

    def check_room(self, events: int) -> None:
        """Of somebody else's server nobody here knows."""
        if isinstance(self.server, OwnPostgres):
            _check_disk(self.server.log.parent, events)

    @contextmanager
    def new(self) -> Iterator[str]:
        """On a server of our own it goes with the server: to drop it would first bring all of it on to disk."""
        own = isinstance(self.server, OwnPostgres)
        with nullcontext(self.server.create_database()) if own else self.server.new_database() as url:
            make_database(url)
            yield url


@contextmanager
def open_postgres() -> Iterator[PostgresDatabases | None]:
    """A PostgreSQL server; None, having said why, where none can be had."""
    address, programs = os.environ.get(SETTING), find_programs()
    if address:
        yield _look_at(Postgres(address))
    elif programs:
        with running_postgres(programs, **SETTINGS) as server:
            yield _look_at(server)
    else:
        say(f"  no PostgreSQL: set {SETTING} to the address of a server where databases may be made: left out")
        yield None


def count_events(database: Path | str) -> int:
    """How many events a database holds."""
    store = Store(database)
    try:
        count: int = store.read(lambda c: c.execute("SELECT count(*) AS n FROM events").fetchone()["n"])
    finally:
        store.close()
    return count


def _look_at(server: Postgres) -> PostgresDatabases | None:
    import psycopg

    try:
        with server.new_database() as url, psycopg.connect(url) as connection:
            rows = connection.execute("SELECT name, current_setting(name) FROM pg_settings").fetchall()
            shown: dict[str, str] = dict(rows)
    except psycopg.Error as error:
        say(f"  PostgreSQL cannot be used: {' '.join(str(error).split())}: left out")
        return None
    return PostgresDatabases(server, shown)


def _check_disk(folder: Path, events: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < events * BYTES_AN_EVENT:
        raise CannotWork(
            f"{events:,} events need {events * BYTES_AN_EVENT / 1e9:.0f} GB for a while, and {free / 1e9:.0f} GB are "
            "free for temporary files: choose fewer --events, or another place with TMPDIR=/where/there/is/room."
        )
