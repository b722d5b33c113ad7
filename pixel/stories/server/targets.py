"""The servers that stories are played on: one that runs already, or our own, started as the stories need it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from pixel.stories.server.client import ServerClient
from pixel.stories.server.errors import UsageError
from pixel.stories.server.process import RunningServer, run_server
from pixel.stories.server.sites import Sites


@dataclass(frozen=True)
class Target:
    """A server to play on; `own`: it is ours, so it may be emptied."""

    sites: Sites
    client: ServerClient
    own: RunningServer | None = None

    def clear(self) -> None:
        """As new, where it is ours: a story is to find nobody there."""
        if self.own:
            self.client.reset()


@contextmanager
def run_target(settings: Mapping[str, str], database: str = "", port: int = 0) -> Iterator[Target]:
    """A server of our own, as `run_server` starts one. Raises UsageError, ServerNotStartedError."""
    with run_server(database, settings, port) as server:
        target = Target(server.sites, ServerClient(server.sites, server.token), server)
        if database and target.client.has_visitors():
            raise UsageError("--database has visitors in it already, and playing erases them: name an empty one.")
        yield target
        if database:
            target.clear()


def visit(url: str, token: str) -> Target:
    """A server that somebody else has started. Raises UsageError, RequestRefusedError, ServerGoneError."""
    parts = urlsplit(url)
    try:
        port = parts.port or 80
    except ValueError:
        port = 0
    if parts.scheme != "http" or not parts.hostname or not port:
        raise UsageError(f"--url is {url!r}: write it as http://localhost:8000.")
    # Every *.localhost is this machine's own name: of a server on another machine, its address is asked for them.
    is_here = parts.hostname == "localhost" or parts.hostname.endswith(".localhost")
    sites = Sites(port, "127.0.0.1" if is_here else parts.hostname)
    client = ServerClient(sites, token)
    client.check()
    return Target(sites, client)
