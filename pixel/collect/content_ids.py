"""The ids in an event's `cd[content_ids]` and `cd[contents]`, in each shape that shops' integrations send.

The dialect's own script sends JSON. Besides it, hand-written templates, plugins and tag managers send a bare id, a list
with commas, a list or object with single quotes or without any, a string that holds JSON, text encoded twice, objects
that call their id otherwise, and one field for each part, as PHP names them (`cd[contents][0][id]`). `request` asks.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from urllib.parse import unquote

FIELDS = ("cd[content_ids]", "cd[contents]", "cd[content_id]")  # the ids of an earlier one come first
STARTS = tuple(name[:-1] for name in FIELDS)
# What an object calls its id, the best first: the dialect's own, then those of other dialects and of shops.
ID_NAMES = ("id", "content_id", "item_id", "product_id", "sku", "variant_id")
# What a script writes where it has nothing, or an object for which it knows no text.
NO_IDS = frozenset({"", "null", "none", "undefined", "nan", "true", "false", "object object", "[object object]"})
MOST_IDS = 20
LONGEST_ID = 100
LONGEST_LOOSE = 2_000  # characters that are read of what is no JSON, which takes longer
LONGEST_REMEMBERED = 1_000  # characters of all of them together
MOST_NAMES_REMEMBERED = 30
DEEPEST = 6
MOST_TIMES_ENCODED = 3
# Once more encoded: what a list, an object or a string begins with, or a comma.
ENCODED = re.compile(r"\s*%(?:25)*(?:5b|7b|22|27)|[^%]*%(?:25)*2c", re.IGNORECASE)
PART = re.compile(
    r""" (?P<quoted> "(?:[^"\\]|\\.)*(?:"|\\?\Z) | '(?:[^'\\]|\\.)*(?:'|\\?\Z) )
       | (?P<mark> [\[\]{}:,] )
       | (?P<bare> [^\[\]{}:,"'\s] [^\[\]{}:,"']* )""",
    re.VERBOSE | re.DOTALL,
)
CLOSED_BY = {"[": "]", "{": "}"}
NUL, REPLACEMENT = "\0", "\N{REPLACEMENT CHARACTER}"  # PostgreSQL's texts hold no NUL


def read_content_ids(fields: Mapping[str, str]) -> tuple[str, ...]:
    """The ids among a hit's fields, each once, at most MOST_IDS, each cut at LONGEST_ID characters. Never raises."""
    names = tuple(fields)
    told = _pick_remembered(names) if len(names) <= MOST_NAMES_REMEMBERED else _pick(names)
    texts = tuple([fields[name] for name in told])
    read = _read_remembered if sum(map(len, texts)) <= LONGEST_REMEMBERED else _read_told
    return read(told, texts)


def _pick(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of a hit's fields that may tell ids."""
    return tuple(name for name in names if name.startswith(STARTS))


def _read_told(names: tuple[str, ...], texts: tuple[str, ...]) -> tuple[str, ...]:
    told = dict(zip(names, texts, strict=True))
    values: list[object] = [told[name] for name in FIELDS if name in told]
    found: dict[str, None] = {}
    for name in (name for value in (*values, *_join_parts(told)) for name in _find_ids(value, DEEPEST)):
        if cleaned := _clean(name):
            found[cleaned] = None
        if len(found) == MOST_IDS:
            break
    return tuple(found)


# A page's hits have the same fields, and often say the same.
_pick_remembered = lru_cache(maxsize=256)(_pick)
_read_remembered = lru_cache(maxsize=1024)(_read_told)


def _join_parts(told: Mapping[str, str]) -> list[dict[str, str]]:
    """The objects that fields such as `cd[contents][0][id]` are the parts of."""
    objects: dict[tuple[str, ...], dict[str, str]] = {}
    for name, text in told.items():
        *path, last = name.removeprefix("cd[").removesuffix("]").split("][")
        if path and f"cd[{path[0]}]" in FIELDS:
            objects.setdefault(tuple(path), {})[last] = text
    return list(objects.values())


def _find_ids(value: object, depth: int) -> Iterator[str]:
    if depth == 0:
        return
    if isinstance(value, str):
        read = _read_text(value)
        yield from [value] if read == value else _find_ids(read, depth - 1)
    elif isinstance(value, list):
        for item in value:
            yield from _find_ids(item, depth - 1)
    elif isinstance(value, dict):
        named = {name.lower(): item for name, item in value.items() if item}
        best = next((named[name] for name in ID_NAMES if name in named), None)
        # Without an id: a list whose items have numbers, as PHP writes them, or something that holds objects.
        within = [item for name, item in named.items() if name.isdigit() or not name or isinstance(item, list | dict)]
        yield from _find_ids(within if best is None else best, depth - 1)


def _read_text(text: str) -> object:
    """What a text stands for: list, object, or an id as it is."""
    text = text.strip()
    for _ in range(MOST_TIMES_ENCODED):
        if not ENCODED.match(text):
            break
        text = unquote(text, errors="replace").strip()
    if text.lower() in NO_IDS:
        return []
    if text[0] in "[{\"'&":
        return _read_structure(html.unescape(text))
    items = [item.strip() for item in text[:LONGEST_LOOSE].split(",")]
    return items if len(items) > 1 else text


def _read_structure(text: str) -> object:
    with suppress(ValueError, RecursionError):
        return json.loads(text, parse_int=str)
    text = text[:LONGEST_LOOSE]
    with suppress(ValueError, RecursionError):
        return json.loads(_write_json(text), parse_int=str)
    return [item.strip(" \t\r\n[]{}\"'\\") for item in text.split(",")]


def _write_json(text: str) -> str:
    """As JSON: what has single quotes or none, a comma too many, or is cut short."""
    written: list[str] = []
    is_open: list[str] = []
    for found in PART.finditer(text):
        part = found[0]
        if found["mark"] is None:
            written.append(_quote(part) if found["quoted"] else json.dumps(part.strip()))
            continue
        if part in "[{":
            is_open.append(CLOSED_BY[part])
        elif part in "]}":
            _drop_comma(written)
            part = is_open.pop() if is_open else ""
        written.append(part)
    _drop_comma(written)
    return "".join(written + is_open[::-1])


def _quote(part: str) -> str:
    body = part[1:-1] if len(part) > 1 and part[-1] == part[0] else part[1:]
    return json.dumps(re.sub(r"\\(.?)", r"\1", body, flags=re.DOTALL))


def _drop_comma(written: list[str]) -> None:
    if written and written[-1] == ",":
        written.pop()


def _clean(text: str) -> str:
    """An id as a database takes it: JSON can spell NUL, and half a surrogate pair. Empty for what is none."""
    name = text.encode(errors="replace").decode().replace(NUL, REPLACEMENT).strip()[:LONGEST_ID]
    return "" if name.lower() in NO_IDS else name
