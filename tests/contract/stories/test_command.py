"""`pixel play` as a person or a machine runs it: what it prints, how it ends, and that it leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic
from xml.etree import ElementTree as Xml

import pytest

from pixel.cli import main
from pixel.stories.server.http import send
from pixel.stories.server.lifecycle import free_port
from pixel.stories.server.process import RunningServer, run_server

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 120
LONGER = [pytest.param(each, marks=pytest.mark.long) for each in (signal.SIGINT, signal.SIGKILL)]


def environment(folder: Path, **more: str) -> dict[str, str]:
    """This one, but temporary folders are made in `folder`, where a test sees what is left."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PIXEL_")}
    return {**inherited, "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1", **more}


@pytest.fixture
def temporary(tmp_path: Path) -> Iterator[Path]:
    """A folder for what a command makes for itself; empty again when it is over."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    yield folder
    assert list(folder.iterdir()) == [], "it left a folder behind"


def run(folder: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """`pixel play` with these arguments; nothing that it says is a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "pixel", "play", *arguments],
        cwd=ROOT,
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    return done


def test_the_shipped_stories_are_listed_a_line_each(temporary: Path) -> None:
    done = run(temporary, "--list")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert any(line.startswith("bahamas ") for line in lines)
    assert all(len(line.split(None, 1)) == 2 for line in lines)


def test_a_story_is_narrated_as_it_happens_and_written_for_machines(temporary: Path, tmp_path: Path) -> None:
    done = run(temporary, "bahamas", "control", "--json", "--junit", str(tmp_path / "out.xml"))
    assert done.returncode == 0, done.stderr
    assert "zoe opens soleil/destinations/bahamas: PageView recorded, ViewContent recorded" in done.stderr
    assert done.stderr.rstrip().endswith("2 passed")
    told = json.loads(done.stdout)["stories"]
    assert [(story["story"], story["outcome"]) for story in told] == [("bahamas", "passed"), ("control", "passed")]
    ads = [ad for step in told[0]["steps"] for ad in step["ads"]]
    assert {"advertiser": "soleil", "content": "bahamas", "reason": "retargeting"} in ads
    suites = Xml.parse(tmp_path / "out.xml").getroot()
    assert [suite.get("failures") for suite in suites] == ["0", "0"]
    assert int(suites[0].get("tests") or 0) == len(told[0]["steps"])


@pytest.mark.long
def test_a_story_that_does_not_come_true_ends_with_1(temporary: Path, tmp_path: Path) -> None:
    story = tmp_path / "hope.yaml"
    story.write_text("""story: hope
title: {fr: Espoir, en: Hope}
about: {fr: Un vœu, en: A wish}
persons: {zoe: {browser: {cookies: blocked}}}
steps:
  - {who: zoe, visit: soleil, path: /destinations/bahamas}
  - {who: zoe, join: marcel}
  - {who: zoe, expect: {ad: {content: bahamas}}}
""")
    done = run(temporary, str(story), "--junit", str(tmp_path / "out.xml"))
    assert done.returncode == 1
    assert "expected an ad (content bahamas); found " in done.stdout
    assert "1 failed" in done.stdout
    [failure] = Xml.parse(tmp_path / "out.xml").iter("failure")
    assert "content bahamas" in (failure.get("message") or "")


@pytest.mark.long
def test_two_settings_stand_side_by_side(temporary: Path) -> None:
    done = run(temporary, "bahamas", "--compare", "cookies=allowed", "cookies=blocked")
    assert done.returncode == 0, done.stderr
    rows = {line[3:].split("  ")[0]: line for line in done.stdout.splitlines()}
    assert "bahamas by soleil (retargeting)" in rows["feed, ad 1"]
    assert "(default)" in rows["feed, ad 1"]
    assert rows["interest: beach"].startswith(" * ")
    assert rows["interest: fishing"].startswith("   "), "what the member declared is the same"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "which story?"),
        (["bahamaz"], "did you mean 'bahamas'?"),
        (["nowhere.yaml"], "nowhere.yaml: it cannot be read: No such file"),
        (["bahamas", "--all"], "name stories, or say --all"),
        (["bahamas", "--record", "x"], "--record needs eyes: add --browser"),
        (["bahamas", "--junit", "nowhere/at/all.xml"], "there is no folder nowhere/at"),
        (["bahamas", "--url", "http://localhost:1"], "--url needs --token"),
        (["bahamas", "--url", "localhost:8000", "--token", "t"], "write it as http://localhost:8000"),
        (["bahamas", "--url", "http://localhost:1", "--token", "t", "--port", "5"], "not with --url"),
        (["bahamas", "control", "--compare", "gpc=on", "gpc=off"], "name one"),
        (["bahamas", "--compare", "cookies=alowed", "gpc=on"], "'allowed', 'blocked' or 'per-site'"),
        (["bahamas", "--compare", "cokies=allowed", "gpc=on"], "did you mean 'cookies'?"),
        (["bahamas", "--browser", "netscape"], "invalid choice: 'netscape'"),
    ],
)
def test_what_cannot_be_asked_ends_with_a_sentence_and_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["play", *arguments])
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert words in said.err


