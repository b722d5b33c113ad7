"""`pixel serve`: gunicorn with the workers of `worker`, or waitress where gunicorn cannot run. Called by `cli`."""

import importlib.util
import socket
import sys
from collections.abc import Sequence
from typing import Any

from pixel.hosts.addresses import EVERY_ADDRESS
from pixel.settings import Settings, SettingsError

GRACE_SECONDS = 10


def addresses_of(settings: Settings) -> list[tuple[str, int]]:
    """Where to listen: the host that was set, else loopback, v4 and v6, what exists of them."""
    if settings.host and settings.host != "localhost":
        return [(settings.host.strip("[]"), settings.port)]
    return [(host, settings.port) for host in ("127.0.0.1", "::1") if _exists(host)]


def check_addresses(settings: Settings) -> None:
    """Raises SettingsError, with what to do, where an address cannot be bound."""
    for host, port in addresses_of(settings):
        try:
            _open(host, port).close()
        except OSError as error:
            raise SettingsError(
                f"Port {port} on {host} cannot be used ({error.strerror}). Is another server running there? "
                f"Stop it, or choose another port: pixel serve --port {port + 1 if port < 65535 else 8000}"
            ) from None


def serve(settings: Settings, *, with_waitress: bool = False) -> None:
    """Serves until stopped; what was accepted is answered first."""
    addresses = addresses_of(settings)
    if with_waitress or sys.platform == "win32" or not importlib.util.find_spec("gunicorn"):
        _serve_with_waitress(settings, addresses)
    else:
        _serve_with_gunicorn(settings, addresses)


def _serve_with_gunicorn(settings: Settings, addresses: Sequence[tuple[str, int]]) -> None:
    from gunicorn.app.base import BaseApplication

    class Application(BaseApplication):
        def load_config(self) -> None:
            for name, value in _gunicorn_options(settings, addresses).items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from pixel.app import create_app

            return create_app(settings)

    Application().run()


def _gunicorn_options(settings: Settings, addresses: Sequence[tuple[str, int]]) -> dict[str, Any]:
    from pixel.serving.worker import forget_worker

    return {
        "bind": [f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in addresses],
        "workers": settings.workers,
        "worker_class": "pixel.serving.worker.Worker",
        "child_exit": forget_worker,
        "proc_name": "pixel",
        "loglevel": "warning",
        "graceful_timeout": GRACE_SECONDS,
        "limit_request_line": 8190,  # a hit's address may be 8,000 bytes long
        "limit_request_field_size": 65536,
        "forwarded_allow_ips": "",  # the settings say which proxy is believed; gunicorn's default is 127.0.0.1
        "control_socket_disable": True,
    }


def _serve_with_waitress(settings: Settings, addresses: Sequence[tuple[str, int]]) -> None:
    import signal

    from waitress.channel import HTTPChannel
    from waitress.server import create_server

    from pixel.app import create_app
    from pixel.serving.waitress_parser import LenientParser

    def stop(*_: object) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    HTTPChannel.parser_class = LenientParser
    app = create_app(settings)
    sockets = [_open(host, port, listening=True) for host, port in addresses]
    server = create_server(app, sockets=sockets, threads=16, ident="pixel", clear_untrusted_proxy_headers=False)
    server.run()
    app.store.close()


def _exists(host: str) -> bool:
    try:
        _open(host, 0).close()
    except OSError:
        return False
    return True


def _open(host: str, port: int, *, listening: bool = False) -> socket.socket:
    opened = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        if opened.family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, host != EVERY_ADDRESS)
        if sys.platform != "win32":
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        if listening:
            opened.listen(1024)
    except OSError:
        opened.close()
        raise
    return opened
