"""Connections shared out evenly among a server's processes. `worker` accepts through it.

Whichever process is awake takes what comes before the others have woken: of eight browsers that came at once one
process got all every eighth time, and the other had nothing to do. So each process says in memory that all of them
see how many connections it has, and one that has more than another lets that one come first.
"""

import mmap
from typing import Any

from gevent.server import StreamServer

PAUSE = 0.001  # seconds that the others have to come first, MOST_PAUSES times: they may be busy, or stopping
MOST_PAUSES = 3
PLACES = 256  # one for each process; more than there are only share one


class Shares:
    """How many connections each process has. Made before the processes are; each writes at its own place alone."""

    def __init__(self) -> None:
        self._counts = memoryview(mmap.mmap(-1, 4 * PLACES)).cast("i")  # 0: nobody; else one more than connections

    def open(self, process: int) -> None:
        """A process, by its number in order of starting, has no connection yet."""
        self._counts[process % PLACES] = 1

    def close(self, process: int) -> None:
        """A process has ended, in whichever way."""
        self._counts[process % PLACES] = 0

    def add(self, process: int, connections: int) -> None:
        """A process has so many connections more, or fewer."""
        self._counts[process % PLACES] += connections

    def has_most(self, process: int) -> bool:
        """Whether another process has fewer connections."""
        return 0 < min(filter(None, self._counts), default=0) < self._counts[process % PLACES]


class EvenServer(StreamServer):
    """Accepts one connection at a time, and only now and then one while another process has fewer."""

    max_accept = 1

    def __init__(self, shares: Shares, process: int, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._shares, self._process, self._pauses = shares, process, 0

    def do_read(self) -> Any:
        """The next connection; None where it is left to others for a while."""
        if self._pauses < MOST_PAUSES and self._shares.has_most(self._process):
            self._pauses += 1
            self.stop_accepting()
            pause: Any = self.loop.timer(PAUSE)
            pause.start(self._accept_again)
            self._timer = pause  # gevent's own, which ends with the server
            return None
        self._pauses = 0
        return super().do_read()

    def _accept_again(self) -> None:
        if self.started:
            self.start_accepting()
