"""A guard process over a temporary folder and a server: whatever ends its caller, it ends and removes them.

`running` sets it. A kill cannot be caught by who is killed; the guard notices, as its standard input ends.
"""

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# Needs nothing of ours, so that it starts in no time. Each line names a process group that is to end: the last counts.
PROGRAM = """
import os, shutil, signal, sys
said = sys.stdin.read().split()
if said[-1:] != ["done"]:
    for number in said[-1:]:
        try:
            os.killpg(int(number), signal.SIGKILL)
        except OSError:
            pass
    shutil.rmtree(sys.argv[1], ignore_errors=True)
"""


@dataclass(frozen=True)
class Guard:
    """The process; None where there is none (Windows has no process groups)."""

    process: "subprocess.Popen[bytes] | None"

    def watch(self, group: int) -> None:
        """Ends that process group, too, should the caller be gone without a word."""
        self._say(str(group))

    def dismiss(self) -> None:
        """All is in order: nothing is left to be done."""
        self._say("done")
        if self.process:
            self.process.communicate()

    def _say(self, word: str) -> None:
        if self.process and self.process.stdin:
            with contextlib.suppress(BrokenPipeError):  # somebody has ended the guard
                self.process.stdin.write(f"{word}\n".encode())
                self.process.stdin.flush()


@contextmanager
def guarded(folder: Path) -> Iterator[Guard]:
    """A guard over a folder, which is removed in the end in any case."""
    guard = Guard(_start(folder))
    try:
        yield guard
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        guard.dismiss()


def _start(folder: Path) -> "subprocess.Popen[bytes] | None":
    if sys.platform == "win32":
        return None
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", PROGRAM, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
