"""A folder whose maker is killed goes, even where somebody who is still starting makes it again."""

import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

MAKER = """
import time
from pixel.stories.server.temporary_folder import GuardedFolder
print(GuardedFolder("pixel-test-").path, flush=True)
time.sleep(60)
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no process groups, and no guard")
def test_a_folder_made_again_after_its_makers_death_goes_too(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", MAKER], stdout=subprocess.PIPE, text=True) as maker:
        assert maker.stdout
        folder = Path(maker.stdout.readline().strip())
        assert folder.is_dir()
        maker.kill()
    for _ in range(2):
        wait_until_gone(folder)
        folder.mkdir()
    wait_until_gone(folder)


def wait_until_gone(folder: Path) -> None:
    deadline = monotonic() + 30
    while folder.exists():
        assert monotonic() < deadline, "it is still there"
        sleep(0.05)  # the guard is nobody's child: there is nothing to wait for but this
