"""One open connection to the SQLite file, and its place in the queue of writers. The Store keeps a few.

Writers of all processes stand in line at a lock file first: SQLite itself does not queue, it sleeps and tries
again, and with two busy writers that cost up to 0.8 s. A kill releases the lock, as the kernel holds it.
"""

import sqlite3
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TypeVar

from pixel.store.line import Line

T = TypeVar("T")


class Session:
    """A connection that notices when its file is no longer the one at its path."""

    def __init__(self, path: Path) -> None:
        """Opens an existing file. Raises sqlite3.OperationalError."""
        self._path = path
        self._file = self._identity()  # before it is opened: a file that takes its place meanwhile is noticed too
        uri = f"{path.absolute().as_uri()}?mode=rw"
        self._connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._wait = -1.0
        # In memory: what a batch of hits would be rolled back to, else a file made and deleted at each batch. 16 MB of
        # log between checkpoints: at SQLite's own 4 MB the pages of the indexes were copied back every few batches.
        for pragma in (
            "foreign_keys = ON",
            "synchronous = FULL",
            "secure_delete = ON",
            "temp_store = MEMORY",
            "wal_autocheckpoint = 4000",
        ):
            self._connection.execute(f"PRAGMA {pragma}")
        self._line = Line(path.with_name(path.name + ".lock"))

    def transact(self, begin: str, wait: float, work: Callable[[sqlite3.Connection], T]) -> T:
        """`work` in one transaction; `wait`: seconds for a lock that somebody else's program holds.

        Whatever it raises, nothing is kept and the session is closed.
        """
        try:
            self._be_patient(wait)
            with nullcontext() if begin == "BEGIN" else self._line:
                self._check_file()
                self._connection.execute(begin)
                result = work(self._connection)
                self._connection.execute("COMMIT")
                self._check_file()
        except BaseException:
            self.close()
            raise
        return result

    def leave_no_trace(self, wait: float) -> None:
        """VACUUM, since `secure_delete` alone spares old copies of rows that SQLite moved between pages; then empties
        the log. Raises sqlite3.OperationalError where a reader holds it for `wait` seconds."""
        self._be_patient(wait)
        with self._line:
            self._connection.execute("VACUUM")
            if self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                raise sqlite3.OperationalError("a long read holds the write-ahead log")

    def close(self) -> None:
        """Closes the connection; what was not committed is rolled back."""
        self._connection.close()
        self._line.close()

    def _be_patient(self, wait: float) -> None:
        if wait != self._wait:
            self._connection.execute(f"PRAGMA busy_timeout = {int(wait * 1000)}")
            self._wait = wait

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
