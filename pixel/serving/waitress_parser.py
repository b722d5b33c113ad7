"""waitress's parser, which takes addresses as `request_target` says. `server` hands it to waitress."""

from waitress.parser import HTTPRequestParser

from pixel.serving.request_target import escape_target, query_of


class LenientParser(HTTPRequestParser):
    """waitress's parser of requests."""

    def parse_header(self, header_plus: bytes) -> None:
        line, end, headers = header_plus.partition(b"\r\n")
        escaped = escape_target(line)
        super().parse_header(escaped + end + headers)
        if escaped != line:
            self.query = query_of(line)
