"""A real nginx in front of several servers of ours, on loopback, for tests. Nothing is left of it afterwards."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.server import Server, free_port, stop, wait_until_ready

SETTING = "PIXEL_NGINX"
NO_NGINX = f"no nginx here: install it, or set {SETTING} to where it is"
# The part within `http` is what README shows. A request that a machine has not answered when it dies is asked of
# another one (`error`); each goes to the next machine, so that nothing may depend on having been there before.
CONFIGURATION = """
daemon off; {user} worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 512; }}
http {{
    log_format machines "$upstream_addr";
    access_log {folder}/machines.log machines;
    client_body_temp_path {folder}/bodies; proxy_temp_path {folder}/answers; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;

    upstream pixel {{
        {machines}
        keepalive 64; keepalive_timeout 1s;
    }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://pixel;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_next_upstream error timeout;
            proxy_connect_timeout 1s;
        }}
    }}
}}
"""


def find_nginx() -> str | None:
    """The program, where the setting, PATH, or root's part of it leads to one."""
    found = (shutil.which(name) for name in (os.environ.get(SETTING, ""), "nginx", "/usr/sbin/nginx") if name)
    return next(filter(None, found), None)


@contextmanager
def running_nginx(program: str, folder: Path, machines: Sequence[Server]) -> Iterator[Server]:
    """nginx on a free port, which leads to each of the machines in turn; `machines.log` tells which it asked.

    As a server of ours: with their database, and its own log.
    """
    port, configuration = free_port(), folder / "nginx.conf"
    text = CONFIGURATION.format(
        user="" if os.geteuid() else "user root;",  # as root it would change to a user who cannot write here
        folder=folder,
        port=port,
        machines="\n        ".join(f"server {machine.host}:{machine.port};" for machine in machines),
    )
    configuration.write_text(text)
    with (folder / "nginx.out").open("wb") as output:
        process = subprocess.Popen(
            [program, "-p", folder, "-c", configuration],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(port, machines[0].database, folder / "nginx.out", process)
    try:
        wait_until_ready(server)
        yield server
    finally:
        stop(process)


def machines_asked(folder: Path) -> list[str]:
    """Address and port of the machine that answered each request so far; of several tried, the last."""
    return [line.rpartition(", ")[2] for line in (folder / "machines.log").read_text().splitlines()]
