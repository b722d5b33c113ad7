"""Whoever reads for long holds up nobody's hit: each has its own threads, in the server's own workers."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.house import seeded_database
from tests.server import ROOT

# Under gevent, as in a worker; more reads than gevent keeps threads, each of which waits for a hit to have been kept.
SLOW_READERS = """
from gevent import monkey
monkey.patch_all()
import sys
from pathlib import Path
import gevent
from pixel.store import Store
from tests.contract.test_store import HIT

native = monkey.get_original("_thread", "allocate_lock")
kept = native()
kept.acquire()
begun = []

def read(connection):
    begun.append(connection)
    assert kept.acquire(timeout=20)
    kept.release()
    return connection.execute("SELECT count(*) AS n FROM events").fetchone()["n"]

store = Store(Path(sys.argv[1]), 10)
readers = [gevent.spawn(store.read, read) for _ in range(30)]
while len(begun) < gevent.get_hub().threadpool.maxsize:
    gevent.sleep(0.01)
print(store.keep(HIT), sum(reader.ready() for reader in readers))
kept.release()
print({reader.get() for reader in readers} <= {0, 1})
"""


@pytest.mark.skipif(sys.platform == "win32", reason="gevent is not used there")
def test_a_hit_waits_for_no_page_that_reads(tmp_path: Path) -> None:
    path = tmp_path / "pixel.db"
    path.write_bytes(seeded_database())
    done = subprocess.run(
        [sys.executable, "-c", SLOW_READERS, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout.split("\n")[:2], done.stderr) == (["recorded 0", "True"], "")
