"""SQL for exports: people in order, and the two SQLite files that an export needs: one it sorts in, one it writes."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pixel.store.connection import Connection
from pixel.store.queries.identity import read_seat
from pixel.store.records import Seat

INTEGERS = frozenset({"id", "number", "is_noscript"})
KEYS = frozenset({"id", "number"})
Row = Mapping[str, Any]


def page_seats(connection: Connection, after: str, limit: int) -> list[Seat]:
    """People by id."""
    rows = connection.execute(
        "SELECT * FROM seats WHERE id > :after ORDER BY id LIMIT :limit", {"after": after, "limit": limit}
    )
    return [read_seat(row) for row in rows]


class SqliteFile:
    """The file that `--format sqlite` writes: a table for each kind of row, lists and mappings as JSON text."""

    def __init__(self, path: Path) -> None:
        """Opens an empty file."""
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("synchronous = OFF", "journal_mode = OFF"):  # a file that is not whole is thrown away
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("BEGIN")

    def begin(self, table: str, columns: Sequence[str]) -> None:
        """A new table."""
        described = ", ".join(
            f"{name} {'INTEGER' if name in INTEGERS else ''} {'PRIMARY KEY' if name in KEYS else ''}".strip()
            for name in columns
        )
        self._connection.execute(f"CREATE TABLE {table} ({described})")
        self._insert = f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})"

    def write(self, row: Row) -> None:
        """A row of the table begun last."""
        self._connection.execute(self._insert, [_cell(value) for value in row.values()])

    def close(self) -> None:
        """Commits; the file is whole."""
        self._connection.execute("COMMIT")
        self._connection.close()


def _cell(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


class Spool:
    """A private database on disk that goes with its connection: rows are laid down in it, and come back in an order
    that any other run of the same story has too, with numbers for whoever appears.

    Hits by time, then by what they say (a page sends two at once, and either may arrive first), visitors by their first
    hit, people by when they came, ads by time, person and place on the page.
    """

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)
        self._connection.executescript("""
            CREATE TABLE events (id INTEGER, visitor TEXT, at TEXT, text TEXT);
            CREATE TABLE profiles (seat TEXT, at TEXT, text TEXT, id INTEGER PRIMARY KEY);
            CREATE TABLE visitors_of (profile INTEGER, place INTEGER, visitor TEXT);
            CREATE TABLE impressions (id INTEGER, visitor TEXT, seat TEXT, at TEXT, text TEXT);
            CREATE TABLE refusals (id INTEGER, at TEXT, text TEXT);
            CREATE TABLE own (what TEXT, seat TEXT, friend TEXT, at TEXT, text TEXT);
            BEGIN""")

    def lay_event(self, number: int, visitor: str, at: str, text: str) -> None:
        self._connection.execute("INSERT INTO events VALUES (?, ?, ?, ?)", (number, visitor, at, text))

    def lay_profile(self, seat: str | None, visitors: Sequence[str], at: str, text: str) -> None:
        laid = self._connection.execute("INSERT INTO profiles (seat, at, text) VALUES (?, ?, ?)", (seat, at, text))
        self._connection.executemany(
            "INSERT INTO visitors_of VALUES (?, ?, ?)",
            [(laid.lastrowid, place, visitor) for place, visitor in enumerate(visitors)],
        )

    def lay_impression(self, number: int, visitor: str, seat: str, at: str, text: str) -> None:
        self._connection.execute("INSERT INTO impressions VALUES (?, ?, ?, ?, ?)", (number, visitor, seat, at, text))

    def lay_refusal(self, number: int, at: str, text: str) -> None:
        self._connection.execute("INSERT INTO refusals VALUES (?, ?, ?)", (number, at, text))

    def lay_own(self, what: str, seat: str, friend: str | None, at: str, text: str) -> None:
        """Something that a person said, did or chose; `friend`: another seat that it is about."""
        self._connection.execute("INSERT INTO own VALUES (?, ?, ?, ?, ?)", (what, seat, friend, at, text))

    def number(self) -> None:
        """Gives everybody a number, when all is laid down."""
        self._connection.executescript("""
            CREATE TABLE hits AS
                SELECT row_number() OVER (ORDER BY at, text, id) AS n, visitor, text FROM events;
            CREATE TABLE visitors (n INTEGER PRIMARY KEY, visitor TEXT UNIQUE);
            INSERT INTO visitors (visitor) SELECT visitor FROM hits GROUP BY visitor ORDER BY min(n);
            CREATE TABLE people AS
                SELECT row_number() OVER (ORDER BY at, text, min(n), seat) AS n, profiles.id AS id, seat, text
                FROM profiles LEFT JOIN visitors_of ON profile = profiles.id LEFT JOIN visitors USING (visitor)
                GROUP BY profiles.id;
            INSERT OR IGNORE INTO visitors (visitor)
                SELECT visitor FROM people JOIN visitors_of ON profile = people.id ORDER BY n, place;
            CREATE TABLE seats (n INTEGER PRIMARY KEY, seat TEXT UNIQUE);
            INSERT INTO seats (seat) SELECT seat FROM people WHERE seat IS NOT NULL ORDER BY n;
            INSERT OR IGNORE INTO visitors (visitor) SELECT visitor FROM impressions ORDER BY at, id;
            INSERT OR IGNORE INTO seats (seat) SELECT seat FROM impressions ORDER BY at, id""")

    def list_events(self) -> Iterator[tuple[int, int, str]]:
        """Each hit's number, its visitor's, and its text."""
        return self._connection.execute(
            "SELECT hits.n, visitors.n, text FROM hits JOIN visitors USING (visitor) ORDER BY hits.n"
        )

    def list_profiles(self) -> Iterator[tuple[int | None, str, str]]:
        """Each person's seat's number, if any, its visitors' as a JSON array, and its text."""
        return self._connection.execute("""
            SELECT seats.n, (SELECT json_group_array(n) FROM (
                SELECT visitors.n FROM visitors_of JOIN visitors USING (visitor)
                WHERE profile = people.id ORDER BY visitors.n)), text
            FROM people LEFT JOIN seats USING (seat) ORDER BY people.n""")

    def list_impressions(self) -> Iterator[tuple[int, int, int, str]]:
        """Each ad's number, its visitor's, its seat's, and its text."""
        return self._connection.execute("""
            SELECT row_number() OVER (ORDER BY at, seats.n, id) AS number, visitors.n, seats.n, text
            FROM impressions JOIN visitors USING (visitor) JOIN seats USING (seat) ORDER BY number""")

    def list_refusals(self) -> Iterator[tuple[int, str]]:
        """Each refusal's number and text."""
        return self._connection.execute(
            "SELECT row_number() OVER (ORDER BY at, text, id) AS n, text FROM refusals ORDER BY n"
        )

    def list_own(self, what: str) -> Iterator[tuple[int, int, int | None, str]]:
        """The number of each of a kind, its seat's, that of the other seat, if any, and its text."""
        return self._connection.execute(
            "SELECT row_number() OVER (ORDER BY at, seats.n, text) AS number, seats.n, friends.n, text FROM own"
            " JOIN seats ON seats.seat = own.seat LEFT JOIN seats AS friends ON friends.seat = own.friend"
            " WHERE what = ? ORDER BY number",
            (what,),
        )

    def close(self) -> None:
        self._connection.close()
