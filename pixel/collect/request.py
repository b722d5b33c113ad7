"""From WSGI to a Request: the only code that touches a hit's raw bytes. Whatever they are, it does not raise."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

from werkzeug.formparser import parse_form_data

from pixel.collect.content_ids import NUL, REPLACEMENT, read_content_ids
from pixel.identity.cookies import read_cookies
from pixel.pages.prefetch import PREFETCH_HEADERS

LARGEST = 6_000
MOST_DROPPED = 1_000_000
MOST_FIELDS = 100
LONGEST_NAMES = 40
LONGEST_HEADER = 500
LONGEST_REMEMBERED = 300  # characters of a text, and ten times that of all headers together
KEPT_HEADERS = ("sec-gpc", "dnt", "origin", "referer", *PREFETCH_HEADERS)


@dataclass(frozen=True, eq=False)
class Headers:
    """Request headers by lower-case name, cookies apart. One object for the same headers that come again and again,
    so that what is told from them is worked out once."""

    texts: Mapping[str, str]

    def get(self, name: str) -> str:
        """A header's text; empty where it is absent."""
        return self.texts.get(name, "")

    @cached_property
    def is_of_a_browser(self) -> bool:
        """Whether any `Sec-Fetch-*` came along."""
        return any(name.startswith("sec-fetch-") for name in self.texts)

    @cached_property
    def kept(self) -> Mapping[str, str]:
        """Those that tell about cookies, consent, and whether the page was loaded ahead, as they came."""
        return {
            name: text[:LONGEST_HEADER]
            for name, text in sorted(self.texts.items())
            if name.startswith("sec-fetch-") or name in KEPT_HEADERS
        }


class Request(NamedTuple):
    """One hit as it came: `fields` decoded, `raw` the query or form as text."""

    method: str
    fields: Mapping[str, str]
    raw: str
    headers: Headers
    cookies: Mapping[str, list[str]]
    remote: str
    is_too_large: bool = False
    is_unreadable: bool = False

    def get(self, name: str) -> str:
        """A field's text; empty where it is absent."""
        return self.fields.get(name, "")

    @property
    def data(self) -> dict[str, str]:
        """The event's data: what stands in the brackets of `cd[…]`; of `cd[…][…]` with a dot between."""
        fields = self.fields.items()
        return {name[3:-1].replace("][", "."): text for name, text in fields if name[:3] == "cd[" and name[-1] == "]"}

    @property
    def content_ids(self) -> tuple[str, ...]:
        """The ids in `cd[content_ids]` and `cd[contents]`, whatever shape they have."""
        return read_content_ids(self.fields)


def read_request(environ: Mapping[str, Any]) -> Request:
    """The hit in a WSGI environment: the query's fields, and for a POST the form's."""
    query = to_text(environ.get("QUERY_STRING", ""))
    method = environ.get("REQUEST_METHOD", "")
    body, pairs, failed = b"", _pairs(query), False
    if method == "POST":
        body, form, failed = _read_form(environ)
        pairs = form + pairs
    if method not in ("GET", "HEAD"):
        _drop_rest(environ)
    raw = "\n".join(part for part in (query, _body_text(body[:LARGEST])) if part) if body else query
    is_too_large = len(query) + len(body) > LARGEST or len(pairs) > MOST_FIELDS
    return Request(
        method=method,
        fields={} if is_too_large else _to_fields(pairs),
        raw=raw[:LARGEST],
        headers=read_headers(environ),
        cookies=read_cookies(to_text(environ.get("HTTP_COOKIE", ""))),
        remote=environ.get("REMOTE_ADDR", ""),
        is_too_large=is_too_large,
        is_unreadable=failed,
    )


def read_headers(environ: Mapping[str, Any]) -> Headers:
    """The headers in a WSGI environment."""
    names = [name for name in environ if name[:5] == "HTTP_" and name != "HTTP_COOKIE"]
    if "CONTENT_TYPE" in environ:
        names.append("CONTENT_TYPE")
    texts = [environ[name] for name in names]
    read = _read_headers if sum(map(len, texts)) <= 10 * LONGEST_REMEMBERED else _read_headers.__wrapped__
    return read(tuple(names), tuple(texts))


@lru_cache(maxsize=1024)
def _read_headers(names: tuple[str, ...], texts: tuple[str, ...]) -> Headers:
    named = zip(names, texts, strict=True)
    return Headers(
        {name.removeprefix("HTTP_").replace("_", "-").lower(): to_text(text) for name, text in named if text}
    )


def to_text(text: str) -> str:
    """A WSGI string (bytes dressed as Latin-1) as the UTF-8 text it stands for."""
    text = text if text.isascii() else text.encode("latin-1", "replace").decode("utf-8", "replace")
    return text.replace(NUL, REPLACEMENT)


def header_names(request: Request) -> tuple[str, ...]:
    """Names alone, bounded in number and length, for `refusals`."""
    names = [*request.headers.texts, "cookie"] if request.cookies else request.headers.texts
    return tuple(sorted(name[:60] for name in names))[:LONGEST_NAMES]


def _pairs(text: str) -> list[tuple[str, str]]:
    """The fields of a query or form, in order, as `urllib.parse.parse_qsl` has them."""
    parts = text.split("&", MOST_FIELDS + 1)
    return [_read_pair(part) if len(part) <= LONGEST_REMEMBERED else _decode_pair(part) for part in parts if part]


def _to_fields(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Of each name the first; of a list's items (`…[]`) all, numbered."""
    fields = dict(pairs)
    if len(fields) == len(pairs):  # as a rule
        return fields
    numbered = [(f"{name[:-1]}{at}]" if name[-2:] == "[]" else name, text) for at, (name, text) in enumerate(pairs)]
    first: dict[str, str] = {}
    for name, text in numbered:
        first.setdefault(name, text)
    return first


def _decode_pair(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return _decode(name), _decode(value)


_read_pair = lru_cache(maxsize=4096)(_decode_pair)  # most fields of a hit were in another hit before


def _decode(text: str) -> str:
    return unquote_plus(text, errors="replace").replace(NUL, REPLACEMENT)


def _body_text(body: bytes) -> str:
    return body.decode(errors="replace").replace(NUL, REPLACEMENT)


def _drop_rest(environ: Mapping[str, Any]) -> None:
    """Reads on, within a bound: a server that closes a connection with bytes unread resets it, and the GIF is lost."""
    left = MOST_DROPPED
    with contextlib.suppress(Exception):  # the server's own errors for a broken body differ by server
        while left > 0 and (chunk := environ["wsgi.input"].read(min(left, 65_536))):
            left -= len(chunk)


def _read_form(environ: Mapping[str, Any]) -> tuple[bytes, list[tuple[str, str]], bool]:
    """Body (at most a byte over LARGEST), its fields, and whether reading failed."""
    try:
        body = environ["wsgi.input"].read(LARGEST + 1)
    except Exception:  # the server's own errors for a broken body differ by server
        return b"", [], True
    content_type = to_text(environ.get("CONTENT_TYPE", ""))
    if len(body) > LARGEST or not content_type.lower().startswith("multipart/"):
        return body, _pairs(_body_text(body)), False
    try:
        parts = parse_form_data(
            {"wsgi.input": BytesIO(body), "CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body))},
            max_form_parts=MOST_FIELDS,
            silent=False,
        )
    except Exception:  # a body that is no form is one more way to be malformed
        return body, [], True
    form = parts[1].items(multi=True)
    return body, [(name.replace(NUL, REPLACEMENT), text.replace(NUL, REPLACEMENT)) for name, text in form], False
