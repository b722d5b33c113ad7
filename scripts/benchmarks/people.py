"""Members of the network, each with a browser, who open pages of the real server. `growth` and `pages` call it."""

import http.client
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, closing
from http.cookies import SimpleCookie
from statistics import median
from types import TracebackType
from urllib.parse import urlencode

from benchmarks.fill import Filled
from benchmarks.servers import KEY, Server
from environment.messages import CannotWork
from pixel import clock
from pixel.identity.visitor_cookie import read_visitor, sign_visitor
from pixel.store import Store
from pixel.store.connection import Connection

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
NETWORK, COLLECTOR, AGENCY = "reseau.localhost", "pixel.reseau.localhost", "soleil.localhost"
BACKSTAGE = "coulisses.reseau.localhost"
PAGES = {
    "feed": (NETWORK, "/"),
    "activity page": (NETWORK, "/activity"),
    "inspector": (BACKSTAGE, "/inspector"),
}
PLACES = ("bahamas", "cuba", "jamaica", "cancun", "martinique")
LANGUAGE = "fr-CA,fr;q=0.9"
MOST_PAGES = 200
LOOKS = 3  # destinations that each person has looked at


class Person(AbstractContextManager["Person"]):
    """Somebody's browser on one server, its connection kept open."""

    def __init__(self, server: Server) -> None:
        self._port = server.port
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        self._cookies: dict[str, str] = {}

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()

    def join(self) -> str:
        """Picks a member as a person does; the visitor that this browser then is."""
        self.ask("POST", NETWORK, "/join", b"member=marcel")
        joined = read_visitor(self._cookies.get("visitor", ""), KEY.encode())
        if "seat" not in self._cookies or joined is None:
            raise CannotWork("The network let nobody join: its pages cannot be timed.")
        return joined

    def turn_out_to_be(self, filled: Filled, visitor_id: str) -> None:
        """Joins, and is from then on one of the visitors that were filled in."""
        joined = self.join()
        with closing(Store(filled.database)) as store:
            store.write(_link, visitor_id, joined)
        self._cookies["visitor"] = sign_visitor(visitor_id, KEY.encode())

    def look_at(self, place: str) -> None:
        """A hit, as an agency's page sends it."""
        data = urlencode({"id": "soleil", "ev": "ViewContent", "cd[content_ids]": f'["{place}"]'})
        page = f"http://{AGENCY}:{self._port}/destinations/{place}"
        self.ask("GET", COLLECTOR, f"/tr?{data}&{urlencode({'dl': page})}", headers={"Referer": page})

    def forget_cookies(self) -> None:
        """A stranger again."""
        self._cookies.clear()

    @property
    def cookie(self) -> str:
        """The `Cookie` header of this browser, as the network gets it."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def time_page(self, name: str) -> float:
        """Milliseconds until a page has been read whole."""
        began = time.perf_counter()
        self.read(*PAGES[name])
        return (time.perf_counter() - began) * 1000

    def read(self, host: str, path: str) -> bytes:
        """A page's bytes. Raises CannotWork where it is not what was asked for."""
        status, body = self.ask("GET", host, path)
        if status != 200:
            raise CannotWork(f"{path} on {host} answered {status}: it cannot be timed.")
        return body

    def ask(
        self, method: str, host: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Status and body of an answer, whose cookies are kept."""
        self._connection.request(method, path, body, {**self._headers(host, method), **(headers or {})})
        answer = self._connection.getresponse()
        read = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self._cookies |= {name: cookie.value for name, cookie in SimpleCookie(line).items()}
        return answer.status, read

    def _headers(self, host: str, method: str) -> Mapping[str, str]:
        headers = {
            "Host": f"{host}:{self._port}",
            "User-Agent": AGENT,
            "Accept-Language": LANGUAGE,
            "Sec-Fetch-Site": "cross-site" if host == COLLECTOR else "same-origin",
            "Cookie": self.cookie,
        }
        return headers | ({"Content-Type": "application/x-www-form-urlencoded"} if method == "POST" else {})


def let_people_join(server: Server, number: int) -> list[str]:
    """So many who have joined and looked at something; their `Cookie` headers."""
    cookies = []
    for each in range(number):
        with Person(server) as person:
            person.join()
            for look in range(LOOKS):
                person.look_at(PLACES[(each + look) % len(PLACES)])
            cookies.append(person.cookie)
    return cookies


def _link(connection: Connection, visitor_id: str, joined: str) -> None:
    """Ties one more visitor to a visitor's seat, as if that person had come from another browser."""
    connection.execute(
        "INSERT INTO identities (visitor_id, seat_id, linked_at)"
        " SELECT :visitor_id, seat_id, :at FROM identities WHERE visitor_id = :joined",
        {"visitor_id": visitor_id, "joined": joined, "at": clock.to_text(clock.now())},
    )


def time_both(one: Callable[[], float], other: Callable[[], float], seconds: float) -> tuple[float, float]:
    """The p50 of both, asked in turn for some seconds, MOST_PAGES times at most; the first of each only warms up."""
    one(), other()
    ones: list[float] = []
    others: list[float] = []
    deadline = time.monotonic() + seconds
    while not ones or (time.monotonic() < deadline and len(ones) < MOST_PAGES):
        ones.append(one())
        others.append(other())
    return median(ones), median(others)
