"""One open connection to PostgreSQL. The engine keeps a few.

psycopg waits in C here, its own way for native threads: the engine is only called off the event loop.
"""

import contextlib
import importlib.util
import json
import os
import socket
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

if importlib.util.find_spec("psycopg_binary"):
    # Seeing gevent, psycopg would wait through gevent's select, which in a thread of its own starts a loop there.
    os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_c")

import psycopg
from psycopg.rows import DictRow, dict_row, tuple_row

from pixel.store.connection import Insert, Purpose, Result, Value
from pixel.store.postgres.statement import to_psycopg

T = TypeVar("T")

_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode

CONNECT_SECONDS = 3
# What was open when the network went is found to be dead while it is idle, and not by the next page that takes it.
KEEPALIVES: dict[str, Any] = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
# Hits hold this lock together, whoever erases holds it alone: so no sum is left of a hit that is gone.
KEEPING = 0x7069_7865_6C01
BEGIN = {
    "read": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",  # one snapshot for all of a page's statements
    "write": "BEGIN",
    "keep": f"BEGIN; SET LOCAL lock_timeout = {{wait}}; SELECT pg_advisory_xact_lock_shared({KEEPING})",
    "erase": f"BEGIN; SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock({KEEPING})",
}
# Hits are acknowledged when they are on disk, also where the server's default is not to wait for that. A machine that
# vanishes in the middle of a batch holds its visitors' rows, for which their next hits wait, for five seconds; its
# connections, of which a server has only so many, for a minute.
SESSION_SETTINGS = (
    "SET statement_timeout = '10s'; SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '5s';"
    " SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3;"
    " SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
)


class Session:
    """A connection in autocommit mode; what it is given is the rooms' SQL."""

    def __init__(self, url: str) -> None:
        """Raises psycopg.OperationalError."""
        self._is_new = True
        self._connection: psycopg.Connection[DictRow] = psycopg.connect(
            url,
            autocommit=True,
            row_factory=dict_row,
            connect_timeout=CONNECT_SECONDS,
            application_name="pixel",
            client_encoding="utf8",
            **KEEPALIVES,
        )

    def begin(self, purpose: Purpose, wait: float) -> None:
        """Opens a transaction; `wait`: seconds for a lock that somebody else holds. Raises psycopg.Error."""
        self._apply_settings()
        begin = BEGIN[purpose].format(wait=int(wait * 1000))
        self._connection.execute(to_psycopg(begin), prepare=False)

    def finish(self, work: Callable[["Session"], T]) -> T:
        """`work` in the open transaction, and its commit. Whatever it raises, the session is closed, nothing kept."""
        try:
            result = work(self)
            self._connection.execute("COMMIT")
        except BaseException:
            self.close()
            raise
        return result

    def vacuum(self, tables: Iterable[str]) -> None:
        """Gives up the room of the tables' deleted rows. Raises psycopg.Error."""
        self._apply_settings()
        self._connection.execute("SET statement_timeout = 0")
        self._connection.execute(to_psycopg(f"VACUUM {', '.join(tables)}"))

    def _apply_settings(self) -> None:
        """The first words of a new connection."""
        if self._is_new:
            self._connection.execute(SESSION_SETTINGS)
            self._is_new = False

    def execute(self, sql: str, values: Any = (), /) -> Result:
        """Runs one of the rooms' statements."""
        return self._connection.execute(to_psycopg(sql), _without_nul(values))

    def executemany(self, sql: str, values: Iterable[Any], /) -> None:
        """Runs one of the rooms' statements once for each of `values`."""
        with self._connection.cursor() as cursor:
            cursor.executemany(to_psycopg(sql), [_without_nul(row) for row in values])

    def insert(self, insert: Insert, rows: Sequence[Sequence[Value]], /) -> None:
        """All rows in one statement, as one JSON text: three times as cheap for this process as a parameter a value."""
        self._connection.execute(_insert_sql(insert), [_as_json(insert, rows)])

    def insert_new(self, insert: Insert, rows: Sequence[Sequence[Value]], /) -> list[bool]:
        sql = f"{_insert_sql(insert)} RETURNING {', '.join(insert.key)}"
        with self._connection.cursor(row_factory=tuple_row) as cursor:
            return insert.which_inserted(rows, cursor.execute(sql, [_as_json(insert, rows)]))

    def cut(self) -> None:
        """Ends, from another thread, a wait for a server that does not answer any more."""
        with contextlib.suppress(OSError, psycopg.Error), socket.socket(fileno=self._copy_of_file()) as connected:
            connected.shutdown(socket.SHUT_RDWR)

    def _copy_of_file(self) -> int:
        return os.dup(self._connection.fileno())

    def close(self) -> None:
        """Closes the connection; what was not committed is rolled back."""
        with contextlib.suppress(psycopg.Error):
            self._connection.close()


def _without_nul(values: Any) -> Any:
    """PostgreSQL's texts take no NUL; nobody has one in a name, and an address made up with one finds nothing."""
    if isinstance(values, Mapping):
        return {name: _readable(value) for name, value in values.items()}
    return [_readable(value) for value in values]


def _readable(value: Value) -> Value:
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


def _as_json(insert: Insert, rows: Sequence[Sequence[Value]]) -> str:
    return _to_json([dict(zip(insert.columns, row, strict=True)) for row in rows])


@lru_cache(maxsize=8)
def _insert_sql(insert: Insert) -> str:
    columns = ", ".join(insert.columns)
    types = ", ".join(f"{name} {'integer' if name in insert.integers else 'text'}" for name in insert.columns)
    return (
        f"INSERT INTO {insert.table} ({columns}) SELECT {columns} FROM json_to_recordset(%s) AS given ({types})"
        f" ON CONFLICT {insert.conflict_target} {insert.on_conflict}"
    )
