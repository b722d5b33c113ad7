"""The servers that `scripts/bench` measures: started on free loopback ports, ended by their own ids."""

import http.client
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from environment.messages import CannotWork
from environment.venv import ROOT
from pixel.stories.server.errors import ServerNotStartedError
from pixel.stories.server.lifecycle import await_ready, clean_environment, free_port, prepare_database, spawn, stop
from pixel.stories.server.process import run_server

KEY = "only-for-a-benchmark-on-loopback"
TEACHER = "only-for-a-benchmark"  # the token
WORKERS = 2
# What anybody has who sets nothing: for stories, `run_server` sets a clock that can be moved and a long wait.
SETTINGS = {
    "PIXEL_WORKERS": str(WORKERS),
    "PIXEL_SECRET_KEY": KEY,
    "PIXEL_TEACHER_TOKEN": TEACHER,
    "PIXEL_CLOCK": "",
    "PIXEL_HIT_WAIT": "",
}
OWN_WORKER = "pixel.serving.worker.Worker"
# nginx would close a connection after 1,000 requests, the others never do.
NGINX = """daemon off; pid {folder}/nginx.pid; error_log stderr crit; worker_processes {workers};
events {{ worker_connections 512; }}
http {{ access_log off; keepalive_requests 1000000000;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; location = /tr {{ empty_gif; }} }} }}
"""


@dataclass(frozen=True)
class Server:
    """A running server: the port that answers, the id of its first process."""

    port: int
    pid: int

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def make_database(database: Path | str) -> None:
    """Migrates and seeds a database, as a person would."""
    try:
        prepare_database(clean_environment({"PIXEL_DATABASE_URL": _url_of(database)}), ROOT)
    except ServerNotStartedError as error:
        raise CannotWork(f"A database of the benchmark could not be made: {error}") from None


@contextmanager
def serve_pixel(database: Path | str) -> Iterator[Server]:
    """The real server on a database, started as the stories start theirs."""
    try:
        with run_server(_url_of(database), SETTINGS) as running:
            yield Server(running.sites.port, running.process.pid)
    except ServerNotStartedError as error:
        raise CannotWork(f"A server of the benchmark did not start. It said: {error}") from error


@contextmanager
def serve_bare(folder: Path, app: str, worker: str = "gevent") -> Iterator[Server]:
    """A WSGI application, named as gunicorn does (`module:name`), on its gevent workers or on another kind."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-k", worker, "-w", str(WORKERS), "-b", f"127.0.0.1:{port}"]
    command += ["--log-level", "warning", "--no-control-socket", "--chdir", str(ROOT / "scripts"), app]
    with _running(command, port, folder / f"bare-{port}.log") as server:
        yield server


@contextmanager
def serve_nginx(folder: Path) -> Iterator[Server | None]:
    """nginx's `empty_gif`; None where nginx is not installed."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None:
        yield None
        return
    port, config = free_port(), folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, workers=WORKERS, port=port), encoding="utf-8")
    command = [program, "-e", "stderr", "-p", str(folder), "-c", str(config)]
    with _running(command, port, folder / "nginx.log") as server:
        yield server


def workers_of(server: Server) -> list[int]:
    """The ids of a server's workers. Linux only."""
    status = {int(folder.name): _status(folder) for folder in Path("/proc").iterdir() if folder.name.isdigit()}
    return sorted(pid for pid, lines in status.items() if lines.get("PPid") == str(server.pid))


def processor_seconds(server: Server) -> float:
    """How long a server's processes have kept a processor so far. Linux only."""
    pids = [server.pid, *workers_of(server)]
    # After the name in brackets: the state is field 3, time as a program field 14, in the system field 15.
    fields = [Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split() for pid in pids]
    return sum(int(field[11]) + int(field[12]) for field in fields) / os.sysconf("SC_CLK_TCK")


def memory_of(pid: int) -> float:
    """Resident memory of a process, in MB; 0 for one that has ended. Linux only."""
    kilobytes = _status(Path("/proc") / str(pid)).get("VmRSS", "0 kB")
    return int(kilobytes.split()[0]) / 1024


def _status(folder: Path) -> dict[str, str]:
    try:
        lines = (folder / "status").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


@contextmanager
def _running(command: Sequence[str], port: int, log: Path) -> Iterator[Server]:
    """A reference while it runs; `run_server` would start our own server. Raises CannotWork."""
    process = spawn(command, clean_environment({}), log, ROOT)
    try:
        await_ready(process, partial(_answers, port), log)
        yield Server(port, process.pid)
    except ServerNotStartedError as error:
        raise CannotWork(f"A server of the benchmark did not start. It said: {error}") from None
    finally:
        stop(process)


def _url_of(database: Path | str) -> str:
    return f"sqlite:///{database}" if isinstance(database, Path) else database


def _answers(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status < 500  # the references know no /healthz
        except (OSError, http.client.HTTPException):
            return False
