"""The database file is deleted, replaced or made read-only under the server: hits are told so, none goes into nothing.

Once the file is good again, all goes on without a restart.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pixel.seeds import seed
from pixel.store import Connection, Store, StoreUnavailable
from pixel.store.concurrency.group_commit import HIT_WAIT
from pixel.store.migrations import migrate
from pixel.store.queries.collect import keep_hits
from pixel.stories.server.lifecycle import is_healthy
from tests.contract.store.test_store import HIT
from tests.support.app_harness import ON_SQLITE, AppHarness, Browser, listen, verdict_of
from tests.support.hit_load import UNAVAILABLE, await_that, check_kept, running_load
from tests.support.server import ROOT, running_server

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")


# Gone and replaced


def make_database(database: Path | str) -> None:
    """As `pixel migrate` and `pixel seed` do."""
    migrate(database)
    with closing(Store(database)) as store:
        seed(store)


@ON_SQLITE
@pytest.mark.parametrize(
    "endings",
    [("",), pytest.param(("", "-wal", "-shm"), marks=pytest.mark.long)],
    ids=["the file", "and what stands beside it"],
)
def test_deleted_under_the_server_and_migrated_anew(harness: AppHarness, endings: tuple[str, ...]) -> None:
    path, browser = harness.path, harness.browser()
    browser.hit()
    for ending in endings:
        path.with_name(path.name + ending).unlink()
    with listen() as records:
        assert {verdict_of(browser.hit()) for _ in range(5)} == {UNAVAILABLE}
        assert browser.get("start", "/healthz").status_code == 503
    assert records
    assert not path.exists()
    make_database(path)
    assert verdict_of(browser.hit()) == "recorded"
    assert harness.count("events") == 1
    assert browser.get("start", "/healthz").status_code == 200


@ON_SQLITE
def test_deleted_and_migrated_while_nobody_looks(harness: AppHarness, browser: Browser) -> None:
    """The server still has the old file open, with its log and shared memory, when the new one is made."""
    path = harness.path
    for _ in range(20):
        browser.hit()
    path.unlink()
    environment = {**os.environ, "PIXEL_DATABASE_URL": f"sqlite:///{path}"}
    subprocess.run([sys.executable, "-m", "pixel", "migrate"], cwd=ROOT, env=environment, check=True, timeout=60)
    with listen():
        verdicts = [verdict_of(browser.hit()) for _ in range(10)]
    assert verdicts[-1] == "recorded"
    assert harness.count("events") == verdicts.count("recorded")
    assert harness.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]


@ON_SQLITE
def test_deleted_in_the_middle_of_a_write(harness: AppHarness) -> None:
    def write(connection: Connection) -> None:
        keep_hits(connection, [HIT])
        harness.path.unlink()

    with listen(), pytest.raises(StoreUnavailable):
        harness.app.store.write(write)


@pytest.mark.long
def test_deleted_under_load(tmp_path: Path) -> None:
    with running_server(tmp_path) as server, running_load(server, "gone") as load:
        load.wait_for_kept(50)
        server.path.unlink()
        gone = time.monotonic()
        load.wait_for(lambda sent: sum(hit.began > gone for hit in sent) > 50)
        await_that(lambda: not is_healthy(server.port))
        since = [hit for hit in load.sent() if hit.began > gone]
        assert {hit.verdict for hit in since} == {UNAVAILABLE}
        make_database(server.path)
        load.wait_for_kept(50)
        await_that(lambda: is_healthy(server.port))
    check_kept(server, [hit for hit in load.sent() if hit.began > gone], "gone")
    assert max(hit.seconds for hit in load.sent()) < HIT_WAIT + 1.75


@ON_SQLITE
@pytest.mark.parametrize("kind", ["empty", pytest.param("another whole one", marks=pytest.mark.long)])
def test_replaced_under_the_server(harness: AppHarness, tmp_path: Path, kind: str) -> None:
    path, browser, other = harness.path, harness.browser(), tmp_path / "other.db"
    browser.hit()
    if kind == "empty":
        other.touch()
    else:
        make_database(other)
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink()
    other.replace(path)
    with listen() as records:
        assert verdict_of(browser.hit()) == UNAVAILABLE
        assert browser.get("start", "/healthz").status_code == 503
    assert records
    make_database(path)
    assert verdict_of(browser.hit()) == "recorded"
    assert harness.count("events") == 1
    assert browser.get("start", "/healthz").status_code == 200


# Read-only

READ_ONLY = """
import os, sys
from pathlib import Path
from tests.support.app_harness import GIF, build_harness, verdict_of

folder = Path(sys.argv[1])
harness = build_harness(folder)
browser = harness.browser()

def hit():
    response = browser.hit()
    assert response.data == GIF
    print(verdict_of(response).split("=")[-1])

def allow(files, inside):
    for path in folder.iterdir():
        path.chmod(files)
    folder.chmod(inside)

hit()
if os.geteuid() == 0:  # root may write what is read-only: go on as nobody
    for path in (folder, *folder.iterdir()):
        os.chown(path, 65534, 65534)
    os.seteuid(65534)
for inside in (0o755, 0o555):
    harness.app.store.close()
    allow(0o444, inside)
    hit()
    print(browser.get("start", "/healthz").status_code)
    allow(0o644, 0o755)
    hit()
    print(browser.get("start", "/healthz").status_code)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that anybody can reach: pytest's own are the starter's alone."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.long
@POSIX
def test_a_read_only_file_or_folder_is_unavailable_until_it_can_be_written(open_folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY, str(open_folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["recorded", *("store-unavailable", "503", "recorded", "200") * 2]
    assert all(line.startswith("the store is unavailable: ") for line in done.stderr.splitlines()), done.stderr
