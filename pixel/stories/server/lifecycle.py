"""How a server is started, waited for and ended: for stories, for tests and for benchmarks alike.

Each is a process group of its own: a Ctrl-C reaches whoever started it alone, who then ends it, by its own id.
"""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from time import monotonic

from pixel.stories.server.errors import ServerNotStartedError

SECONDS_TO_PREPARE = 120
SECONDS_TO_START = 60
SECONDS_TO_STOP = 20
LOOKS_EVERY = 0.05
PACKAGES = str(Path(__file__).resolve().parents[3])  # where this very `pixel` is, installed or not
PIXEL = (sys.executable, "-m", "pixel")

Process = subprocess.Popen[bytes]


def free_port(host: str = "127.0.0.1") -> int:
    """A port that nobody listens on there."""
    with closing(socket.socket()) as taken:
        taken.bind((host, 0))
        port: int = taken.getsockname()[1]
        return port


def clean_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This environment with other settings; its own PIXEL_* variables, which are about another server, are left out."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PIXEL_")}
    path = os.pathsep.join(filter(None, (PACKAGES, os.environ.get("PYTHONPATH"))))
    return {**inherited, "PYTHONUNBUFFERED": "1", "PYTHONPATH": path, **settings}


def prepare_database(environment: Mapping[str, str], folder: Path | None = None) -> None:
    """`pixel migrate` and `pixel seed`, in a working folder. Raises ServerNotStartedError with what they said."""
    for step in ("migrate", "seed"):
        try:
            done = subprocess.run(
                [*PIXEL, step],
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                timeout=SECONDS_TO_PREPARE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise ServerNotStartedError(f"`pixel {step}` took over {SECONDS_TO_PREPARE} s; is the disk full?") from None
        if done.returncode:
            raise ServerNotStartedError(last_words(done.stderr or done.stdout))


def spawn(command: Sequence[str], environment: Mapping[str, str], log: Path, folder: Path | None = None) -> Process:
    """Starts a process in a group of its own; what it says goes into the log."""
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def await_ready(process: Process, is_ready: Callable[[], bool], log: Path) -> None:
    """Waits until a server answers. Raises ServerNotStartedError where it ends, or takes too long."""
    deadline = monotonic() + SECONDS_TO_START
    while not is_ready():
        try:
            # Waits for the one event that would make further asking pointless: that the server has ended.
            process.wait(timeout=LOOKS_EVERY)
        except subprocess.TimeoutExpired:
            if monotonic() > deadline:
                said = last_words(log.read_text(errors="replace"))
                raise ServerNotStartedError(f"the server was not ready within {SECONDS_TO_START} s: {said}") from None
        else:
            raise ServerNotStartedError(last_words(log.read_text(errors="replace")))


def is_healthy(port: int, host: str = "127.0.0.1") -> bool:
    """Whether `GET /healthz` answers 200 with status ok."""
    with closing(http.client.HTTPConnection(host, port, timeout=5)) as connection:
        try:
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            return answer.status == 200 and json.load(answer).get("status") == "ok"
        except (OSError, http.client.HTTPException, ValueError):
            return False


def stop(process: Process) -> bool:
    """Asks a process to stop, and ends its whole group if it does not; whether it stopped when asked."""
    process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        kill(process)
        return False
    return True


def kill(process: Process) -> None:
    """Ends a process's whole group at once, as a crash would."""
    process.kill()
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def last_words(said: str) -> str:
    """The last line that a program said."""
    lines = [line for line in said.splitlines() if line.strip()]
    return lines[-1].removeprefix("pixel: ") if lines else "the server ended without a word."
