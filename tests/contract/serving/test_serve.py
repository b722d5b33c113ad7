"""`pixel serve`, as people start it: both servers really serve, stop as they should, and say what cannot be."""

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from select import select
from urllib.parse import urlencode

import pytest

from pixel.hosts.addresses import find_origins
from pixel.settings import Settings
from pixel.stories.server.lifecycle import is_healthy
from tests.support.app_harness import FIREFOX, GIF, one_hit
from tests.support.server import TEACHER, Server, running_server

WAITRESS = ("--waitress",)
BOTH = pytest.mark.parametrize("flags", [(), WAITRESS], ids=["gunicorn", "waitress"])
# The same for what starts a server for itself: the one that most people run always, the other with --long.
EACH = pytest.mark.parametrize(
    "flags", [(), pytest.param(WAITRESS, marks=pytest.mark.long)], ids=["gunicorn", "waitress"]
)
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows knows no such signal")
HOST = "pixel.reseau.localhost"


@pytest.fixture(scope="module", params=[(), WAITRESS], ids=["gunicorn", "waitress"])
def either(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Both servers, one after the other."""
    with running_server(tmp_path_factory.mktemp("serve"), flags=request.param) as running:
        yield running


def exchange(port: int, request: bytes, address: str = "127.0.0.1") -> bytes:
    """All that a server answers to these bytes, to the end of the connection."""
    with socket.create_connection((address, port), timeout=30) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def write_request(
    target: str, host: str, *headers: str, method: str = "GET", body: bytes = b"", is_last: bool = True
) -> bytes:
    headers = ("Connection: close", *headers) if is_last else headers
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", f"User-Agent: {FIREFOX}", *headers]
    if body:
        lines += [f"Content-Length: {len(body)}", "Content-Type: application/x-www-form-urlencoded"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def header(answer: bytes, name: str) -> str:
    head = answer.partition(b"\r\n\r\n")[0].decode("latin-1")
    found = [line.partition(": ")[2] for line in head.splitlines() if line.lower().startswith(f"{name.lower()}:")]
    return found[0] if found else ""


def test_each_site_is_served(either: Server) -> None:
    for host in ("localhost", "reseau.localhost", HOST, "coulisses.reseau.localhost", "soleil.localhost", "127.0.0.1"):
        answer = exchange(either.port, write_request("/", f"{host}:{either.port}"))
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"<h1" in answer


def test_a_hit_is_recorded(either: Server) -> None:
    fields = one_hit(dl=either.url("soleil", "/destinations/bahamas"), eid="e-served")
    answer = exchange(either.port, write_request("/tr?" + urlencode(fields), f"{HOST}:{either.port}"))
    assert answer.endswith(GIF)
    assert header(answer, "X-Pixel-Verdict") == "recorded"
    (row,) = either.rows("SELECT ip FROM events WHERE event_id = 'e-served'")
    assert row["ip"] == "127.0.0.0"


@pytest.mark.parametrize("size", [7999, 8000])
def test_an_address_of_8000_bytes_gets_the_gif(either: Server, size: int) -> None:
    target = "/tr?id=soleil&ev=PageView&x="
    target += "x" * (size - len(target))
    answer = exchange(either.port, write_request(target, f"{HOST}:{either.port}"))
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(GIF)
    assert header(answer, "X-Pixel-Verdict") == "ignored; reason=too-large"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("is_last", [False, True], ids=["a plain request", "one that gunicorn reads"])
@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("été".encode(), "été", id="UTF-8"),
        pytest.param("été à la mer, 東京".encode(), "été à la mer, 東京", id="UTF-8 with blanks and no-break bytes"),
        pytest.param("été".encode("latin-1"), "\N{REPLACEMENT CHARACTER}t\N{REPLACEMENT CHARACTER}", id="Latin-1"),
        pytest.param(b"\xa0\x85\xff", "\N{REPLACEMENT CHARACTER}" * 3, id="bytes that some take for blanks"),
        pytest.param(b"the sea", "the sea", id="a blank"),
        pytest.param(b"[\"a|b\", {'c'}] ^ `d` <e> \\", "[\"a|b\", {'c'}] ^ `d` <e> \\", id="marks"),
    ],
)
def test_an_address_may_come_unescaped(either: Server, method: str, is_last: bool, typed: bytes, read: str) -> None:
    mark, page = either.log_length(), either.url("soleil", "/destinations/bahamas").encode()
    query = b"id=soleil&ev=Search&dl=" + page + b'&cd[content_ids]=["bahamas"]&cd[search_string]=' + typed
    request = write_request("/tr?QUERY", f"{HOST}:{either.port}", method=method, is_last=is_last)
    with socket.create_connection(("127.0.0.1", either.port), timeout=30) as opened:
        opened.sendall(request.replace(b"QUERY", query))
        answer = http.client.HTTPResponse(opened, method=method)
        answer.begin()
        assert (answer.status, answer.read()) == (200, GIF)
        assert answer.headers["X-Pixel-Verdict"] == "recorded"
    (row,) = either.rows("SELECT data, content_ids FROM events ORDER BY id DESC LIMIT 1")
    assert json.loads(row["data"])["search_string"] == read
    assert json.loads(row["content_ids"]) == ["bahamas"]
    assert either.alarms_since(mark) == ""


@pytest.mark.parametrize(
    ("host", "path"),
    [
        pytest.param("soleil.localhost", "/?q=été", id="a query"),
        pytest.param("localhost", "/?from=à bientôt", id="a query with blanks"),
    ],
)
def test_a_pages_address_may_come_unescaped(either: Server, host: str, path: str) -> None:
    request = write_request("TARGET", f"{host}:{either.port}").replace(b"TARGET", path.encode())
    assert exchange(either.port, request).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("line", [b"GET  /tr HTTP/1.1", b"G\xc3T / HTTP/1.1", b"GET /a b HTTP/1.1"])
def test_what_is_no_request_line_is_refused(either: Server, line: bytes) -> None:
    request = write_request("/", f"{HOST}:{either.port}").replace(b"GET / HTTP/1.1", line)
    assert exchange(either.port, request).split()[1] == b"400"


@pytest.mark.parametrize(
    ("method", "target", "headers", "body"),
    [
        pytest.param("GET", "/tr?%FF%FE%00%=%ED%A0%80", (), b"", id="bytes in the query"),
        pytest.param("GET", "/tr", ("Cookie: visitor=\xff\xfe;;=;",), b"", id="bytes in a cookie"),
        pytest.param("GET", "/tr", ("Referer: http://[", "Origin: \xff"), b"", id="bytes in headers"),
        pytest.param("GET", "/tr", ("Cookie: " + "a=b; " * 1800,), b"", id="cookies of 9 kB"),
        pytest.param("POST", "/tr", (), b"\0\xff" * 100, id="bytes in a form"),
        pytest.param("POST", "/tr", (), b"x=" + b"x" * 300_000, id="a form of 300 kB"),
        pytest.param("POST", "/tr", ("Content-Length: 0",), b"", id="a form of nothing"),
        pytest.param("OPTIONS", "/tr", (), b"", id="OPTIONS"),
        pytest.param("DELETE", "/tr", (), b"", id="DELETE"),
        pytest.param("PROPFIND", "/tr", (), b"", id="another method"),
    ],
)
def test_whatever_the_server_can_parse_gets_the_gif(
    either: Server, method: str, target: str, headers: tuple[str, ...], body: bytes
) -> None:
    mark = either.log_length()
    request = write_request(target, f"{HOST}:{either.port}", *headers, method=method, body=body)
    answer = exchange(either.port, request)
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(GIF)
    assert header(answer, "Content-Type") == "image/gif"
    assert either.alarms_since(mark) == ""


@pytest.mark.parametrize(
    ("host", "target"),
    [
        (HOST, "/tr"),
        (HOST, "/pixel.js"),
        (HOST, "/healthz"),
        ("soleil.localhost", "/"),
        ("plage.localhost", "/"),
        ("x", "/"),
    ],
    ids=["hit", "script", "health", "page", "unknown name", "foreign name"],
)
def test_head_has_no_body_and_the_next_answer_follows(either: Server, host: str, target: str) -> None:
    first = write_request(target, f"{host}:{either.port}", method="HEAD").replace(b"Connection: close\r\n", b"")
    answer = exchange(either.port, first + write_request("/tr", f"{HOST}:{either.port}"))
    head, _, rest = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 ")
    assert rest.startswith(b"HTTP/1.1 200")
    assert rest.endswith(GIF)


def test_nobody_is_believed_about_where_a_hit_comes_from(either: Server) -> None:
    fields = one_hit(dl=either.url("soleil"), eid="e-forwarded")
    target = "/tr?" + urlencode(fields)
    told = ("X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https", "Forwarded: for=203.0.113.9;proto=https")
    answer = exchange(either.port, write_request(target, f"{HOST}:{either.port}", *told))
    assert header(answer, "X-Pixel-Verdict") == "recorded"
    (row,) = either.rows("SELECT ip FROM events WHERE event_id = 'e-forwarded'")
    assert row["ip"] == "127.0.0.0"


def test_it_listens_on_both_loopback_addresses(either: Server) -> None:
    if not can_listen("::1"):
        pytest.skip("this machine has no IPv6")
    answer = exchange(either.port, write_request("/", f"[::1]:{either.port}"), "::1")
    assert answer.startswith(b"HTTP/1.1 200")


def can_listen(address: str) -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as listener:
            listener.bind((address, 0))
    except OSError:
        return False
    return True


# Stopping


def ask_health(port: int) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", "/healthz")
        connection.getresponse().read()


@POSIX
@EACH
@pytest.mark.parametrize(
    "stop", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)], ids=["SIGTERM", "Ctrl-C"]
)
def test_asked_to_stop_it_stops_with_status_0(tmp_path: Path, flags: tuple[str, ...], stop: signal.Signals) -> None:
    with running_server(tmp_path, flags=flags) as running:
        running.process.send_signal(stop)
        assert running.process.wait(30) in ((0,) if stop == signal.SIGTERM else (0, 130))
    assert "Traceback" not in running.log.read_text()


@POSIX
@EACH
def test_what_was_accepted_is_answered_before_it_stops(tmp_path: Path, flags: tuple[str, ...]) -> None:
    """A page waits for the locked database; the server is asked to stop; the lock goes; the answer comes."""
    with running_server(tmp_path, {"PIXEL_WORKERS": "1"}, flags) as running:
        request = write_request(
            "/join",
            f"reseau.localhost:{running.port}",
            "Sec-Fetch-Site: same-origin",
            method="POST",
            body=b"member=marcel",
        )
        with (
            closing(sqlite3.connect(running.path, isolation_level=None)) as holder,
            socket.create_connection(("127.0.0.1", running.port), timeout=30) as waiting,
        ):
            holder.execute("BEGIN EXCLUSIVE")
            waiting.sendall(request)
            # Accepted after it, answered before it: the one worker now has the first in hand.
            ask_health(running.port)
            running.process.terminate()
            with pytest.raises(subprocess.TimeoutExpired):  # it does not end while somebody waits for an answer
                running.process.wait(0.5)
            holder.execute("ROLLBACK")
            answer = b"".join(iter(lambda: waiting.recv(65536), b""))
        assert answer.startswith(b"HTTP/1.1 303")
        assert running.process.wait(30) == 0
        assert running.rows("SELECT count(*) AS n FROM seats") == [{"n": 1}]


@POSIX
@EACH
def test_after_a_stop_the_database_is_one_file(tmp_path: Path, flags: tuple[str, ...]) -> None:
    with running_server(tmp_path, flags=flags) as running:
        exchange(
            running.port, write_request("/tr?" + urlencode(one_hit(dl=running.url("soleil"))), f"{HOST}:{running.port}")
        )
        running.process.terminate()
        running.process.wait(30)
        assert running.rows("SELECT count(*) AS n FROM events") == [{"n": 1}]


@EACH
@pytest.mark.parametrize(
    ("host", "reached"), [("0.0.0.0", ("127.0.0.1",)), ("::", ("::1", "127.0.0.1"))], ids=["IPv4", "IPv6 and IPv4"]
)
def test_beyond_loopback_it_says_where_others_come_in(
    tmp_path: Path, host: str, reached: tuple[str, ...], flags: tuple[str, ...]
) -> None:
    if host == "::" and not can_listen("::1"):
        pytest.skip("this machine has no IPv6")
    with running_server(tmp_path, {"LC_ALL": "fr_CA.UTF-8"}, (*flags, "--host", host)) as running:
        for address in reached:
            name = f"[{address}]" if ":" in address else address
            answer = exchange(running.port, write_request("/", f"{name}:{running.port}"), address)
            assert answer.startswith(b"HTTP/1.1 200")
        said = running.log.read_text(encoding="utf-8")
        ways_in = find_origins(Settings(host=host, port=running.port))
    assert f"Commencez ici : http://localhost:{running.port}/" in said
    for origin in ways_in:
        assert f"{origin}/" in said
    assert "█" not in said, "codes are for a terminal"


def test_a_name_that_is_refused_is_told_in_the_log(either: Server) -> None:
    for _ in range(3):
        answer = exchange(either.port, write_request("/reseau/", "penguin.linux.test:8000"))
        assert answer.startswith(b"HTTP/1.1 421")
    said = either.log.read_text(encoding="utf-8")
    # Once in each of the two processes, at most.
    assert 1 <= said.count("PIXEL_ALLOWED_HOSTS=penguin.linux.test") <= 2


def test_it_says_where_to_start(tmp_path: Path) -> None:
    with running_server(tmp_path) as running:
        said = running.log.read_text()
    assert f"http://localhost:{running.port}/" in said
    assert TEACHER in said
    assert not is_healthy(running.port)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="which process has a connection is read from /proc")
def test_browsers_that_come_at_once_are_shared_out_among_the_processes(tmp_path: Path) -> None:
    with running_server(tmp_path, {"PIXEL_WORKERS": "2"}) as server:
        while min(share_out(server, 8)) == 0:  # until both are there
            pass
        fewest = [min(share_out(server, 8)) for _ in range(10)]
        assert sum(fewest) >= 36, fewest  # of 40; whoever is awake first would have taken a dozen more


def share_out(server: Server, browsers: int) -> list[int]:
    """Of so many browsers that come at once, how many each process serves; those of before are gone."""
    while lines_of(server):
        pass
    request = write_request("/", f"{HOST}:{server.port}", is_last=False)
    with ExitStack() as stack:
        opened = [stack.enter_context(socket.socket()) for _ in range(browsers)]
        for browser in opened:
            browser.setblocking(False)
            browser.connect_ex(("127.0.0.1", server.port))
        for browser in opened:
            select([], [browser], [], 30)
            browser.settimeout(30)
            browser.sendall(request)
        for browser in opened:
            assert browser.recv(15) == b"HTTP/1.1 200 OK"
        lines = lines_of(server)
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text("ascii").split()
        return [len(lines & sockets_of(process)) for process in children]


def lines_of(server: Server) -> set[str]:
    """The server's ends of its open connections, as Linux names their sockets."""
    rows = [row.split() for row in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
    listening = "0A"
    return {f"socket:[{row[9]}]" for row in rows if row[1].endswith(f":{server.port:04X}") and row[3] != listening} - {
        "socket:[0]"  # of a connection that nobody has any more
    }


def sockets_of(process: str) -> set[str]:
    """The sockets that a process has open."""
    found = set()
    for file in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            found.add(str(file.readlink()))
    return found
