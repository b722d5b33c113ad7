"""A temporary folder that goes whatever happens to its maker, even a kill, and a server in it that ends with it.

`process` keeps a server in one, `drivers.browsers` a profile. A kill cannot be caught by who is killed: a process
beside it, the guard, notices, as its standard input ends.
"""

import contextlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import sleep
from typing import Self

TRIES, PAUSE = 50, 0.1  # a browser on its way out may still be writing
# Needs nothing of ours, so that it starts in no time. Each line names a process group that is to end: the last counts.
PROGRAM = """
import os, shutil, signal, sys, time
said = sys.stdin.read().split()
if said[-1:] != ["done"]:
    for number in said[-1:]:
        try:
            os.killpg(int(number), signal.SIGKILL)
        except OSError:
            pass
    gone = 0
    for _ in range(300):  # a browser that is starting makes its profile's folder again: gone is what stays gone
        shutil.rmtree(sys.argv[1], ignore_errors=True)
        gone = 0 if os.path.exists(sys.argv[1]) else gone + 1
        if gone == 30:
            break
        time.sleep(0.1)
"""


class GuardedFolder:
    """A new folder, until `remove` or the end of a `with`."""

    def __init__(self, prefix: str) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=prefix))
        self._guard = None if sys.platform == "win32" else _start(self.path)  # Windows has no process groups

    def watch(self, group: int) -> None:
        """That process group is ended too, should its maker be gone without a word."""
        self._say(str(group))

    def remove(self) -> None:
        """Removes it; all is in order, and the guard has nothing left to do."""
        for _ in range(TRIES):
            shutil.rmtree(self.path, ignore_errors=True)
            if not self.path.exists():
                break
            sleep(PAUSE)
        self._say("done")
        if self._guard:
            self._guard.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    def _say(self, word: str) -> None:
        if self._guard and self._guard.stdin:
            with contextlib.suppress(BrokenPipeError):  # somebody has ended the guard
                self._guard.stdin.write(f"{word}\n".encode())
                self._guard.stdin.flush()


def _start(folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", PROGRAM, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
