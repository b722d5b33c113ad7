"""`pixel serve --class`: a class is open from the start, and a server that was killed has lost nobody."""

import json
import os
import re
import signal
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pytest

from pixel.stories.server.lifecycle import PIXEL
from tests.support.server import HOSTS, TEACHER, Server, running_server

CLASS = ("--class",)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """What is answered is looked at, not followed."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    text: str


def ask(server: Server, path: str, fields: dict[str, str] | None = None, site: str = "start", **more: str) -> Answer:
    """A request to a site, as its own page would send it."""
    host = f"{HOSTS[site]}:{server.port}"
    data = urllib.parse.urlencode(fields).encode() if fields is not None else None
    sent = {"Host": host, "Origin": f"http://{host}"} | more
    asked = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", data, sent)
    try:
        with urllib.request.build_opener(NoRedirect).open(asked, timeout=20) as answer:
            return Answer(answer.status, answer.headers, answer.read().decode())
    except urllib.error.HTTPError as other:
        with other:
            return Answer(other.status or 0, other.headers, other.read().decode())


@pytest.mark.long
def test_a_class_is_open_from_the_start_and_a_killed_server_has_lost_nobody(tmp_path: Path) -> None:
    with running_server(tmp_path, flags=CLASS) as server:
        greeting = server.log.read_text(encoding="utf-8")
        shown = re.search(r"\b([0-9A-Z]{3}-[0-9A-Z]{3})\b", greeting)
        assert shown
        [opened] = server.rows("SELECT * FROM classes")
        assert shown[1].replace("-", "") == opened["code"]
        assert opened["key"] not in greeting
        joined = ask(server, "/join", {"code": opened["code"], "name": "Zoé"})
        assert joined.status == 303
        cookie = str(joined.headers["Set-Cookie"]).partition(";")[0]
        told = json.loads(ask(server, "/api/clock", site="backstage").text)
        assert told["simulated"] is True
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait()
    with running_server(tmp_path, {"PIXEL_PORT": str(server.port)}, flags=CLASS) as again:
        assert again.rows("SELECT * FROM classes") == [opened]
        assert "Zoé" in ask(again, "/join", Cookie=cookie).text
        back = ask(again, "/join", {}, Cookie=cookie)
        assert (back.status, "/enter/" in back.headers["Location"]) == (303, True)


@pytest.mark.long
def test_the_token_stands_in_the_greeting_alone(tmp_path: Path) -> None:
    with running_server(tmp_path, flags=CLASS) as server:
        ask(server, f"/join?token={TEACHER}x")
        assert server.log.read_text(encoding="utf-8").count(TEACHER) == 1


@pytest.mark.long
@pytest.mark.parametrize(
    ("lesson", "sentence"), [("clas", "no lesson of that name"), ("nowhere.yaml", "nowhere.yaml")], ids=["name", "file"]
)
def test_a_lesson_that_cannot_be_read_is_told_before_anything_starts(
    tmp_path: Path, lesson: str, sentence: str
) -> None:
    told = {**os.environ, "PIXEL_DATABASE_URL": f"sqlite:///{tmp_path / 'pixel.db'}", "PIXEL_PORT": "0"}
    subprocess.run([*PIXEL, "migrate"], env=told, check=True, capture_output=True)
    done = subprocess.run([*PIXEL, "serve", "--class", lesson], env=told, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
