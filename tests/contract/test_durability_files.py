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
from pixel.store.collect import keep_hit
from pixel.store.migrations import migrate
from tests.contract.hit_load import UNAVAILABLE, await_that, check_kept, running_load
from tests.contract.house import ON_SQLITE, Browser, House, listen, verdict_of
from tests.contract.test_store import HIT
from tests.server import ROOT, is_healthy, running_server

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")


# Gone and replaced


def make_database(database: Path | str) -> None:
    """As `pixel migrate` and `pixel seed` do."""
    migrate(database)
    with closing(Store(database)) as store:
        seed(store)


@ON_SQLITE
@pytest.mark.parametrize("endings", [("",), ("", "-wal", "-shm")], ids=["the file", "and what stands beside it"])
def test_deleted_under_the_server_and_migrated_anew(house: House, endings: tuple[str, ...]) -> None:
    path, browser = house.path, house.browser()
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
    assert house.count("events") == 1
    assert browser.get("start", "/healthz").status_code == 200


@ON_SQLITE
def test_deleted_and_migrated_while_nobody_looks(house: House, browser: Browser) -> None:
    """The server still has the old file open, with its log and shared memory, when the new one is made."""
    path = house.path
    for _ in range(20):
        browser.hit()
    path.unlink()
    environment = {**os.environ, "PIXEL_DATABASE_URL": f"sqlite:///{path}"}
    subprocess.run([sys.executable, "-m", "pixel", "migrate"], cwd=ROOT, env=environment, check=True, timeout=60)
    with listen():
        verdicts = [verdict_of(browser.hit()) for _ in range(10)]
    assert verdicts[-1] == "recorded"
    assert house.count("events") == verdicts.count("recorded")
    assert house.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]


@ON_SQLITE
def test_deleted_in_the_middle_of_a_write(house: House) -> None:
    def write(connection: Connection) -> None:
        keep_hit(connection, HIT)
        house.path.unlink()

    with listen(), pytest.raises(StoreUnavailable):
        house.app.store.write(write)


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
    assert max(hit.seconds for hit in load.sent()) < 2


@ON_SQLITE
@pytest.mark.parametrize("kind", ["empty", "another whole one"])
def test_replaced_under_the_server(house: House, tmp_path: Path, kind: str) -> None:
    path, browser, other = house.path, house.browser(), tmp_path / "other.db"
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
    assert house.count("events") == 1
    assert browser.get("start", "/healthz").status_code == 200


# Read-only

READ_ONLY = """
import os, sys
from pathlib import Path
from tests.contract.house import GIF, build_house, verdict_of

folder = Path(sys.argv[1])
house = build_house(folder)
browser = house.browser()

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
    house.app.store.close()
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
