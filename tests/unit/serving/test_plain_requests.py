"""What is read in the hits' lane means what it means to gunicorn; what is not plain is left to gunicorn."""

import socket
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixel.serving.plain_requests import LARGEST, describe_connection, read_plain, write_answer

pytest.importorskip("gunicorn", reason="gunicorn does not run here")

HERE, CLIENT = ("127.0.0.1", 8000), ("127.0.0.1", 50_000)
CONNECTION = describe_connection(HERE, CLIENT, sys.stderr)
# What each of the two says of itself or has for itself alone.
OWN = ("gunicorn.socket", "SERVER_SOFTWARE")
FIELDS = (
    b"Host: pixel.reseau.localhost:8000",
    b"Connection: keep-alive",
    b"User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
    b"Accept-Language: fr-CA,fr;q=0.9",
    b"Sec-Fetch-Site: cross-site",
    b"Referer: http://soleil.localhost:8000/",
    b"Cookie: visitor=abc; other=\xc3\xa9t\xc3\xa9",
)
HIT = b"/tr?id=soleil&ev=ViewContent&dl=http%3A%2F%2Fsoleil.localhost%3A8000%2F&cd[content_ids]=%5B%22bahamas%22%5D"


def write(target: bytes = HIT, *fields: bytes, method: bytes = b"GET", version: bytes = b"HTTP/1.1") -> bytes:
    return b"\r\n".join((b"%b %b %b" % (method, target, version), *(fields or FIELDS), b"", b""))


def read_by_gunicorn(data: bytes) -> dict[str, Any] | None:
    """The environment that gunicorn makes of the first request; None where it refuses it."""
    from gunicorn import http
    from gunicorn.config import Config
    from gunicorn.http import wsgi

    config = Config()
    config.set("forwarded_allow_ips", "")
    config.set("limit_request_line", 8190)
    config.set("limit_request_field_size", 65536)
    parser = http.get_parser(config, iter([data]), CLIENT)
    try:
        request = next(parser)
    except Exception:
        return None
    with socket.socket() as unused:
        return dict(wsgi.create(request, unused, CLIENT, HERE, config)[1])


def told(environ: dict[str, Any]) -> dict[str, Any]:
    """What an application may rely upon."""
    return {name: value for name, value in environ.items() if not name.startswith("wsgi.") and name not in OWN} | {
        "wsgi.url_scheme": environ["wsgi.url_scheme"]
    }


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(write(), id="a hit"),
        pytest.param(write(b"/pixel" + HIT), id="a hit in one-address mode"),
        pytest.param(write(b"/tr"), id="without fields"),
        pytest.param(write(b"/tr?"), id="a lone question mark"),
        pytest.param(write(b"/pixel.js"), id="the script"),
        pytest.param(write(b"/"), id="a first page"),
        pytest.param(write(b"/?page=2&lang=%66r"), id="a first page with fields"),
        pytest.param(write(b"/reseau/?page=2"), id="the feed in one-address mode"),
        pytest.param(write(b"/", *(b"X-A%d: b" % number for number in range(100))), id="many headers"),
        pytest.param(write(b"/pixel.js?consent=denied"), id="the script after a no"),
        pytest.param(write(b"/tr?a=b?c/d"), id="question marks and slashes in the query"),
        pytest.param(write(HIT, b"Host: a", b"Origin:"), id="an empty header"),
        pytest.param(write(HIT, b"Host: a", b"Referer: \t x \t "), id="space around a value"),
        pytest.param(write(HIT, b"Accept: */*"), id="without a host"),
        pytest.param(write(HIT, b"Host: a", b"X-Forwarded-Proto: https"), id="a proxy's header"),
    ],
)
def test_a_plain_request_means_the_same(request_: bytes) -> None:
    read, known = read_plain(request_, CONNECTION), read_by_gunicorn(request_)
    assert read is not None
    assert known is not None
    assert told(read) == told(known)


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(write()[:-2], id="not whole yet"),
        pytest.param(write(b"/about"), id="another page"),
        pytest.param(write(b"//"), id="two slashes"),
        pytest.param(write(b"/?lang=fr", *(b"X-A%d: b" % number for number in range(101))), id="too many headers"),
        pytest.param(write(b"/try?id=soleil"), id="a longer name"),
        pytest.param(write(b"http://pixel.reseau.localhost:8000/tr?id=soleil"), id="an absolute address"),
        pytest.param(write(HIT + b"#top"), id="a fragment"),
        pytest.param(write(b"/tr?" + b"x" * 8_100), id="an address too long"),
        pytest.param(write(method=b"HEAD"), id="HEAD"),
        pytest.param(write(method=b"POST"), id="POST"),
        pytest.param(write(version=b"HTTP/1.0"), id="HTTP/1.0"),
        pytest.param(write(version=b""), id="no version"),
        pytest.param(write(HIT, *FIELDS, b"Content-Length: 0"), id="a length"),
        pytest.param(write(HIT, *FIELDS, b"Content-Length: 5"), id="a body to come"),
        pytest.param(write(HIT, *FIELDS, b"Transfer-Encoding: chunked"), id="a body in pieces"),
        pytest.param(write(HIT, *FIELDS, b"Content-Type: text/plain"), id="a type"),
        pytest.param(write(HIT, b"Host: a", b"Connection: close"), id="the last on its connection"),
        pytest.param(write(HIT, *FIELDS, b"Expect: 100-continue"), id="an expectation"),
        pytest.param(write(HIT, *FIELDS, b"Upgrade: h2c"), id="another protocol"),
        pytest.param(
            write(HIT, b"Host: a", b"Connection: Upgrade", b"Upgrade: websocket"), id="another protocol, asked"
        ),
        pytest.param(write(HIT, b"Host: a", b"Host: b"), id="a header twice"),
        pytest.param(write(HIT, *FIELDS, b"Script_Name: /tr"), id="an underscore"),
        pytest.param(write(HIT, *FIELDS, b"X-A: b\x00"), id="NUL"),
        pytest.param(write(HIT, *FIELDS, b" folded"), id="a folded header"),
        pytest.param(write(HIT, *FIELDS, b"no colon"), id="no colon"),
        pytest.param(write() + write(), id="two at once"),
        pytest.param(write() + write(b"/")[:20], id="one and the beginning of another"),
        pytest.param(write() + write(method=b"POST"), id="one and the head of another"),
        pytest.param(write().replace(b"\r\n", b"\n"), id="lines that end otherwise"),
        pytest.param(write().replace(b"\r\n", b"\n", 1), id="one line that ends otherwise"),
    ],
)
def test_what_is_not_plain_is_left_to_gunicorn(request_: bytes) -> None:
    assert read_plain(request_, CONNECTION) is None


