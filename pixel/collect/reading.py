"""From WSGI to a Request: the only code that touches a hit's raw bytes. Whatever they are, it does not raise."""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import unquote_plus

from werkzeug.formparser import parse_form_data

LARGEST = 6_000
MOST_DROPPED = 1_000_000
MOST_FIELDS = 100
LONGEST_NAMES = 40


@dataclass(frozen=True)
class Request:
    """One hit as it came: `fields` decoded, `raw` the query or form as text, `headers` by lower-case name."""

    method: str
    fields: Mapping[str, str]
    raw: str
    headers: Mapping[str, str]
    cookies: Mapping[str, list[str]]
    remote: str
    is_too_large: bool = False
    is_unreadable: bool = False

    def get(self, name: str) -> str:
        """A field's text; empty where it is absent."""
        return self.fields.get(name, "")

    @property
    def data(self) -> dict[str, str]:
        """The event's data: what stands in the brackets of `cd[…]`."""
        return {name[3:-1]: text for name, text in self.fields.items() if name.startswith("cd[") and name.endswith("]")}

    @property
    def content_ids(self) -> tuple[str, ...]:
        """`cd[content_ids]`, a JSON array as the field's pixels send it, or a bare word or list."""
        text = self.get("cd[content_ids]").strip()
        try:
            listed = json.loads(text)
        except (ValueError, RecursionError):
            listed = text.split(",")
        items = listed if isinstance(listed, list) else [listed]
        # JSON can spell half a surrogate pair, which no database takes.
        named = (str(item).encode(errors="replace").decode() for item in items if isinstance(item, str | int))
        return tuple(dict.fromkeys(name.strip()[:100] for name in named if name.strip()))[:20]


def read_request(environ: Mapping[str, Any]) -> Request:
    """The hit in a WSGI environment: the query's fields, and for a POST the form's."""
    query = to_text(environ.get("QUERY_STRING", ""))
    method = environ.get("REQUEST_METHOD", "")
    headers = read_headers(environ)
    body, pairs, failed = b"", _pairs(query), False
    if method == "POST":
        body, form, failed = _read_form(environ, headers.get("content-type", ""))
        pairs = form + pairs
    if method not in ("GET", "HEAD"):
        _drop_rest(environ)
    raw = "\n".join(part for part in (query, body[:LARGEST].decode(errors="replace")) if part)
    is_too_large = len(query) + len(body) > LARGEST or len(pairs) > MOST_FIELDS
    return Request(
        method=method,
        fields={} if is_too_large else dict(reversed(pairs)),
        raw=raw[:LARGEST],
        headers=headers,
        cookies=read_cookies(headers.get("cookie", "")),
        remote=environ.get("REMOTE_ADDR", ""),
        is_too_large=is_too_large,
        is_unreadable=failed,
    )


def read_headers(environ: Mapping[str, Any]) -> dict[str, str]:
    """Request headers by lower-case name."""
    named = {_header_name(name): to_text(text) for name, text in environ.items() if text and name[:5] == "HTTP_"}
    content_type = environ.get("CONTENT_TYPE")
    if content_type:
        named["content-type"] = to_text(content_type)
    return named


@lru_cache(maxsize=512)
def _header_name(name: str) -> str:
    return name[5:].replace("_", "-").lower()


def read_cookies(header: str) -> dict[str, list[str]]:
    """All values of each cookie, in the order they came."""
    cookies: dict[str, list[str]] = {}
    for part in header.split(";"):
        name, found, value = part.strip().partition("=")
        if found:
            cookies.setdefault(name, []).append(value.strip('"'))
    return cookies


def to_text(text: str) -> str:
    """A WSGI string (bytes dressed as Latin-1) as the UTF-8 text it stands for."""
    return text if text.isascii() else text.encode("latin-1", "replace").decode("utf-8", "replace")


def header_names(headers: Mapping[str, str]) -> tuple[str, ...]:
    """Names alone, bounded in number and length, for `refusals`."""
    return tuple(sorted(name[:60] for name in headers))[:LONGEST_NAMES]


def _pairs(text: str) -> list[tuple[str, str]]:
    """The fields of a query or form, in order: as `urllib.parse.parse_qsl` has them, at half the time."""
    if not text:
        return []
    parts = [part.partition("=") for part in text.split("&", MOST_FIELDS + 1) if part]
    return [(_decode_name(name), _decode(value)) for name, _, value in parts]


def _decode(text: str) -> str:
    return unquote_plus(text, errors="replace") if "%" in text or "+" in text else text


@lru_cache(maxsize=512)
def _decode_short_name(name: str) -> str:
    return _decode(name)


def _decode_name(name: str) -> str:
    """Names come again and again (`cd%5Bcontent_ids%5D`); odd long ones are no reason to remember them."""
    return _decode_short_name(name) if len(name) <= LONGEST_NAMES else _decode(name)


def _drop_rest(environ: Mapping[str, Any]) -> None:
    """Reads on, within a bound: a server that closes a connection with bytes unread resets it, and the GIF is lost."""
    left = MOST_DROPPED
    with contextlib.suppress(Exception):  # the server's own errors for a broken body differ by server
        while left > 0 and (chunk := environ["wsgi.input"].read(min(left, 65_536))):
            left -= len(chunk)


def _read_form(environ: Mapping[str, Any], content_type: str) -> tuple[bytes, list[tuple[str, str]], bool]:
    """Body (at most a byte over LARGEST), its fields, and whether reading failed."""
    try:
        body = environ["wsgi.input"].read(LARGEST + 1)
    except Exception:  # the server's own errors for a broken body differ by server
        return b"", [], True
    if len(body) > LARGEST or not content_type.lower().startswith("multipart/"):
        return body, _pairs(body.decode(errors="replace")), False
    try:
        parts = parse_form_data(
            {"wsgi.input": BytesIO(body), "CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body))},
            max_form_parts=MOST_FIELDS,
            silent=False,
        )
    except Exception:  # a body that is no form is one more way to be malformed
        return body, [], True
    return body, list(parts[1].items(multi=True)), False
