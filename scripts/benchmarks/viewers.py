"""Many who watch the live stream and do nothing with it, in a process of their own: else it would slow what is measured
from here. `stream` starts it; `python -m benchmarks.viewers PORT TOKEN NUMBER` says `ready`, and ends with its input.
"""

import selectors
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.people import BACKSTAGE
from benchmarks.servers import TEACHER, Server
from environment.messages import CannotWork, say

VIEWERS = 200
PIECE = 1 << 18


@contextmanager
def watching(server: Server, number: int = VIEWERS) -> Iterator[None]:
    """So many see everything meanwhile. Raises CannotWork where a stream did not last."""
    command = [sys.executable, "-m", "benchmarks.viewers", str(server.port), TEACHER, str(number)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if not process.stdout or process.stdout.readline() != "ready\n":
            raise CannotWork("The viewers of the benchmark were not let in.")
        yield
        told, _ = process.communicate()
    say(f"    beside: {number} viewers, {told.strip()}")
    if process.returncode:
        raise CannotWork("Streams of the benchmark's viewers ended before they should.")


def _watch(port: int, token: str, number: int) -> int:
    """How many streams ended before the input did."""
    request = f"GET /api/stream HTTP/1.1\r\nHost: {BACKSTAGE}:{port}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    silent, received, ended = set[int](), 0, 0
    with selectors.DefaultSelector() as waiting:
        for _ in range(number):
            opened = socket.create_connection(("127.0.0.1", port))
            opened.sendall(request)
            silent.add(opened.fileno())
            waiting.register(opened, selectors.EVENT_READ)
        waiting.register(sys.stdin, selectors.EVENT_READ)
        while True:
            for key, _ in waiting.select():
                if not isinstance(key.fileobj, socket.socket):
                    print(f"{received / 1e6:,.1f} MB", flush=True)
                    return ended
                piece = key.fileobj.recv(PIECE)
                received += len(piece)
                if not piece:
                    ended += 1
                    waiting.unregister(key.fileobj)
                if key.fd in silent:
                    silent.discard(key.fd)
                    if not silent:
                        print("ready", flush=True)


if __name__ == "__main__":
    sys.exit(min(_watch(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])), 1))
