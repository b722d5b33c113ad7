"""From bytes to a Request: fields, data, cookies and headers, whatever was sent."""

from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pixel.collect.request import LARGEST, Request, header_names, read_request
from pixel.identity.cookies import read_cookies

FORM = "application/x-www-form-urlencoded"
FIELDS = {
    "id": "soleil",
    "ev": "ViewContent",
    "dl": "http://soleil.localhost:8000/destinations/bahamas?mois=mars&été=1",
    "cd[content_ids]": '["bahamas"]',
    "cd[search_string]": "île & soleil",
}


def ask(
    query: str = "", *, method: str = "GET", body: bytes = b"", content_type: str = FORM, **headers: str
) -> Request:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "QUERY_STRING": query,
        "REMOTE_ADDR": "192.0.2.7",
        "CONTENT_TYPE": content_type if body else "",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    return read_request(environ | {f"HTTP_{name.upper()}": text for name, text in headers.items()})


def multipart(fields: dict[str, str]) -> bytes:
    parts = (f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields.items())
    return ("".join(parts) + "--b--\r\n").encode()


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(ask(urlencode(FIELDS)), id="query"),
        pytest.param(ask(method="POST", body=urlencode(FIELDS).encode()), id="form"),
        pytest.param(
            ask(method="POST", body=urlencode(FIELDS).encode(), content_type="text/plain"), id="a beacon's text"
        ),
        pytest.param(
            ask(method="POST", body=multipart(FIELDS), content_type="multipart/form-data; boundary=b"), id="multipart"
        ),
        pytest.param(ask(urlencode(FIELDS), method="POST"), id="post with all in the query"),
    ],
)
def test_a_form_says_what_a_query_says(request_: Request) -> None:
    assert request_.fields == FIELDS
    assert request_.data == {"content_ids": '["bahamas"]', "search_string": "île & soleil"}
    assert request_.content_ids == ("bahamas",)
    assert not request_.is_too_large
    assert not request_.is_unreadable


def test_the_form_goes_before_the_query_and_the_first_of_a_name_counts() -> None:
    asked = ask("ev=Search&id=nordet", method="POST", body=b"id=soleil&id=escale")
    assert asked.fields == {"id": "soleil", "ev": "Search"}


def test_the_body_of_a_get_says_nothing() -> None:
    assert ask("id=soleil", body=b"id=nordet&ev=Search").fields == {"id": "soleil"}


@pytest.mark.parametrize(
    ("query", "text"),
    [
        pytest.param("ev=%C3%A9t%C3%A9", "été", id="percent-encoded UTF-8"),
        pytest.param("ev=\xc3\xa9t\xc3\xa9", "été", id="raw UTF-8"),
        pytest.param("ev=%FF", "\N{REPLACEMENT CHARACTER}", id="percent-encoded garbage"),
        pytest.param("ev=\xff", "\N{REPLACEMENT CHARACTER}", id="raw garbage"),
        pytest.param("ev=a+b", "a b", id="plus for space"),
        pytest.param("ev=%", "%", id="half an escape"),
        pytest.param("ev=", "", id="empty"),
        pytest.param("ev", "", id="no equals sign"),
        pytest.param("ev=a%00b", "a\N{REPLACEMENT CHARACTER}b", id="NUL, which PostgreSQL does not hold"),
        pytest.param("ev=a\0b", "a\N{REPLACEMENT CHARACTER}b", id="raw NUL"),
    ],
)
def test_text_is_decoded(query: str, text: str) -> None:
    assert ask(query).get("ev") == text


@pytest.mark.parametrize(
    ("asked", "is_too_large"),
    [
        pytest.param(ask("x" * LARGEST), False, id="just large enough"),
        pytest.param(ask("x" * (LARGEST + 1)), True, id="one byte over"),
        pytest.param(ask("&".join(["a=1"] * 100)), False, id="a hundred fields"),
        pytest.param(ask("&".join(["a=1"] * 101)), True, id="a field over"),
        pytest.param(ask(method="POST", body=b"x" * (LARGEST + 1)), True, id="a large body"),
        pytest.param(ask("x" * 4000, method="POST", body=b"x" * 4000), True, id="query and body together"),
        pytest.param(
            ask(method="POST", body=b"x" * (LARGEST + 1), content_type="multipart/form-data; boundary=b"),
            True,
            id="a large multipart body",
        ),
    ],
)
def test_what_is_too_large_is_not_read(asked: Request, is_too_large: bool) -> None:
    assert asked.is_too_large is is_too_large
    assert len(asked.raw) <= LARGEST
    if is_too_large:
        assert asked.fields == {}


