"""SQL for the right of access: every row that is kept about somebody, table by table, as the register of tables has
them. The rights desk and the exports ask."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pixel.store.connection import Connection, among
from pixel.store.kept_auction import read_auction
from pixel.store.tables import TABLES, Table

LEFT_OUT = frozenset({"seat_links"})  # keys to the account, good for minutes, and no data
JSON = frozenset({"declared", "interests", "content_ids", "data", "headers", "header_names", "about"})
READERS = dict.fromkeys(JSON, json.loads) | {"auction": read_auction}
# What somebody says of themselves, does, and chooses on a network: what an export has of it beside profiles.
OWN_TABLES = (
    "declarations",
    "likes",
    "comments",
    "posts",
    "memberships",
    "follows",
    "friendships",
    "corrections",
    "objections",
)
Row = dict[str, Any]


def list_own_rows(connection: Connection, seat_id: str, visitors: Iterable[str]) -> dict[str, list[Row]]:
    """A person's rows by table, those tables alone that have any; `seat_id` is empty for a visitor that is nobody."""
    of_visitors, named = among("visitor_id", visitors)
    found: dict[str, list[Row]] = {}
    for table in TABLES:
        if table.whose == "visitor":
            rows = _read(connection, table, of_visitors, named)
        elif table.whose == "seat" and seat_id and table.name not in LEFT_OUT:
            rows = _read(connection, table, f"{table.owner} = :seat_id", {"seat_id": seat_id})
        else:
            continue
        if rows:
            found[table.name] = rows
    return found


def page_own_rows(connection: Connection, table: str, after: tuple[str | int, ...] | None, limit: int) -> list[Row]:
    """Some rows of one of OWN_TABLES in the order of its key, those after a key."""
    key = next(each.key for each in TABLES if each.name == table)
    places = ", ".join(f":after_{column}" for column in key)
    beyond = f"WHERE ({', '.join(key)}) > ({places})" if after else ""
    named: dict[str, Any] = {"limit": limit}
    if after:
        named |= {f"after_{column}": part for column, part in zip(key, after, strict=True)}
    rows = connection.execute(f"SELECT * FROM {table} {beyond} ORDER BY {', '.join(key)} LIMIT :limit", named)
    return [_plain(row) for row in rows]


def _read(connection: Connection, table: Table, condition: str, named: Mapping[str, str]) -> list[Row]:
    order = ", ".join(table.key)
    rows = connection.execute(f"SELECT * FROM {table.name} WHERE {condition} ORDER BY {order}", named)
    return [_plain(row) for row in rows]


def _plain(row: Mapping[str, Any]) -> Row:
    """A row as data; JSON is read."""
    return {
        column: READERS[column](value) if column in READERS and value else value for column, value in dict(row).items()
    }
