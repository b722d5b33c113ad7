"""Lets an address come as some pages and programs write it: letters beyond ASCII, and blanks, without `%`.

Neither server takes such a request line (RFC 9112 section 3.2 allows none), and a pixel that answers 400 loses the hit.
So each is shown the line escaped, and the query is handed on as it came. `worker` (gunicorn) and
`waitress_parser` use it.
"""

import re

NOT_ASCII = re.compile(rb"[\x80-\xff]")
NOT_ASCII_OR_BLANK = re.compile(rb"[\x80-\xff ]")


def escape_target(line: bytes) -> bytes:
    """A request line with `%` for what HTTP allows in no address: bytes beyond ASCII, and blanks in the query."""
    method, _, rest = line.partition(b" ")
    target, _, version = rest.rpartition(b" ")
    if not version.startswith(b"HTTP/") or (target.isascii() and b" " not in target):
        return line
    path, mark, query = target.partition(b"?")
    escaped = NOT_ASCII.sub(_escape, path) + mark + NOT_ASCII_OR_BLANK.sub(_escape, query)
    return b" ".join((method, escaped, version))


def query_of(line: bytes) -> str:
    """The query in a request line as it came, as WSGI dresses bytes."""
    target = line.partition(b" ")[2].rpartition(b" ")[0]
    return target.partition(b"?")[2].partition(b"#")[0].decode("latin-1")


def _escape(found: re.Match[bytes]) -> bytes:
    return b"%%%02X" % ord(found[0])
