"""A real nginx in front of several servers of ours, on loopback, for tests. Nothing is left of it afterwards."""

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from pixel.stories.server.lifecycle import Process, await_ready, free_port, is_healthy, spawn, stop
from tests.support.server import Server

README = Path(__file__).resolve().parents[2] / "pixel" / "serving" / "README.md"
SETTING = "PIXEL_NGINX"
NO_NGINX = f"no nginx here: install it, or set {SETTING} to where it is"
# Within `http` stands what a readme shows: that of `pixel.serving`, or of `pixel.classroom` (`own_domains`).
CONFIGURATION = """
daemon off; {user} worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 512; }}
http {{
    log_format machines "$upstream_addr";
    access_log {folder}/machines.log machines;
    client_body_temp_path {folder}/bodies; proxy_temp_path {folder}/answers; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
{readme}
}}
"""
READMES_MACHINES = "server 10.0.0.11:8000; server 10.0.0.12:8000; server 10.0.0.13:8000;"
READMES_PORT = "listen 80;"


def find_nginx() -> str | None:
    """The program, where the setting, PATH, or root's part of it leads to one."""
    found = (shutil.which(name) for name in (os.environ.get(SETTING, ""), "nginx", "/usr/sbin/nginx") if name)
    return next(filter(None, found), None)


def readmes_configuration() -> str:
    """What the readme puts into nginx's `http`. Raises AssertionError where the tests' addresses do not fit in."""
    shown = re.search(r"^    upstream pixel \{\n(?:(?:    .*)?\n)+", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert shown, "the readme shows no configuration of nginx"
    assert (shown[0].count(READMES_MACHINES), shown[0].count(READMES_PORT)) == (1, 1)
    return shown[0]


@contextmanager
def running_nginx(program: str, folder: Path, machines: Sequence[Server]) -> Iterator[Server]:
    """nginx on a free port, which leads to each of the machines in turn; `machines.log` tells which it asked.

    A request that a machine has not answered when it dies is asked of another one; each goes to the next machine, so
    that nothing may depend on having been there before. As a server of ours: with their database, and its own log.
    """
    port = free_port()
    shown = readmes_configuration().replace(
        READMES_MACHINES, " ".join(f"server {machine.host}:{machine.port};" for machine in machines)
    )
    shown = shown.replace(READMES_PORT, f"listen 127.0.0.1:{port};")
    with started_nginx(program, folder, shown, partial(is_healthy, port)) as process:
        yield Server(port, machines[0].database, folder / "nginx.out", process)


@contextmanager
def started_nginx(program: str, folder: Path, shown: str, is_ready: Callable[[], bool]) -> Iterator[Process]:
    """nginx with what a readme shows in its `http`, once it is ready."""
    configuration, log = folder / "nginx.conf", folder / "nginx.out"
    user = "" if os.geteuid() else "user root;"  # as root it would change to a user who cannot write here
    configuration.write_text(CONFIGURATION.format(user=user, folder=folder, readme=shown))
    process = spawn([program, "-p", str(folder), "-c", str(configuration)], os.environ, log)
    try:
        await_ready(process, is_ready, log)
        yield process
    finally:
        stop(process)


def machines_asked(folder: Path) -> list[str]:
    """Address and port of the machine that answered each request so far; of several tried, the last."""
    return [line.rpartition(", ")[2] for line in (folder / "machines.log").read_text().splitlines()]