class Broken:
    """A body whose connection broke."""

    def read(self, _: int) -> bytes:
        raise OSError("connection reset")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(b"--b\r\n", "multipart/form-data; boundary=b", id="multipart cut short"),
        pytest.param(b"hello", "multipart/form-data", id="multipart without boundary"),
        pytest.param(b"\xff" * 50, "multipart/form-data; boundary=\xff", id="multipart garbage"),
    ],
)
def test_a_form_that_is_none_is_unreadable(body: bytes, content_type: str) -> None:
    assert ask(method="POST", body=body, content_type=content_type).is_unreadable


def test_a_body_that_breaks_off_is_unreadable() -> None:
    assert read_request({"REQUEST_METHOD": "POST", "wsgi.input": Broken()}).is_unreadable


@pytest.mark.parametrize(
    ("header", "cookies"),
    [
        pytest.param("", {}, id="none"),
        pytest.param("a=1", {"a": ["1"]}, id="one"),
        pytest.param("a=1; b=2", {"a": ["1"], "b": ["2"]}, id="two"),
        pytest.param("a=1; a=2", {"a": ["1", "2"]}, id="one name twice"),
        pytest.param('a="1"', {"a": ["1"]}, id="quoted"),
        pytest.param("a=b=c", {"a": ["b=c"]}, id="an equals sign in the value"),
        pytest.param(";;a=1;;", {"a": ["1"]}, id="semicolons too many"),
        pytest.param("a; b=2", {"b": ["2"]}, id="a word alone"),
    ],
)
def test_cookies_are_taken_apart(header: str, cookies: dict[str, list[str]]) -> None:
    assert read_cookies(header) == cookies


def test_of_headers_names_alone_are_noted_bounded() -> None:
    more: dict[str, Any] = {f"x_{n:03}": "v" for n in range(80)} | {"y" * 500: "v"}
    asked = ask(cookie="visitor=secret", user_agent="Agent", **more)
    names = header_names(asked)
    assert "cookie" in names
    assert not any("secret" in name for name in names)
    assert len(names) <= 40
    assert max(map(len, names)) <= 60


LATIN = st.text(st.characters(max_codepoint=255), max_size=120)


@settings(deadline=None, database=None, max_examples=300)
@given(
    query=LATIN,
    body=st.binary(max_size=200),
    content_type=st.one_of(st.sampled_from([FORM, "multipart/form-data; boundary=b"]), LATIN),
    cookie=LATIN,
    agent=LATIN,
)
@example(query="cd[content_ids]=%5B%22%5Cud800%22%5D", body=b"", content_type=FORM, cookie="", agent="")
@example(query="", body=b"a\0b=%00", content_type=FORM, cookie="a\0b=1", agent="a\0b")
@example(query="", body=multipart({"a\0b": "\0"}), content_type="multipart/form-data; boundary=b", cookie="", agent="")
@example(query="", body=b"--b\r\n\r\n--b--", content_type="multipart/form-data; boundary=b", cookie="", agent="")
def test_whatever_is_sent_it_can_be_read_and_written(
    query: str, body: bytes, content_type: str, cookie: str, agent: str
) -> None:
    for method in ("GET", "POST"):
        asked = ask(query, method=method, body=body, content_type=content_type, cookie=cookie, user_agent=agent)
        texts = [asked.raw, *asked.fields, *asked.fields.values(), *asked.content_ids, *asked.cookies]
        for text in [*texts, *asked.headers.texts, *asked.headers.texts.values(), *header_names(asked)]:
            text.encode()
            assert "\0" not in text