def test_a_mistake_in_a_story_names_file_and_line_before_any_server_starts(temporary: Path, tmp_path: Path) -> None:
    story = tmp_path / "typo.yaml"
    story.write_text("story: typo\ntitle: {fr: a, en: b}\nabout: {fr: a, en: b}\nsteps:\n  - {wiat: 3 days}\n")
    done = run(temporary, str(story))
    assert done.returncode == 2
    assert done.stderr.startswith(f"pixel play: {story}, line 5: found 'wiat', expected")
    assert done.stderr.rstrip().endswith("did you mean 'wait'?")


@pytest.mark.long
def test_a_port_in_use_is_named(temporary: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        done = run(temporary, "bahamas", "--port", str(port))
    assert done.returncode == 2
    assert f"Port {port} on 127.0.0.1 cannot be used" in done.stderr


@pytest.mark.long
def test_a_browser_that_is_missing_is_named(temporary: Path) -> None:
    done = run(temporary, "bahamas", "--browser", "firefox", PIXEL_FIREFOX=str(temporary / "nowhere"))
    assert done.returncode == 2
    assert "Firefox" in done.stderr


def test_no_server_at_an_address_ends_with_1(temporary: Path) -> None:
    done = run(temporary, "bahamas", "--url", f"http://localhost:{free_port()}", "--token", "t")
    assert done.returncode == 1
    assert "does not answer" in done.stderr


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[RunningServer]:
    """A server that somebody else has started, on the real time."""
    with run_server(settings={"PIXEL_CLOCK": "real"}) as server:
        yield server


@pytest.mark.long
def test_a_running_server_is_played_on_and_not_emptied(temporary: Path, elsewhere: RunningServer) -> None:
    at = ("--url", elsewhere.url("start"), "--token", elsewhere.token)
    for _ in range(2):
        done = run(temporary, "bahamas", *at)
        assert done.returncode == 0, done.stdout
    done = run(temporary, "purchase", *at)
    assert done.returncode == 1
    assert "--simulated-clock" in done.stdout
    done = run(temporary, "flood", *at)
    assert done.returncode == 1
    assert "it needs a server of its own: play it without --url" in done.stdout


@pytest.mark.long
def test_a_wrong_token_is_named(temporary: Path, elsewhere: RunningServer) -> None:
    done = run(temporary, "bahamas", "--url", elsewhere.url("start"), "--token", "wrong")
    assert done.returncode == 1
    assert "the teacher token is not this server's" in done.stderr


@pytest.mark.long
def test_a_database_with_people_in_it_is_not_played_on(temporary: Path, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'mine.db'}"
    with run_server(database) as server:
        send(server.sites, "GET", server.url("collector", "/tr?id=soleil&ev=PageView"), {"User-Agent": "a program"})
    done = run(temporary, "bahamas", "--database", database)
    assert done.returncode == 2
    assert "has visitors in it already" in done.stderr


@contextmanager
def playing(folder: Path, port: int) -> "Iterator[subprocess.Popen[str]]":
    """`pixel play` on a long story, once its first step is told."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pixel", "play", "class", "--port", str(port)],
        cwd=ROOT,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        while "joins the network" not in (line := process.stdout.readline()):
            assert line, "it ended before its first step"
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_until_gone(folder: Path, port: int) -> None:
    """Waits for the server's port to be free and the folder to be empty again."""
    deadline = monotonic() + SECONDS
    while any(folder.iterdir()) or is_open(port):
        assert monotonic() < deadline, f"left behind: {list(folder.iterdir())}, port open: {is_open(port)}"


def is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@pytest.mark.parametrize("number", [signal.SIGTERM, *LONGER])
def test_however_it_is_ended_no_server_and_no_folder_stays(temporary: Path, number: signal.Signals) -> None:
    port = free_port()
    with playing(temporary, port) as process:
        process.send_signal(number)
        _, said = process.communicate(timeout=SECONDS)
        wait_until_gone(temporary, port)
    assert "Traceback" not in said
    assert process.returncode == (-9 if number == signal.SIGKILL else 128 + number)
