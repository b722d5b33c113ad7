"""Takes out of a row what points to a person: ids become pseudonyms, some columns go, some say less. Pure.

A pseudonym is a keyed hash whose key is drawn for one export and thrown away: within that file the same visitor has the
same name everywhere, in the next file another.
"""

import hashlib
import re
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from pixel.export.options import What
from pixel.export.rows import COLUMNS, Row

# What is typed or drawn, what a browser can be told by, and what repeats it.
LEFT_OUT: Mapping[What, frozenset[str]] = {
    "events": frozenset({"event_id", "request", "headers", "user_agent", "screen", "ip"}),
    "profiles": frozenset({"first_name"}),
    "impressions": frozenset({"id"}),
    "refusals": frozenset(),
    "declarations": frozenset({"value"}),
    "likes": frozenset(),
    "comments": frozenset({"text"}),
    "posts": frozenset({"text"}),
    "memberships": frozenset(),
    "follows": frozenset(),
    "friendships": frozenset(),
    "corrections": frozenset(),
    "objections": frozenset(),
}
# Where a line's value may be somebody's own words.
TYPED = frozenset({"declarations", "corrections"})
# Of an event's data, what the catalogue says; not search words, travel dates, or whatever else a page may send.
KEPT_DATA = frozenset({"content_type", "content_name", "city", "region", "country", "value", "currency"})
PORT = re.compile(r":\d+$")


@dataclass(frozen=True)
class Disguise:
    """How the rows of one export are disguised; `has_ports`: whether page addresses keep the server's port."""

    has_ports: bool = True
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def name(self, kind: str, identity: str) -> str:
        """The pseudonym of a visitor or a seat."""
        return hashlib.blake2b(identity.encode(), key=self.key, digest_size=10, person=kind.encode()).hexdigest()

    def strip(self, what: What, row: Row) -> Row:
        """The row without what points to a person, but for ids of visitors and seats."""
        kept = {name: value for name, value in row.items() if name not in LEFT_OUT[what]}
        if what == "events":
            kept["data"] = {name: text for name, text in row["data"].items() if name in KEPT_DATA}
            kept["language"] = row["language"].partition(",")[0].partition(";")[0].partition("-")[0].strip()
            for name in ("page_url", "referrer"):
                kept[name] = shorten_url(row[name], has_port=self.has_ports)
        if what == "profiles":
            kept["lines"] = [_strip_line(line) for line in row["lines"]]
        if what == "corrections" and not row["key"].startswith("interest:"):
            kept["value"] = None if row["value"] is None else ""
        return kept

    def rename(self, row: Row) -> Row:
        """The row with pseudonyms for its visitors and its seat."""
        kinds = {"visitor_id": "visitor", "seat_id": "seat"}
        renamed: Row = {name: self.name(kinds[name], value) for name, value in row.items() if name in kinds and value}
        if row.get("kind") == "seat" and "friend_id" in row:
            renamed["friend_id"] = self.name("seat", row["friend_id"])
        if "visitors" in row:
            renamed["visitors"] = [self.name("visitor", visitor) for visitor in row["visitors"]]
        return row | renamed


def _strip_line(line: Row) -> Row:
    """A line without the keys of its rows, of which is told how many there are, and without what may be typed."""
    tables = Counter(row["table"] for row in line["evidence"])
    is_typed = not line["key"].startswith("interest:") and not TYPED.isdisjoint(tables)
    rows = [{"table": table, "rows": number} for table, number in sorted(tables.items())]
    return line | {"evidence": rows} | ({"value": ""} if is_typed else {})


def columns_of(what: What, *, is_disguised: bool) -> tuple[str, ...]:
    """The names of a row's columns, in order."""
    return tuple(name for name in COLUMNS[what] if not (is_disguised and name in LEFT_OUT[what]))


def shorten_url(address: str, *, has_port: bool) -> str:
    """A page's address without what may be somebody's own words: user, query, fragment; empty for what is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host if has_port else PORT.sub("", host), parts.path, "", ""))
