"""gunicorn's parser, which takes addresses as `request_target` says. `worker` reads with it what is not plain."""

from gunicorn.http.message import Request
from gunicorn.http.parser import RequestParser

from pixel.serving.request_target import escape_target, query_of


class LenientRequest(Request):
    """A request, read by gunicorn's parser in Python."""

    def parse_request_line(self, line_bytes: bytes) -> None:
        line = bytes(line_bytes)
        escaped = escape_target(line)
        super().parse_request_line(escaped)
        if escaped != line:
            self.query = query_of(line)


class LenientParser(RequestParser):
    """One connection's requests."""

    mesg_class = LenientRequest
