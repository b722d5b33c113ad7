"""A temporary folder that goes whatever happens to its maker, even a kill. `browsers` keeps profiles in one."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import sleep

TRIES, PAUSE = 50, 0.1  # a browser on its way out may still be writing
# Reads until its caller is gone, then removes the folder. Needs nothing of ours.
GUARD = """
import os, shutil, sys, time
if "done" not in sys.stdin.read():
    for _ in range(100):
        shutil.rmtree(sys.argv[1], ignore_errors=True)
        if not os.path.exists(sys.argv[1]):
            break
        time.sleep(0.1)
"""


class GuardedFolder:
    """A new folder, until `remove`."""

    def __init__(self, prefix: str) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=prefix))
        self._guard = None if sys.platform == "win32" else _set_guard(self.path)

    def remove(self) -> None:
        for _ in range(TRIES):
            shutil.rmtree(self.path, ignore_errors=True)
            if not self.path.exists():
                break
            sleep(PAUSE)
        if self._guard:
            self._guard.communicate(b"done")


def _set_guard(folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", GUARD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
