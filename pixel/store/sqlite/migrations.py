"""Takes the steps of `schema` on a SQLite file. `store.migrations` calls it.

One process migrates, holding the file's lock; the others wait, and find nothing left to do.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

import pixel.store.sqlite.classroom_schema
import pixel.store.sqlite.member_schema
import pixel.store.sqlite.offers_schema  # noqa: F401 (and these after those)
from pixel.store.sqlite.schema import migrations


def migrate(path: Path) -> list[str]:
    """Bring the database at `path` (made if missing) up to date; the names of the steps taken."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _only_one(path):
        _drop_leftovers(path)
        return _apply(path) if path.exists() else _make(path)


def _make(path: Path) -> list[str]:
    """Beside its place first: a server that waits for its file to come back finds a whole one, or none."""
    new = path.with_name(path.name + ".new")
    for ending in ("", "-wal", "-shm"):  # of one that was killed
        new.with_name(new.name + ending).unlink(missing_ok=True)
    taken = _apply(new)
    new.rename(path)
    return taken


def _apply(path: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        db = Database(connection)
        pending = [step.name for step in migrations.pending(db)]
        migrations.apply(db)
    return pending


def pending_steps(path: Path) -> list[str]:
    """The names of the steps that a database still needs; all of them where there is no file."""
    if not path.exists():
        return [step.name for step in migrations.pending(Database(memory=True))]
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return [step.name for step in migrations.pending(Database(connection))]


def _drop_leftovers(path: Path) -> None:
    """A log without its database holds nothing any more; but while a server that had it open still runs, SQLite
    would take that server's shared memory for the new file's, and fail with a disk I/O error."""
    if not path.exists() or not path.stat().st_size:
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)


@contextlib.contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """Hold a write lock on a small database beside the file: the same on every system SQLite runs on."""
    with contextlib.closing(sqlite3.connect(path.with_name(path.name + ".migrating"), timeout=60)) as lock:
        lock.isolation_level = None
        lock.execute("BEGIN EXCLUSIVE")
        yield
        lock.execute("ROLLBACK")
