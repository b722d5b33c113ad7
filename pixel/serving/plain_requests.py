"""From a plain request's bytes to a WSGI environment, and from what the application said to an answer's bytes.

Plain is what a browser sends for the pixel, or for a site's first page, such as the feed: one GET over HTTP/1.1 for one
of PATHS, whole, without a body, nothing behind it. The parser is llhttp, by `httptools`. Of everything else
`read_plain` says None, and `worker` leaves it to gunicorn.
"""

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser

from pixel import clock
from pixel.origins import SEGMENTS

PIXEL = tuple(segment + path for segment in ("", f"/{SEGMENTS['collector']}") for path in ("/tr", "/pixel.js"))
PATHS = (*PIXEL, "/", f"/{SEGMENTS['network']}/")  # whose answers are whole before they are sent
STARTS = tuple(f"GET {path}{end}".encode() for path in PATHS for end in "? ")
END = b"\r\n\r\n"
LARGEST = 16_384  # bytes of a whole request
# What gunicorn refuses is gunicorn's to refuse.
LONGEST_TARGET = 8_000  # bytes of an address
MOST_HEADERS = 100
# Where gunicorn has more to do than to hand them on, or where a body would follow.
NOT_PLAIN = frozenset({"CONTENT-LENGTH", "CONTENT-TYPE", "EXPECT", "TRAILER", "TRANSFER-ENCODING", "UPGRADE"})


class _ParsedRequest:
    """What the parser tells of a request."""

    __slots__ = ("began", "ended", "headers", "target")

    def __init__(self) -> None:
        self.began = self.ended = 0
        self.target = b""
        self.headers: list[tuple[bytes, bytes]] = []

    def on_message_begin(self) -> None:
        self.began += 1

    def on_url(self, target: bytes) -> None:
        self.target += target

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name, value))

    def on_message_complete(self) -> None:
        self.ended += 1


def read_plain(data: bytes, connection: Mapping[str, Any]) -> dict[str, Any] | None:
    """The environment of the one plain request that these bytes are, upon `describe_connection`; else None."""
    if not (data.startswith(STARTS) and data.endswith(END)):
        return None
    heard = _ParsedRequest()
    parser = HttpRequestParser(heard)
    try:
        parser.feed_data(data)
    except (HttpParserError, HttpParserUpgrade):
        return None
    is_one = heard.began == heard.ended == 1 and parser.get_http_version() == "1.1"
    if not is_one or b"#" in heard.target or len(heard.target) > LONGEST_TARGET or len(heard.headers) > MOST_HEADERS:
        return None
    environ = dict(connection)
    environ["RAW_URI"] = target = heard.target.decode("latin-1")
    environ["PATH_INFO"], _, environ["QUERY_STRING"] = target.partition("?")
    for name, value in heard.headers:
        key = _key(name)
        if key is None or key in environ:  # twice: gunicorn joins them
            return None
        environ[key] = value.decode("latin-1").strip(" \t")
    is_kept = environ.get("HTTP_CONNECTION", "keep-alive").lower() == "keep-alive"
    return environ if is_kept else None


def describe_connection(here: tuple[Any, ...], client: tuple[Any, ...], errors: Any) -> dict[str, Any]:
    """What all plain requests of a connection have in common, as PEP 3333 names it; addresses as sockets give them."""
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "SERVER_NAME": here[0],
        "SERVER_PORT": str(here[1]),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),  # nothing is in it, so all may have the same
        "wsgi.errors": errors,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def write_answer(status: str, headers: list[tuple[str, str]], body: bytes, *, is_last: bool) -> bytes:
    """An answer's bytes. Raises ValueError for a header of more than one line."""
    return b"%bDate: %b\r\n\r\n%b" % (_write_head(status, tuple(headers), is_last), clock.http_date().encode(), body)


@lru_cache(maxsize=1024)
def _key(name: bytes) -> str | None:
    """A header's name in the environment; None where the header makes a request less than plain."""
    upper = name.decode("latin-1").upper()
    return None if upper in NOT_PLAIN or "_" in upper else f"HTTP_{upper.replace('-', '_')}"


@lru_cache(maxsize=256)  # all hits that meet the same fate are answered with the same words
def _write_head(status: str, headers: tuple[tuple[str, str], ...], is_last: bool) -> bytes:
    named = (*headers, ("Connection", "close" if is_last else "keep-alive"))
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in named)]
    if any("\r" in line or "\n" in line for line in lines):
        raise ValueError("a header cannot go over several lines")
    return "".join(f"{line}\r\n" for line in lines).encode("latin-1")
