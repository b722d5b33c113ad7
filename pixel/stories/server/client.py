"""Asks the server's HTTP API (`/api/` on the backstage) with the teacher's token. `play` and tests use it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from pixel.stories.server.errors import RequestRefusedError, ServerGoneError
from pixel.stories.server.http import Answer, send
from pixel.stories.server.sites import Sites

Row = Mapping[str, Any]
A_PAGE = 500


class ServerClient:
    """What the server knows, and its clock. Raises RequestRefusedError where it refuses, ServerGoneError else."""

    def __init__(self, sites: Sites, token: str) -> None:
        self._sites = sites
        self.token = token
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}

    def check(self) -> Row:
        """The clock, if the token is right. Raises RequestRefusedError with what to do where it is not."""
        answer = self._send("GET", "/api/visitors?limit=1")
        if answer.status in (401, 403):
            raise RequestRefusedError("the teacher token is not this server's: it prints the right one when it starts.")
        _read(answer)
        return self.clock()

    def clock(self) -> Row:
        """`now`, `offset_seconds`, `simulated`."""
        return self._get("/api/clock")

    def reset(self) -> None:
        """Erases every visit and person; the clock runs with the real time again."""
        _read(self._send("POST", "/api/reset"))

    def stop_clock(self, at: str) -> None:
        """The simulated clock stands at a moment (ISO 8601) until it is moved on."""
        self._post("/api/clock", {"stands_at": at})

    def advance_clock(self, seconds: int) -> None:
        """Moves the simulated clock on."""
        self._post("/api/clock", {"advance_seconds": seconds})

    def has_visitors(self) -> bool:
        """Whether anybody is kept there."""
        return bool(self._get("/api/visitors", limit=1)["items"])

    def list_events(self, after: int = 0, **asked: str) -> Iterator[Row]:
        """Rows of `events` with an id above `after`, the oldest first; `visitor=…` or `pixel=…` narrows them down."""
        return self._list("/api/events", after=after, settled="false", **asked)

    def last_event(self) -> int:
        """The highest id in `events`: found by halving, for a busy server has many."""
        low, high = 0, 1
        while self._is_event_above(high):
            low, high = high, high * 2
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self._is_event_above(middle) else (low, middle)
        return low

    def find_profile(self, visitor: str) -> Row | None:
        """What the network makes of a visitor and of whoever it belongs to; None for one that is not known."""
        answer = self._send("GET", f"/api/profiles/{quote(visitor)}")
        return None if answer.status == 404 else _read(answer)

    def list_impressions(self, **asked: str) -> Iterator[Row]:
        """The ads shown, with their auctions, the oldest first; `visitor=…` narrows them down."""
        return self._list("/api/impressions", **asked)

    def list_refusals(self, after: int = 0) -> Iterator[Row]:
        """Hits that were ignored in the last hour, with an id above `after`, the oldest first."""
        return self._list("/api/refusals", after=after, settled="false")

    def find_class(self) -> Row | None:
        """The class that is open, with its students; None where there is none."""
        answer = self._send("GET", "/api/class")
        return None if answer.status == 404 else _read(answer)

    def open_class(self) -> Row:
        """Opens a class. Raises RequestRefusedError where one is open."""
        return _read(self._send("POST", "/api/class"))

    def end_class(self) -> None:
        """Ends the class that is open, if there is one: all of it is deleted."""
        if self.find_class():
            _read(self._send("DELETE", "/api/class"))

    def read_stream(self, seconds: int, visitor_cookie: str = "") -> list[tuple[str, Row]]:
        """What the stream tells of the last so many seconds: kinds of events, and their data. With a visitor's cookie
        it tells what is that visitor's own, else everything."""
        path = f"/api/stream?wait=0&back={seconds}"
        own = {"Cookie": visitor_cookie} if visitor_cookie else self._headers
        answer = send(self._sites, "GET", self._sites.url("backstage", path), own)
        if answer.status >= 400:
            raise RequestRefusedError(f"the server's stream refuses: status {answer.status}")
        blocks = [dict(line.split(": ", 1) for line in block.splitlines()) for block in answer.text.split("\n\n")]
        told = [block for block in blocks if block.get("event", "place") != "place"]
        return [(block["event"], json.loads(block["data"])) for block in told]

    def _is_event_above(self, number: int) -> bool:
        return bool(self._get("/api/events", after=number, limit=1, settled="false")["items"])

    def _list(self, path: str, **asked: str | int) -> Iterator[Row]:
        after: str | int | None = asked.pop("after", None)
        while True:
            query = asked if after is None else {**asked, "after": after}
            page = self._get(path, limit=A_PAGE, **query)
            yield from page["items"]
            after = page["next"]
            if after is None:
                return

    def _get(self, path: str, **query: str | int) -> Row:
        return _read(self._send("GET", f"{path}?{urlencode(query)}" if query else path))

    def _post(self, path: str, body: Mapping[str, object]) -> None:
        _read(self._send("POST", path, json.dumps(body).encode()))

    def _send(self, method: str, path: str, body: bytes | None = None) -> Answer:
        headers = self._headers | ({"Content-Type": "application/json"} if body is not None else {})
        return send(self._sites, method, self._sites.url("backstage", path), headers, body)


def _read(answer: Answer) -> Row:
    try:
        said = json.loads(answer.body) if answer.body else {}
    except ValueError:
        raise ServerGoneError(f"what answers there is no server of ours (status {answer.status}).") from None
    if answer.status >= 400 or not isinstance(said, dict):
        detail = said.get("detail", "") if isinstance(said, dict) else ""
        raise RequestRefusedError(f"the server's API refuses: {detail or f'status {answer.status}'}")
    return said
