"""Nobody loses their place: thirty come in and act while workers and the whole server are killed under them.

Each does what a person does where no answer comes: asks again,
and goes back to the door where a link is no longer good.
"""

import http.client
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from pixel.stories.server.client import ServerClient
from pixel.stories.server.lifecycle import free_port
from pixel.stories.server.sites import Sites
from tests.contract.store.test_durability_kills import kill_all, workers_of
from tests.support.hit_load import await_that
from tests.support.postgres import Postgres
from tests.support.remote_browser import RemoteBrowser
from tests.support.server import TEACHER, Server, running_server

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform != "linux", reason="finds workers as Linux shows them"),
]
STUDENTS = 30
TRIPS = ("bahamas", "cuba", "jamaica", "martinique")
Answer = TypeVar("Answer")
MY_NAME = re.compile(r'data-testid="my-name">([^<]+)<')


@pytest.fixture(params=["sqlite", "postgres"])
def told(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """What the servers of a test are told: always at the same address, as people's pages have it."""
    settings = {"PIXEL_PORT": str(free_port())}
    if request.param == "sqlite":
        yield settings
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.new_database() as url:
        yield {**settings, "PIXEL_DATABASE_URL": url}


class Student:
    """Somebody at a browser who does not give up."""

    def __init__(self, server: Server, code: str) -> None:
        self.browser, self._code = RemoteBrowser(server), code
        self.name = ""
        self.acknowledged = 0

    def run(self) -> None:
        """Comes in, and looks at each trip."""
        self.come_in()
        self.name = self.read_name()
        for trip in TRIPS:
            await_that(partial(self._looks, trip), 60)
            self.acknowledged += 1

    def _looks(self, trip: str) -> bool:
        return self._insist(lambda: self.browser.look(trip)) == "recorded"

    def come_in(self) -> None:
        """Through the door, until the feed is open; the same way back for whoever is in the class already."""

        def is_in() -> bool:
            answer = self._insist(lambda: self.browser.post("start", "/join", {"code": self._code}))
            if answer.status != 303:
                return False
            way = "/enter/" + answer.headers["Location"].rpartition("/")[2]
            return self._insist(lambda: self.browser.get("network", way)).status == 303

        await_that(is_in, 60)

    def read_name(self) -> str:
        """Who the door says that this browser is."""
        found: list[str] = []

        def is_told() -> bool:
            found[:] = MY_NAME.findall(self._insist(lambda: self.browser.get("start", "/join")).text)
            return bool(found)

        await_that(is_told, 60)
        return found[0]

    def _insist(self, ask: Callable[[], Answer]) -> Answer:
        got: list[Answer] = []

        def is_answered() -> bool:
            try:
                got.append(ask())
            except (OSError, http.client.HTTPException):
                return False  # nobody listens, just now
            return True

        await_that(is_answered, 60)
        return got[0]


def client_of(server: Server) -> ServerClient:
    return ServerClient(Sites(server.port), TEACHER)


def count_students(server: Server) -> int:
    (row,) = server.rows("SELECT count(*) AS n FROM students")
    return int(row["n"])


def count_hits(server: Server) -> int:
    (row,) = server.rows("SELECT count(*) AS n FROM events")
    return int(row["n"])


def test_kills_while_thirty_come_in_and_act_lose_nobodys_place(tmp_path: Path, told: dict[str, str]) -> None:
    with ThreadPoolExecutor(STUDENTS) as room:
        with running_server(tmp_path, told) as server:
            code = str(client_of(server).open_class()["code"])
            students = [Student(server, code) for _ in range(STUDENTS)]
            all_done = [room.submit(student.run) for student in students]
            await_that(lambda: count_students(server) >= 5, 60)
            os.kill(workers_of(server)[0], signal.SIGKILL)
            await_that(lambda: count_students(server) >= 12, 60)
            kill_all(server)
        with running_server(tmp_path, told) as server:
            await_that(lambda: count_hits(server) >= STUDENTS, 60)
            kill_all(server)
        with running_server(tmp_path, told) as server:
            for done in all_done:
                done.result(120)
            check_places(server, students)


def check_places(server: Server, students: list[Student]) -> None:
    """Each is in the class as who they were, with all that was acknowledged, and has their own ads."""
    client = client_of(server)
    roster = {student["name"]: student for student in (client.find_class() or {})["students"]}
    assert len({student.name for student in students}) == STUDENTS
    for student in students:
        assert student.read_name() == student.name
        assert student.acknowledged == len(TRIPS)
        assert roster[student.name]["hits"] >= student.acknowledged
        assert TRIPS[-1] in {ad["content"] for ad in student.browser.ads()}
        student.come_in()  # and no second time
    assert {student["name"] for student in (client.find_class() or {})["students"]} == set(roster)
