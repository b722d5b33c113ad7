"""Browsers that send hits as fast as they are answered, and remember each answer. The durability tests start them.

Bounded in number and time. A hit without an answer is sent again with its event id, as is now and then one that
was answered: what is kept must be there, and once.
"""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.support.app_harness import FIREFOX, GIF, one_hit
from tests.support.server import Server

MOST_HITS = 100_000
MOST_SECONDS = 200
SENT_TWICE = 10  # one in so many
KEPT = ("recorded", "ignored; reason=duplicate")
UNAVAILABLE = "ignored; reason=store-unavailable"


@dataclass(frozen=True)
class Sent:
    """A hit and its answer: `visitor` as the cookie has it, empty where there was none; `verdict` empty: no answer.

    `began` on the monotonic clock; the answer was whole `seconds` later.
    """

    visitor: str
    eid: str
    verdict: str
    began: float
    seconds: float


def await_that(is_so: Callable[[], bool], seconds: float = 15) -> None:
    """Asks until it is so. Raises AssertionError where that takes too long."""
    pause, deadline = threading.Event(), time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        pause.wait(0.05)


class Load:
    """So many browsers at once. They send to `server`, which may be changed while they run (None: nowhere yet)."""

    def __init__(self, server: Server | None, name: str) -> None:
        self.server = server
        self.name = name
        self.failure: BaseException | None = None
        self._sent: list[Sent] = []
        self._news = threading.Condition()
        self._stopped = threading.Event()
        self._ends_at = time.monotonic() + MOST_SECONDS

    def sent(self) -> list[Sent]:
        """All hits until now, in the order of their answers."""
        with self._news:
            return list(self._sent)

    def wait_for_kept(self, more: int, seconds: float = 30) -> None:
        """Until so many more hits have been kept. Raises AssertionError where that takes too long."""
        self.wait_for(lambda sent: sum(hit.verdict in KEPT for hit in sent) >= more, seconds)

    def wait_for(self, is_enough: Callable[[Sequence[Sent]], bool], seconds: float = 30) -> None:
        """Until the answers from now on are enough. Raises AssertionError where that takes too long."""
        with self._news:
            start = len(self._sent)
            came = self._news.wait_for(lambda: self.failure or is_enough(self._sent[start:]), seconds)
            verdicts = Counter(hit.verdict for hit in self._sent[start:])
        assert self.failure is None, self.failure
        assert came, f"not in {seconds} s: {verdicts}"

    def stop(self) -> None:
        """Tells the browsers to send no more."""
        self._stopped.set()

    def run(self, number: int) -> None:
        """One browser, until it is told to stop."""
        browser = _Browser(self)
        try:
            for count in range(MOST_HITS):
                if self._stopped.is_set() or time.monotonic() > self._ends_at:
                    break
                eid = f"{self.name}-{number}-{count}"
                self._send(browser, eid)
                if count % SENT_TWICE == 0:
                    self._send(browser, eid)
        except BaseException as error:
            with self._news:
                self.failure = error
                self._news.notify_all()
        finally:
            browser.close()

    def _send(self, browser: "_Browser", eid: str) -> None:
        """Sends a hit, once more where no answer came."""
        for _ in range(2):
            hit = browser.send(eid)
            with self._news:
                self._sent.append(hit)
                self._news.notify_all()
            if hit.verdict:
                return
            self._stopped.wait(0.05)  # nobody listens, just now


class _Browser:
    """Somebody's browser: one connection, and the cookie that it was given."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._cookie = ""
        self._connection: http.client.HTTPConnection | None = None

    def send(self, eid: str) -> Sent:
        server, began = self._load.server, time.monotonic()
        if not server:
            return Sent("", eid, "", began, 0)
        path = "/tr?" + urlencode(one_hit(dl=server.url("soleil", "/destinations/bahamas"), eid=eid))
        headers = {"Host": f"pixel.reseau.localhost:{server.port}", "User-Agent": FIREFOX}
        if self._cookie:
            headers["Cookie"] = f"visitor={self._cookie}"
        try:
            verdict = self._ask((server.host, server.port), path, headers)
        except (OSError, http.client.HTTPException):
            verdict = ""
            self.close()
        return Sent(self._cookie.partition(".")[0], eid, verdict, began, time.monotonic() - began)

    def _ask(self, address: tuple[str, int], path: str, headers: dict[str, str]) -> str:
        if self._connection and (self._connection.host, self._connection.port) != address:
            self.close()
        if not self._connection:
            self._connection = http.client.HTTPConnection(*address, timeout=10)
        self._connection.request("GET", path, headers=headers)
        answer = self._connection.getresponse()
        body, verdict = answer.read(), answer.headers["X-Pixel-Verdict"]
        assert (answer.status, body) == (200, GIF)
        given = answer.headers["Set-Cookie"]
        if given and not self._cookie:
            self._cookie = SimpleCookie(given)["visitor"].value
        return str(verdict)

    def close(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None


@contextmanager
def running_load(server: Server | None, name: str, browsers: int = 8) -> Iterator[Load]:
    """Browsers at work while the block runs; `name` begins their event ids. Ended when it ends."""
    load = Load(server, name)
    threads = [threading.Thread(target=load.run, args=(number,), daemon=True) for number in range(browsers)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        load.stop()
        for thread in threads:
            thread.join(30)
    assert not any(thread.is_alive() for thread in threads), "a browser still waits"
    assert load.failure is None, load.failure


def check_kept(server: Server, sent: Sequence[Sent], name: str) -> None:
    """Every hit that was acknowledged is in `events`, none is there twice, and the sums fit. Raises AssertionError."""
    rows = server.rows("SELECT visitor_id, event_id FROM events WHERE event_id LIKE :name", name=f"{name}-%")
    kept = Counter((row["visitor_id"], row["event_id"]) for row in rows)
    lost = [hit for hit in sent if hit.verdict in KEPT and (hit.visitor, hit.eid) not in kept]
    assert not lost, f"{len(lost)} acknowledged hits of {len(sent)} are lost: {lost[:5]}"
    assert not [hit for hit, times in kept.items() if times > 1]
    wrong = server.rows(
        "SELECT visitor_id, hits FROM tallies WHERE content_id = '' EXCEPT"
        " SELECT visitor_id, count(*) FROM events GROUP BY visitor_id, pixel_id, event"
    )
    assert not wrong, f"sums that do not fit the hits: {wrong[:5]}"
