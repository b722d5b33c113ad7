"""People who open pages at their own pace while something else is measured. `pages` calls it.

The pace does not depend on how quickly the server answers (an open loop), except that nobody opens a page before the
last one came: so what is asked of the server is bounded, and what it could not keep up with is counted.
"""

import http.client
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from statistics import median, quantiles
from types import TracebackType

from benchmarks.people import AGENCY, AGENT, LANGUAGE, NETWORK
from benchmarks.servers import Server

PEOPLE = 100
SECONDS_A_PAGE = 2.0
# Whom one sees in a class: mostly the feed, and now and then something else.
ROUND = (
    *((NETWORK, "/"),) * 3,
    (AGENCY, "/destinations/bahamas"),
    *((NETWORK, "/"),) * 2,
    (NETWORK, "/profile"),
    *((NETWORK, "/"),),
    (AGENCY, "/destinations/cuba"),
    (NETWORK, "/activity"),
)


@dataclass
class Readings:
    """What came of it: milliseconds of each page that came; how many failed, or were left out as the last was late."""

    milliseconds: list[float] = field(default_factory=list)
    failed: int = 0
    late: int = 0

    def __str__(self) -> str:
        if len(self.milliseconds) < 2:
            return f"no pages, {self.failed} failed"
        p99 = quantiles(self.milliseconds, n=100)[-1]
        bad = f", {self.failed} failed" * bool(self.failed) + f", {self.late} left out" * bool(self.late)
        return f"{len(self.milliseconds)} pages, p50 {median(self.milliseconds):.0f} ms, p99 {p99:.0f} ms{bad}"


class Readers:
    """PEOPLE with these `Cookie` headers, each a page every SECONDS_A_PAGE, as long as the `with` lasts."""

    def __init__(self, server: Server, cookies: Sequence[str]) -> None:
        self._server = server
        self._end = threading.Event()
        self._lock = threading.Lock()
        self._readings = Readings()
        self._threads = [
            threading.Thread(target=self._read_on, args=(number, cookies[number % len(cookies)]), daemon=True)
            for number in range(PEOPLE)
        ]

    def __enter__(self) -> Readings:
        for thread in self._threads:
            thread.start()
        return self._readings

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join()

    def _read_on(self, number: int, cookie: str) -> None:
        """One person, who begins as many fiftieths of a second after the first as there are people before."""
        due = time.monotonic() + SECONDS_A_PAGE * number / PEOPLE
        opened = number
        while not self._end.wait(max(due - time.monotonic(), 0)):
            began = time.perf_counter()
            has_come = self._open(*ROUND[opened % len(ROUND)], cookie)
            missed = int(max(time.monotonic() - due, 0) / SECONDS_A_PAGE)
            with self._lock:
                self._readings.late += missed
                if has_come:
                    self._readings.milliseconds.append((time.perf_counter() - began) * 1000)
                else:
                    self._readings.failed += 1
            due += SECONDS_A_PAGE * (missed + 1)
            opened += 1

    def _open(self, host: str, path: str, cookie: str) -> bool:
        """On a connection of its own: after two seconds, the server would have closed the last one."""
        headers = {"Host": f"{host}:{self._server.port}", "User-Agent": AGENT, "Accept-Language": LANGUAGE}
        headers |= {"Sec-Fetch-Site": "same-origin"} | ({"Cookie": cookie} if host == NETWORK else {})
        with closing(http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=30)) as connection:
            try:
                connection.request("GET", path, headers=headers)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                return False
            return answer.status == 200
