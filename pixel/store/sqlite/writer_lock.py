"""The line that writers of all processes stand in, one at a time, in the order in which they came. `session` holds one.

A lock that the kernel holds for this process: whatever kills the process, the line moves on.
"""

import sys
from pathlib import Path
from types import TracebackType


class WriterLock:
    """A lock file; `with` it, nobody else writes. On Windows, where one process serves, SQLite's own lock is enough."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab")

    def __enter__(self) -> None:
        if sys.platform != "win32":
            from fcntl import LOCK_EX, flock

            flock(self._file, LOCK_EX)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if sys.platform != "win32" and not self._file.closed:
            from fcntl import LOCK_UN, flock

            flock(self._file, LOCK_UN)

    def close(self) -> None:
        """Leaves the line."""
        self._file.close()
