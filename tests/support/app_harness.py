"""The whole server in this process, and browsers that walk through it: what the contract tests stand on.

`AppHarness` is the WSGI entry on a real database; a `Browser` keeps its cookies, as one with third-party cookies
allowed; `call` sends bytes that no browser would.
"""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.cookies import SimpleCookie
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from pixel.app import Entry, create_app
from pixel.seeds import seed
from pixel.settings import Settings
from pixel.store import Store
from pixel.store.migrations import migrate
from pixel.store.tables import PERSONAL
from tests.support.server import HOSTS, read_rows

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"
CHROMIUM = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
PORT = 8000
# For tests of what one of the two does in its own way.
ON_SQLITE = pytest.mark.parametrize("harness", ["sqlite"], indirect=True)
ON_POSTGRES = pytest.mark.parametrize("harness", ["postgres"], indirect=True)
BAHAMAS = f"http://soleil.localhost:{PORT}/destinations/bahamas"
# The same for everybody and for ever: a transparent image of one pixel.
GIF = bytes.fromhex("474946383961010001008000000000" + "00ffffff" + "21f90401000000002c00000000010001000002024401003b")


def one_hit(**changes: str) -> dict[str, str]:
    """The fields of a good hit: somebody looks at the Bahamas. A change to "" leaves a field out."""
    fields = {"id": "soleil", "ev": "ViewContent", "dl": BAHAMAS, "cd[content_ids]": '["bahamas"]'} | changes
    return {name: text for name, text in fields.items() if text}


@dataclass(frozen=True)
class AppHarness:
    """The server, and where it keeps what it keeps."""

    app: Entry
    settings: Settings

    def browser(self, agent: str = FIREFOX, *, one_address: bool = False) -> "Browser":
        return Browser(Client(self.app), agent, one_address)

    def open_class(self) -> None:
        """As the teacher's script does."""
        answer = self.browser().post("backstage", "/api/class", authorization=f"Bearer {self.settings.teacher_token}")
        assert answer.status_code == 200, answer.text

    def class_code(self) -> str:
        """The open class's short code."""
        (row,) = self.rows("SELECT code FROM classes")
        return str(row["code"])

    @property
    def path(self) -> Path:
        """The SQLite file, for tests of what only SQLite does."""
        assert isinstance(self.settings.database, Path)
        return self.settings.database

    def rows(self, sql: str, **values: str | int) -> list[dict[str, Any]]:
        return read_rows(self.settings.database, sql, values)

    def count(self, table: str) -> int:
        (row,) = self.rows(f"SELECT count(*) AS n FROM {table}")
        return int(row["n"])

    def files(self) -> dict[str, bytes]:
        """All that is kept, as bytes by name: the database and what SQLite keeps beside it; PostgreSQL's tables."""
        if isinstance(self.settings.database, str):
            return {table: repr(self.rows(f"SELECT * FROM {table}")).encode() for table in PERSONAL}
        path = self.settings.database
        return {file.name: file.read_bytes() for file in path.parent.glob(f"{path.name}*")}


def build_harness(folder: Path, **settings: Any) -> AppHarness:
    """A server on a new, seeded database in `folder`."""
    # A machine that has much else to do must not make a hit come too late, but where that is what is tried.
    given: dict[str, Any] = {"database": folder / "pixel.db", "teacher_token": "craie", "hit_wait_ms": 10_000}
    told = Settings(**(given | settings))
    if isinstance(told.database, Path):
        told.database.write_bytes(seeded_database())
    return AppHarness(create_app(told), told)


TOWN_SIZE = 120  # residents: enough for every page, and quickly copied