BYTES = (b"\r\n", b"\n", b"\r", b"\r\n\r\n", b" ", b"\t", b":", b"?", b"#", b"%00", b"\xff", b"_", b",", b"\0", b"\x7f")
LINES = (b"Content-Length: 3", b"Host: b", b"\r\n x", b"Connection: x", b"Connection: close", b"HTTP/1.1")
PIECES = st.one_of(
    st.binary(max_size=6), st.sampled_from(BYTES), st.sampled_from(LINES).map(lambda line: line + b"\r\n")
)


@given(st.lists(st.tuples(st.integers(0, len(write())), st.integers(0, 3), PIECES), min_size=1, max_size=4))
def test_whatever_is_sent_the_lane_takes_only_what_gunicorn_understands_alike(
    changes: list[tuple[int, int, bytes]],
) -> None:
    data = write()
    for at, dropped, put in changes:
        data = data[:at] + put + data[at + dropped :]
    read = read_plain(data, CONNECTION)
    if read is not None:
        known = read_by_gunicorn(data)
        assert known is not None
        assert told(read) == told(known)


def test_an_answer_in_bytes() -> None:
    answer = write_answer("200 OK", [("Content-Length", "2"), ("X-Pixel-Verdict", "recorded")], b"ok", is_last=False)
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[:-1] == [
        b"HTTP/1.1 200 OK",
        b"Content-Length: 2",
        b"X-Pixel-Verdict: recorded",
        b"Connection: keep-alive",
    ]
    assert lines[-1].startswith(b"Date: ")
    assert lines[-1].endswith(b" GMT")
    assert body == b"ok"
    assert b"Connection: close\r\n" in write_answer("200 OK", [], b"", is_last=True)


def test_a_header_of_several_lines_is_not_written() -> None:
    with pytest.raises(ValueError, match="several lines"):
        write_answer("200 OK", [("X-A", "b\r\nSet-Cookie: visitor=x")], b"", is_last=False)


def test_a_request_that_fills_what_is_read_at_once_is_left_to_gunicorn() -> None:
    assert read_plain(write(HIT, *FIELDS, b"X-A: " + b"a" * LARGEST)[:LARGEST], CONNECTION) is None
