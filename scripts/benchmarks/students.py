"""A class that acts at its own pace: a hit and a feed each every two seconds; and a stage that sees it. `stream` calls.

The pace does not depend on how quickly the server answers, except that nobody does the next thing before the last was
answered: so what is asked of the server is bounded.
"""

import http.client
import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from statistics import quantiles
from urllib.parse import urlencode

from benchmarks.people import AGENCY, AGENT, BACKSTAGE, COLLECTOR, LANGUAGE, NETWORK, PLACES
from benchmarks.servers import TEACHER, Server
from environment.messages import CannotWork

STUDENTS = 30
SECONDS_A_TURN = 2.0
LONGEST_WAIT = 5.0  # for what was not on the stage yet when all was over


@dataclass
class Acts:
    """What came of it: seconds of each feed; when each hit was sent, by its page, and when it was on the stage."""

    feeds: list[float] = field(default_factory=list)
    sent: dict[str, float] = field(default_factory=dict)
    shown: dict[str, float] = field(default_factory=dict)
    failed: int = 0

    @property
    def p99_of_feeds(self) -> float:
        """In milliseconds."""
        return quantiles(self.feeds, n=100)[-1] * 1000 if len(self.feeds) > 1 else float("inf")

    @property
    def p95_until_shown(self) -> float:
        """In milliseconds."""
        waits = [at - self.sent[page] for page, at in self.shown.items() if page in self.sent]
        return quantiles(waits, n=20)[-1] * 1000 if len(waits) > 1 else float("inf")

    @property
    def missed(self) -> int:
        """Hits that were sent and never shown."""
        return len(self.sent.keys() - self.shown.keys())


class Students:
    """STUDENTS with these `Cookie` headers, who act as long as the `with` lasts."""

    def __init__(self, server: Server, cookies: Sequence[str]) -> None:
        self._server = server
        self._end = threading.Event()
        self.acts = Acts()
        self._threads = [
            threading.Thread(target=self._act_on, args=(number, cookies[number % len(cookies)]), daemon=True)
            for number in range(STUDENTS)
        ]

    def __enter__(self) -> Acts:
        for thread in self._threads:
            thread.start()
        return self.acts

    def __exit__(self, *_: object) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join()

    def _act_on(self, number: int, cookie: str) -> None:
        due, turn = time.monotonic() + SECONDS_A_TURN * number / STUDENTS, 0
        while not self._end.wait(max(due - time.monotonic(), 0)):
            page = f"http://{AGENCY}:{self._server.port}/destinations/{PLACES[turn % len(PLACES)]}?{number}-{turn}"
            began = time.monotonic()
            if self._ask(COLLECTOR, _hit(page), cookie, "recorded"):
                self.acts.sent[page] = began
            began = time.monotonic()
            if self._ask(NETWORK, "/", cookie):
                self.acts.feeds.append(time.monotonic() - began)
            due = max(due + SECONDS_A_TURN, time.monotonic())
            turn += 1

    def _ask(self, host: str, path: str, cookie: str, verdict: str | None = None) -> bool:
        headers = {"Host": f"{host}:{self._server.port}", "User-Agent": AGENT, "Accept-Language": LANGUAGE}
        headers |= {"Sec-Fetch-Site": "same-origin"} if host == NETWORK else {}
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=30)
        with closing(connection), suppress(OSError, http.client.HTTPException):
            connection.request("GET", path, headers=headers | {"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            if answer.status == 200 and answer.headers.get("X-Pixel-Verdict") == verdict:
                return True
        self.acts.failed += 1
        return False


@contextmanager
def on_stage(server: Server, acts: Acts) -> Iterator[None]:
    """A stage meanwhile, which notes when it shows what. Raises CannotWork."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {"Host": f"{BACKSTAGE}:{server.port}", "Authorization": f"Bearer {TEACHER}"}
    with closing(connection):
        connection.request("GET", "/api/stream", headers=headers)
        answer = connection.getresponse()
        if answer.status != 200:
            raise CannotWork(f"The stream answered {answer.status}.")
        while (line := answer.readline()) and line != b"event: place\n":
            pass  # from there on it tells of everything
        noting = threading.Thread(target=_note, args=(answer, acts), daemon=True)
        noting.start()
        yield
        until = time.monotonic() + LONGEST_WAIT
        while acts.missed and time.monotonic() < until:
            noting.join(0.05)
        if connection.sock:
            connection.sock.shutdown(2)
        noting.join()


def _note(answer: http.client.HTTPResponse, acts: Acts) -> None:
    with suppress(OSError, http.client.HTTPException, ValueError):
        for line in answer:
            if line.startswith(b"data: ") and b'"page":' in line:
                acts.shown[json.loads(line[len(b"data: ") :])["page"]] = time.monotonic()


def _hit(page: str) -> str:
    data = {"id": "soleil", "ev": "ViewContent", "cd[content_ids]": '["bahamas"]', "dl": page}
    return f"/tr?{urlencode(data)}"
