"""A real server for stories and tests: on a free port, with a database of its own, and nothing left of it afterwards.

`targets` and the pytest plugin call `run_server`. Whatever happens to them, even a kill, `temporary_folder` cleans up.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pixel.stories.server.errors import ServerNotStartedError
from pixel.stories.server.lifecycle import (
    PIXEL,
    Process,
    await_ready,
    clean_environment,
    free_port,
    is_healthy,
    kill,
    prepare_database,
    spawn,
    stop,
)
from pixel.stories.server.sites import Sites
from pixel.stories.server.temporary_folder import GuardedFolder

TRIES = 3
LOG = "server.log"


@dataclass(frozen=True)
class RunningServer:
    """A server that runs as long as `run_server`; `database` is None where it is not a file of ours."""

    sites: Sites
    token: str
    folder: Path
    database: Path | None
    process: Process

    def url(self, site: str, path: str = "/") -> str:
        """The address of `path` on a site."""
        return self.sites.url(site, path)

    @property
    def log(self) -> str:
        """What the server has said so far."""
        return (self.folder / LOG).read_text(errors="replace")

    def kill(self) -> None:
        """Ends it at once, as a crash would."""
        kill(self.process)

    def take_database_away(self) -> None:
        """Moves the database's files aside: to the server, they are gone. Raises OSError."""
        self._move("pixel.db", "away.db")

    def put_database_back(self) -> None:
        """Undoes `take_database_away`."""
        self._move("away.db", "pixel.db")

    def _move(self, one: str, other: str) -> None:
        if self.database is None:
            raise FileNotFoundError("the database is not a file of this server's own")
        for file in self.folder.glob(f"{one}*"):
            file.rename(self.folder / file.name.replace(one, other, 1))


@contextmanager
def run_server(database: str = "", settings: Mapping[str, str] | None = None, port: int = 0) -> Iterator[RunningServer]:
    """Starts a server with a simulated clock and waits until it takes hits.

    `database`: a PIXEL_DATABASE_URL, migrated and seeded here; empty: a new SQLite file, removed afterwards.
    `settings`: further PIXEL_* variables; `port` 0: a free one. Raises ServerNotStartedError.
    """
    with GuardedFolder("pixel-play-") as folder:
        server = _start(folder, database, settings or {}, port)
        try:
            yield server
        finally:
            stop(server.process)


def _start(folder: GuardedFolder, database: str, settings: Mapping[str, str], port: int) -> RunningServer:
    url = database or f"sqlite:///{folder.path / 'pixel.db'}"
    own = None if database else folder.path / "pixel.db"
    token, log = secrets.token_urlsafe(9), folder.path / LOG
    prepare_database(_environment(url, 0, token, settings))
    for left in range(TRIES - 1, -1, -1):
        at = port or free_port()  # somebody may take it before the server does: then another one
        process = spawn([*PIXEL, "serve"], _environment(url, at, token, settings), log)
        folder.watch(process.pid)
        try:
            await_ready(process, partial(is_healthy, at), log)
        except BaseException as error:
            stop(process)
            if port or not left or not _is_about_port(error):
                raise
        else:
            return RunningServer(Sites(at), token, folder.path, own, process)
    raise AssertionError("the last try returns or raises")


def _is_about_port(error: BaseException) -> bool:
    return isinstance(error, ServerNotStartedError) and "cannot be used" in str(error)


def _environment(url: str, port: int, token: str, settings: Mapping[str, str]) -> dict[str, str]:
    own = {
        "PIXEL_PORT": str(port or 8000),
        "PIXEL_DATABASE_URL": url,
        "PIXEL_WORKERS": "2",
        "PIXEL_TEACHER_TOKEN": token,
        "PIXEL_CLOCK": "simulated",
        "PIXEL_HIT_WAIT": "10000",  # a machine busy with tests must not make a story end otherwise
    }
    if url.startswith("postgresql"):
        own["PIXEL_SECRET_KEY"] = secrets.token_hex(32)
    return clean_environment({**own, **settings})