@cache
def seeded_database() -> bytes:
    """A new database with products and campaigns, made once."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "seeded.db"
        migrate(path)
        store = Store(path)
        seed(store, town_size=TOWN_SIZE)
        store.close()
        return path.read_bytes()


@dataclass(frozen=True)
class Browser:
    """Somebody's browser: it keeps cookies, sends them wherever they belong, and says where it comes from."""

    client: Client
    agent: str
    one_address: bool

    def at(self, site: str) -> tuple[str, str]:
        """Origin and path prefix of a site, as this browser asks for it."""
        if not self.one_address:
            return f"http://{HOSTS[site]}:{PORT}", ""
        segments = {"network": "/reseau", "collector": "/pixel", "backstage": "/coulisses", "start": ""}
        return f"http://127.0.0.1:{PORT}", segments.get(site, f"/{site}")

    def url(self, site: str, path: str = "/") -> str:
        return "".join((*self.at(site), path))

    def get(self, site: str, path: str = "/", **headers: str) -> TestResponse:
        return self._open("GET", site, path, headers)

    def post(self, site: str, path: str, data: Mapping[str, str] | None = None, **headers: str) -> TestResponse:
        """A form of the site's own, unless `headers` say otherwise."""
        own = {"sec_fetch_site": "same-origin", "origin": self.at(site)[0]}
        return self._open("POST", site, path, own | headers, dict(data or {}))

    def hit(self, method: str = "GET", fields: Mapping[str, str] | None = None, **headers: str) -> TestResponse:
        """A hit of the pixel, by default somebody's look at the Bahamas as a program without `Sec-Fetch-*` sends it."""
        sent = dict(one_hit() if fields is None else fields)
        if self.one_address and "dl" in sent:
            sent["dl"] = sent["dl"].replace(f"http://soleil.localhost:{PORT}", self.url("soleil", ""))
        return self._open(method, "collector", "/tr", headers, sent)

    def look(self, destination: str = "bahamas", agency: str = "soleil", event: str = "ViewContent") -> str:
        """A look at a destination with its pixel; the verdict."""
        page = self.url(agency, f"/destinations/{destination}")
        fields = {"id": agency, "ev": event, "dl": page, "cd[content_ids]": f'["{destination}"]'}
        return verdict_of(self.hit("GET", fields))

    def join(self, member: str = "marcel") -> None:
        """Picks a member, and so a seat of one's own."""
        assert self.post("network", "/join", {"member": member}).status_code == 303

    def join_class(self, code: str, name: str = "") -> str:
        """Joins the open class, and follows to the feed; the student's id."""
        answer = self.post("start", "/join", {"code": code, "name": name})
        assert answer.status_code == 303, answer.text
        entrance = answer.headers["Location"]
        path = "/enter/" + entrance.rpartition("/enter/")[2]
        for each in dict.fromkeys((path, path.partition("?")[0])):  # the bar's place is taken out of the address first
            assert self.get("network", each).status_code == 303
        return str(cookie_of(answer, "student")).partition(".")[0]

    def teach(self, token: str = "craie") -> None:
        """Makes this browser the teacher's."""
        assert self.post("backstage", "/class/token", {"token": token}).status_code == 303

    def ads(self, path: str = "/") -> list[dict[str, str]]:
        """The `data-*` of each ad on a page of the feed, in order; `why` is where its explanation stands."""
        return read_ads(self.get("network", path).text)

    def _open(
        self, method: str, site: str, path: str, headers: Mapping[str, str], data: dict[str, str] | None = None
    ) -> TestResponse:
        origin, prefix = self.at(site)
        named = {name.replace("_", "-"): text for name, text in ({"user_agent": self.agent} | dict(headers)).items()}
        path, _, query = (prefix + path).partition("?")
        more: dict[str, Any] = {"environ_base": {"REMOTE_ADDR": "127.0.0.1"}}
        more |= {"query_string": query or data} if method == "GET" else {"query_string": query, "data": data}
        return self.client.open(path, base_url=origin, method=method, headers=named, buffered=True, **more)


def read_ads(page: str) -> list[dict[str, str]]:
    """Each ad on a page as the contract's hooks give it."""
    ads = []
    for part in re.split(r'data-testid="ad"', page)[1:]:
        found = dict(re.findall(r'data-(campaign|advertiser|content|reason)="([^"]*)"', part.partition(">")[0]))
        why = re.search(r'<a[^>]*data-testid="why"[^>]*>', part)
        assert why, "an ad without a way to its explanation"
        href = re.search(r'href="([^"]*)"', why[0])
        assert href
        ads.append(found | {"why": href[1]})
    return ads


def verdict_of(response: TestResponse) -> str:
    return response.headers["X-Pixel-Verdict"]


def cookie_of(response: TestResponse, name: str = "visitor") -> str | None:
    """The value that an answer gives a cookie, if it sets one."""
    for header in response.headers.getlist("Set-Cookie"):
        cookie: SimpleCookie = SimpleCookie(header)
        if name in cookie:
            return cookie[name].value
    return None


@dataclass(frozen=True)
class Answer:
    """A raw answer."""

    status: str
    headers: Mapping[str, str]
    body: bytes


def call(
    harness: AppHarness,
    path: str = "/tr",
    *,
    method: str = "GET",
    host: str = "pixel.reseau.localhost:8000",
    query: str = "",
    headers: Sequence[tuple[str, str]] = (),
    body: bytes = b"",
    content_type: str = "application/x-www-form-urlencoded",
) -> Answer:
    """One request as a server hands it on: text is bytes dressed as Latin-1, `headers` as CGI names them (`COOKIE`)."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": str(PORT),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": host,
        "HTTP_USER_AGENT": FIREFOX,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if body:
        environ |= {"CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": content_type}
    environ |= {f"HTTP_{name}": text for name, text in headers}
    said: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, given: list[tuple[str, str]], _: object = None) -> None:
        said.append((status, given))

    parts = harness.app(environ, start_response)
    try:
        content = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    status, given = said[-1]
    for name, text in given:  # what a server would refuse to send
        assert not set(name + text) & set("\r\n\0")
        text.encode("latin-1")
    return Answer(status, dict(given), content)


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextmanager
def listen() -> Iterator[list[logging.LogRecord]]:
    """What is logged meanwhile, warnings and worse; a fixture's `caplog` cannot be asked for within hypothesis."""
    listener = _Listener()
    logging.getLogger().addHandler(listener)
    try:
        yield listener.records
    finally:
        logging.getLogger().removeHandler(listener)
