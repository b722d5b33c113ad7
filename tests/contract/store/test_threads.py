"""Whoever reads for long holds up nobody's hit: hits, writes and reads have threads of their own, always the same."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.app_harness import seeded_database
from tests.support.server import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gevent is not used there")

ON_GEVENT = """
from gevent import monkey
monkey.patch_all()
import os, sys
from pathlib import Path
import gevent
from pixel.store import Store
from pixel.store.queries.collect import keep_hits
from tests.contract.store.test_store import HIT
store = Store(Path(sys.argv[1]), 10)
"""
# More reads than gevent keeps threads, each of which waits for a hit to have been kept.
SLOW_READERS = """
kept, begun = monkey.get_original("_thread", "allocate_lock")(), []
kept.acquire()

def read(connection):
    begun.append(connection)
    assert kept.acquire(timeout=20)
    kept.release()
    return connection.execute("SELECT count(*) AS n FROM events").fetchone()["n"]

readers = [gevent.spawn(store.read, read) for _ in range(30)]
while len(begun) < gevent.get_hub().threadpool.maxsize:
    gevent.sleep(0.01)
print(store.keep(HIT), sum(reader.ready() for reader in readers))
kept.release()
print({reader.get() for reader in readers} <= {0, 1})
"""
MANY_TURNS = """
threads = set()
for number in range(20):
    store.keep(HIT._replace(event_id=f"kept-{number}"))
    store.write(keep_hits, [HIT._replace(event_id=f"written-{number}")])
    threads.add(len(os.listdir("/proc/self/task")))
print(len(threads))
"""


def run_on_gevent(folder: Path, script: str) -> list[str]:
    """What a script prints that has a Store on a new database, as a worker has it."""
    path = folder / "pixel.db"
    path.write_bytes(seeded_database())
    command = [sys.executable, "-c", ON_GEVENT + script, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_a_hit_waits_for_no_page_that_reads(tmp_path: Path) -> None:
    assert run_on_gevent(tmp_path, SLOW_READERS) == ["recorded 0", "True"]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="counts threads as Linux shows them")
def test_threads_do_not_become_more(tmp_path: Path) -> None:
    assert run_on_gevent(tmp_path, MANY_TURNS) == ["1"]
