"""One HTTP request and its answer. Everything that stories send, except by a real browser, goes through `send`."""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from pixel.stories.server.errors import ServerGoneError
from pixel.stories.server.sites import Sites

SECONDS = 30


@dataclass(frozen=True)
class Answer:
    """What came back; header names in small letters, those that come several times as all of their texts."""

    status: int
    headers: Mapping[str, tuple[str, ...]]
    body: bytes

    def header(self, name: str) -> str:
        """A header's text, the first if there are several; empty where it is absent."""
        return self.headers.get(name.lower(), ("",))[0]

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def is_redirect(self) -> bool:
        return self.status in (301, 302, 303, 307, 308) and bool(self.header("location"))


def send(sites: Sites, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
    """Sends a request to the server, whatever host the address names. Raises ServerGoneError."""
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection = http.client.HTTPConnection(sites.address, sites.port, timeout=SECONDS)
    try:
        connection.putrequest(method, target or "/", skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", parts.netloc)
        for name, text in headers.items():
            connection.putheader(name, text.encode())
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.putheader("Connection", "close")
        connection.endheaders(body)
        return _read(connection.getresponse())
    except (OSError, http.client.HTTPException) as error:
        where, why = f"{sites.address}:{sites.port}", str(error) or type(error).__name__
        raise ServerGoneError(f"the server at {where} does not answer ({why}).") from None
    finally:
        connection.close()


def _read(answer: http.client.HTTPResponse) -> Answer:
    received: dict[str, tuple[str, ...]] = {}
    for name, text in answer.getheaders():
        received[name.lower()] = (*received.get(name.lower(), ()), text)
    return Answer(answer.status, received, answer.read())
