"""A real server for stories and tests: on a free port, with a database of its own, and nothing left of it afterwards.

`targets` and the pytest plugin call `run_server`. Whatever happens to them, even a kill, `temporary_folder` cleans up.
"""

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from pixel.stories.server.errors import ServerGoneError, ServerNotStartedError
from pixel.stories.server.http import send
from pixel.stories.server.sites import Sites
from pixel.stories.server.temporary_folder import GuardedFolder

SECONDS_TO_START = 60
SECONDS_TO_STOP = 20
SECONDS_TO_PREPARE = 120
TRIES = 3


@dataclass(frozen=True)
class RunningServer:
    """A server that runs as long as `run_server`; `database` is None where it is not a file of ours."""

    sites: Sites
    token: str
    folder: Path
    database: Path | None
    process: "subprocess.Popen[bytes]"

    def url(self, site: str, path: str = "/") -> str:
        """The address of `path` on a site."""
        return self.sites.url(site, path)

    @property
    def log(self) -> str:
        """What the server has said so far."""
        return (self.folder / "server.log").read_text(errors="replace")

    def kill(self) -> None:
        """Ends it at once, as a crash would."""
        _kill(self.process)

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
            _stop(server.process)


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _start(folder: GuardedFolder, database: str, settings: Mapping[str, str], port: int) -> RunningServer:
    url = database or f"sqlite:///{folder.path / 'pixel.db'}"
    own = None if database else folder.path / "pixel.db"
    token = secrets.token_urlsafe(9)
    for step in ("migrate", "seed"):
        _prepare(step, _environment(url, 0, token, settings))
    for left in range(TRIES - 1, -1, -1):
        at = port or free_port()  # somebody may take it before the server does: then another one
        process = _spawn(folder.path, _environment(url, at, token, settings))
        folder.watch(process.pid)
        server = RunningServer(Sites(at), token, folder.path, own, process)
        try:
            _wait_until_ready(server)
        except BaseException as error:
            _stop(process)
            if port or not left or not _is_about_port(error):
                raise
        else:
            return server
    raise AssertionError("the last try returns or raises")


def _is_about_port(error: BaseException) -> bool:
    return isinstance(error, ServerNotStartedError) and "cannot be used" in str(error)


def _environment(url: str, port: int, token: str, settings: Mapping[str, str]) -> dict[str, str]:
    """This environment without the PIXEL_* variables of whoever plays, which are about another server."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PIXEL_")}
    own = {
        "PIXEL_PORT": str(port or 8000),
        "PIXEL_DATABASE_URL": url,
        "PIXEL_WORKERS": "2",
        "PIXEL_TEACHER_TOKEN": token,
        "PIXEL_CLOCK": "simulated",
        "PIXEL_HIT_WAIT": "10000",  # a machine busy with tests must not make a story end otherwise
    }
    packages = str(Path(__file__).resolve().parents[3])  # where this very `pixel` stands, installed or not
    own["PYTHONPATH"] = os.pathsep.join(filter(None, (packages, os.environ.get("PYTHONPATH"))))
    if url.startswith("postgresql"):
        own["PIXEL_SECRET_KEY"] = secrets.token_hex(32)
    return {**inherited, "PYTHONUNBUFFERED": "1", **own, **settings}


def _prepare(step: str, environment: Mapping[str, str]) -> None:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pixel", step],
            env=environment,
            capture_output=True,
            text=True,
            timeout=SECONDS_TO_PREPARE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ServerNotStartedError(f"`pixel {step}` took over {SECONDS_TO_PREPARE} s; is the disk full?") from None
    if done.returncode:
        raise ServerNotStartedError(_last_words(done.stderr or done.stdout))


def _spawn(folder: Path, environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    with (folder / "server.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "pixel", "serve"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_until_ready(server: RunningServer) -> None:
    deadline = monotonic() + SECONDS_TO_START
    while not _is_healthy(server.sites):
        try:
            # Waits for the one event that would make further asking pointless: that the server has ended.
            server.process.wait(timeout=0.05)
        except subprocess.TimeoutExpired:
            if monotonic() > deadline:
                said = _last_words(server.log)
                raise ServerNotStartedError(f"the server was not ready within {SECONDS_TO_START} s: {said}") from None
        else:
            raise ServerNotStartedError(_last_words(server.log))


def _is_healthy(sites: Sites) -> bool:
    try:
        answer = send(sites, "GET", sites.url("start", "/healthz"), {})
        return answer.status == 200 and json.loads(answer.body).get("status") == "ok"
    except (ServerGoneError, ValueError):
        return False


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Asks it to stop, and ends its whole process group if it does not."""
    process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        _kill(process)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """Ends its whole process group."""
    process.kill()
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _last_words(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    return lines[-1].removeprefix("pixel: ") if lines else "the server ended without a word."
