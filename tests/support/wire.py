"""The network between our server and PostgreSQL, for tests that cut it or lead it elsewhere: a small proxy for TCP.

It may be cut so that everybody notices (`cut`), or so that nothing says a word any more (`silence`).
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECE = 65536


class Wire:
    """Listens on a port of `here` and hands on what comes to `there`, both ways."""

    def __init__(self, there: tuple[str, int], here: str = "127.0.0.1") -> None:
        self._there = there
        self._here = here
        self._lock = threading.Lock()
        self._is_silent = False
        self._lines: list[_Line] = []
        self._listener = socket.create_server((here, 0))
        self.port: int = self._listener.getsockname()[1]
        self._listen()

    @contextmanager
    def cut(self) -> Iterator[None]:
        """Meanwhile nobody listens here, and whoever was connected has been told."""
        self._stop_listening()
        with self._lock:
            lines, self._lines = self._lines, []
        for line in lines:
            line.close()
        yield
        self._listener = socket.create_server((self._here, self.port))
        self._listen()

    @contextmanager
    def silence(self) -> Iterator[None]:
        """Meanwhile new connections come about, and nothing passes.

        What is connected now, or comes to be meanwhile, has been forgotten for good, as by a firewall that was
        started again: neither side ever hears of the other, not even its end.
        """
        with self._lock:
            self._is_silent = True
            for line in self._lines:
                line.is_silent = True
        yield
        with self._lock:
            self._is_silent = False

    def close(self) -> None:
        with self.cut():
            pass
        self._stop_listening()

    def _listen(self) -> None:
        self._accepting = threading.Thread(target=self._accept, args=(self._listener,), daemon=True)
        self._accepting.start()

    def _stop_listening(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes whoever waits in `accept`
        self._listener.close()
        self._accepting.join(10)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                here, _ = listener.accept()
            except OSError:
                return
            try:
                there = socket.create_connection(self._there)
            except OSError:
                here.close()
                continue
            with self._lock:
                self._lines.append(_Line(here, there, is_silent=self._is_silent))


class _Line:
    """One connection through the wire."""

    def __init__(self, here: socket.socket, there: socket.socket, *, is_silent: bool) -> None:
        self.is_silent = is_silent
        self._ends = (here, there)
        self._threads = [
            threading.Thread(target=self._hand_on, args=ends, daemon=True) for ends in ((here, there), (there, here))
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        for end in self._ends:
            end.close()

    def _hand_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(PIECE):
                if not self.is_silent:
                    target.sendall(piece)
            if not self.is_silent:
                target.shutdown(socket.SHUT_WR)
