"""Request lines as pages and programs write them, and what the servers are shown."""

import pytest

from pixel.serving.request_target import escape_target, query_of


@pytest.mark.parametrize(
    ("line", "escaped"),
    [
        pytest.param(b"GET /tr?a=b HTTP/1.1", b"GET /tr?a=b HTTP/1.1", id="nothing to escape"),
        pytest.param(b"GET /tr?a=\xc3\xa9 HTTP/1.1", b"GET /tr?a=%C3%A9 HTTP/1.1", id="UTF-8"),
        pytest.param(b"GET /tr?a=\xe9 HTTP/1.1", b"GET /tr?a=%E9 HTTP/1.1", id="Latin-1"),
        pytest.param(b"GET /tr?a=b c HTTP/1.1", b"GET /tr?a=b%20c HTTP/1.1", id="a blank in the query"),
        pytest.param(b"GET /\xe9?a HTTP/1.0", b"GET /%E9?a HTTP/1.0", id="in the path"),
        pytest.param(b"GET /a b HTTP/1.1", b"GET /a b HTTP/1.1", id="a blank in the path stays"),
        pytest.param(b'GET /tr?[|]"{} HTTP/1.1', b'GET /tr?[|]"{} HTTP/1.1', id="marks stay"),
        pytest.param(b"GET /tr?%E9+%25 HTTP/1.1", b"GET /tr?%E9+%25 HTTP/1.1", id="what is escaped stays"),
        pytest.param(b"GET /tr?\t\x00 HTTP/1.1", b"GET /tr?\t\x00 HTTP/1.1", id="control characters stay"),
        pytest.param(b"GET /\xe9", b"GET /\xe9", id="no version"),
        pytest.param(b"", b"", id="nothing"),
        pytest.param(b"\xff \xff", b"\xff \xff", id="bytes"),
    ],
)
def test_a_line_is_escaped(line: bytes, escaped: bytes) -> None:
    assert escape_target(line) == escaped


@pytest.mark.parametrize(
    ("line", "query"),
    [
        pytest.param(b"GET /tr?a=\xc3\xa9 b HTTP/1.1", "a=\xc3\xa9 b", id="as it came"),
        pytest.param(b"GET /tr?a=?\xe9#c HTTP/1.1", "a=?\xe9", id="without a fragment"),
        pytest.param(b"GET /\xe9 HTTP/1.1", "", id="none"),
    ],
)
def test_the_query_is_handed_on_as_it_came(line: bytes, query: str) -> None:
    assert query_of(line) == query
