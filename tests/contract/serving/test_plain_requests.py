"""One connection to the real server, as browsers and proxies use it: hits in their lane and all else, in any order."""

import re
import socket
from collections.abc import Callable, Iterator
from http.client import parse_headers
from urllib.parse import urlencode

import pytest

from pixel.collect.endpoint import SCRIPT
from tests.support.app_harness import FIREFOX, GIF, one_hit
from tests.support.server import Server

COLLECTOR = "pixel.reseau.localhost"
SECONDS = 30
OWN_HEADERS = ("Server", "Date", "Connection", "Set-Cookie")  # the last: each is a new visitor


class WriterLock:
    """A connection, and the answers as they come on it."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.send = connection.sendall
        self.coming = connection.makefile("rb")

    def receive(self, method: str = "GET") -> tuple[int, str, bytes]:
        """Status, verdict and body of the next answer."""
        status = int(self.coming.readline().split()[1])
        headers = parse_headers(self.coming)
        body = b"" if method == "HEAD" else self.coming.read(int(headers["Content-Length"]))
        return status, headers.get("X-Pixel-Verdict", "").removeprefix("ignored; reason="), body

    def ask(self, request: bytes, method: str = "GET") -> tuple[int, str, bytes]:
        self.send(request)
        return self.receive(method)


@pytest.fixture
def line(server: Server) -> Iterator[WriterLock]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS) as connection:
        yield WriterLock(connection)


def write(target: str, host: str = COLLECTOR, *fields: str, method: str = "GET", body: str = "") -> bytes:
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", f"User-Agent: {FIREFOX}", *fields]
    if body:
        lines += [f"Content-Length: {len(body)}", "Content-Type: application/x-www-form-urlencoded"]
    return "\r\n".join([*lines, "", body]).encode()


def hit(server: Server, event_id: str) -> str:
    return urlencode(one_hit(dl=server.url("soleil", "/destinations/bahamas"), eid=event_id))


def test_hits_pages_and_forms_take_turns(server: Server, line: WriterLock) -> None:
    host, recorded = f"{COLLECTOR}:{server.port}", (200, "recorded", GIF)
    assert line.ask(write(f"/tr?{hit(server, 'turn-1')}", host)) == recorded
    status, _, script = line.ask(write("/pixel.js", host))
    assert (status, script) == (200, SCRIPT.read_bytes())
    assert line.ask(write(f"/tr?{hit(server, 'turn-2')}", host)) == recorded
    assert b"<h1" in line.ask(write("/destinations/bahamas", f"soleil.localhost:{server.port}"))[2]
    assert line.ask(write(f"/tr?{hit(server, 'turn-3')}", host)) == recorded
    assert line.ask(write("/tr", host, method="POST", body=hit(server, "turn-4"))) == recorded
    assert line.ask(write(f"/tr?{hit(server, 'turn-5')}", host)) == recorded
    assert line.ask(write(f"/tr?{hit(server, 'turn-6')}", host, method="HEAD"), "HEAD") == (200, "malformed", b"")
    assert line.ask(write("/tr?id=soleil", f"soleil.localhost:{server.port}"))[0] == 404
    assert line.ask(write("/pixel/tr?id=nobody", f"127.0.0.1:{server.port}"))[1] == "malformed"
    assert line.ask(write("/tr?id=soleil", "elsewhere.example"))[0] == 421
    rows = server.rows("SELECT event_id FROM events WHERE event_id LIKE 'turn-%' ORDER BY event_id")
    assert [row["event_id"] for row in rows] == [f"turn-{number}" for number in range(1, 6)]


@pytest.mark.parametrize(
    ("target", "host"),
    [
        pytest.param("/", "localhost", id="start"),
        pytest.param("/?lang=en", "reseau.localhost", id="feed"),
        pytest.param("/", "coulisses.reseau.localhost", id="backstage"),
        pytest.param("/", "soleil.localhost", id="agency"),
        pytest.param("/", "pixel.reseau.localhost", id="collector"),
        pytest.param("/", "elsewhere.example", id="nobody"),
        pytest.param("/reseau/", "127.0.0.1", id="feed in one-address mode"),
    ],
)
def test_a_first_page_is_the_same_by_the_lane_and_by_gunicorn(
    server: Server, line: WriterLock, target: str, host: str
) -> None:
    def receive() -> tuple[int, dict[str, str], bytes]:
        status, headers = int(line.coming.readline().split()[1]), dict(parse_headers(line.coming))
        body = re.sub(rb"nonce=\w+", b"", line.coming.read(int(headers["Content-Length"])))
        return status, {name: text for name, text in headers.items() if name not in OWN_HEADERS}, body

    line.send(2 * write(target, f"{host}:{server.port}", "Sec-Fetch-Site: none"))
    by_gunicorn, by_lane = receive(), receive()  # the first has something behind it
    assert by_lane == by_gunicorn


@pytest.mark.parametrize(
    "send",
    [
        pytest.param(lambda line, data: line.send(data), id="all at once"),
        pytest.param(lambda line, data: [line.send(data[at : at + 1]) for at in range(len(data))], id="a byte each"),
        pytest.param(lambda line, data: (line.send(data[:-3]), line.send(data[-3:])), id="but for its end"),
    ],
)
def test_requests_sent_one_behind_the_other_are_answered_in_order(
    server: Server, line: WriterLock, send: Callable[[WriterLock, bytes], object]
) -> None:
    """In however many pieces they come."""
    host = f"{COLLECTOR}:{server.port}"
    asked = [
        write("/tr?id=soleil", host),
        write("/tr?id=nobody&ev=PageView", host),
        write("/healthz", host),
        write("/tr", host, method="POST", body="id=nobody&ev=PageView"),
        write("/tr?id=soleil", host),
    ]
    send(line, b"".join(asked))
    verdicts = [line.receive()[1] for _ in asked]
    assert verdicts == ["malformed", "unknown-pixel", "", "unknown-pixel", "malformed"]


def test_a_connection_on_which_nothing_is_said_any_more_is_closed(server: Server, line: WriterLock) -> None:
    assert line.ask(write("/tr?id=nobody", f"{COLLECTOR}:{server.port}"))[0] == 200
    assert line.coming.read() == b""


def test_a_request_that_asks_for_an_end_gets_it(server: Server, line: WriterLock) -> None:
    host = f"{COLLECTOR}:{server.port}"
    assert line.ask(write("/tr?id=nobody", host, "Connection: close"))[1] == "malformed"
    assert line.coming.read() == b""
