"""Keeps one PostgreSQL server for tests, and leaves nothing of it. tests/postgres.py starts this, once for each server.

It is a process of its own because tests are interrupted, and killed: when its standard input ends, for whatever reason,
the server is stopped and its folder removed. Each line of input is an order with settings, as `["start", {}]`, and each
is answered by a line. Standard library only.
"""

import json
import os
import secrets
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SECONDS = 60  # at most, for each thing that is waited for
USER = "pixel"


class Trouble(Exception):
    """An order that could not be carried out. The message says why."""


@dataclass
class Server:
    """A server's folder, and the first of its processes while it runs."""

    programs: Path
    folder: Path
    as_owner: Mapping[str, Any]  # for subprocess: whom PostgreSQL's programs run as
    port: int
    password: str = field(default_factory=lambda: secrets.token_hex(8))
    process: "subprocess.Popen[bytes] | None" = None
    lives: int = -1  # the reading end of a pipe that every process of the server holds open

    @property
    def url(self) -> str:
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/postgres"

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process and self.process.poll() is None else None

    def make(self) -> None:
        """Make the server's data. Its one user has a password: everybody on this machine reaches the port."""
        password = self.folder / "password"
        password.write_text(self.password)
        how = ("--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync")
        made = self._run("initdb", "-D", "data", "-U", USER, "--pwfile", "password", *how)
        if made.returncode:
            raise Trouble(f"initdb ended with {made.returncode}: {made.stderr}")

    def start(self, settings: Mapping[str, str]) -> None:
        """Start the server, and come back when it takes connections."""
        if self.pid:
            raise Trouble("PostgreSQL runs already")
        self._await_end()
        where = {"listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": ""}
        options = [part for name, value in {**where, **settings}.items() for part in ("-c", f"{name}={value}")]
        self.lives, held = os.pipe()
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", "data", *options],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[held],
                **self.as_owner,
            )
        os.close(held)
        self._await_ready(self.process)

    def end(self, by: signal.Signals) -> None:
        """End the server by a signal to its first process, and come back when all of its processes are gone."""
        if self.process:
            self.process.send_signal(by)
        self._await_end()

    def remove(self) -> None:
        """Leave nothing that runs, and no shared memory: what a killed server had is freed only by another start."""
        self.end(signal.SIGQUIT)
        if (self.folder / "data" / "postmaster.pid").exists():
            self._run("postgres", "--single", "-D", "data", "postgres")

    def _await_ready(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + SECONDS
        while not self._is_ready(process.pid):
            try:
                # Waits for the one event that would make further looking pointless: that the server has ended.
                code = process.wait(timeout=0.02)
            except subprocess.TimeoutExpired:
                if time.monotonic() > deadline:
                    raise Trouble(f"PostgreSQL was not ready in time.\n{self._said()}") from None
            else:
                raise Trouble(f"PostgreSQL ended with {code}.\n{self._said()}")

    def _is_ready(self, pid: int) -> bool:
        """Whether the file in which a server tells how it is says so of this one."""
        try:
            words = (self.folder / "data" / "postmaster.pid").read_text().split()
        except FileNotFoundError:
            return False
        return words[:1] == [str(pid)] and words[-1] == "ready"

    def _await_end(self) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            raise Trouble(f"PostgreSQL does not end.\n{self._said()}") from None
        if not select.select([self.lives], [], [], SECONDS)[0]:
            raise Trouble(f"PostgreSQL has ended, and a process of its own goes on.\n{self._said()}")
        os.close(self.lives)
        self.process = None

    def _said(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-4000:]

    def _run(self, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [self.programs / program, *arguments],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            **self.as_owner,
        )


def main(programs: Path) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder = Path(tempfile.mkdtemp(prefix="pixel-postgres-", dir=place()))
    try:
        own: dict[str, Any] = {"env": {**os.environ, "LC_ALL": "C"}}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            programs = copy_programs(programs, folder / "programs")
            own |= give_away(folder)
        with suppress(BrokenPipeError):  # nobody reads the answers any more
            keep(Server(programs, folder, own, free_port()))
    finally:
        shutil.rmtree(folder)


def keep(server: Server) -> None:
    """Make a server and follow orders about it, until there are no more."""
    try:
        obey(server, "make", {})
        for line in sys.stdin:
            obey(server, *json.loads(line))
    finally:
        server.remove()


def obey(server: Server, order: str, settings: Mapping[str, str]) -> None:
    """Carry out an order, and answer how the server then stands, or what went wrong."""
    try:
        match order:
            case "make":
                server.make()
            case "start":
                server.start(settings)
            case "stop":
                server.end(signal.SIGINT)  # what PostgreSQL calls a fast shutdown: it waits for nobody
            case "kill":
                server.end(signal.SIGKILL)
            case "tell":
                pass
    except Trouble as trouble:
        answer: dict[str, object] = {"trouble": str(trouble)}
    else:
        answer = {"url": server.url, "folder": str(server.folder), "pid": server.pid}
    os.write(sys.stdout.fileno(), json.dumps(answer).encode() + b"\n")


def free_port() -> int:
    """A port that nobody listens on. The server keeps it from one start to the next."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def place() -> str:
    """The folder for temporary folders; for root, one that everybody can reach."""
    usual = tempfile.gettempdir()
    if os.geteuid():
        return usual
    return next((folder for folder in (usual, "/tmp", "/var/tmp") if is_open_to_all(Path(folder))), usual)


def is_open_to_all(folder: Path) -> bool:
    return all(step.is_dir() and step.stat().st_mode & stat.S_IXOTH for step in (folder, *folder.parents))


def copy_programs(programs: Path, target: Path) -> Path:
    """PostgreSQL's programs, with their libraries where they look for them: others cannot enter root's own folders."""
    release, package = programs.parent, programs.parent.parent
    shutil.copytree(
        release, target / package.name / release.name, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a")
    )
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    return target / package.name / release.name / programs.name


def give_away(folder: Path) -> dict[str, Any]:
    """Give a folder of root's, and all in it, to a user who may do nothing else; how subprocess becomes that user."""
    import pwd  # which Windows lacks

    nobody = pwd.getpwnam("nobody")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
