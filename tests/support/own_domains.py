"""The server under domains of its own, behind a real nginx with TLS: made as the readme of the classroom says.

The readme's names stand; only ports and the places of the certificate's files are those of the tests.
"""

import re
import shutil
import socket
import ssl
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pixel.stories.server.lifecycle import free_port
from tests.support.nginx import started_nginx
from tests.support.server import ROOT, Server, running_server

README = (ROOT / "pixel" / "classroom" / "README.md").read_text(encoding="utf-8")
NO_OPENSSL = "no openssl here: install it"


@dataclass(frozen=True)
class Domains:
    """The sites' addresses, the server, and where nginx listens for them."""

    origins: Mapping[str, str]
    server: Server
    port: int
    folder: Path

    def url(self, site: str, path: str = "/") -> str:
        """The address of `path` on a site."""
        return f"{self.origins[site]}{path}"

    def host(self, site: str) -> str:
        return self.origins[site].partition("://")[2]

    def greet(self, name: str) -> str:
        """The protocol that a device which trusts the readme's authority agrees on with a name. Raises ssl.SSLError."""
        trust = ssl.create_default_context(cafile=self.folder / "authority.crt")
        with (
            socket.create_connection(("127.0.0.1", self.port), timeout=10) as line,
            trust.wrap_socket(line, server_hostname=name) as safe,
        ):
            return safe.version() or ""

    def is_ready(self) -> bool:
        """Whether nginx answers, with a certificate that is good."""
        try:
            return bool(self.greet(self.host("start")))
        except OSError:
            return False

    @property
    def fingerprint(self) -> str:
        """Of the certificate's key, as Chromium's switch wants it (base64 of its SHA-256)."""
        done = subprocess.run(
            "openssl x509 -in classe.crt -pubkey -noout | openssl pkey -pubin -outform der"
            " | openssl dgst -sha256 -binary | openssl enc -base64",
            shell=True,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()


def shown(language: str) -> str:
    """The one block of code in that language that the readme shows."""
    [found] = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    return str(found)


@contextmanager
def running_domains(nginx: str, folder: Path) -> Iterator[Domains]:
    """A server, and nginx before it."""
    make_certificate(folder)
    (folder / "sites.toml").write_text(shown("toml"), encoding="utf-8")
    settings = {"PIXEL_SITES": str(folder / "sites.toml"), "PIXEL_TRUSTED_PROXIES": "127.0.0.1"}
    port, plain = free_port(), free_port()
    with running_server(folder, settings) as server:
        configuration = shown("nginx")
        for readmes, ours in (
            ("server 127.0.0.1:8000;", f"server 127.0.0.1:{server.port};"),
            ("listen 443 ssl default_server;", f"listen 127.0.0.1:{port} ssl default_server;"),
            ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
            ("listen 80;", f"listen 127.0.0.1:{plain};"),
            ("/etc/nginx/classe.crt", str(folder / "classe.crt")),
            ("/etc/nginx/classe.key", str(folder / "classe.key")),
        ):
            assert configuration.count(readmes) == 1, readmes
            configuration = configuration.replace(readmes, ours)
        domains = Domains(tomllib.loads(shown("toml")), server, port, folder)
        with started_nginx(nginx, folder, configuration, domains.is_ready):
            yield domains


def make_certificate(folder: Path) -> None:
    """As the readme says. Raises CalledProcessError."""
    subprocess.run(["sh", "-e"], input=shown("sh"), cwd=folder, capture_output=True, text=True, check=True)


def has_openssl() -> bool:
    return shutil.which("openssl") is not None
