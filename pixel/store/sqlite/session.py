"""One open connection to the SQLite file, and its place in the queue of writers. The Store keeps a few.

Writers of all processes stand in line at a lock file first: SQLite itself does not queue, it sleeps and tries
again, and with two busy writers that cost up to 0.8 s. A kill releases the lock, as the kernel holds it.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pixel.store.connection import Insert, Value
from pixel.store.sqlite.writer_lock import WriterLock

T = TypeVar("T")

MOST_ROWS = 32  # as many texts of each statement are there at most, so that SQLite's cache holds them
LARGEST_REWRITTEN = 256_000_000  # bytes; takes a second or two, in which no hit can be kept
LARGEST_LOG = 16_000_000  # bytes between two checkpoints; at SQLite's own 4 MB the same pages were copied more often
KEPT_LOG = 128_000_000  # bytes that a log once needed and keeps: writing over them takes half of what growing does
PRAGMAS = (
    "foreign_keys = ON",
    "synchronous = FULL",
    "secure_delete = ON",
    "temp_store = MEMORY",  # what a batch of hits would be rolled back to: else a file made and deleted at each batch
    "wal_autocheckpoint = 40000",  # ten times LARGEST_LOG, should nobody come to `checkpoint`
    f"journal_size_limit = {KEPT_LOG}",
)
STATEMENTS = 512  # that SQLite keeps parsed: a batch has as many sizes as hits may come together


class Session:
    """A connection that notices when its file is no longer the one at its path."""

    def __init__(self, path: Path, wait: float) -> None:
        """Opens an existing file; `wait`: seconds for a lock that somebody else's program holds, the same as long as it
        is open: to set it anew would take as long as a question. Raises sqlite3.OperationalError."""
        self._path = path
        self._file = self._identity()  # before it is opened: a file that takes its place meanwhile is noticed too
        uri = f"{path.absolute().as_uri()}?mode=rw"
        self._connection = sqlite3.connect(
            uri, uri=True, timeout=wait, isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS
        )
        self._connection.row_factory = sqlite3.Row
        for pragma in PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")
        self._line = WriterLock(path.with_name(path.name + ".lock"))

    def transact(self, begin: str, work: Callable[["Session"], T]) -> T:
        """`work` in one transaction. Whatever it raises, nothing is kept and the session is closed."""
        try:
            with nullcontext() if begin == "BEGIN" else self._line:
                self._check_file()
                self._connection.execute(begin)
                result = work(self)
                self._connection.execute("COMMIT")
                self._check_file()
        except BaseException:
            self.close()
            raise
        return result

    def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
        """Runs one of the rooms' statements."""
        return self._connection.execute(sql, values)

    def executemany(self, sql: str, values: Iterable[Any], /) -> None:
        """Runs one of the rooms' statements once for each of `values`."""
        self._connection.executemany(sql, values)

    def insert(self, insert: Insert, rows: Sequence[Sequence[Value]], /) -> None:
        self._insert(insert, rows)

    def insert_new(self, insert: Insert, rows: Sequence[Sequence[Value]], /) -> list[bool]:
        """Those that were news stand last, since nobody else writes meanwhile; one that was not may leave a gap."""
        number = self._insert(insert, rows)
        if number == len(rows):
            return [True] * number
        latest = f"rowid > (SELECT max(rowid) FROM {insert.table}) - ? ORDER BY rowid DESC LIMIT ?"
        sql = f"SELECT {', '.join(insert.key)} FROM {insert.table} WHERE {latest}"
        return insert.which_inserted(rows, self._connection.execute(sql, (len(rows), number)))

    def _insert(self, insert: Insert, rows: Sequence[Sequence[Value]]) -> int:
        """Many rows a statement: one by one, each would give up Python's lock and stand in line for it again behind the
        requests, which cost more than the writing itself."""
        changed = 0
        for start in range(0, len(rows), MOST_ROWS):
            some = rows[start : start + MOST_ROWS]
            values = [value for row in some for value in row]
            changed += self._connection.execute(_insert_sql(insert, len(some)), values).rowcount
        return changed

    def compact(self, begin: Callable[[], None]) -> None:
        """VACUUM, since `secure_delete` alone spares old copies of rows that SQLite moved between pages; then empties
        the log. A file too large for that keeps such copies until somebody runs VACUUM on it at a quiet hour.

        `begin` is called at the head of the line. Raises sqlite3.OperationalError where a reader holds the log for
        too long.
        """
        with self._line:
            begin()
            if self._path.stat().st_size <= LARGEST_REWRITTEN:
                self._connection.execute("VACUUM")
            if self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                raise sqlite3.OperationalError("a long read holds the write-ahead log")

    def checkpoint(self, *, is_quiet: bool) -> None:
        """Copies the log back into the file. Hits go on meanwhile; the line is only held for the little that they add,
        so that the log begins anew; when it is quiet, it gives up its room too."""
        self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        with self._line:
            self._connection.execute(f"PRAGMA wal_checkpoint({'TRUNCATE' if is_quiet else 'PASSIVE'})")

    def close(self) -> None:
        """Closes the connection; what was not committed is rolled back."""
        self._connection.close()
        self._line.close()

    def _identity(self) -> tuple[int, int]:
        try:
            file = self._path.stat()
        except OSError as error:
            raise sqlite3.OperationalError(f"the database file is gone: {error.strerror}") from None
        return file.st_dev, file.st_ino

    def _check_file(self) -> None:
        """SQLite would go on committing into a file that was deleted or replaced, without a word."""
        if self._identity() != self._file:
            raise sqlite3.OperationalError("the database file was replaced")


@lru_cache(maxsize=2 * MOST_ROWS)
def _insert_sql(insert: Insert, rows: int) -> str:
    row = f"({', '.join('?' * len(insert.columns))})"
    return (
        f"INSERT INTO {insert.table} ({', '.join(insert.columns)}) VALUES {', '.join([row] * rows)}"
        f" ON CONFLICT {insert.conflict_target} {insert.on_conflict}"
    )
