"""Many who watch the live stream of real servers, and what each of them must have been told."""

import http.client
import threading
from collections import Counter
from collections.abc import Callable, Sequence, Set
from contextlib import closing, suppress

from tests.support.event_stream import Watcher, cut
from tests.support.hit_load import await_that
from tests.support.server import Server


class Crowd:
    """Those who watch, each in a thread, and come again wherever they are led whenever a stream ends."""

    def __init__(self, watchers: Sequence[Watcher], servers: Callable[[], Sequence[Server]]) -> None:
        self.watchers = watchers
        self.connections: dict[int, http.client.HTTPConnection] = {}
        self._servers = servers
        self._over = threading.Event()
        self._ready = Counter[int]()
        self._threads = [
            threading.Thread(target=self._watch, args=(number,), daemon=True) for number in range(len(watchers))
        ]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        await_that(lambda: len(self._ready) == len(self.watchers), 60)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for connection in list(self.connections.values()):
            cut(connection)
        for thread in self._threads:
            thread.join(30)

    def settle(self, server: Server, before: Set[str] = frozenset()) -> None:
        """Until all have been told, or had counted, what has come; also what a busy server kept after its sender had
        gone."""

        def is_told() -> bool:
            there = len(set(hits_in(server)) - before)
            return all(len(watcher.hits()) + watcher.counted() >= there for watcher in self.watchers)

        await_that(is_told, 90)

    def _watch(self, number: int) -> None:
        watcher, tries = self.watchers[number], 0
        while not self._over.wait(0.05 * min(tries, 10)):
            servers = self._servers()
            with suppress(OSError, http.client.HTTPException, ValueError):
                connection = watcher.connect(server=servers[(number + tries) % len(servers)])
                self.connections[number] = connection
                with closing(connection):
                    for _ in watcher.read(connection.getresponse()):
                        self._ready[number] += 1
            tries += 1


def hits_in(server: Server) -> list[str]:
    """The ids of all hits that there are, recorded or ignored, as the stream has them."""
    recorded = server.rows("SELECT id FROM events ORDER BY id")
    ignored = server.rows("SELECT id FROM refusals ORDER BY id")
    return [f"e{row['id']}" for row in recorded] + [f"r{row['id']}" for row in ignored]


def check_told(server: Server, watchers: Sequence[Watcher], before: Set[str] = frozenset()) -> None:
    """Each was told every hit that came since once, or had it counted. Raises AssertionError."""
    there = set(hits_in(server)) - before
    for watcher in watchers:
        told = Counter(watcher.hits())
        assert not [hit for hit, times in told.items() if times > 1], "told twice"
        assert set(told) <= there
        counted = watcher.counted()
        assert len(told) + counted == len(there), f"{len(told)} told and {counted} counted of {len(there)}"
