"""Somebody who watches the live stream of a real server: opens it, reads what comes, may vanish and come again."""

import http.client
import json
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from tests.support.server import TEACHER, Server

AS_TEACHER = {"Authorization": f"Bearer {TEACHER}"}


@dataclass(frozen=True)
class Event:
    """A server-sent event."""

    id: str
    name: str
    data: dict[str, Any]


@dataclass
class Watcher:
    """What a browser keeps of a stream: everything so far, and the last id."""

    server: Server
    headers: Mapping[str, str] = field(default_factory=lambda: dict(AS_TEACHER))
    events: list[Event] = field(default_factory=list)
    last_id: str = ""

    @contextmanager
    def watching(self, query: str = "", server: Server | None = None) -> Iterator[Iterator[Event]]:
        """What comes, one event after the other, until the stream ends or the block does. Once what was missed has
        come, there is a `place`."""
        with closing(self.connect(query, server or self.server)) as connection:
            answer = connection.getresponse()
            assert answer.status == 200, answer.read()
            assert answer.headers["Content-Type"].startswith("text/event-stream")
            yield self.read(answer)

    def connect(self, query: str = "", server: Server | None = None) -> http.client.HTTPConnection:
        """The connection of a request that was sent."""
        asked = server or self.server
        connection = http.client.HTTPConnection(asked.host, asked.port, timeout=60)
        headers = {"Host": f"coulisses.reseau.localhost:{self.server.port}", **self.headers}
        headers |= {"Last-Event-ID": self.last_id} if self.last_id else {}
        connection.request("GET", f"/api/stream?{query}", headers=headers)
        return connection

    def poll(self, query: str = "wait=0", server: Server | None = None) -> Sequence[Event]:
        """What has come since."""
        with self.watching(query, server) as events:
            return list(events)

    def hits(self) -> list[str]:
        """The ids of all hits, in the order in which they came."""
        return [event.data["id"] for event in list(self.events) if event.name == "hit"]

    def counted(self) -> int:
        """How many hits were counted instead."""
        return sum(event.data["hits"] for event in list(self.events) if event.name == "flood")

    def read(self, answer: http.client.HTTPResponse) -> Iterator[Event]:
        """What an answer tells, one event after the other."""
        fields: dict[str, str] = {}
        with suppress(http.client.IncompleteRead, ConnectionResetError, TimeoutError):
            while line := answer.readline():
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if line != b"\n":
                    fields[name] = value
                    continue
                self.last_id = fields.get("id", self.last_id)  # as the standard has it, also without data
                if "data" in fields:
                    self.events.append(Event(self.last_id, fields.get("event", ""), json.loads(fields["data"])))
                    yield self.events[-1]
                fields = {}


def cut(connection: http.client.HTTPConnection) -> None:
    """Ends a connection, whoever reads from it just now."""
    with suppress(OSError):
        if connection.sock:
            connection.sock.shutdown(socket.SHUT_RDWR)
